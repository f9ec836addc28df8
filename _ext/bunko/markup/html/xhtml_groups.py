"""Elements of XHTML that only hold certain others: lists, tables, ruby. Whatever stands in them is put where it may."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bunko.markup.html.tree import BLOCKS, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    Piece = Node | str

_HOLDERS = {"li": "ul", "dt": "dl", "dd": "dl"}
_ROW_GROUPS = ("thead", "tbody", "tfoot")
_PARTS = frozenset({"tr", "td", "th", "caption", *_ROW_GROUPS})


def is_blank(piece: Piece) -> bool:
    """Tell white space between elements from what is to be seen."""
    return isinstance(piece, str) and not piece.strip()


def adopted(pieces: list[Piece], tag: str) -> list[Piece]:
    """Return ``pieces`` as the content of ``tag``: those that miss the element they belong in get one."""
    if not any(isinstance(piece, Node) and (piece.tag in _HOLDERS or _is_lost(piece, tag)) for piece in pieces):
        return pieces
    found: list[Piece] = []
    for holder, group in groupby(pieces, key=lambda piece: _HOLDERS.get(piece.tag) if isinstance(piece, Node) else ""):
        members = list(group)
        if holder == "ul":
            found.append(Node("ul", {}, members))
        elif holder == "dl":
            found.append(Node("dl", {}, terms_in_pairs(members)))
        else:
            found += [_at_home(piece, tag) for piece in members]
    return found


def _is_lost(node: Node, parent: str) -> bool:
    return node.tag in _PARTS or node.tag == "rt" or (node.tag == "figcaption" and parent != "figure")


def _at_home(piece: Piece, parent: str) -> Piece:
    if isinstance(piece, str) or not _is_lost(piece, parent):
        return piece
    kept = {key: value for key, value in piece.attributes.items() if key not in {"colspan", "rowspan", "scope"}}
    if piece.tag == "rt" and not any(child.tag in BLOCKS for child in piece.walk()):
        return Node("span", kept, piece.children)
    return Node("div", kept, adopted(piece.children, "div"))


# -- lists ----------------------------------------------------------------------------------------------------------


def fitted_list(tag: str, attributes: dict[str, str], children: list[Piece]) -> list[Piece]:
    """Return a list all of whose content is in entries; nothing if it is empty."""
    entries = _wrapped(children, frozenset({"li"}), "li")
    return [Node(tag, attributes, entries)] if entries else []


def _wrapped(children: list[Piece], allowed: frozenset[str], wrapper: str) -> list[Piece]:
    found: list[Piece] = []
    for fits, group in groupby(children, key=lambda child: isinstance(child, Node) and child.tag in allowed):
        members = list(group)
        if fits:
            found += members
        elif not all(map(is_blank, members)):
            found.append(Node(wrapper, {}, adopted(members, wrapper)))
    return found


def fitted_terms(attributes: dict[str, str], children: list[Piece]) -> list[Piece]:
    """Return a list of terms and descriptions; nothing if it is empty."""
    pairs = terms_in_pairs(children)
    return [Node("dl", attributes, pairs)] if pairs else []


def terms_in_pairs(children: list[Piece]) -> list[Piece]:
    """Return the content of a ``dl``: only terms and descriptions, and none without the other."""
    entries = _wrapped(children, frozenset({"dt", "dd"}), "dd")
    found: list[Piece] = []
    before = ""
    for entry in entries:
        tag = entry.tag if isinstance(entry, Node) else ""
        if not before and tag == "dd":
            found.append(Node("dt"))
        found.append(entry)
        before = tag
    if before == "dt":
        found.append(Node("dd"))
    return found


# -- tables ---------------------------------------------------------------------------------------------------------


def fitted_table(attributes: dict[str, str], children: list[Piece]) -> list[Piece]:
    """Return a table of rows of cells, behind what stood between them; only that, if there is no cell."""
    stray: list[Piece] = []
    captions: list[Node] = []
    groups: dict[str, list[Piece]] = {name: [] for name in _ROW_GROUPS}
    _sort_in(children, "tbody", groups, captions, stray)
    rows = [Node(name, {}, found) for name, found in groups.items() if found]
    stray = [piece for piece in stray if not is_blank(piece)]
    if not rows:
        return adopted([*captions, *stray], "div")
    head, rest = captions[:1], captions[1:]
    return [*adopted([*rest, *stray], "div"), Node("table", attributes, [*head, *rows])]


def _sort_in(
    children: Iterable[Piece], group: str, groups: dict[str, list[Piece]], captions: list[Node], stray: list[Piece]
) -> None:
    open_row: Node | None = None  # of cells that have none
    for child in children:
        tag = child.tag if isinstance(child, Node) else ""
        if not isinstance(child, Node) or tag not in _PARTS:
            stray.append(child)
        elif tag in {"td", "th"}:
            if open_row is None:
                open_row = Node("tr")
                groups[group].append(open_row)
            open_row.children.append(child)
        elif tag == "caption":
            captions.append(child)
        elif tag == "tr":
            open_row = None
            cells = [cell for cell in child.children if isinstance(cell, Node) and cell.tag in {"td", "th"}]
            stray += [cell for cell in child.children if not (isinstance(cell, Node) and cell.tag in {"td", "th"})]
            if cells:
                groups[group].append(Node("tr", child.attributes, list(cells)))
        else:
            _sort_in(child.children, tag, groups, captions, stray)


# -- ruby -----------------------------------------------------------------------------------------------------------


def fitted_ruby(attributes: dict[str, str], children: list[Piece]) -> list[Piece]:
    """Return characters with their reading above: pairs of both, behind them what has no reading."""
    last = max(
        (place for place, child in enumerate(children) if isinstance(child, Node) and child.tag == "rt"), default=-1
    )
    pairs, rest = children[: last + 1], children[last + 1 :]
    solid: list[Piece] = []
    for child in pairs:
        is_reading = isinstance(child, Node) and child.tag == "rt"
        if is_reading and (not solid or (isinstance(solid[-1], Node) and solid[-1].tag == "rt")):
            solid.append(" ")  # each reading needs something that it is the reading of
        solid.append(child)
    return ([Node("ruby", attributes, solid)] if pairs else []) + rest
