"""Blocks as markdown-it's tokens, so that all that follows works on one kind of thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from markdown_it.token import Token

from bunko.markup.kramdown import html
from bunko.markup.kramdown.elements import TEXT, Document, Element

if TYPE_CHECKING:
    from collections.abc import Callable

_LANGUAGE = re.compile(r"(?:^|\s)language-(\S+)")
_UNSEEN = frozenset({"blank", "comment"})
_PARSED = frozenset({"block", "span"})


class InHtml(list[Token]):
    """The children of a text that stands in HTML: so the parser of spans, which sees no more of it, knows."""


class Tokens:
    """The tokens of a document, in order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.out: list[Token] = []
        self.level = 0
        self.in_html = 0

    def children(self, element: Element) -> None:
        """Write the blocks in an element."""
        for child in element.children:
            if child.type not in _UNSEEN:
                _WRITERS[child.type](self, child)

    def push(self, kind: str, tag: str, element: Element, nesting: Literal[-1, 0, 1] = 0, **more: Any) -> Token:  # noqa: ANN401
        """Append one token."""
        if nesting < 0:
            self.level -= 1
        line = element.line
        token = Token(kind, tag, nesting, map=[line, line + 1], level=self.level, block=True, **more)
        if nesting > 0:
            self.level += 1
        self.out.append(token)
        return token

    def open(self, kind: str, tag: str, element: Element, **more: Any) -> Token:  # noqa: ANN401
        """Append an opening token with the attributes of its element."""
        token = self.push(f"{kind}_open", tag, element, 1, **more)
        attributes = self.document.attributes(element)
        if attributes:
            token.attrs = {key: html.unescape(value) for key, value in attributes.items()}
        return token

    def close(self, kind: str, tag: str, element: Element, **more: Any) -> None:  # noqa: ANN401
        """Append a closing token."""
        self.push(f"{kind}_close", tag, element, -1, **more)

    def inline(self, element: Element, text: str | None = None) -> None:
        """Append the text of an element, whose spans are still to be read."""
        content = text if text is not None else "".join(child.value for child in element.children if child.type == TEXT)
        children: list[Token] = InHtml() if self.in_html else []
        token = self.push("inline", "", element, content=content, children=children)
        token.map = [element.line, element.line + 1 + content.count("\n")]

    def wrapped(self, kind: str, tag: str, element: Element, **more: Any) -> None:  # noqa: ANN401
        """Append a block that holds blocks."""
        self.open(kind, tag, element, **more)
        self.children(element)
        self.close(kind, tag, element, **more)


def _paragraph(tokens: Tokens, element: Element) -> None:
    tokens.open("paragraph", "p", element, hidden=element.transparent)
    tokens.inline(element)
    tokens.close("paragraph", "p", element, hidden=element.transparent)


def _heading(tokens: Tokens, element: Element) -> None:
    tag, marks = f"h{element.level}", "#" * element.level
    tokens.open("heading", tag, element, markup=marks)
    tokens.inline(element)
    tokens.close("heading", tag, element, markup=marks)


def _code(tokens: Tokens, element: Element) -> None:
    attributes = tokens.document.resolve(element.ial)
    language = _LANGUAGE.search(attributes.get("class", ""))
    info = element.info or (language[1] if language else "")
    if language:
        attributes["class"] = _LANGUAGE.sub("", attributes["class"]).strip()
    content = element.value if element.value.endswith("\n") or not element.value else f"{element.value}\n"
    kind = "code_block" if element.type == "code" and not info else "fence"
    token = tokens.push(kind, "code", element, content=content, info=info, markup="```" if kind == "fence" else "")
    token.map = [element.line, element.line + content.count("\n") + 2 * (kind == "fence")]
    token.attrs = {name: value for name, value in attributes.items() if value}


def _quote(tokens: Tokens, element: Element) -> None:
    tokens.wrapped("blockquote", "blockquote", element, markup=">")


def _list(tokens: Tokens, element: Element) -> None:
    if element.ial is not None and "toc" in element.ial.refs and not tokens.document.has_toc:
        tokens.document.has_toc = True
        tokens.push("bunko_toc", element.type, element)
        _notes_within(tokens, element)
        return
    kind = "bullet_list" if element.type == "ul" else "ordered_list"
    mark = element.info[-1:]
    opening = tokens.open(kind, element.type, element, markup=mark)
    number = element.info[:-1]
    if kind == "ordered_list" and len(number) < 9 and int(number) != 1:  # noqa: PLR2004 — more is no number of an item
        # kramdown counts from 1; the author's number says more.
        opening.attrs["start"] = int(number)
    for item in element.children:
        token = tokens.open("list_item", "li", item, markup=mark)
        if item.info:
            token.meta = {"checked": item.info == "x"}
        tokens.children(item)
        tokens.close("list_item", "li", item, markup=mark)
    tokens.close(kind, element.type, element, markup=mark)


def _definitions(tokens: Tokens, element: Element) -> None:
    tokens.open("dl", "dl", element)
    for child in element.children:
        tokens.open(child.type, child.type, child)
        if child.type == "dt":
            tokens.inline(child)
        else:
            tokens.children(child)
        tokens.close(child.type, child.type, child)
    tokens.close("dl", "dl", element)


def _table(tokens: Tokens, element: Element) -> None:
    tokens.open("table", "table", element)
    for part in element.children:
        if not part.children:
            continue
        tokens.open(part.type, part.type, part)
        tag = "th" if part.type == "thead" else "td"
        for row in part.children:
            tokens.open("tr", "tr", row)
            for cell, alignment in zip(row.children, element.alignment, strict=True):
                opening = tokens.open(tag, tag, cell)
                if alignment:
                    opening.attrs = {"style": f"text-align:{alignment}"}
                tokens.inline(cell)
                tokens.close(tag, tag, cell)
            tokens.close("tr", "tr", row)
        tokens.close(part.type, part.type, part)
    tokens.close("table", "table", element)


def _rule(tokens: Tokens, element: Element) -> None:
    token = tokens.push("hr", "hr", element, markup="---")
    token.attrs = dict(tokens.document.attributes(element))


def _math(tokens: Tokens, element: Element) -> None:
    tokens.push("math_block", "math", element, content=element.value, markup="$$")


def _ended(tokens: Tokens, element: Element) -> None:
    """Write the footnotes that were defined; other definitions show nothing."""
    for note in element.children:
        tokens.open("footnote_reference", "", note, meta={"label": note_label(note.value)})
        tokens.children(note)
        tokens.close("footnote_reference", "", note)


def _notes_within(tokens: Tokens, element: Element) -> None:
    """Write the footnotes that are defined in what is not shown itself."""
    for child in element.children:
        (_ended if child.type == "eob" else _notes_within)(tokens, child)


def note_label(name: str) -> str:
    """Return the label of a footnote: none that MyST would take for its number, for kramdown counts them."""
    return f"fn:{name}"


def _special(tokens: Tokens, element: Element) -> None:
    _write_html(tokens, element, element.value)


def _write_html(tokens: Tokens, element: Element, content: str) -> None:
    token = tokens.push("html_block", "", element, content=content.rstrip("\n") + "\n")
    token.map = [element.line, element.line + content.count("\n") + 1]


def _html(tokens: Tokens, element: Element) -> None:
    element.attr, element.ial = tokens.document.attributes(element), None
    if not _has_markdown(element):
        _write_html(tokens, element, html.write(element))
        return
    parts = _Parts(tokens, element)
    parts.walk(element)
    parts.flush()


def _has_markdown(element: Element) -> bool:
    return (element.model in _PARSED and bool(element.children)) or any(
        _has_markdown(child) for child in element.children if child.type == "html"
    )


class _Parts:
    """HTML with Markdown in it: what is HTML stays in one piece as far as it goes."""

    def __init__(self, tokens: Tokens, element: Element) -> None:
        self.tokens, self.element = tokens, element
        self.html: list[str] = []

    def flush(self) -> None:
        content = "".join(self.html)
        self.html.clear()
        if content.strip():
            _write_html(self.tokens, self.element, content)

    def walk(self, element: Element) -> None:
        if element.type != "html" or not _has_markdown(element):
            self.html.append(html.write(element))
            return
        if element.model == "span" and element.value == "p":
            self.flush()
            self.tokens.in_html += 1
            _paragraph(self.tokens, element)
            self.tokens.in_html -= 1
            return
        self.html.append(html.start_tag(element.value, element.attr))
        self.tokens.level += 1
        self.tokens.in_html += 1
        if element.model == "raw":
            for child in element.children:
                self.walk(child)
        else:
            self.flush()
            if element.model == "span":
                _paragraph(self.tokens, Element("paragraph", line=element.line, children=element.children))
            else:
                self.tokens.children(element)
        self.tokens.level -= 1
        self.tokens.in_html -= 1
        self.html.append(f"</{element.value}>")


_WRITERS: dict[str, Callable[[Tokens, Element], None]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "code": _code,
    "fence": _code,
    "quote": _quote,
    "ul": _list,
    "ol": _list,
    "dl": _definitions,
    "table": _table,
    "rule": _rule,
    "math": _math,
    "eob": _ended,
    "html": _html,
    "html_special": _special,
    "html_text": _special,
}
