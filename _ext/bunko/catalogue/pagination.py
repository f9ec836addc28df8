"""Long lists in pages that stay as they are when something is added in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bunko.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One page of a list. ``number`` counts from the oldest page, 1; the newest is the list's front page."""

    number: int
    pages: int
    posts: tuple[Post, ...]

    @property
    def is_front(self) -> bool:
        """Whether this is the page that the list's own address shows."""
        return self.number == self.pages


def paginate(posts: Sequence[Post], size: int) -> Iterator[Slice]:
    """Cut ``posts``, newest first, into pages of ``size`` from the oldest on; yield the front page first.

    Full pages never change when a post is added in front: only the newest page does. An empty list has one empty page.
    A ``size`` below 1 is 1.
    """
    size = max(1, size)
    pages = max(1, -(-len(posts) // size))
    for number in range(pages, 0, -1):
        # Page 1 ends with the oldest post; the newest page takes what is left over.
        end = len(posts) - (number - 1) * size
        yield Slice(number=number, pages=pages, posts=tuple(posts[max(0, end - size) : end]))
