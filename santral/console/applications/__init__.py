"""The pages of applications: the list, one of them, and a new one opened in one step from a call."""
