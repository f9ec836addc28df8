"""Books: which there are, what is in them, in which order."""
