"""Links in double brackets: ``[[2025-12-29-x]]`` and ``[[2025-12-29-x#part|text]]``."""

from __future__ import annotations

import re

# Only names that begin with a date: ``[[ -f x ]]`` is shell code and ``[[1]]`` a citation. The name ends before "#", a
# name's part of the link is short, and neither holds a bracket: every try is bounded.
WIKILINK = re.compile(
    r"\[\[(?P<name>\d{4}-\d{2}-\d{2}-[^\[\]|#\n]{1,250})(?:#(?P<anchor>[^\[\]|\n]{1,250}))?"
    r"(?:\|(?P<text>[^\[\]\n]{1,1000}))?\]\]"
)


def target_of(found: re.Match[str]) -> str:
    """Return the file that a link in double brackets leads to, with the part of it."""
    name = found["name"].strip()
    target = name if name.endswith(".md") else f"{name}.md"
    return f"{target}#{found['anchor'].strip()}" if found["anchor"] else target
