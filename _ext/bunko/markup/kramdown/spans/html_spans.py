"""What begins with ``<`` within text: addresses, comments, and HTML elements, closed whatever the author wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bunko.markup.kramdown import html
from bunko.markup.kramdown.elements import TEXT, Element

if TYPE_CHECKING:
    from bunko.markup.kramdown.spans.span_state import SpanState

_AUTOLINK = re.compile(r"<((mailto|https?|ftps?):[^>\n]+|[^\W_][\w.-]*@[\w.-]+|[\w.-]+@[\w.-]+)>")

_LINE_BREAKS = re.compile(r"\n+")


def read_angle(spans: SpanState) -> bool:
    """Read an address in angle brackets, or HTML."""
    src, start = spans.src, spans.position
    end = spans.find(">", start)
    if end < 0:
        return False
    found = _AUTOLINK.match(src, start)
    if found is not None:
        shown = found[1]
        href = shown if found[2] else f"mailto:{shown}"
        link = Element("link", href, info="auto")
        link.children.append(Element(TEXT, html.unescape(shown.removeprefix("mailto:"))))
        spans.add(link)
        spans.position = found.end()
        return True
    return read_html(spans)


def read_html(spans: SpanState) -> bool:  # noqa: PLR0911 — kramdown's cases, one after the other
    """Read a comment, an element, or an end tag that ends nothing."""
    src, start = spans.src, spans.position
    if src.startswith("<!--", start):
        end = spans.find("-->", start + 4)
        if end >= 0:
            spans.add(Element("html_special", src[start : end + 3]))
            spans.position = end + 3
            return True
    if spans.find(">", start) < 0:
        return False
    closing = html.CLOSE.match(src, start)
    if closing is not None:
        spans.text(closing[0])  # closes nothing
        spans.position = closing.end()
        return True
    tag = html.TAG.match(src, start)
    if tag is None:
        return False
    name = html.tag_name(tag[1])
    spans.position = tag.end()
    if name in html.BLOCKS or not spans.affords():
        spans.text(html.unescape(tag[0]))
        return True
    element = html.element_of(tag)
    is_raw = name not in html.PARSED or spans.tree.model == "raw"
    wish = element.attr.pop("markdown", "")
    if wish in ("0", "1", "span"):
        is_raw = wish == "0" or (wish == "1" and name not in html.PARSED)
    element.attr = {key: _LINE_BREAKS.sub(" ", value) for key, value in element.attr.items()}
    element.model = "raw" if is_raw else "span"
    spans.add(element)
    if element.closed:
        return True
    stop = rf"</{re.escape(name)}\s*>"
    if spans.spans(element, stop, only="<" if is_raw else ""):
        spans.position = spans.ending.end()
    else:
        spans.text(src[spans.position :], element)
        spans.position = len(src)
    return True
