"""The headings of a post: a title from the front matter, bold lines that act as headings, levels and anchors."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from markdown_it.token import Token

from bunko.markup.plain_text import plain_text
from bunko.markup.toc import toc_rule

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

LONGEST_BOLD_HEADING = 100  #: characters; a longer bold line is a sentence
_LOWEST = 6  # HTML has no h7
_MARKUP = re.compile(r"[\s*`_]+")
_END_OF_TITLE = "。.、,!?:;…‥・"  # after NFKC: ！ is !
# kramdown's "Specifying a Header ID" (https://kramdown.gettalong.org/syntax.html#specifying-a-header-id) and PHP
# Markdown Extra: a title that ends in {#id}. {: #id .class} is what kramdown's span attribute lists look like.
_EXPLICIT_ID = re.compile(r"\{(?::[ \t]*)?#([\w:.-]{1,250})(?:[ \t]+[^{}\n]{0,250})?\}")
#: What may stand before the first line of a text without being its beginning.
_PREAMBLE = frozenset({"front_matter", "definition", "myst_line_comment"})


def outline_plugin(md: MarkdownIt) -> None:
    """Give a post its title and its outline.

    Driven by ``env["bunko_post"]``: ``{"title": str, "bold_headings": bool, "drop_repeated_title": bool}``; without it
    the rule does nothing. It works once per ``env``: MyST parses the content of directives with the same one.
    """
    md.core.ruler.push("bunko_outline", _outline_rule)
    md.core.ruler.push("bunko_toc", toc_rule)


def _outline_rule(state: StateCore) -> None:
    post = state.env.get("bunko_post")
    if post is None or state.inlineMode or "bunko_outline" in state.env:
        return
    tokens, title = state.tokens, str(post.get("title") or "")
    if title and post.get("drop_repeated_title", True):
        tokens = _without_repeated_title(tokens, title)
    bold = _bold_headings(tokens) if post.get("bold_headings", True) else frozenset()
    for index in bold:
        _make_heading(tokens, index)
    _set_levels(tokens, bold, root=1 if title else 0)
    if title:
        tokens = [*_title_tokens(title), *tokens]
    _set_anchors(tokens)
    state.env["bunko_outline"] = True
    state.tokens = tokens


def _title_tokens(title: str) -> list[Token]:
    text = Token("text", "", 0, content=title)
    return [
        Token("heading_open", "h1", 1, map=[0, 1], markup="#", block=True),
        Token("inline", "", 0, map=[0, 1], level=1, content=title, children=[text], block=True),
        Token("heading_close", "h1", -1, markup="#", block=True),
    ]


def title_key(text: str) -> str:
    """Fold what does not make a title another one: width, case, spaces, markup and the mark at its end."""
    folded = normalize("NFKC", normalize("NFKC", html.unescape(text)).casefold())
    key = _MARKUP.sub("", folded)
    return key.rstrip(_END_OF_TITLE) or key


def same_title(text: str, title: str) -> bool:
    """Return whether a reader takes ``text`` for ``title`` said twice."""
    # The lengths first: a paragraph of 2,000 characters is no title and need not be folded.
    return 0 < len(text) <= 4 * len(title) + 40 and title_key(text) == title_key(title)


def _without_repeated_title(tokens: list[Token], title: str) -> list[Token]:
    for index, token in enumerate(tokens):
        if token.type in _PREAMBLE or (token.type == "html_block" and token.content.lstrip().startswith("<!--")):
            continue
        if token.type == "paragraph_open" or (token.type == "heading_open" and token.tag in ("h1", "h2")):
            text, _ = _split_id(plain_text(tokens[index + 1].children or []))
            if same_title(text, title):
                return tokens[:index] + tokens[index + 3 :]
        break
    return tokens


def is_bold_only(inline: Token) -> bool:
    """Return whether a paragraph is one line of at most 100 characters, all of it in one ``**strong**``."""
    if "\n" in inline.content or not inline.content.startswith(("**", "__")):
        return False
    # Where there was markup markdown-it leaves empty texts behind.
    children = [child for child in inline.children or [] if child.type != "text" or child.content]
    if len(children) < 3 or children[0].type != "strong_open" or children[-1].type != "strong_close":  # noqa: PLR2004
        return False
    inner = children[1:-1]
    if any(child.level == 0 or child.type == "image" for child in inner):
        return False  # **a** b **c**, or a picture
    if inner[0].type == "link_open" and inner[-1].type == "link_close":
        return False  # **[text](url)** leads somewhere; it heads nothing
    return 0 < len(plain_text(inner).strip()) <= LONGEST_BOLD_HEADING


def _bold_headings(tokens: list[Token]) -> frozenset[int]:
    """Return the positions of the paragraphs that act as headings: bold only, and something follows."""
    return frozenset(
        index
        for index, token in enumerate(tokens[:-3])
        if token.type == "paragraph_open" and token.level == 0 and is_bold_only(tokens[index + 1])
    )


def _make_heading(tokens: list[Token], index: int) -> None:
    opening, inline, closing = tokens[index : index + 3]
    opening.type, closing.type = "heading_open", "heading_close"
    children = [child for child in inline.children or [] if child.type != "text" or child.content]
    inline.children = children[1:-1]
    for child in inline.children:
        child.level -= 1
    inline.content = inline.content.strip().removeprefix(inline.content[:2]).removesuffix(inline.content[:2])


def _set_levels(tokens: list[Token], bold: frozenset[int], root: int) -> None:
    """Nest the headings below ``root`` without gaps: a deeper one is exactly one deeper, however the author counted.

    A bold line is one below the last real heading; several in a row are siblings.
    """
    open_headings: list[tuple[int, int]] = []  # (level as written, level given), deeper and deeper
    for index, token in enumerate(tokens):
        if token.type != "heading_open" or token.level:
            continue
        if index in bold:
            level = (open_headings[-1][1] if open_headings else root) + 1
        else:
            written = int(token.tag[1:])
            while open_headings and open_headings[-1][0] >= written:
                open_headings.pop()
            level = min((open_headings[-1][1] if open_headings else root) + 1, _LOWEST)
            open_headings.append((written, level))
        level = min(level, _LOWEST)
        closing = tokens[index + 2]
        token.tag = closing.tag = f"h{level}"
        token.markup = closing.markup = "#" * level


def heading_slug(text: str) -> str:
    """Return GitHub's anchor for a heading, in Unicode: lower case, ``-`` for spaces, letters, digits and marks stay.

    NFKC first, so that ＡＩ and AI have the same anchor whichever the author typed. Never empty.
    """
    folded = normalize("NFKC", normalize("NFKC", text).lower()).strip()
    kept = ("-" if char.isspace() else char for char in folded if char in "-_" or char.isspace() or _stays(char))
    return "".join(kept) or "section"


def _stays(char: str) -> bool:
    return category(char)[0] in "LMN"


def _set_anchors(tokens: list[Token]) -> None:
    """Give each heading its ``id``, no two the same; those that authors wrote come first.

    Headings within lists and quotations are counted, as in Jekyll, but are no part of the outline.
    """
    headings = [(token, tokens[index + 1]) for index, token in enumerate(tokens) if token.type == "heading_open"]
    taken: set[str] = set()
    for token, inline in headings:
        explicit = str(token.attrs.get("id") or "") or _take_explicit_id(inline)
        if explicit:
            token.attrSet("id", _unused(explicit, taken, {}))
    counts: dict[str, int] = {}
    for token, inline in headings:
        text = plain_text(inline.children or [])
        anchor = str(token.attrs.get("id") or "") or _unused(heading_slug(text), taken, counts)
        token.attrSet("id", anchor)


def _unused(anchor: str, taken: set[str], counts: dict[str, int]) -> str:
    candidate = anchor
    number = counts.get(anchor, 0)  # remembered: a thousand equal headings need no thousand tries each
    while candidate in taken:
        number += 1
        candidate = f"{anchor}-{number}"
    counts[anchor] = number
    taken.add(candidate)
    return candidate


def _take_explicit_id(inline: Token) -> str:
    """Cut ``{#id}`` off the end of a heading and return the id, or "" if there is none."""
    last = inline.children[-1] if inline.children else None
    if last is None or last.type != "text":
        return ""
    last.content, explicit = _split_id(last.content)
    if explicit:
        inline.content, _ = _split_id(inline.content)
    return explicit


def _split_id(text: str) -> tuple[str, str]:
    """Split ``Title {#id}`` into its two parts; the second is "" if there is none."""
    whole = text.rstrip()
    start = whole.rfind("{")
    found = _EXPLICIT_ID.fullmatch(whole, start) if start >= 0 and whole.endswith("}") else None
    return (whole[:start].rstrip(), found[1]) if found else (text, "")
