"""Long lists in pages that stay as they are when a post is added, at whatever date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bunko.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One page of a list. Its name says where it begins in time, and so does not depend on the other pages."""

    #: "" for the front page, the newest; ``oldest``; else ``from-2022``, ``from-2022-03``, ``from-2022-03-14``
    name: str
    posts: tuple[Post, ...]
    newer: str | None  #: name of the page before this one; None for the front page
    older: str | None  #: name of the page after this one; None for the oldest


def paginate(posts: Sequence[Post], size: int) -> Iterator[Slice]:
    """Cut ``posts``, newest first, into pages of at most ``size``; yield the front page first.

    If there are several, a page has at least half of ``size``, and begins where a year, else a month, else a week, else
    a day does. So a post that is added changes the page that it comes to, and seldom more than the next one: the cuts
    that follow are found at the same places again. (This is content-defined chunking, with the calendar for the
    content.) An empty list has one empty page; a ``size`` below 1 is 1.
    """
    size = max(1, size)
    least = (size + 1) // 2
    oldest_first = posts[::-1]
    cuts, names = [0], ["oldest"]
    while len(posts) - cuts[-1] > size:
        begin = cuts[-1]
        last = min(begin + size, len(posts) - least)
        cut = max(range(begin + least, last + 1), key=lambda at: _fitness(oldest_first[at - 1], oldest_first[at]))
        cuts.append(cut)
        names.append(_name(oldest_first[cut - 1], oldest_first[cut], names))
    names[-1] = ""
    cuts.append(len(posts))
    for at in range(len(names) - 1, -1, -1):
        yield Slice(
            name=names[at],
            posts=tuple(oldest_first[cuts[at] : cuts[at + 1]][::-1]),
            newer=names[at + 1] if at + 1 < len(names) else None,
            older=names[at - 1] if at else None,
        )


class _Turn(IntEnum):
    """What begins between two posts."""

    NOTHING = 0
    DAY = 1
    WEEK = 2
    MONTH = 3
    YEAR = 4


#: How much of a name says where a page begins.
_LENGTHS = {_Turn.YEAR: len("from-2022"), _Turn.MONTH: len("from-2022-03")}


def _fitness(before: Post, after: Post) -> tuple[int, bytes]:
    """Say how well a page may begin with ``after``: by the calendar, and among equals in a way that stays."""
    return _turn(before, after), blake2b(after.docname.encode(errors="surrogatepass"), digest_size=8).digest()


def _turn(before: Post, after: Post) -> _Turn:
    one, other = before.date, after.date
    if one.year != other.year:
        return _Turn.YEAR
    if one.month != other.month:
        return _Turn.MONTH
    if one.day == other.day:
        return _Turn.NOTHING
    return _Turn.DAY if one.isocalendar().week == other.isocalendar().week else _Turn.WEEK


def _name(before: Post, after: Post, taken: Sequence[str]) -> str:
    """Name a page by the beginning of the year, month, week or day that it begins with."""
    day, turn = after.date.date(), _turn(before, after)
    if turn is _Turn.WEEK:
        day -= timedelta(days=day.weekday())
    stem = f"from-{day}"[: _LENGTHS.get(turn)] if after.is_dated else "undated"
    name, number = stem, 1
    while name in taken or (turn is _Turn.NOTHING and number == 1):
        number += 1
        name = f"{stem}-{number}"
    return name
