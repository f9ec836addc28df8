"""A file becomes a post: header, fields, text."""
