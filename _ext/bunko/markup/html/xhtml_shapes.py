"""What an element of XHTML may not hold, taken apart: blocks in lines, headings in tables, captions too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.markup.html.tree import BLOCKS, HEADINGS, Node
from bunko.markup.html.xhtml_groups import fitted_ruby, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable

    Piece = Node | str


def add_class(attributes: dict[str, str], name: str) -> None:
    """Add a class to those of an element."""
    attributes["class"] = f"{attributes.get('class', '')} {name}".strip()


def has_block(pieces: Iterable[Piece]) -> bool:
    """Tell whether any of ``pieces`` may not stand in a line."""
    return any(
        piece.tag in BLOCKS or (piece.tag in {"a", "rt"} and has_block(piece.children))
        for piece in pieces
        if isinstance(piece, Node)
    )


def flat_ruby(attributes: dict[str, str], children: list[Piece]) -> list[Piece]:
    """Return ruby without the blocks that may have come into it."""
    return fitted_ruby(attributes, flattened(children, " "))


def flattened(pieces: list[Piece], between: str) -> list[Piece]:
    """Return what is in ``pieces`` without its blocks."""
    if not has_block(pieces):
        return pieces
    flat: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str):
            flat.append(piece)
        elif piece.tag in BLOCKS:
            flat += [between, *flattened(piece.children, between), between]
        else:
            flat.append(Node(piece.tag, piece.attributes, flattened(piece.children, between)))
    return flat


def without_headings(piece: Piece) -> Piece:
    """Return an element without the headings and sections that the head of a table may not have."""
    if isinstance(piece, str):
        return piece
    attributes, tag = dict(piece.attributes), piece.tag
    if tag in HEADINGS:
        add_class(attributes, tag)
        tag = "p"
    elif tag in {"section", "aside"}:
        tag = "div"
        attributes = {key: value for key, value in attributes.items() if key not in {"role", "epub:type"}}
    return Node(tag, attributes, [without_headings(child) for child in piece.children])


def captioned(children: list[Piece]) -> list[Piece]:
    """Return the content of a figure with one caption at most, at the end, or at the beginning where it stood."""
    solid = [child for child in children if not is_blank(child)]
    captions = [child for child in solid if isinstance(child, Node) and child.tag == "figcaption"]
    if not captions or (len(captions) == 1 and captions[0] in (solid[0], solid[-1])):
        return children
    return [
        Node("div", child.attributes, child.children)
        if isinstance(child, Node) and child.tag == "figcaption" and child is not solid[-1]
        else child
        for child in children
    ]
