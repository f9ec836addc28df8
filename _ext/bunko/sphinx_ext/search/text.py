"""What a reader sees of a document, for the search: its text, line by line, and where its sections begin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from docutils import nodes
from sphinx import addnodes

from bunko.sphinx_ext.markdown.directives import post_list
from bunko.sphinx_ext.markdown.nodes import byline

#: What shows nothing, or nothing of the document's own.
_UNSEEN = (
    nodes.comment, nodes.docinfo, nodes.image, nodes.label, nodes.pending, nodes.footnote_reference,
    nodes.substitution_definition, nodes.system_message, addnodes.index, addnodes.toctree, post_list, byline,
)  # fmt: skip
_AS_IT_STANDS = (nodes.literal_block, nodes.doctest_block, nodes.math_block)
_NO_TEXT = re.compile(r"<(script|style|template)\b.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[/!?a-zA-Z][^>]*>")


@dataclass(slots=True)
class Visible:
    """The text of a document without its title."""

    title: str = ""  #: the first heading
    lines: list[str] = field(default_factory=list)
    anchors: list[tuple[int, str]] = field(default_factory=list)  #: (line, id) of each section but the first

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


def visible_text(document: nodes.document) -> Visible:
    """Gather the text of a document that has just been read."""
    visible = Visible()
    _gather(document, visible)
    return visible


def _gather(element: nodes.Element, visible: Visible) -> None:
    for child in element.children:
        if isinstance(child, nodes.Text):
            _add(visible, str(child))
        elif isinstance(child, nodes.Element) and not isinstance(child, _UNSEEN):
            _gather_from(child, visible)


def _gather_from(child: nodes.Element, visible: Visible) -> None:
    if isinstance(child, nodes.raw):
        if "html" in child.get("format", ""):
            _add(visible, unescape(_TAG.sub("\n", _NO_TEXT.sub("", child.astext()))), as_it_stands=True)
    elif isinstance(child, nodes.title) and not visible.title and isinstance(child.parent, nodes.section):
        visible.title = " ".join(_inline(child).split())
    elif isinstance(child, _AS_IT_STANDS):
        _add(visible, child.astext(), as_it_stands=True)
    elif isinstance(child, nodes.TextElement):
        _add(visible, _inline(child))
    else:
        if isinstance(child, nodes.section) and visible.title and child["ids"]:
            visible.anchors.append((len(visible.lines), child["ids"][0]))
        _gather(child, visible)


def _add(visible: Visible, text: str, *, as_it_stands: bool = False) -> None:
    lines = text.splitlines() if as_it_stands else [" ".join(text.split("\n"))]
    visible.lines += [line for line in map(str.strip, lines) if line]


def _inline(element: nodes.Element) -> str:
    parts: list[str] = []
    for child in element.children:
        if isinstance(child, nodes.Text):
            parts.append(str(child))
        # Raw HTML in a line is tags; what stands between them is text.
        elif isinstance(child, nodes.Element) and not isinstance(child, (nodes.raw, *_UNSEEN)):
            parts.append(_inline(child))
    return "".join(parts)
