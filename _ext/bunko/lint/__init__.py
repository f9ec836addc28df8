"""The rules that posts and the archive are held to."""
