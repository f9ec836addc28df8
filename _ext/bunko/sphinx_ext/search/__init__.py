"""The search index, written."""
