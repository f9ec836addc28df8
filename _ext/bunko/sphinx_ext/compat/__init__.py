"""What is private or undocumented upstream, and touched all the same: each in one place, with a test that names it."""
