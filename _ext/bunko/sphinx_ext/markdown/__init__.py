"""Posts as docutils' nodes."""
