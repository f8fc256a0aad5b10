"""Interactions over HTTP: written by hand, opened again, corrected, followed up."""
