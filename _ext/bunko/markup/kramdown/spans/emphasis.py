"""Emphasis by kramdown's rules, which know spaces and word characters and no punctuation (``emphasis.rb``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category

from bunko.markup.kramdown.elements import SPACES, Element

if TYPE_CHECKING:
    from bunko.markup.kramdown.spans.span_state import SpanState

_MARK = re.compile(r"\*\*?|__?")


def read_emphasis(spans: SpanState) -> bool:
    """Read ``*`` or ``**``, or what is text of it."""
    src, start = spans.src, spans.position
    found = _MARK.match(src, start)
    mark = found[0] if found else src[start]
    kind = "strong" if len(mark) == 2 else "em"  # noqa: PLR2004
    char = mark[0]
    spans.position += len(mark)
    before = src[start - 1 : start]
    in_word = char == "_" and (_is_letter(before) or (before == "-" and _is_letter(src[start - 2 : start - 1])))
    after = src[spans.position : spans.position + 1]
    if in_word or (after and after in SPACES) or spans.within(kind) or not spans.affords():
        spans.text(mark)
        return True
    element = _emphasised(spans, mark, kind)
    if element is None and kind == "strong" and spans.tree.type != "em":
        spans.waste(start)
        spans.position = start + 1
        element = _emphasised(spans, char, "em")
    if element is None:
        spans.waste(start)
        spans.position = start + len(mark)
        spans.text(mark)
    else:
        spans.add(element)
    return True


def _is_letter(char: str) -> bool:
    """Tell Ruby's ``[[:alpha:]]``."""
    return char.isalpha() or (char != "" and (category(char) == "Nl" or "Ⓐ" <= char <= "ⓩ"))


def _is_word(char: str) -> bool:
    """Tell Ruby's ``[[:alnum:]]``, of which ① is none."""
    return char.isdecimal() or _is_letter(char)


def _emphasised(spans: SpanState, mark: str, kind: str) -> Element | None:
    src = spans.src
    if spans.find(mark, spans.position) < 0:
        return None
    element = Element(kind)
    double = re.compile(f"{re.escape(mark * 2)}(?!{re.escape(mark)})")

    def accept() -> bool:
        at = spans.position
        if src[at - 1] in SPACES or not element.children:
            return False
        if kind == "em" and double.match(src, at):
            return False
        return not (mark[0] == "_" and _is_word(src[at + len(mark) : at + len(mark) + 1]))

    if not spans.spans(element, re.escape(mark), accept):
        return None
    spans.position += len(mark)
    return element
