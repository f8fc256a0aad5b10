"""From the floor to the fragments on each user's screen."""
