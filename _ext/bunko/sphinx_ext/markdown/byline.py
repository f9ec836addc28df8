"""The byline as text, for the formats whose writers do not know our node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from bunko.pages.article import article_view
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.markdown.nodes import byline, document_of
from bunko.sphinx_ext.report import translate
from bunko.text.long_date import long_date

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class BylineAsText(SphinxPostTransform):
    """A paragraph that every writer knows, in the place of a byline."""

    default_priority = 5
    formats = ("latex", "text", "texinfo", "man", "xml", "pseudoxml", "")

    def run(self, **kwargs: Any) -> None:  # noqa: ANN401 — the signature is Sphinx's
        """Replace the byline of a post by its text."""
        del kwargs
        for node in list(self.document.findall(byline)):
            docname = document_of(node, self.env.current_document.docname)
            view = article_view(domain_of(self.env).catalogue, docname)
            day = long_date(view.date, self.config.language) if view.date else ""
            minutes = translate("{minutes} min read").format(minutes=view.reading_time)
            terms = [reference.title for reference in (*view.authors, *view.categories, *view.tags)]
            text = " · ".join(filter(None, (day, minutes, *terms)))
            node.replace_self(nodes.paragraph("", text, classes=["bunko-byline"]))


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(BylineAsText)
