"""Definitions: the words by which interactions and applications are classified, edited on the screen."""
