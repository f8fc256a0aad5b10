"""The screens on which processes are drawn."""
