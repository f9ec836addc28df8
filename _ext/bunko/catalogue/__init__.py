"""Floor 2: posts in, what can be browsed out. Knows floors 0 and 1."""
