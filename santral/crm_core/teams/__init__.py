"""Teams: people of the house who do the same work, with who leads them."""
