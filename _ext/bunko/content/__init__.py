"""Floor 1: text in, records out. No Sphinx, no docutils, no other floor."""
