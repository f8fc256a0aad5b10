"""Interactions: what was said in one contact with a customer, and the drafts they are written from."""
