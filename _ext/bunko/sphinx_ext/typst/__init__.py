"""The builder of books."""
