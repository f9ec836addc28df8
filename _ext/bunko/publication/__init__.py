"""Floor 3: the catalogue in, values of pages and books out. Nothing is written here."""
