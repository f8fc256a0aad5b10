"""Signing in and out, who is behind a request, and what people choose for themselves."""
