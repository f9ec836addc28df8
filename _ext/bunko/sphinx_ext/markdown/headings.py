"""Headings whose lines break between phrases, in the builders that write pages.

The pieces stand between ``<wbr>``, and the style sheet forbids all other breaks: every browser then does what the book
does, where ``word-break: auto-phrase`` is one browser's, and splits words. In lists, titles stay as they are, so that
whatever looks for one in a page finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.transforms.post_transforms import SphinxPostTransform

from bunko.text.phrases import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bunko.sphinx_ext.domain import BunkoDomain

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


class PhrasedHeadings(SphinxPostTransform):
    """Says in the headings of sections where their lines may break."""

    default_priority = 800  # once all references are resolved

    def run(self, **kwargs: Any) -> None:  # noqa: ANN401 — the signature is Sphinx's
        """Split the texts of all headings, but for code."""
        del kwargs
        if not cast("BunkoDomain", self.env.get_domain("bunko")).press.lists:
            return
        for title in self.document.findall(nodes.title):
            if not isinstance(title.parent, nodes.section):
                continue
            for text in list(title.findall(nodes.Text)):
                if not isinstance(text.parent, nodes.literal | nodes.math | nodes.raw):
                    text.parent.replace(text, phrased_nodes(text.astext()))
