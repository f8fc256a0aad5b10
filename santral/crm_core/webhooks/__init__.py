"""Webhooks: other programs are told what happened here, signed, in order, and again until they have it."""
