"""What makes a build after an edit small."""
