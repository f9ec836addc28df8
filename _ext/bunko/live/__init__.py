"""The live preview: save a post, and the browser shows it."""
