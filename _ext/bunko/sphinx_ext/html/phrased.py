"""Text that may break between phrases only, as HTML and as nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from markupsafe import Markup, escape

from bunko.text.phrases import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

_BREAK = Markup("<wbr/>")  # with the slash, which old parsers need to know that nothing follows inside


def phrased(text: str) -> Markup:
    """Return ``text`` as HTML that may break between phrases: the filter ``phrased`` of our templates."""
    return Markup("").join(_BREAK if piece is None else escape(piece) for piece in _with_breaks(text))


def phrased_nodes(text: str) -> list[nodes.Node]:
    """Return ``text`` as nodes that may break between phrases, in HTML."""
    return [
        nodes.raw("", str(_BREAK), format="html") if piece is None else nodes.Text(piece)
        for piece in _with_breaks(text)
    ]


def _with_breaks(text: str) -> Iterator[str | None]:
    """Yield the phrases, and None where a line may break; at a space it may anyway."""
    before = ""
    for piece in pieces(text):
        if before.strip() and piece.strip():
            yield None
        yield piece
        before = piece
