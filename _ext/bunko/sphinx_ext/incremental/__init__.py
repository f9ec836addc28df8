"""Incremental builds: what has changed, what must be written, and who else is writing."""
