"""Service levels: the screens on which they are set, and the task that sees to them."""
