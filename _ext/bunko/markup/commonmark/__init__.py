"""What CommonMark leaves open, for Japanese and for Jekyll's authors."""
