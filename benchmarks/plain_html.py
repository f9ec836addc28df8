"""A post's tokens as HTML, written as kramdown writes it, so that the two can be compared without a site."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from bunko.markup.kramdown import kramdown_plugin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token


def parser(**options: bool) -> MarkdownIt:
    """Return a parser that does not rewrite what kramdown does not."""
    return MarkdownIt().use(kramdown_plugin, **{"tight_headings": False, **options})


def _show(tokens: Sequence[Token], index: int, *_: Any) -> str:  # noqa: ANN401
    return escape(tokens[index].content, quote=False)


def html(text: str, **options: bool) -> str:
    """Render with markdown-it what it has no rules for, and footnotes where kramdown puts them."""
    md = parser(**options)
    rules: dict[str, Any] = md.renderer.rules  # type: ignore[attr-defined]
    order: list[str] = []

    def refer(tokens: Sequence[Token], index: int, *_: Any) -> str:  # noqa: ANN401
        order.append(tokens[index].meta["label"])
        return '<a class="footnote-reference">1</a>'

    rules["footnote_ref"] = refer
    rules["footnote_reference_open"] = lambda tokens, index, *_: f"<aside>{tokens[index].meta['label']}|"
    rules["footnote_reference_close"] = lambda *_: "</aside>"
    rules["math_inline"] = lambda *args: rf"\({_show(*args)}\)"
    rules["math_block"] = lambda *args: rf"\[{_show(*args)}\]{chr(10)}"
    rules["myst_role"] = _show
    rules["bunko_toc"] = lambda *_: ""
    shown = str(md.render(text, {}))
    notes = dict(re.findall(r"<aside>(.*?)\|(.*?)</aside>", shown, re.DOTALL))
    body = re.sub(r"<aside>.*?</aside>", "", shown, flags=re.DOTALL)
    return body + "".join(f"<div>{notes[label]}</div>" for label in dict.fromkeys(order))
