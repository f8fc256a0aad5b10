"""Measurements. Each prints a table and compares with the limit; none fails for what it finds."""
