"""A document as HTML for an EPUB: what Sphinx makes of it, with formulas as MathML and authors' HTML fenced in."""

from __future__ import annotations

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from bunko.markup.html.tree import FENCE
from bunko.sphinx_ext.html import formulas
from bunko.sphinx_ext.markdown.nodes import byline, is_html


class ChapterTranslator(HTML5Translator):
    """Sphinx's translator, without what needs a script."""

    def visit_math(self, node: nodes.math, math_env: str = "") -> None:
        """Write a formula in a line."""
        del math_env
        formulas.visit_math(self, node)

    def visit_math_block(self, node: nodes.math_block, math_env: str = "") -> None:
        """Write a formula of its own."""
        del math_env
        formulas.visit_math_block(self, node)


def take_head(document: nodes.document) -> None:
    """Remove title and byline: a book announces its articles in a way of its own."""
    for node in list(document.findall(byline)):
        node.parent.remove(node)
    section = document[0] if document.children else None
    if isinstance(section, nodes.section) and section.children and isinstance(section[0], nodes.title):
        section.pop(0)


def fence_html(document: nodes.document) -> None:
    """Put fences around the siblings of raw HTML.

    So a tag that is left open, or closed once too often, does no harm beyond its paragraph or section.
    """
    parents = {id(raw.parent): raw.parent for raw in document.findall(is_html)}
    for parent in parents.values():
        children = parent.children
        start = 1 if isinstance(parent, nodes.section) and children and isinstance(children[0], nodes.title) else 0
        parent.insert(start, nodes.raw("", f"<{FENCE}>", format="html"))
        parent.append(nodes.raw("", f"</{FENCE}>", format="html"))
