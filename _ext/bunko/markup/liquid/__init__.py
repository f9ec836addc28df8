"""Liquid, as Jekyll's authors use it."""
