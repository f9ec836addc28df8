"""The one reader of authors' HTML: book, EPUB and search see the tree that a browser would make.

How tags nest and what closes them is the work of Lexbor, by way of selectolax. It follows the HTML standard: omitted
end tags, ``</b>`` behind ``<p>``, text between the cells of a table. It was weighed against

- code of our own on ``html.parser``: the standard's rules fill some thousand lines, and ``html.parser`` itself reads
  comments and scripts differently from one release of Python 3.11 to the next;
- html5lib: no release since 2020, thirty times slower, and it departs from the standard in tables that hold blocks;
- JustHTML: Python alone, and linear; but of 12,000 soups of tags it reads 92 unlike Lexbor, and in all but 3 of these
  html5lib sides with Lexbor. The tests use it as the second opinion where it is right;
- lxml: libxml2 reads by the rules of HTML 4.

selectolax has wheels for Python 3.11 to 3.14 on Linux, macOS and Windows, and needs no other package. A tag is read in
0.03 ms; 25 kB of nearly nothing but tags in 27 ms, of which Lexbor takes 1.3; a reader on ``html.parser`` that knew a
part of the rules took 19 ms. It is imported, in 40 ms, when the first HTML is met: posts without any do not wait for
it. Of elements that are left open it takes time with their square: see `bounds.py`.

Markdown stands between the tags: ``<div>`` is one piece of a document, the paragraphs inside are others, ``</div>`` is
the last. `read_pieces` takes texts of HTML and finished pieces in turn, and reads them as one text in which each
finished piece is an empty element; so finished pieces are in the tree where a browser would have them. `read_html`
takes one text that has been written out already, in which fences hold the HTML of each paragraph together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from bunko.markup.html.bounds import FORMATTING, bounded
from bunko.markup.html.tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode


#: An element that no author writes: what is opened inside is closed inside. Translators put it around raw HTML.
FENCE = "bunko-fence"
#: Between two siblings inside a fence: a comment or script that is never closed ends here.
SEAM = "bunko-seam"

_MARK = re.compile(rf"<(/?{FENCE}|{SEAM})>")
_DEEPEST = 150  #: elements inside one another; what goes deeper stands beside. Python, too, has an end.


@dataclass(slots=True)
class _Parsed:
    """A text as Lexbor has parsed it, with places in it for other pieces."""

    first: LexborNode | None
    key: str  #: what is in the names of places, and nowhere else in the text
    held: Mapping[int, Node]
    count: int  #: of pieces


def read_html(text: str) -> Node:
    """Return the tree of a text, below an element without a name. Its fences are elements, its seams are gone."""
    return _shallow(_tree(_fenced(text)))


def read_pieces(pieces: Iterable[str | Node]) -> Node:
    """Return the tree of a text that is given in pieces, below an element without a name.

    A piece that is a `Node` is finished. It comes into the tree as it is, where an empty element of its tag would be.
    """
    return _tree(list(pieces))


def without_marks(text: str) -> str:
    """Return a text of an author without what would be taken for a fence or seam of ours."""
    return _MARK.sub("", text)


# -- from text to what Lexbor makes of it -------------------------------------------------------------------------


def _fenced(text: str) -> list[str | Node]:
    """Cut a text at its fences and seams; what is inside a fence is parsed by itself."""
    open_groups: list[list[str | Node]] = [[]]
    at = 0
    for mark in _MARK.finditer(text):
        open_groups[-1].append(text[at : mark.start()])
        at = mark.end()
        if mark[1] == FENCE:
            open_groups.append([])
        elif mark[1] != SEAM and len(open_groups) > 1:
            inner = _tree(open_groups.pop(), FENCE)
            open_groups[-1].append(inner)
    open_groups[-1].append(text[at:])
    while len(open_groups) > 1:
        inner = _tree(open_groups.pop(), FENCE)
        open_groups[-1].append(inner)
    return open_groups[0]


def _parsed(pieces: Sequence[str | Node]) -> _Parsed:
    """Parse pieces as one text.

    Where a script, a tag or the like is never closed, the rest would be gone with it, Markdown and all: then the pieces
    that leave such a thing open are parsed by themselves; and if that is of no use, every piece. A comment that is
    never closed ends with its piece, since our comment between the pieces closes it.
    """
    parsed = _parse(pieces)
    if len(pieces) > 1 and not _is_whole(parsed):
        parsed = _parse([_alone(piece, only_broken=True) for piece in pieces])
        if not _is_whole(parsed):
            parsed = _parse([_alone(piece, only_broken=False) for piece in pieces])
    return parsed


def _alone(piece: str | Node, *, only_broken: bool) -> str | Node:
    if not isinstance(piece, str):
        return piece
    parsed = _parse([piece])
    return piece if only_broken and _is_whole(parsed) else _taken_over(parsed, FENCE)


def _parse(pieces: Sequence[str | Node]) -> _Parsed:
    key = _unused_key(pieces)
    held: dict[int, Node] = {}
    texts: list[str] = []
    for number, piece in enumerate(pieces):
        texts.append(f"<!--{key} {number}-->")
        if isinstance(piece, str):
            texts.append(piece)
        else:
            held[number] = piece
            texts.append(f"<{piece.tag} {key}={number}></{piece.tag}>")
    texts.append(f"<!--{key} {len(pieces)}-->")
    return _Parsed(_engine()(bounded("".join(texts))).root, key, held, len(pieces))


def _unused_key(pieces: Sequence[str | Node]) -> str:
    """Return a name that is in none of the texts, so that no author can write a place for a piece."""
    key = "bunko-place"
    while any(isinstance(piece, str) and key in piece.lower() for piece in pieces):
        key += "-x"
    return key


@cache
def _engine() -> Callable[[str], LexborHTMLParser]:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 — most posts have no HTML, and need not wait

    return lambda text: LexborHTMLParser(text, is_fragment=True)


def _is_whole(parsed: _Parsed) -> bool:
    """Tell whether the end of the text is where it should be, and not in a comment, a script or the like."""
    end = f"{parsed.key} {parsed.count}"
    waiting = [parsed.first]
    while waiting:
        found = waiting.pop()
        while found is not None:
            if found.is_comment_node and found.comment_content == end:
                return True
            waiting.append(found.child)
            found = found.next
    return False


# -- from what Lexbor makes of it to our tree ---------------------------------------------------------------------


def _tree(pieces: Sequence[str | Node], tag: str = "") -> Node:
    return _taken_over(_parsed(pieces), tag)


@dataclass(slots=True)
class _Level:
    """An element whose children are being taken over."""

    next: LexborNode | None  #: the first that has not been taken over
    target: list[Node | str]
    depth: int


def _taken_over(parsed: _Parsed, tag: str) -> Node:
    """Return an element with all that was parsed. Lexbor's own tree, of 100 kB at least, can go then."""
    root = Node(tag)
    origin = 0
    names: set[tuple[str, str]] = set()
    levels = [_Level(parsed.first, root.children, 0)]
    while levels:
        level = levels[-1]
        child = level.next
        if child is None:
            levels.pop()
            continue
        level.next = child.next
        if child.is_text_node:
            _add_text(level.target, child.text_content or "", parsed)
        elif child.is_element_node:
            node, inside = _element(child, parsed, origin, names)
            level.target.append(node)
            deeper = level.depth < _DEEPEST
            levels.append(_Level(inside, node.children if deeper else level.target, level.depth + deeper))
        elif child.is_comment_node:
            origin = _place(child.comment_content or "", parsed, origin)
    return root


def _element(
    element: LexborNode, parsed: _Parsed, origin: int, names: set[tuple[str, str]]
) -> tuple[Node, LexborNode | None]:
    """Return an element and the first that is to come into it, or the finished piece whose place it has."""
    attributes = {name: value or "" for name, value in element.attributes.items()}
    if parsed.key in attributes:
        return parsed.held[int(attributes[parsed.key])], None
    tag = str(element.tag)
    return Node(tag, _own(attributes, tag, parsed, names), origin=origin), element.child


def _shallow(root: Node) -> Node:
    """Return a tree in which no element is too deep, whatever is inside its fences."""
    levels = [(iter(root.children), top := Node(root.tag), 0)]
    while levels:
        children, target, depth = levels[-1]
        child = next(children, None)
        if child is None:
            levels.pop()
        elif isinstance(child, str):
            _append(target.children, child)
        else:
            copy = replace(child, children=[])
            target.children.append(copy)
            deeper = depth < _DEEPEST
            levels.append((iter(child.children), copy if deeper else target, depth + deeper))
    return top


def _place(comment: str, parsed: _Parsed, otherwise: int) -> int:
    key, _, number = comment.partition(" ")
    return int(number) if key == parsed.key else otherwise


def _own(attributes: dict[str, str], tag: str, parsed: _Parsed, names: set[tuple[str, str]]) -> dict[str, str]:
    """Return the attributes of an element: of those that come again in each paragraph, only the first has the id."""
    for name, value in attributes.items():
        if parsed.key in value:
            attributes[name] = _places(parsed.key).sub("", value)
    if "id" in attributes and (tag in FORMATTING or tag == "a"):
        if (tag, attributes["id"]) in names:
            del attributes["id"]
        else:
            names.add((tag, attributes["id"]))
    return attributes


def _add_text(target: list[Node | str], text: str, parsed: _Parsed) -> None:
    """Add a text; places in it, as in ``<textarea>``, are read as well: nothing that was given gets lost."""
    if parsed.key in text:
        # A text, the number of a piece, a text, the number of a piece, ...
        for at, part in enumerate(_places(parsed.key).split(text)):
            if at % 2 == 0:
                _append(target, part)
            elif part is not None:
                target.append(parsed.held[int(part)])
    else:
        _append(target, text)


def _append(target: list[Node | str], text: str) -> None:
    if target and isinstance(target[-1], str):
        target[-1] += text
    elif text:
        target.append(text)


@cache
def _places(key: str) -> re.Pattern[str]:
    return re.compile(rf"<!--{key} [0-9]+-->|<[a-z-]+ {key}=([0-9]+)></[a-z-]+>")
