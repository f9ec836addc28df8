"""A Jekyll site: its configuration, its data, its pages, and the report of what became of them."""
