"""The pages of the site as values."""
