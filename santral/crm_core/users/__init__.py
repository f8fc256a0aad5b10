"""Who works with the house: accounts, roles, sessions, and the record of who did what."""
