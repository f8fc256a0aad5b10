"""Members: companies and persons, their employees, branches and numbers."""
