"""The rules of ``bunko check``."""
