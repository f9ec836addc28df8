"""What of Jekyll's a post uses, and what became of it: counted while a post is read, for the report of an import."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Fate(StrEnum):
    """What became of a construct."""

    DONE = "done"  #: it does what it does in Jekyll
    IGNORED = "ignored"  #: it has no effect here, and no text of it is lost
    TEXT = "text"  #: it is not understood, stays as text, and is reported


class Construct(NamedTuple):
    """One kind of thing that posts use: ``Construct("{% post_url %}", Fate.DONE)``."""

    name: str  #: as an author writes it, without what differs from case to case
    fate: Fate


def tally(*found: Mapping[Construct, int] | Iterable[Construct]) -> dict[Construct, int]:
    """Add up what several texts use, the names in order."""
    total: Counter[Construct] = Counter()
    for each in found:
        total.update(each)
    return dict(sorted(total.items()))
