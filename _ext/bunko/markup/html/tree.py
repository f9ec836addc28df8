"""HTML as authors leave it becomes a tree, as in a browser: nothing is refused, and all that is open gets closed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def tags(names: str) -> frozenset[str]:
    """Return a set of the names in a text."""
    return frozenset(names.split())


#: An element that no author writes: what is opened inside is closed inside. Translators put it around raw HTML.
FENCE = "bunko-fence"
VOIDS = tags("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
BLOCKS = tags(
    "address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table tbody "
    "td tfoot th thead tr ul xmp caption colgroup"
)
HEADINGS = tags("h1 h2 h3 h4 h5 h6")

_CELLS = frozenset({"td", "th"})
_ROW_GROUPS = frozenset({"thead", "tbody", "tfoot", "caption", "colgroup"})
_TABLE_PARTS = _CELLS | _ROW_GROUPS | {"tr"}
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_LONE = frozenset({"table"}) | _CELLS | {"caption"}  #: what an end tag inside does not reach beyond
#: A start tag ends the first of these elements that is open, unless one of those behind it is opened further in.
_IMPLIED_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), _LISTS | _LONE),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), frozenset({"dl"}) | _LONE)),
    **dict.fromkeys(("td", "th"), (_CELLS, frozenset({"table"}))),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    **dict.fromkeys(_ROW_GROUPS, (_ROW_GROUPS, frozenset({"table"}))),
    **dict.fromkeys(("rt", "rp", "rb", "rtc"), (frozenset({"rt", "rp", "rb", "rtc"}), frozenset({"ruby"}) | BLOCKS)),
    "a": (frozenset({"a"}), BLOCKS),
    **dict.fromkeys(HEADINGS, (HEADINGS, BLOCKS - HEADINGS)),
    "option": (frozenset({"option"}), frozenset({"select"})),
}
_ENDS_CELL = frozenset({"tr", *_ROW_GROUPS})
_DEEPEST = 150  #: elements inside one another; what goes deeper stands beside. Python, too, has an end.
_MARKED_SECTION = re.compile(r"<!\[[^>]*>?")  # html.parser raises at those it does not know


@dataclass(slots=True)
class Node:
    """An element of HTML."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def text(self) -> str:
        """Return all text inside."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def walk(self) -> Iterator[Node]:
        """Yield the element and all elements inside, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()


def read_html(text: str) -> Node:
    """Return the tree of a fragment of HTML below an element without a name."""
    reader = _Reader()
    reader.feed(_MARKED_SECTION.sub("", text))
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._imply_ends(tag)
        node = Node(tag)
        for key, value in attrs:
            node.attributes.setdefault(key, value or "")
        self.open[-1].children.append(node)
        if tag == FENCE or (tag not in VOIDS and len(self.open) < _DEEPEST):
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Close what XML would close: authors who write ``<a name="x"/>`` mean it, and only browsers do not."""
        self.handle_starttag(tag, attrs)
        if self.open[-1].tag == tag and self.open[-1] is self.open[-2].children[-1]:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            self.handle_starttag(tag, [])
        elif tag == FENCE:
            self._close({FENCE}, ())
        else:
            self._close({tag}, self._limits(tag))

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def _imply_ends(self, tag: str) -> None:
        if tag in BLOCKS:
            self._close({"p"}, BLOCKS - {"p"})
        if tag in _ENDS_CELL:
            self._close(_CELLS, {"table"})
            self._close({"tr"}, {"table"})
        if tag in _IMPLIED_ENDS:
            self._close(*_IMPLIED_ENDS[tag])

    def _limits(self, tag: str) -> Collection[str]:
        """Return what an end tag does not reach beyond: browsers let `</b>` close no paragraph, `</div>` no cell."""
        if tag not in BLOCKS:
            return BLOCKS
        if tag == "table":
            return ()
        if tag in _TABLE_PARTS:
            return {"table"}
        if tag == "li":
            return _LISTS | _LONE
        return _LONE - {tag}

    def _close(self, tags: Collection[str], limits: Collection[str]) -> None:
        """Close the innermost open element of ``tags``, and all inside, unless it lies beyond one of ``limits``."""
        for place in range(len(self.open) - 1, 0, -1):
            found = self.open[place].tag
            if found in tags:
                del self.open[place:]
                return
            if found == FENCE or found in limits:
                return
