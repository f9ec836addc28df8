"""The text nodes of an article: joined, and without the white space that no reader sees."""

from __future__ import annotations

from docutils import nodes

from bunko.sphinx_ext.typst.syntax import joined

BLANKS = " \t\r\n"  #: what browsers drop at the ends of lines; not the ideographic space


def join_texts(document: nodes.document) -> None:
    """Merge neighbouring text nodes; drop soft line breaks between wide characters, and blanks at the ends of lines."""
    for parent in list(document.findall(nodes.TextElement)):
        if isinstance(parent, nodes.FixedTextElement) or not any(isinstance(c, nodes.Text) for c in parent.children):
            continue
        merged: list[nodes.Node] = []
        for child in parent.children:
            if isinstance(child, nodes.Text) and merged and isinstance(merged[-1], nodes.Text):
                merged[-1] = nodes.Text(merged[-1] + child)
            else:
                merged.append(child)
        for i, child in enumerate(merged):
            if isinstance(child, nodes.Text) and "\n" in (child[:1], child[-1:]):
                before = merged[i - 1].astext()[-1:] if i else ""
                after = merged[i + 1].astext()[:1] if i + 1 < len(merged) else ""
                merged[i] = nodes.Text(_without_edges(before, str(child), after))
            if isinstance(child, nodes.Text):
                merged[i] = _trimmed(parent, merged, i)
        parent.clear()
        parent.extend(merged)


def _trimmed(parent: nodes.Element, children: list[nodes.Node], at: int) -> nodes.Text:
    """Return the text at ``at`` without white space at the beginning or the end of a line, as browsers have it."""
    text = str(children[at])
    is_whole = isinstance(parent, nodes.paragraph)
    if children[at - 1].__class__.__name__ == "line_break" if at else is_whole:
        text = text.lstrip(BLANKS)
    last = at + 1 == len(children)
    if is_whole if last else children[at + 1].__class__.__name__ == "line_break":
        text = text.rstrip(BLANKS)
    return nodes.Text(text)


def _without_edges(before: str, text: str, after: str) -> str:
    """Drop a newline at either end of ``text`` that stands between two wide characters."""
    whole = joined(before + text + after)
    return whole[len(before) : len(whole) - len(after)] if before + after else whole


def is_between_blocks(text: nodes.Text) -> bool:
    """Tell whether a text stands beside a block, or at an edge of one that holds blocks, or among pictures alone."""
    parent = text.parent
    if isinstance(parent, nodes.TextElement):
        return all(isinstance(child, nodes.image) or not child.astext().strip() for child in parent.children) and any(
            isinstance(child, nodes.image) for child in parent.children
        )
    at = parent.index(text)
    beside = [*parent.children[max(0, at - 1) : at], *parent.children[at + 1 : at + 2]]
    return len(beside) < 2 or not all(isinstance(child, (nodes.Text, nodes.Inline)) for child in beside)  # noqa: PLR2004
