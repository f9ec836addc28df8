"""The HTML among the children of a docutils node, read as one text, with the nodes from Markdown in their places."""

from __future__ import annotations

from html import escape

from docutils import nodes

from bunko.markup.html.reader import read_pieces
from bunko.markup.html.tree import Node
from bunko.sphinx_ext.markdown.nodes import is_html

_INLINE = (nodes.Inline, nodes.Invisible)


def html_tree(parent: nodes.Element) -> Node:
    """Return the tree of the children of ``parent``; those that are neither HTML nor text are held in it.

    The origin of an element is the number of the child that it began in.
    """
    return read_pieces(map(_piece, parent.children))


def _piece(child: nodes.Node) -> str | Node:
    if is_html(child):
        return child.astext()
    if isinstance(child, nodes.Text):
        return escape(child)
    # What a browser would find there: a block ends a paragraph of HTML, and a piece of a line does not.
    return Node("span" if isinstance(child, _INLINE) else "div", held=child)
