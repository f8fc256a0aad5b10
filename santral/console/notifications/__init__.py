"""The bell: what people are told, on every page and in a list."""
