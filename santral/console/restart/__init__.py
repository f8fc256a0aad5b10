"""What outlives a restart of the server, brought back from the database."""
