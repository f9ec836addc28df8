"""The command ``bunko``: a module for each of its commands."""
