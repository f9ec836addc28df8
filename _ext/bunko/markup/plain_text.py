"""The text that a reader sees in inline tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

#: Tokens whose ``content`` is shown to the reader as it is.
_SHOWN = frozenset({"text", "text_special", "code_inline", "math_inline", "math_inline_double", "myst_role"})
_BREAKS = frozenset({"softbreak", "hardbreak"})


def plain_text(tokens: Iterable[Token]) -> str:
    """Return the visible text of inline tokens: no markup, no HTML, an image as its alternative text.

    Line breaks that are still there are spaces; between CJK characters ``cjk_plugin`` has removed them.
    """
    parts: list[str] = []
    for token in tokens:
        if token.type in _SHOWN:
            parts.append(token.content)
        elif token.type in _BREAKS:
            parts.append(" ")
        elif token.children:
            parts.append(plain_text(token.children))
        elif token.type == "image":
            parts.append(token.content)
    return "".join(parts)
