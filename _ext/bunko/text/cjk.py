"""Japanese, Chinese and Korean in Markdown: emphasis beside full-width marks, and soft line breaks.

CommonMark decides whether ``**`` opens or closes by the punctuation beside it, which fails where words have no spaces:
``**重要。**です`` stays literal. The rule used here is that of the "CommonMark CJK-friendly Amendments"
(https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md, by Tatsunori Uchino): only punctuation that
is *not* CJK may forbid emphasis, and a CJK neighbour lifts the prohibition. Text without CJK parses as in CommonMark.

A soft break becomes a space in HTML, which is wrong inside a Japanese sentence. The rule is that of CSS Text 4,
"Segment Break Transformation Rules" (https://www.w3.org/TR/css-text-4/#line-break-transform): between two characters
that are both wide and neither of which is Hangul, the break vanishes.
"""

from __future__ import annotations

import re
from types import MethodType
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis, strikethrough
from markdown_it.rules_inline.state_inline import Scanned

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

# "CJK character" of the specification: East Asian Width W, F or H without the characters that are emoji by default,
# and every Hangul letter. A table (Unicode 17), because Python's own depends on Python's version.
_CJK = re.compile(
    "[\u1100-\u11ff\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\u2ff0-\u303e"
    "\u3041-\u3096\u3099-\u30ff\u3105-\u312f\u3131-\u318e\u3190-\u31e5\u31ef-\u321e\u3220-\u3247\u3250-\ua48c"
    "\ua490-\ua4c6\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7c6\ud7cb-\ud7fb\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe52"
    "\ufe54-\ufe66\ufe68-\ufe6b\uff01-\uffbe\uffc2-\uffc7\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc\uffe0-\uffe6"
    "\uffe8-\uffee\U00016fe0-\U00016fe4\U00016ff0-\U00016ff6\U00017000-\U00018cd5\U00018cff-\U00018d1e"
    "\U00018d80-\U00018df2\U0001aff0-\U0001aff3\U0001aff5-\U0001affb\U0001affd\U0001affe\U0001b000-\U0001b122\U0001b132"
    "\U0001b150-\U0001b152\U0001b155\U0001b164-\U0001b167\U0001b170-\U0001b2fb\U0001d300-\U0001d356"
    "\U0001d360-\U0001d376\U0001f200\U0001f202\U0001f210-\U0001f219\U0001f21b-\U0001f22e\U0001f230\U0001f231\U0001f237"
    "\U0001f23b\U0001f240-\U0001f248\U0001f260-\U0001f265\U00020000-\U0003fffd]"
)
_HANGUL = re.compile(
    "[\u1100-\u11ff\u302e\u302f\u3131-\u318e\u3200-\u321e\u3260-\u327e\ua960-\ua97c\uac00-\ud7fb\uffa0-\uffdc]"
)
_VARIATION = re.compile("[\ufe00-\ufe0e]")  # "non-emoji general-use variation selector"
_IDEOGRAPHIC_VARIATION = re.compile("[\U000e0100-\U000e01ef]")
_ANY_VARIATION = "\ufe00\ufe01\ufe02\ufe0e\ufe0f"
# A quotation mark whose full-width form is asked for: "CJK ambiguous punctuation sequence".
_WIDE_QUOTES = frozenset("‘’“”")
_WIDE_FORM = "\ufe01"

_SILENT = frozenset({"html_inline", "footnote_ref", "footnote_anchor"})  #: take no room between two characters
_SHOWS_CONTENT = frozenset({"text", "text_special", "code_inline", "myst_role"})


def is_cjk(char: str) -> bool:
    """Return whether ``char`` is a CJK character in the sense of the specification."""
    return _CJK.match(char) is not None


def is_wide(char: str) -> bool:
    """Return whether no space belongs between ``char`` and a Japanese character on the next line."""
    if _CJK.match(char):
        return not _HANGUL.match(char)
    return east_asian_width(char) in "WF"  # emoji


def joins(left: str, right: str) -> bool:
    """Return whether a line break between two characters is no space (both may be empty: then it is one).

    Ambiguous-width punctuation (…, —, “ ”) is wide where its other neighbour is, as CSS Text 4 has it for Japanese.
    """
    if not left or not right:
        return False
    wide_left, wide_right = is_wide(left), is_wide(right)
    if wide_left and wide_right:
        return True
    if wide_left == wide_right:
        return False
    other = right if wide_left else left
    return east_asian_width(other) == "A" and category(other)[0] == "P"


def scan_delimiters(state: StateInline, start: int, can_split_word: bool) -> Scanned:
    """Stand in for ``StateInline.scanDelims``: chapter 6.2 of the specification, same arguments and result.

    ``can_split_word`` is False for ``_``, whose rules 2 and 6 look at the punctuation on the outer side as well.
    """
    src, limit = state.src, state.posMax
    marker = src[start]
    end = start
    while end < limit and src[end] == marker:
        end += 1
    after = src[end] if end < limit else " "
    before = src[start - 1] if start > 0 else " "
    selector = ""
    if start > 1 and _VARIATION.match(before):
        selector, before = before, src[start - 2]

    punct_before = isMdAsciiPunct(ord(before)) or isPunctChar(before)
    punct_after = isMdAsciiPunct(ord(after)) or isPunctChar(after)
    space_before, space_after = isWhiteSpace(ord(before)) and not selector, isWhiteSpace(ord(after))
    cjk_after = is_cjk(after)
    cjk_before = is_cjk(before) or (selector == _WIDE_FORM and before in _WIDE_QUOTES)
    alien_before, alien_after = punct_before and not cjk_before, punct_after and not cjk_after

    left_flanking = not space_after and (
        not alien_after
        or space_before
        or alien_before
        or cjk_before
        or _IDEOGRAPHIC_VARIATION.match(before) is not None
    )
    right_flanking = not space_before and (not alien_before or space_after or alien_after or cjk_after)
    return Scanned(
        can_open=left_flanking and (can_split_word or not right_flanking or punct_before),
        can_close=right_flanking and (can_split_word or not left_flanking or punct_after),
        length=end - start,
    )


def _with_our_scan(markers: str, tokenize: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Return markdown-it's own tokenizer, made to ask ``scan_delimiters`` (on this one state, nothing global)."""

    def rule(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in markers:
            return False
        state.scanDelims = MethodType(scan_delimiters, state)  # type: ignore[method-assign]
        return tokenize(state, silent)

    return rule


def _last_visible(tokens: list[Token], index: int) -> str:
    """Return the last visible character before ``tokens[index]``, or "" if there is none or it is no character."""
    while index > 0:
        index -= 1
        token = tokens[index]
        if token.type in _SHOWS_CONTENT:
            content = token.content.rstrip(_ANY_VARIATION)
            while content and _IDEOGRAPHIC_VARIATION.match(content[-1]):
                content = content[:-1]
            if content:
                return content[-1]
        elif token.nesting == 0 and token.type not in _SILENT:
            return ""
    return ""


def _first_visible(tokens: list[Token], index: int) -> str:
    """Return the first visible character after ``tokens[index]``, or "" if there is none or it is no character."""
    for position in range(index + 1, len(tokens)):  # no slice: a paragraph may have thousands of breaks
        token = tokens[position]
        if token.type in _SHOWS_CONTENT:
            if token.content:
                return token.content[0]
        elif token.nesting == 0 and token.type not in _SILENT:
            return ""
    return ""


def join_soft_breaks(tokens: list[Token]) -> list[Token]:
    """Return inline tokens without the soft breaks that are no spaces, and with neighbouring text tokens merged.

    The token itself goes: renderers for docutils print a line feed for every ``softbreak`` that is there.
    """
    joined: list[Token] = []
    removed = False
    for index, token in enumerate(tokens):
        if token.children:
            token.children = join_soft_breaks(token.children)
        if token.type == "softbreak" and joins(_last_visible(tokens, index), _first_visible(tokens, index)):
            removed = True
            continue
        joined.append(token)
    return _merge_text(joined) if removed else tokens


def _merge_text(tokens: list[Token]) -> list[Token]:
    merged: list[Token] = []
    run: list[str] = []  # of the text token that ends ``merged``: joined once, so that long paragraphs stay linear
    for token in tokens:
        if token.type == "text" and run:
            run.append(token.content)
            continue
        if len(run) > 1:
            merged[-1].content = "".join(run)
        run = [token.content] if token.type == "text" else []
        merged.append(token)
    if len(run) > 1:
        merged[-1].content = "".join(run)
    return merged


def _soft_break_rule(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children and "\n" in token.content:
            token.children = join_soft_breaks(token.children)


def cjk_plugin(md: MarkdownIt, *, cjk_emphasis: bool = True) -> None:
    """Make ``md`` treat emphasis, strikethrough (if enabled) and soft breaks as CJK text needs it."""
    if cjk_emphasis:
        md.inline.ruler.at("emphasis", _with_our_scan("*_", emphasis.tokenize))
        md.inline.ruler.at("strikethrough", _with_our_scan("~", strikethrough.tokenize))
    md.core.ruler.push("bunko_soft_breaks", _soft_break_rule)
