"""Telephony: listens to Asterisk and speaks to it. Knows no browser and no customer."""
