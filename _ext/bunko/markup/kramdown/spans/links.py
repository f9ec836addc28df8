"""Links and pictures ("Links and Images" of the syntax; ``link.rb``), and Bunko's own: ``[[2025-12-29-x]]``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bunko.markup.kramdown.elements import Element, link_id
from bunko.markup.wikilinks import WIKILINK, target_of

if TYPE_CHECKING:
    from bunko.markup.kramdown.spans.span_state import SpanState

ROLE = re.compile(r"\{(bunko:[a-z]+)\}`([^`\n]{1,1000})`")
_START = re.compile(r"!?\[(?=[^^])")
_STOP = r"(\])|!?\["
_ESCAPED = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=\-])")
_NAME = re.compile(r"\s*?\[([^\]]+)?\]", re.ASCII)
_ANGLE = re.compile(r"\(<(.*?)>")
_PAREN = re.compile(r"(\()|(\))|\s(?=['\"])", re.ASCII)
_TITLE = re.compile(r"\s*?([\"'])(.+?)\1\s*?\)", re.DOTALL | re.ASCII)
_TITLE_END = re.compile(r"[\"']\s*\)", re.ASCII)


def read_link(spans: SpanState) -> bool:
    """Read a link or a picture; what is none of both is text, and its parts are read again."""
    src, start = spans.src, spans.position
    opening = _START.match(src, start)
    if opening is None:
        return False
    kind = "image" if opening[0] == "![" else "link"
    behind = opening.end()
    if (
        (kind == "link" and (spans.within("link") or spans.within("image")))
        or spans.find("]", behind) < 0
        or not spans.affords()
    ):
        spans.text(opening[0])
        spans.position = behind
        return True
    spans.position = behind
    element = Element(kind)
    count = 1
    pictures = 0
    checked = 0

    def accept() -> bool:
        nonlocal count, pictures, checked
        count += -1 if spans.ending[1] else 1
        pictures += sum(child.type == "image" for child in element.children[checked:])
        checked = len(element.children)
        return count == pictures

    if spans.spans(element, _STOP, accept):
        alt = _ESCAPED.sub(r"\1", src[behind : spans.position])
        spans.position += len(spans.ending[0])
        if _read_target(spans, element, alt):
            if kind == "image":
                element.children = []
                element.info = alt
            spans.add(element)
            return True
    spans.waste(start)
    spans.position = behind
    spans.text(opening[0])
    return True


def _read_target(spans: SpanState, element: Element, alt: str) -> bool:
    src = spans.src
    named = _NAME.match(src, spans.position)
    if named is not None:
        spans.position = named.end()
    if named is not None or not src.startswith("(", spans.position):
        found = spans.document.links.get(link_id((named and named[1]) or alt))
        if found is None:
            return False
        element.value, title, definition = found
        if title:
            element.attr["title"] = title
        if definition.ial is not None:
            element.attributes().update(definition.ial)
        return True
    angle = _ANGLE.match(src, spans.position)
    if angle is not None:
        element.value = angle[1]
        spans.position = angle.end()
        if src.startswith(")", spans.position):
            spans.position += 1
            return True
    else:
        address, depth = _address(spans)
        element.value = address[1:-1].strip()
        if depth == 0:
            return True
    title_found = _TITLE.match(src, spans.position) if spans.search(_TITLE_END, spans.position) else None
    if title_found is None:
        return False
    element.attr["title"] = title_found[2]
    spans.position = title_found.end()
    return True


def _address(spans: SpanState) -> tuple[str, int]:
    """Return the text up to the closing parenthesis or to a title, and how many parentheses are open."""
    start = spans.position
    depth = 0
    while (found := _PAREN.search(spans.src, spans.position)) is not None:
        spans.position = found.end()
        if found[2]:
            depth -= 1
            if depth == 0:
                break
        elif found[1]:
            depth += 1
        else:
            break
    return spans.src[start : spans.position], depth


def read_wikilink(spans: SpanState) -> bool:
    """Read ``[[2025-12-29-x]]`` and ``[[2025-12-29-x#part|text]]``."""
    found = WIKILINK.match(spans.src, spans.position)
    if found is None or spans.within("link"):
        return False
    link = Element("link", target_of(found), info="wikilink")
    if found["text"]:
        link.children = spans.nested(found["text"], link).parse()
    spans.add(link)
    spans.position = found.end()
    return True
