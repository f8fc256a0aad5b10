"""Documents over HTTP: sent, listed, looked at and taken away."""
