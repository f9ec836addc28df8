"""The builder of EPUBs."""
