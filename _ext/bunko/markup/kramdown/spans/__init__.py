"""The spans of a paragraph."""
