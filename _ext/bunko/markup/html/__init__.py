"""The HTML that authors write."""
