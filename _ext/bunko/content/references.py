"""Links and pictures in a text, each with its line: read with patterns, for thousands of posts in seconds.

What a parser would see differently (a bracket in a link's words, a link in an indented block of code) is rare enough
for reports and advice; what is built is left to the parser.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^`]*(?:`(?!\1)[^`]*)*?(?<!`)\1(?!`)")
# What is never closed goes on to the end, as in a browser; so no text is searched again and again.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PRE = re.compile(r"<(pre|code|script|style)\b[^<>]*>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_INLINE = re.compile(
    r"""(?P<mark>!?)\[(?=(?P<words>(?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()\s]*\))?)*))(?P=words)\]
    \(\s*(?:<(?P<angle>[^<>\n]*)>|(?P<plain>[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)""",
    re.VERBOSE,
)
_DEFINITION = re.compile(r"^[ ]{0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]*<?([^\s<>]+)>?", re.MULTILINE)
_WIKI = re.compile(r"\[\[([^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]\]")
_TAG = re.compile(r"<(?:(?P<img>img)|a)\b(?P<attributes>[^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_NOT_A_BREAK = re.compile(r"[^\n]")


class Reference(NamedTuple):
    """One link or picture."""

    kind: str  #: "link" or "image"
    target: str
    words: str | None  #: of a picture, the text for those who do not see it; None if it has none
    line: int  #: 1-based
    start: int = 0  #: where it begins in the text


def blank_code(text: str) -> str:
    """Return ``text`` with code and comments as spaces, every line and place as it was."""
    for pattern in (_FENCE, _COMMENT, _PRE, _CODE):
        text = pattern.sub(lambda match: _NOT_A_BREAK.sub(" ", match[0]), text)
    return text


def references(text: str) -> list[Reference]:
    """Return the links and pictures of a Markdown text, in its order."""
    prose = blank_code(text) if "`" in text or "~~~" in text or "<" in text else text
    found = sorted(_all(prose), key=lambda each: (each[0], each[1]))
    result, at, line = [], 0, 1
    for start, kind, target, words in found:
        line += prose.count("\n", at, start)
        at = start
        result.append(Reference(kind, html.unescape(target), words, line, start))
    return result


def _all(prose: str) -> Iterator[tuple[int, str, str, str | None]]:
    if "](" in prose:
        yield from _inline(prose, 0)
    if "]:" in prose:
        yield from ((match.start(), "link", match[1], None) for match in _DEFINITION.finditer(prose))
    if "[[" in prose:
        yield from ((match.start(), "link", match[1], None) for match in _WIKI.finditer(prose))
    for match in _TAG.finditer(prose) if "<" in prose else ():
        values = {name.lower(): one or two or bare for name, one, two, bare in _ATTRIBUTE.findall(match["attributes"])}
        key = "src" if match["img"] else "href"
        if key in values:
            yield match.start(), "image" if match["img"] else "link", values[key], values.get("alt")


def _inline(prose: str, offset: int) -> Iterator[tuple[int, str, str, str | None]]:
    for match in _INLINE.finditer(prose):
        target = match["angle"] if match["angle"] is not None else match["plain"]
        if match["mark"]:
            yield offset + match.start(), "image", target, match["words"]
        else:
            yield offset + match.start(), "link", target, None
            if "![" in match["words"]:
                yield from _inline(match["words"], offset + match.start("words"))
