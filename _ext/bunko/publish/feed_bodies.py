"""The text of a post as a feed carries it: HTML that means the same wherever it is shown.

A reader of feeds shows it without our styles and scripts, below an address of its own. So every link and picture is
absolute, and of elements and attributes only those stay that say something by themselves. `tidy` knows which these are:
what it lets through for books, whose reading devices are as bare, holds here as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.books.chapters import escape_attribute, escaped
from bunko.markup.html.reader import read_html
from bunko.markup.html.tree import VOIDS, Node
from bunko.markup.html.xhtml import tidy
from bunko.pages.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bunko.markup.html.xhtml import EpubLink

#: What only our styles and scripts, or the package of a book, have a use for.
_NOT_KEPT = frozenset({"class", "id", "role", "epub:type", "xml:lang", "alttext"})
_TRANSPARENT = frozenset({"span", "section"})  #: say nothing without attributes
_PICTURES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;")
_PERMALINK = "headerlink"  #: the class of Sphinx's links beside headings


def feed_body(html: str, address: str) -> str:
    """Return the HTML of a page as a feed carries it; ``address`` is the absolute one of the page."""
    root = read_html(html)
    _without_permalinks(root)
    return "".join(_written(tidy(root, _Absolute(address)).nodes)).strip()


class _Absolute:
    """Looks up links and pictures of one page."""

    def __init__(self, page: str) -> None:
        self._page = page

    def link(self, href: str) -> EpubLink | str:
        """Return the absolute address, or nothing if it is none that a reader can follow."""
        return web_address(href, self._page)

    def picture(self, source: str) -> str:
        """Return the absolute address of a picture; one that is written out stays."""
        if source.startswith(_PICTURES):
            return source
        found = web_address(source, self._page)
        return found if found.startswith(("http://", "https://")) else ""


def _without_permalinks(node: Node) -> None:
    for inner in node.walk():
        inner.children = [
            child
            for child in inner.children
            if isinstance(child, str) or _PERMALINK not in child.attributes.get("class", "").split()
        ]


def _written(nodes: Iterable[Node | str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield escaped(node)
            continue
        if node.tag == "wbr":  # between the phrases of a heading, for our styles
            continue
        attributes = {key: value for key, value in node.attributes.items() if key not in _NOT_KEPT}
        if node.tag in _TRANSPARENT and not attributes:
            yield from _written(node.children)
            continue
        yield f"<{node.tag}" + "".join(f' {key}="{escape_attribute(value)}"' for key, value in attributes.items()) + ">"
        if node.tag not in VOIDS:
            yield from _written(node.children)
            yield f"</{node.tag}>"
