"""What an agent does from the screen: commands to the telephone, notes, and the console's own page."""
