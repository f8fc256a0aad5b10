"""What customers were promised, of every application: its clock, by when it is due, and who is told."""
