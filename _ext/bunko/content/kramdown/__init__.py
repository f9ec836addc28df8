"""kramdown, Jekyll's Markdown, for markdown-it: ``md.use(kramdown_plugin, hard_wrap=False)``.

Blocks and spans are read by kramdown's rules and handed on as markdown-it's tokens. See ``elements.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bunko.content.kramdown.blocks import read_blocks
from bunko.content.kramdown.elements import Document
from bunko.content.kramdown.inline import inline_tokens
from bunko.content.kramdown.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["kramdown_plugin"]
_KEY = "bunko_kramdown"


def kramdown_plugin(
    md: MarkdownIt, *, hard_wrap: bool = False, typography: bool = True, tight_headings: bool = True
) -> None:
    """Make ``md`` read kramdown; to be used last, for it takes the place of the rules of blocks and spans.

    ``hard_wrap`` is kramdown's option of this name; ``typography`` sets quotation marks, dashes and ellipses;
    ``tight_headings`` takes ``##heading`` for a heading. What a text uses is in ``env["bunko_kramdown"].found``.
    """
    md.block = _Blocks(md, hard_wrap=hard_wrap, typography=typography, tight_headings=tight_headings)  # type: ignore[assignment]
    md.inline = _Inline(md)  # type: ignore[assignment]


class _Blocks:
    def __init__(self, md: MarkdownIt, **options: bool) -> None:
        self.ruler = md.block.ruler
        self._options = options

    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], out: list[Token]) -> list[Token]:
        del md
        document = env[_KEY] = Document(**self._options)
        root = read_blocks(src, document)
        tokens = Tokens(document)
        tokens.children(root)
        out += tokens.out
        return out


class _Inline:
    def __init__(self, md: MarkdownIt) -> None:
        self.ruler, self.ruler2 = md.inline.ruler, md.inline.ruler2

    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], out: list[Token]) -> list[Token]:
        out += inline_tokens(src, env.get(_KEY) or Document(), md.normalizeLink)
        return out
