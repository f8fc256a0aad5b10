"""Files that belong to an application, an interaction or a customer, and the library everybody reads."""
