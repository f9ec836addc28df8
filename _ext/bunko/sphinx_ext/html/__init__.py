"""The builders of HTML."""
