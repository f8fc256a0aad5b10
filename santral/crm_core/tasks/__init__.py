"""Tasks and the time they took."""
