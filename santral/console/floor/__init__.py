"""Who has which call: every call's sheet and every agent's desk, without a screen."""
