"""Rows that are written after the fact, in batches, so that no call and no screen waits for the database."""
