"""Sentences of Japanese and other plain text: the one that holds a link, cut to a length that a list can show."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING
from unicodedata import combining

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPEN = dict(zip("「『（(【〈《［｛〔“", "」』）)】〉》］｝〕”", strict=True))
_CLOSE = frozenset(_OPEN.values())
_STOPS = "。！？!?．｡"
#: What still belongs to a sentence behind its stop: further stops, and marks that close what it stands in.
_TAIL = re.compile(r"[。！？!?．｡…」』）)】〉》］｝〕”’\"']*")
_JOINERS = "\u200d\ufe0e\ufe0f"
_SKIN = range(0x1F3FB, 0x1F400)

MOST_AROUND = 60  #: characters before the words of a link, and as many behind them
MOST_WORDS = 80


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of ``text`` begin and end; together they are all of it.

    A line feed ends a sentence, and so do 。！？ with the closing marks behind them, but not inside brackets that
    close on the same line: 「行く。」と言った。 is one sentence. A full stop ends one before white space, unless a
    small letter follows; so does a ``!`` or ``?`` of Latin text.
    """
    closing = _pairs(text)
    found = []
    start = at = 0
    while at < len(text):
        char = text[at]
        at = closing.get(at, at) + 1
        if char == "\n":
            found.append((start, at))
            start = at
        elif char in _STOPS or char == ".":
            tail = _TAIL.match(text, at)
            end = tail.end() if tail else at
            if _ends(text, at - 1, end):
                found.append((start, end))
                start = end
            at = max(at, end)
    if start < len(text):
        found.append((start, len(text)))
    return found


def _pairs(text: str) -> dict[int, int]:
    """Return where each bracket that closes on its line does."""
    found: dict[int, int] = {}
    awaited: list[tuple[str, int]] = []
    counts = dict.fromkeys(_CLOSE, 0)
    for place, char in enumerate(text):
        if char == "\n":
            awaited.clear()
            counts = dict.fromkeys(_CLOSE, 0)
        elif char in _OPEN:
            awaited.append((_OPEN[char], place))
            counts[_OPEN[char]] += 1
        elif counts.get(char):
            expected = ""
            while expected != char:
                expected, begin = awaited.pop()
                counts[expected] -= 1
            found[begin] = place
    return found


def _ends(text: str, stop: int, end: int) -> bool:
    """Whether the stop at ``stop``, whose tail ends at ``end``, ends a sentence."""
    char, following = text[stop], text[end : end + 1]
    if char in ".!?":
        if not following:
            return True
        return following.isspace() and not text[end : end + 40].lstrip()[:1].islower()
    # A name, not a sentence: Yahoo！ニュース
    return not (char == "！" and end == stop + 1 and text[stop - 1 : stop].isascii() and "ァ" <= following <= "ヺ")


def citation(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[str, str, str]:
    """Return the sentence around ``text[start:end]``: what stands before it, it, and what stands behind.

    ``spans`` are the `sentences` of ``text``. White space is one space, and none at the ends; each part is cut short
    with … where it is long. If the words hold the end of a sentence, the sentences on both sides belong together.
    """
    first, last = start, end
    if spans:
        begins = [begin for begin, _ in spans]
        inside = min(start, len(text) - 1)
        first = min(start, begins[bisect_right(begins, inside) - 1])
        last = max(end, spans[bisect_right(begins, max(inside, end - 1)) - 1][1])
    before, words, after = (_single_spaced(part) for part in (text[first:start], text[start:end], text[end:last]))
    return (
        cut_front(before.lstrip(), MOST_AROUND),
        cut_back(words.strip(), MOST_WORDS),
        cut_back(after.rstrip(), MOST_AROUND),
    )


def cut_back(text: str, most: int) -> str:
    """Return ``text``, or its first characters and …: ``most`` together, never half a character, seldom half a word."""
    if len(text) <= most:
        return text
    at = most - 1
    while at > 1 and _holds_on(text, at):
        at -= 1
    if text[at - 1].isascii() and text[at].isascii() and not text[at].isspace():
        space = text.rfind(" ", max(at - 16, 1), at)
        at = space if space > 0 else at
    return f"{text[:at].rstrip()}…"


def cut_front(text: str, most: int) -> str:
    """Return ``text``, or … and its last characters, as `cut_back` does at the other end."""
    if len(text) <= most:
        return text
    at = len(text) - most + 1
    while at < len(text) - 1 and _holds_on(text, at):
        at += 1
    if text[at].isascii() and text[at - 1].isascii() and not text[at - 1].isspace():
        space = text.find(" ", at, at + 16)
        at = space if space > 0 else at
    return f"…{text[at:].lstrip()}"


def _holds_on(text: str, at: int) -> bool:
    """Whether the character at ``at`` belongs to the one before it."""
    char, previous = text[at], text[at - 1]
    return bool(combining(char)) or char in _JOINERS or ord(char) in _SKIN or previous == "\u200d"


def _single_spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)
