"""What cmark adds to CommonMark where Jekyll's ``commonmark`` settings ask for it: typography and bare addresses.

Written after cmark's ``smart`` option (``handle_hyphen``, ``handle_period`` and the quotes of ``process_emphasis`` in
``src/inlines.c``) and its ``autolink`` extension (GFM, 6.9).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category

from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

_MARKS = re.compile(r"--+|\.\.\.|[\"']")
_SCHEME = re.compile(r"(?:^|[^A-Za-z0-9])(https?|ftp)\Z", re.IGNORECASE)
_REST = re.compile(r"://[^\s<]+")
_WWW = re.compile(r"(?<![A-Za-z0-9])www\.[^\s<]+")
_DOMAIN = re.compile(r"(?:[a-z]+://)?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_TRAILING = re.compile(r"(?:[?!.,:*_~'\"]|&[A-Za-z0-9]+;)+\Z")
_PAIRS = {'"': "“”", "'": "‘’"}


def smart_plugin(md: MarkdownIt) -> None:
    """Set quotation marks, dashes and ellipses in text."""
    md.core.ruler.before("text_join", "bunko_smart", _smart_rule)


def autolink_plugin(md: MarkdownIt) -> None:
    """Make links of bare addresses."""
    md.inline.ruler.before("escape", "bunko_autolink", _autolink)
    md.core.ruler.before("text_join", "bunko_autolink_www", _www_rule)
    md.normalizeLinkText = _as_it_is  # type: ignore[method-assign] # an address is shown as it is written


def _as_it_is(link: str) -> str:
    return link


def _inlines(state: StateCore) -> Iterator[Token]:
    return (token for token in state.tokens if token.type == "inline" and token.children)


def _smart_rule(state: StateCore) -> None:
    for inline in _inlines(state):
        if _MARKS.search(inline.content):
            _set_marks(inline.children or [])


def _set_marks(children: list[Token]) -> None:
    """Replace the marks in the texts of one paragraph; quotation marks are paired across its tokens."""
    parts: list[tuple[Token, list[str]]] = []
    openers: dict[str, list[tuple[list[str], int]]] = {'"': [], "'": []}
    before = "\n"
    in_address = 0
    for index, token in enumerate(children):
        if "autolink" in (token.markup, token.info) or token.info == "auto":
            in_address += token.nesting
        if token.type != "text" or in_address:
            before = "\n" if token.type.endswith("break") else token.content[-1:] or before
            continue
        done: list[str] = []
        position = 0
        text = token.content
        for found in _MARKS.finditer(text):
            done.append(text[position : found.start()])
            position = found.end()
            mark = found[0]
            if mark in _PAIRS:
                left = text[found.start() - 1] if found.start() else before
                right = text[position] if position < len(text) else _first(children, index)
                done.append(_quote(mark, left, right, openers[mark], (done, len(done))))
            else:
                done.append("…" if mark == "..." else _dashes(len(mark)))
        done.append(text[position:])
        parts.append((token, done))
        before = text[-1:] or before
    for token, done in parts:
        token.content = "".join(done)


def _first(children: list[Token], index: int) -> str:
    for token in children[index + 1 :]:
        if token.type.endswith("break"):
            return "\n"
        if token.content:
            return token.content[0]
    return "\n"


def _dashes(count: int) -> str:
    if count % 3 == 0:
        return "—" * (count // 3)
    if count % 2 == 0:
        return "–" * (count // 2)
    if count % 3 == 2:  # noqa: PLR2004
        return "—" * ((count - 2) // 3) + "–"
    return "—" * ((count - 4) // 3) + "––"


def _quote(mark: str, left: str, right: str, openers: list[tuple[list[str], int]], place: tuple[list[str], int]) -> str:
    """Return what ``mark`` becomes, and make the one that it closes a left one."""
    punct_left, punct_right = _is_punctuation(left), _is_punctuation(right)
    opens = not right.isspace() and (not punct_right or left.isspace() or punct_left)
    closes = not left.isspace() and (not punct_left or right.isspace() or punct_right)
    may_open = opens and (not closes or left in "([") and left not in ")]"
    shown_left, shown_right = tuple(_PAIRS[mark])
    if closes and openers:
        done, index = openers.pop()
        done[index] = shown_left
        return shown_right
    if may_open:
        openers.append(place)
    if mark == '"':
        return shown_right if closes and not may_open else shown_left
    return shown_right


def _is_punctuation(char: str) -> bool:
    return category(char)[0] == "P" or (char.isascii() and category(char)[0] == "S")


def _autolink(state: StateInline, silent: bool) -> bool:
    """Read a bare address, whose scheme has been read as text already (as markdown-it's own rule does)."""
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme, found = _SCHEME.search(state.pending), _REST.match(state.src, state.pos)
    if scheme is None or found is None:
        return False
    address = _trimmed(scheme[1] + found[0])
    if not _DOMAIN.match(address):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[1])]
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": state.md.normalizeLink(address)}
        state.push("text", "", 0).content = address
        closing = state.push("link_close", "a", -1)
        opening.info = closing.info = "auto"
        opening.markup = closing.markup = "linkify"
    state.pos += len(address) - len(scheme[1])
    return True


def _www_rule(state: StateCore) -> None:
    for inline in _inlines(state):
        if "www." in inline.content:
            inline.children = list(_with_links(state.md, inline.children or []))


def _with_links(md: MarkdownIt, children: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in children:
        if token.type in ("link_open", "link_close"):
            depth += token.nesting
        if token.type != "text" or depth:
            yield token
            continue
        position = 0
        for found in _WWW.finditer(token.content):
            address = _trimmed(found[0])
            if not _DOMAIN.match(address):
                continue
            yield Token("text", "", 0, content=token.content[position : found.start()], level=token.level)
            opening = Token("link_open", "a", 1, markup="linkify", info="auto", level=token.level)
            opening.attrs = {"href": md.normalizeLink(f"http://{address}")}
            yield opening
            yield Token("text", "", 0, content=address, level=token.level + 1)
            yield Token("link_close", "a", -1, markup="linkify", info="auto", level=token.level)
            position = found.start() + len(address)
        yield Token("text", "", 0, content=token.content[position:], level=token.level) if position else token


def _trimmed(address: str) -> str:
    while True:
        shorter = _TRAILING.sub("", address)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter
