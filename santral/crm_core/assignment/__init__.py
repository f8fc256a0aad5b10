"""Who gets a case that nobody was named for."""
