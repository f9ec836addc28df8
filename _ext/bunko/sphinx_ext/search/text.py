"""What a reader sees of a document, for the search: its text, line by line, and where its sections begin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from bunko.markup.html.tree import BLOCKS, HIDDEN, Node
from bunko.sphinx_ext.markdown.directives import post_list
from bunko.sphinx_ext.markdown.html_tree import html_tree
from bunko.sphinx_ext.markdown.nodes import byline, is_html
from bunko.text.cjk import joins

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What shows nothing, or nothing of the document's own.
_UNSEEN = (
    nodes.comment, nodes.docinfo, nodes.image, nodes.label, nodes.pending, nodes.footnote_reference,
    nodes.substitution_definition, nodes.system_message, addnodes.index, addnodes.toctree, post_list, byline,
)  # fmt: skip
_AS_IT_STANDS = (nodes.literal_block, nodes.doctest_block, nodes.math_block)
_BREAKS = BLOCKS | {"br", "option"}  #: elements of HTML that stand in lines of their own
_PLAIN = frozenset({"pre", "listing", "xmp", "plaintext", "textarea"})  #: elements that show the author's line breaks
_LINE_ENDS = re.compile(r"[ \t]*\n[ \t\n]*")
_BLANKS = re.compile(r"[ \t\r\n]+")


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
    line = ""
    for child in _flow(element):
        if isinstance(child, str):
            line += child
        elif isinstance(child, nodes.Inline):
            line += _words(child)
        else:
            _add(visible, line, as_it_stands=True)
            line = ""
            _gather_from(child, visible)
    _add(visible, line, as_it_stands=True)


def _gather_from(child: nodes.Element, visible: Visible) -> None:
    if isinstance(child, nodes.title) and not visible.title and isinstance(child.parent, nodes.section):
        visible.title = " ".join(_words(child).split())
    elif isinstance(child, _AS_IT_STANDS):
        _add(visible, child.astext(), as_it_stands=True)
    elif isinstance(child, nodes.TextElement):
        _add(visible, _words(child))
    else:
        if isinstance(child, nodes.section) and visible.title and child["ids"]:
            visible.anchors.append((len(visible.lines), child["ids"][0]))
        _gather(child, visible)


def _add(visible: Visible, text: str, *, as_it_stands: bool = False) -> None:
    lines = text.splitlines() if as_it_stands else [_in_one_line(text)]
    visible.lines += [line for line in map(str.strip, lines) if line]


def _in_one_line(text: str) -> str:
    """Return a text without line breaks: a sentence that an author broke into lines is found whole."""

    def between(lines: re.Match[str]) -> str:
        return "" if joins(text[lines.start() - 1 : lines.start()], text[lines.end() : lines.end() + 1]) else " "

    return _LINE_ENDS.sub(between, text) if "\n" in text else text


def _words(element: nodes.Element) -> str:
    return "".join(child if isinstance(child, str) else _words(child) for child in _flow(element))


def _flow(element: nodes.Element) -> Iterator[str | nodes.Element]:
    """Yield what is to be seen among the children of an element: texts, with line breaks, and nodes."""
    if any(map(is_html, element.children)):
        yield from _flow_of_html(html_tree(element), plain=False)
        return
    for child in element.children:
        if isinstance(child, nodes.Text):
            yield str(child)
        elif isinstance(child, nodes.Element) and not isinstance(child, (nodes.raw, *_UNSEEN)):
            yield child


def _flow_of_html(element: Node, *, plain: bool) -> Iterator[str | nodes.Element]:
    for child in element.children:
        if isinstance(child, str):
            yield child if plain else _BLANKS.sub(" ", child)
        elif isinstance(child.held, nodes.Element):
            if not isinstance(child.held, (nodes.raw, *_UNSEEN)):
                yield child.held
        elif child.tag not in HIDDEN:
            yield from "\n" if child.tag in _BREAKS else ""
            yield from _flow_of_html(child, plain=plain or child.tag in _PLAIN)
            yield from "\n" if child.tag in _BREAKS else ""
