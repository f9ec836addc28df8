"""Code spans, found without the rest of a text's spans: cells of tables are parted outside them."""

from __future__ import annotations

import re

_TICKS = re.compile("`+")


def code_spans(text: str) -> list[tuple[bool, str]]:
    """Split a text into pieces that are code, with their marks, and pieces that are not (``parse_codespan``)."""
    pieces: list[tuple[bool, str]] = []
    plain = position = 0
    unclosed: set[str] = set()
    while (opening := _TICKS.search(text, position)) is not None:
        mark, start = opening[0], opening.end()
        before = text[opening.start() - 1 : opening.start()]
        literal = len(mark) == 1 and (not before or before in " \t\n") and text[start : start + 1] in tuple(" \t\n")
        end = -1 if literal or mark in unclosed else text.find(mark, start)
        if end < 0:
            if not literal:
                unclosed.add(mark)
            position = start
            continue
        if plain < opening.start():
            pieces.append((False, text[plain : opening.start()]))
        plain = position = end + len(mark)
        pieces.append((True, text[opening.start() : position]))
    if plain < len(text):
        pieces.append((False, text[plain:]))
    return pieces
