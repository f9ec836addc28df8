"""Headings whose lines break between phrases, in the builders that write pages.

The pieces stand between ``<wbr>``, and the style sheet forbids all other breaks: every browser then does what the book
does, where ``word-break: auto-phrase`` is one browser's, and splits words. In lists, titles stay as they are, so that
whatever looks for one in a page finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.html.phrased import phrased_nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class PhrasedHeadings(SphinxPostTransform):
    """Says in the headings of sections where their lines may break."""

    default_priority = 800  # once all references are resolved

    def run(self, **kwargs: Any) -> None:  # noqa: ANN401 — the signature is Sphinx's
        """Split the texts of all headings, but for code."""
        del kwargs
        if not domain_of(self.env).lists_pages:
            return
        for title in self.document.findall(nodes.title):
            if not isinstance(title.parent, nodes.section):
                continue
            for text in list(title.findall(nodes.Text)):
                if not isinstance(text.parent, nodes.literal | nodes.math | nodes.raw):
                    text.parent.replace(text, phrased_nodes(text.astext()))


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(PhrasedHeadings)
