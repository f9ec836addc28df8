"""Why a post is not the same: every difference has a name, and a rule by which it is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable

#: What the page of the manual says about each kind.
KINDS = {
    "emphasis fixed": "CommonMark leaves `**` beside full-width punctuation as text; Bunko reads it as meant",
    "Liquid kept": "a variable or tag without a value: Jekyll prints nothing, Bunko keeps and reports it",
    "relative address": "an address relative to the page, which is at another place here (a page of Jekyll's own site)",
    "title of the post": "a bare address of a post of the site shows the title of that post",
    "heading in HTML": "a heading in raw HTML keeps its level; those of Markdown are nested below the title",
    "levels skipped": "headings that skip a level are nested without gaps",
    "bare address": "cmark links a bare address again inside `<a>`, and takes text after it without a space into it",
    "dead post_url": "a `post_url` of a post that is not there",
    "not classified": "none of the above",
}
#: Where Bunko says more than Jekyll, and as the author meant it.
FIXED = frozenset({"emphasis fixed", "Liquid kept", "title of the post"})
_MARKS = re.compile(r"[*_]+")
_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_SPACES = re.compile(r"\s+")
_RAW_HEADING = re.compile(
    r"^[ \t>]*<h[1-6]|^[ \t]+(?:[-*+]|\d+\.)?[ \t]*#{1,6} |^(?:[-*+]|\d+\.)[ \t]+#{1,6} ", re.MULTILINE
)


def classify(facet: str, theirs: Any, ours: Any, source: str, html: str) -> str:  # noqa: ANN401 — any facet's value
    """Return the kind of a difference between Jekyll's value of a facet and Bunko's."""
    del html
    for kind, holds in _RULES:
        if holds(facet, theirs, ours, source):
            return kind
    return "not classified"


def _flat(value: Any) -> str:  # noqa: ANN401
    """Return the texts of a value in one, without spaces."""
    if isinstance(value, str):
        return _SPACES.sub("", value)
    if isinstance(value, tuple | list):
        return "\n".join(_flat(each) for each in value if not isinstance(each, int))
    return ""


def _liquid(facet: str, theirs: Any, ours: Any, source: str) -> bool:  # noqa: ANN401
    del facet, source
    mine = _flat(ours)
    return _LIQUID.search(mine) is not None and _same_letters(_LIQUID.sub("", mine), _LIQUID.sub("", _flat(theirs)))


def _same_letters(left: str, right: str) -> bool:
    return re.sub(r"\W", "", left) == re.sub(r"\W", "", right)


def _emphasis(facet: str, theirs: Any, ours: Any, source: str) -> bool:  # noqa: ANN401
    del source
    if facet not in ("text", "headings", "tables"):
        return False
    left, right = _flat(theirs), _flat(ours)
    return _MARKS.sub("", left) == _MARKS.sub("", right)


def _title(facet: str, theirs: Any, ours: Any, source: str) -> bool:  # noqa: ANN401
    if facet != "text":
        return False
    left, right = unquote(_flat(theirs)), unquote(_flat(ours))
    return left != right and ("<http" in source or _same_letters(left, right)) and _addresses(left) != _addresses(right)


def _addresses(text: str) -> int:
    return len(re.findall(r"https?://", text))


def _relative(facet: str, theirs: Any, ours: Any, source: str) -> bool:  # noqa: ANN401
    if facet not in ("links", "images") or len(theirs) != len(ours):
        return False
    pairs = [(left, right) for left, right in zip(theirs, ours, strict=True) if left != right]
    return all(_is_relative(left, right, source) for left, right in pairs)


def _is_relative(left: str, right: str, source: str) -> bool:
    tail = right.rpartition("/")[2].lower()
    return left.lower().endswith(tail) and left.startswith("/") and right.startswith("/") and bool(source)


def _levels(facet: str, theirs: Any, ours: Any, source: str) -> bool:  # noqa: ANN401
    del source
    return facet == "headings" and [text for text, _ in theirs] == [text for text, _ in ours]


def _dead(facet: str, theirs: Any, ours: Any, source: str) -> bool:  # noqa: ANN401
    del ours, source
    return facet == "links" and any("{% post_url" in link for link in theirs)


def _bare(facet: str, theirs: Any, ours: Any, source: str) -> bool:  # noqa: ANN401
    del source
    return facet == "links" and all("://" in link for link in set(theirs) ^ set(ours))


_RULES: tuple[tuple[str, Callable[[str, Any, Any, str], bool]], ...] = (
    ("heading in HTML", lambda *four: _levels(*four) and _RAW_HEADING.search(four[3]) is not None),
    ("levels skipped", _levels),
    ("Liquid kept", _liquid),
    ("emphasis fixed", _emphasis),
    ("relative address", _relative),
    ("dead post_url", _dead),
    ("bare address", _bare),
    ("title of the post", _title),
)
