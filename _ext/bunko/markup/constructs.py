"""Counts of the Liquid and kramdown constructs in a post, and what became of each, for the report of an import."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Fate(StrEnum):
    """What became of a construct."""

    DONE = "done"  #: it does what it does in Jekyll
    TEXT = "text"  #: it is not understood, stays as text, and is reported


class Construct(NamedTuple):
    """One kind of thing that posts use: ``Construct("{% post_url %}", Fate.DONE)``."""

    name: str  #: as an author writes it, without what differs from case to case
    fate: Fate


#: Kramdown's own syntax as an author writes it, and how it is found in a text whose code is blank.
_KRAMDOWN = {
    "{:toc}": re.compile(r"\{:[^{}\n]*\btoc\b[^{}\n]*\}"),
    "{: .class #id key=…}": re.compile(r"\{:(?![:/]|[^{}\n]*\btoc\b)[^{}\n]+\}"),
    "{::name}": re.compile(r"\{::\w+[^{}\n]*\}"),
    "[^1]: …": re.compile(r"^[ ]{0,3}\[\^[^\]\n]+\]:", re.MULTILINE),
    ": …": re.compile(r"^[ ]{0,3}:[ \t]+\S", re.MULTILINE),
    "*[ABC]: …": re.compile(r"^[ ]{0,3}\*\[[^\]\n]+\]:", re.MULTILINE),
    "$$ … $$": re.compile(r"\$\$[^$]+\$\$"),
    'markdown="1"': re.compile(r"<[A-Za-z][^<>]*\smarkdown\s*="),
}


def kramdown_of(prose: str) -> dict[Construct, int]:
    """Count what of kramdown's own syntax a text uses; its code is blank (`references.blank_code`)."""
    counted = {name: sum(1 for _ in pattern.finditer(prose)) for name, pattern in _KRAMDOWN.items()}
    return {Construct(name, Fate.DONE): count for name, count in counted.items() if count}


def tally(*found: Mapping[Construct, int] | Iterable[Construct]) -> dict[Construct, int]:
    """Add up what several texts use, the names in order."""
    total: Counter[Construct] = Counter()
    for each in found:
        total.update(each)
    return dict(sorted(total.items()))
