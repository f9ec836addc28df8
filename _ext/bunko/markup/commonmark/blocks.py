"""Where a Markdown text is code: asked by the stages that rewrite texts and must leave code alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

_TICKS = re.compile("`+")
_VERBATIM_HTML = re.compile(r"\s*<(?:pre|script|style|textarea|!--|\?|!\[CDATA)", re.IGNORECASE)


@cache
def _block_parser() -> MarkdownIt:
    # Only blocks are wanted: the inline rules cost six times as much.
    md = MarkdownIt("commonmark").enable("table")
    md.core.ruler.enableOnly(["normalize", "block"])
    return md


class Blocks:
    """The blocks of one text, with what is code and what is not."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.tokens = _block_parser().parse(text)
        self.is_code = bytearray(len(self.lines))  #: by line: fenced, indented, or HTML that shows text as it is
        self.is_html = bytearray(len(self.lines))
        self._text = text
        self._starts: list[int] | None = None
        self._spans: list[tuple[int, int]] | None = None
        for token in self.tokens:
            if token.map is None:
                continue
            start, end = token.map
            if token.type in ("fence", "code_block") or _is_verbatim(token):
                self.is_code[start:end] = b"\1" * (min(end, len(self.lines)) - start)
            elif token.type == "html_block":
                self.is_html[start:end] = b"\1" * (min(end, len(self.lines)) - start)

    def start_of(self, line: int) -> int:
        """Return the offset of a line in the text."""
        if self._starts is None:
            self._starts = [0]
            for each in self.lines:
                self._starts.append(self._starts[-1] + len(each) + 1)
        return self._starts[line]

    def in_code(self, offset: int) -> bool:
        """Return whether the character at ``offset`` is in code: a block of it, or a span between backticks."""
        self.start_of(0)
        line = bisect_right(self._starts or [0], offset) - 1
        if self.is_code[line]:
            return True
        if self._spans is None:
            self._spans = self._code_spans()
        index = bisect_right(self._spans, (offset, len(self._text))) - 1
        return index >= 0 and self._spans[index][0] <= offset < self._spans[index][1]

    def _code_spans(self) -> list[tuple[int, int]]:
        """Find the code spans: a run of backticks up to the next run of the same length in the same block."""
        spans: list[tuple[int, int]] = []
        if "`" not in self._text:
            return spans
        for token in self.tokens:
            if token.type != "inline" or not token.map or "`" not in token.content:
                continue
            start, end = self.start_of(token.map[0]), self.start_of(min(token.map[1], len(self.lines)))
            spans += _spans_between(self._text, start, end)
        return sorted(spans)


def _spans_between(text: str, start: int, end: int) -> list[tuple[int, int]]:
    runs = [found.span() for found in _TICKS.finditer(text, start, end)]
    following: dict[int, int] = {}  # length of a run -> the next run of that length
    partner = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partner[index] = following.get(length, -1)
        following[length] = index
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        opening = runs[index][0]
        escaped = opening > start and text[opening - 1] == "\\"
        if partner[index] < 0 or escaped:
            index += 1
            continue
        spans.append((opening, runs[partner[index]][1]))
        index = partner[index] + 1
    return spans


def _is_verbatim(token: Token) -> bool:
    return token.type == "html_block" and _VERBATIM_HTML.match(token.content) is not None
