"""What administrators add to applications of a type: further fields, beside those that every one has."""
