"""The text of a post, whatever its dialect."""
