"""Japanese text, names and dates: what everything above is made of."""
