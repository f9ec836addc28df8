"""Where a Japanese title may break: display type is split at phrases before it is laid out."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

_CLOSING = "、。：；！？!?）」』】〉》…"
_OPENING = "（「『【〈《"
_HIRAGANA = "\u3041-\u309f"
_KANJI = "\u3400-\u9fff\uf900-\ufaff々"
_STEMS = "いきぎしじちひびみりえけげせぜねべめれ"  # how verbs end before another part of a word

# After punctuation, before an opening bracket, and where hiragana gives way to something else (roughly: where a 文節
# ends). BudouX alone split もたら/す; this rule did better on real titles. The stem of a verb
# between kanji is inside a word: 読み解く, 取り組み.
_BREAK = re.compile(
    rf"(?<=[{_CLOSING}])(?![{_CLOSING}])"
    rf"|(?<=[{_HIRAGANA}])(?<![{_KANJI}][{_STEMS}])(?=[{_KANJI}])"
    rf"|(?<=[{_HIRAGANA}])(?=[^{_HIRAGANA}{_KANJI}{_CLOSING}ー・])"
    rf"|(?<![{_OPENING}])(?=[{_OPENING}])"
)
_PREFIXES = frozenset({"お", "ご", "御"})  # honorifics belong to what follows
_SPACES = re.compile(r"(\s+)")
LONGEST = 14  #: characters; a longer run of wide characters may break anywhere


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in "WF"


def _split(word: str) -> list[str]:
    """Split one word without spaces at its phrase boundaries."""
    parts, start = [], 0
    for match in _BREAK.finditer(word):
        end = match.start()
        if start < end < len(word) and word[start:end] not in _PREFIXES:
            parts.append(word[start:end])
            start = end
    return [*parts, word[start:]]


def _cut(part: str) -> list[str]:
    """Cut a phrase that no line could hold."""
    if len(part) <= LONGEST or not _is_wide(part[0]):
        return [part]
    return [part[i : i + LONGEST] for i in range(0, len(part), LONGEST)]


def pieces(text: str) -> list[str]:
    """Return the pieces that a line of a page may break between; joined, they are the text, with all its spaces.

    >>> pieces("AI時代の 電力を読み解く")
    ['AI時代の', ' ', '電力を', '読み解く']
    """
    return [part for word in _SPACES.split(text) for part in ([word] if not word.strip() else _split(word))]


def phrases(title: str) -> tuple[str, ...]:
    """Return the pieces that a line break may come between; joined, they are the title with single spaces.

    >>> phrases("半導体の行方：市場にもたらす変化。")
    ('半導体の', '行方：', '市場にもたらす', '変化。')
    """
    found: list[str] = []
    for word in title.split():
        if found:
            found.append(" ")
        for part in _split(word):
            found.extend(_cut(part))
    return tuple(found)
