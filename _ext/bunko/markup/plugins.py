"""Markdown as Bunko reads it: links in double brackets, the text that a reader sees, and the first paragraph.

Pure markdown-it-py: the same plugins serve MyST's parser and a plain ``MarkdownIt()``. Emphasis and soft breaks are in
``cjk.py``, headings in ``outline.py``; ``use_plugins`` adds all three.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown_it.token import Token

from bunko.markup.html.reader import read_html
from bunko.markup.outline import is_bold_only, outline_plugin, same_title
from bunko.markup.plain_text import plain_text
from bunko.markup.wikilinks import WIKILINK, target_of
from bunko.text.cjk import cjk_plugin, joins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

__all__ = ["cjk_plugin", "first_paragraph", "outline_plugin", "plain_text", "use_plugins", "wikilink_plugin"]

_MORE = re.compile(r"^[ ]{0,3}<!--[ ]{0,9}more[ ]{0,9}-->", re.MULTILINE)
_FIRST_CUT = 800  # characters: hold the first paragraph of nearly every post
_LAST_CUT = 8000  # a paragraph further down is no introduction, and long lists are slow to parse
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def use_plugins(md: MarkdownIt, *, cjk_emphasis: bool = True) -> MarkdownIt:
    """Add the three plugins to ``md`` and return it."""
    return md.use(cjk_plugin, cjk_emphasis=cjk_emphasis).use(wikilink_plugin).use(outline_plugin)


def wikilink_plugin(md: MarkdownIt) -> None:
    """Read ``[[2025-12-29-x]]`` and ``[[2025-12-29-x#part|text]]`` as links to ``2025-12-29-x.md``.

    Without a text the link has no children, and shows the title of its target. ``token.info`` of ``link_open`` is
    ``wikilink``.
    """
    md.inline.ruler.before("link", "bunko_wikilink", _wikilink_rule)


def _wikilink_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[[", state.pos):
        return False
    found = WIKILINK.match(state.src, state.pos, state.posMax)
    if found is None or state.linkLevel > 0:  # a link in a link is text, as in CommonMark
        return False
    if not silent:
        limit = state.posMax
        opening = state.push("link_open", "a", 1)
        opening.attrSet("href", state.md.normalizeLink(target_of(found)))
        opening.info = "wikilink"
        if found["text"]:
            state.pos, state.posMax = found.span("text")
            state.linkLevel += 1
            state.md.inline.tokenize(state)
            state.linkLevel -= 1
        state.push("link_close", "a", -1).info = "wikilink"
        state.posMax = limit
    state.pos = found.end()
    return True


def first_paragraph(md: MarkdownIt, markdown: str, *, title: str = "") -> str:
    """Return the first paragraph of ``markdown`` as plain text: what lists of posts and feeds show.

    No heading, list, quotation, HTML, image without text, or bold line that acts as a heading counts, nor one that
    repeats ``title``. With ``<!--more-->``, everything before it counts instead, as in Jekyll's
    ``excerpt_separator: <!--more-->``. Only the beginning of the text is parsed; "" if it has no paragraph.
    Where there is nothing but HTML, its ``<p>`` count.
    """
    more = _MORE.search(markdown)
    if more is not None:
        whole = _join(_paragraphs(md, markdown[: more.start()], title=title))
        if whole:
            return whole
    size = _FIRST_CUT
    while True:
        # Only cut between blocks: half a paragraph would be taken for a whole one.
        gap = _BLANK_LINE.search(markdown, size) if size < len(markdown) else None
        part = markdown[: gap.start()] if gap else markdown
        text = next(_paragraphs(md, part, title=title), "")
        if text and gap and "[" in text and "]:" in markdown[gap.start() :]:
            size = len(markdown)  # [text][1], and the address of 1 is at the end
        elif text or gap is None or size > _LAST_CUT:
            return text
        else:
            size = gap.end() * 4


def _paragraphs(md: MarkdownIt, markdown: str, *, title: str) -> Iterator[str]:
    # Blocks first: most of the time goes into inline parsing, and one paragraph of it is wanted.
    env: dict[str, object] = {}
    tokens: list[Token] = []
    md.block.parse(markdown, md, env, tokens)
    is_first, is_empty = True, True
    in_html: list[str] = []
    for opening, block in pairwise([Token("", "", 0), *tokens]):
        if block.type == "html_block" and not block.level:
            in_html.append(block.content)
            continue
        if opening.level or block.type != "inline":
            continue
        inline = md.parseInline(block.content, env)[0]
        children = inline.children or []
        text = " ".join(plain_text(children).split())
        repeats = is_first and title != "" and same_title(text, title)
        is_first = False
        if opening.type != "paragraph_open" or repeats or is_bold_only(inline):
            continue
        if text.startswith("{%") and text.endswith("%}"):  # Liquid that is not understood is no sentence
            continue
        if any(child.content.strip() for child in children if child.type in ("text", "code_inline")):
            is_empty = False
            yield text
    if is_empty:
        found = (node for part in in_html for node in read_html(part).walk() if node.tag == "p")
        texts = (" ".join(node.text().split()) for node in found)
        yield from (text for text in texts if text and not (title and same_title(text, title)))


def _join(texts: Iterable[str]) -> str:
    whole = ""
    for text in texts:
        whole += text if not whole or joins(whole[-1], text[0]) else f" {text}"
    return whole
