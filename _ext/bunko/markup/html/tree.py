"""The tree that authors' HTML is read as, and the kinds of elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def tags(names: str) -> frozenset[str]:
    """Return a set of the names in a text."""
    return frozenset(names.split())


VOIDS = tags("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
BLOCKS = tags(
    "address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table tbody "
    "td tfoot th thead tr ul xmp caption colgroup"
)
HEADINGS = tags("h1 h2 h3 h4 h5 h6")
#: What no page shows: programs, styles, and what stands in for something that every browser can do today.
HIDDEN = tags("script style template head title rp noembed noframes datalist")


@dataclass(slots=True)
class Node:
    """An element of HTML, or a finished piece that stands among the elements."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    held: object = None  #: what a finished piece is, to those who gave it to the reader
    origin: int = 0  #: which of the pieces that were given to the reader it began in

    def text(self) -> str:
        """Return all text inside."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def walk(self) -> Iterator[Node]:
        """Yield the element and all elements inside, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()
