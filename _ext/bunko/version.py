"""The version, where every floor can see it."""

__version__ = "0.2.0"
