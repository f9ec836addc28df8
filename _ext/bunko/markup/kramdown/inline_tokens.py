"""Spans as markdown-it's inline tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from markdown_it.token import Token

from bunko.markup.kramdown import html
from bunko.markup.kramdown.spans.span_parser import read_spans
from bunko.markup.kramdown.tokens import note_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from bunko.markup.kramdown.elements import Document, Element

_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_HARD_BREAK = re.compile(r"[ \t]*\\\n[ \t]*")
_TAGS = {"em": ("em", "em", "*"), "strong": ("strong", "strong", "**"), "strike": ("s", "s", "~~")}
_LEAVES = {
    "code": ("code_inline", "code", "`"),
    "html_special": ("html_inline", "", ""),
    "math": ("math_inline", "math", "$$"),
    "note": ("footnote_ref", "", ""),
    "break": ("hardbreak", "br", ""),
    "role": ("myst_role", "", ""),
}


def inline_tokens(
    text: str, document: Document, normalize: Callable[[str], str], *, in_html: bool = False
) -> list[Token]:
    """Return the inline tokens of a text; ``normalize`` is markdown-it's ``normalizeLink``.

    ``in_html`` is a text between tags, where the GFM parser breaks no lines of its own.
    """
    writer = _TokenWriter(document, normalize)
    writer.in_html = int(in_html)
    writer.elements(read_spans(document, text))
    writer.flush()
    if writer.out and (writer.out[-1].type == "softbreak" or writer.out[-1].markup == "\\"):
        writer.out.pop()
    return writer.out


class _TokenWriter:
    def __init__(self, document: Document, normalize: Callable[[str], str]) -> None:
        self.document = document
        self.normalize = normalize
        self.out: list[Token] = []
        self.level = 0
        self.pending: list[str] = []
        self.in_html = self.in_raw = 0
        self.abbreviation = _abbreviations(document)

    def flush(self) -> None:
        if self.pending:
            text = "".join(self.pending)
            self.pending.clear()
            if text:
                self.out.append(Token("text", "", 0, content=text, level=self.level))

    def push(
        self, kind: str, tag: str = "", nesting: Literal[-1, 0, 1] = 0, content: str = "", markup: str = ""
    ) -> Token:
        self.flush()
        if nesting < 0:
            self.level -= 1
        token = Token(kind, tag, nesting, content=content, markup=markup, level=self.level)
        if nesting > 0:
            self.level += 1
        self.out.append(token)
        return token

    def elements(self, elements: list[Element]) -> None:
        for element in elements:
            self.element(element)

    def element(self, element: Element) -> None:
        kind = element.type
        if kind == "text":
            self.words(element.value)
        elif kind in ("entity", "symbol"):
            self.pending.append(element.value)
        elif kind in _TAGS:
            self.marked(element)
        elif kind == "link":
            self.link(element)
        elif kind == "image":
            self.image(element)
        elif kind == "html":
            self.html(element)
        elif kind in _LEAVES:
            self.leaf(element)

    def marked(self, element: Element) -> None:
        name, tag, mark = _TAGS[element.type]
        self.attributes(self.push(f"{name}_open", tag, 1, markup=mark), element)
        self.in_html += element.type == "strike"  # which is HTML to the GFM parser
        self.elements(element.children)
        self.in_html -= element.type == "strike"
        self.push(f"{name}_close", tag, -1, markup=mark)

    def leaf(self, element: Element) -> None:
        name, tag, mark = _LEAVES[element.type]
        token = self.push(name, tag, markup=mark)
        if element.type == "note":
            token.meta = {"label": note_label(element.value)}
            return
        token.content = element.value.replace("\n", " ") if element.type == "code" else element.value
        if element.type == "role":
            token.meta = {"name": element.info}
        self.attributes(token, element)

    def attributes(self, token: Token, element: Element) -> None:
        attributes = self.document.attributes(element)
        if attributes:
            token.attrs |= {key: html.unescape(value) for key, value in attributes.items()}

    def words(self, text: str) -> None:
        """Write text with its line breaks and abbreviations."""
        document = self.document
        if "\n" not in text:
            self.line(text)
            return
        hard = document.hard_wrap and not self.in_html
        parts = [text] if self.in_html or "\\\n" not in text or hard else _HARD_BREAK.split(text)
        for number, part in enumerate(parts):
            if number:
                self.push("hardbreak", "br", markup="\\")
            for index, line in enumerate(_BREAK.split(part)):
                if index:
                    is_after_break = not any(self.pending) and self.out and self.out[-1].type == "hardbreak"
                    if not is_after_break:
                        self.push("hardbreak" if hard else "softbreak", "br", markup="\\" if hard else "")
                self.line(line)

    def line(self, text: str) -> None:
        if self.abbreviation is None or self.in_raw:
            self.pending.append(text)
            return
        position = 0
        for found in self.abbreviation.finditer(text):
            self.pending.append(text[position : found.start()])
            title = self.document.abbreviations[found[0]]
            self.push("html_inline", content=html.start_tag("abbr", {"title": title} if title else {}))
            self.pending.append(found[0])
            self.push("html_inline", content="</abbr>")
            position = found.end()
        self.pending.append(text[position:])

    def link(self, element: Element) -> None:
        opening = self.push("link_open", "a", 1, markup="autolink" if element.info == "auto" else "")
        opening.info = element.info
        opening.attrs = {"href": self.normalize(html.unescape(element.value))}
        self.attributes(opening, element)
        self.elements(element.children)
        closing = self.push("link_close", "a", -1, markup=opening.markup)
        closing.info = element.info

    def image(self, element: Element) -> None:
        alt = html.unescape(element.info)
        token = self.push("image", "img", content=alt)
        token.attrs = {"src": self.normalize(html.unescape(element.value)), "alt": ""}
        token.children = [Token("text", "", 0, content=alt)]
        self.attributes(token, element)

    def html(self, element: Element) -> None:
        element.attr, element.ial = self.document.attributes(element), None
        is_empty = element.value in html.EMPTY
        self.push("html_inline", content=html.start_tag(element.value, element.attr, " />" if is_empty else ">"))
        if is_empty:
            return
        self.in_html += 1
        if element.model == "raw":
            self.in_raw += 1
            for child in element.children:
                if child.type == "text":
                    self.words(html.unescape(child.value))
                else:
                    self.element(child)
            self.in_raw -= 1
        else:
            self.elements(element.children)
        self.in_html -= 1
        self.push("html_inline", content=f"</{element.value}>")


def _abbreviations(document: Document) -> re.Pattern[str] | None:
    if not document.abbreviations:
        return None
    names = sorted(document.abbreviations, key=lambda name: (-len(name), name))
    return re.compile(rf"(?:(?<=\W)|^)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.ASCII)
