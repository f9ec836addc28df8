"""The table of contents that ``{:toc}`` asks for: a list of links to the headings of the post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.token import Token

from bunko.markup.plain_text import plain_text

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

_TOC = "bunko_toc"
_Heading = tuple[int, str, str]  # level, text, anchor


def toc_rule(state: StateCore) -> None:
    """Put lists of links in the place of the marks. Headings of the class ``no_toc`` stay out, as does the title."""
    if state.inlineMode or not any(token.type == _TOC for token in state.tokens):
        return
    headings = list(_headings(state.tokens, has_title="bunko_outline" in state.env and bool(_title(state))))
    tokens: list[Token] = []
    for token in state.tokens:
        if token.type == _TOC:
            tokens += _list(headings, token)
        else:
            tokens.append(token)
    state.tokens = tokens


def _title(state: StateCore) -> str:
    return str((state.env.get("bunko_post") or {}).get("title") or "")


def _headings(tokens: list[Token], *, has_title: bool) -> list[_Heading]:
    found: list[_Heading] = []
    for index, token in enumerate(tokens):
        if token.type != "heading_open" or token.level or "no_toc" in str(token.attrs.get("class", "")).split():
            continue
        text = " ".join(plain_text(tokens[index + 1].children or []).split())
        found.append((int(token.tag[1:]), text, str(token.attrs.get("id", ""))))
    return found[1:] if has_title else found


def _list(headings: list[_Heading], mark: Token) -> list[Token]:
    """Return the tokens of nested lists."""
    tokens: list[Token] = []
    kind = "ordered_list" if mark.tag == "ol" else "bullet_list"
    tag = mark.tag if mark.tag in ("ul", "ol") else "ul"
    levels: list[int] = []

    def push(name: str, html: str, nesting: int) -> Token:
        token = Token(name, html, 0, map=mark.map, block=True)
        token.nesting = nesting  # type: ignore[assignment] # one of -1, 0, 1
        token.level = mark.level + 2 * len(levels)
        tokens.append(token)
        return token

    def close() -> None:
        push("list_item_close", "li", -1)
        push(f"{kind}_close", tag, -1)
        levels.pop()

    for level, text, anchor in headings:
        while levels and levels[-1] > level and (len(levels) > 1 and levels[-2] >= level):
            close()
        if not levels or levels[-1] < level:
            push(f"{kind}_open", tag, 1).markup = "." if tag == "ol" else "*"
            levels.append(level)
        else:
            levels[-1] = level
            push("list_item_close", "li", -1)
        push("list_item_open", "li", 1)
        push("paragraph_open", "p", 1)
        inline = push("inline", "", 0)
        inline.content = text
        opening = Token("link_open", "a", 1)
        opening.attrs = {"href": f"#{anchor}"}
        inline.children = [opening, Token("text", "", 0, content=text), Token("link_close", "a", -1)]
        push("paragraph_close", "p", -1)
    while levels:
        close()
    return tokens
