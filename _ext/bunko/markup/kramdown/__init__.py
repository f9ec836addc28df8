"""kramdown, Jekyll's Markdown, for markdown-it: ``md.use(kramdown_plugin, hard_wrap=False)``.

Blocks and spans are read by kramdown's rules and handed on as markdown-it's tokens. See ``elements.py``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from bunko.markup.kramdown.blocks.block_parser import read_blocks
from bunko.markup.kramdown.elements import Document
from bunko.markup.kramdown.inline_tokens import inline_tokens
from bunko.markup.kramdown.tokens import InHtml, Tokens
from bunko.text.line_map import SAME, LineMap

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["LINES", "kramdown_plugin"]
_KEY = "bunko_kramdown"
LINES = "bunko_lines"  #: in the parser's ``env``: the `LineMap` of the text


def kramdown_plugin(md: MarkdownIt, **options: bool) -> None:
    """Make ``md`` read kramdown; to be used last, for it takes the place of the rules of blocks and spans.

    ``hard_wrap``, ``smart_quotes`` and ``parse_block_html`` are kramdown's options of these names; ``typography`` sets
    quotation marks, dashes and ellipses; ``tight_headings`` takes ``##heading`` for a heading.
    """
    md.block = _Blocks(md, **options)  # type: ignore[assignment]
    md.inline = _Inline(md)  # type: ignore[assignment]


class _Blocks:
    def __init__(self, md: MarkdownIt, **options: bool) -> None:
        self.ruler = md.block.ruler
        self._new = partial(Document, **options)  # type: ignore[arg-type] # only its fields that are bool

    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], out: list[Token]) -> list[Token]:
        del md
        document = env[_KEY] = self._new()
        lines: LineMap = env.get(LINES, SAME)
        tokens = Tokens(document)
        tokens.children(read_blocks(src, document))
        if lines.lines:
            for token in tokens.out:
                token.map = [lines.author_line(line) for line in token.map or [0, 0]]
        out += tokens.out
        return out


class _Inline:
    def __init__(self, md: MarkdownIt) -> None:
        self.ruler, self.ruler2 = md.inline.ruler, md.inline.ruler2

    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], out: list[Token]) -> list[Token]:
        out += inline_tokens(src, env.get(_KEY) or Document(), md.normalizeLink, in_html=isinstance(out, InHtml))
        return out
