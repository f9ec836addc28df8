"""The order of names in an index: 五十音順, after JIS X 4061, simplified.

The first level takes kana by their bare sound: が and ガ are か, っ is つ, ー is the vowel before it, ゝ and 々 repeat
what stands before them. Where that leaves a tie, the second level puts か before が, the third ー before っ before ゝ
before つ, the fourth hiragana before katakana. Classes follow each other as the standard has them: space, symbols,
figures, Latin letters, kana, kanji.

Simplified: every symbol and every other script comes before the letters, by code point; ・ between kana counts for
nothing; and kanji go one by one, in the order of JIS X 0208, whose first level is arranged by the sound of each. A name
that is to stand by how it is read as a whole needs a reading.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum

from bunko.text.names import term_key

Weight = tuple[int, int]  #: a class, and the place in it
SortKey = tuple[tuple[Weight, ...], tuple[tuple[int, ...], ...], tuple[int, ...], tuple[int, ...], str]


class Script(IntEnum):
    """The classes of characters, in their order."""

    SPACE = 0
    SYMBOL = 1
    FIGURE = 2
    OTHER = 3
    LATIN = 4
    KANA = 5
    KANJI = 6  #: of JIS X 0208, in its order
    RARE_KANJI = 7  #: all others, by code point


#: What stands behind a kana of the same sound, on the third level.
_LONG, _SMALL, _REPEATED, _PLAIN = range(4)

#: For `str.translate`: エ becomes え.
HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
_LARGE = dict(
    zip(
        "ぁぃぅぇぉっゃゅょゎゕゖㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ",
        "あいうえおつやゆよわかけくしすとぬはひふへほむらりるれろ",
        strict=True,
    )
)
_VOWELS = {
    kana: row[0]
    for row in (
        "あかさたなはまやらわ",
        "いきしちにひみりゐ",
        "うくすつぬふむゆる",
        "えけせてねへめれゑ",
        "おこそとのほもよろを",
    )
    for kana in row
}


#: In EUC-JP; below are signs such as 仝, and above, with three bytes, JIS X 0212, which is arranged by radicals.
_FIRST_KANJI, _LAST_KANJI = 0xB0A1, 0xF4FE
#: The first kanji of each row, and that of level 2, which is arranged by radicals too.
_KANJI_ROWS = {
    (Script.KANJI, int.from_bytes(kanji.encode("euc_jp"), "big")): row
    for kanji, row in zip("亜下些他奈巴摩也羅倭弌", [*"あかさたなはまやらわ", ""], strict=True)
}


def kana_row(kana: str) -> str:
    """Return the head of the row (行) of a hiragana without marks: か of く, わ of ん."""
    return max(head for head in "あかさたなはまやらわ" if head <= kana)


def kanji_row(weight: Weight) -> str:
    """Return the head of the row that a kanji of JIS level 1 stands in by its sound; nothing for other kanji."""
    return _KANJI_ROWS[max(first for first in _KANJI_ROWS if first <= weight)] if weight[0] == Script.KANJI else ""


def sort_key(text: str) -> SortKey:
    """Return what puts ``text`` in its place. Equal keys mean that the texts are one by `term_key`.

    >>> sorted(["ハート", "はあと", "バード", "ハード", "AI", "漢字", "3D"], key=sort_key)
    ['3D', 'AI', 'ハート', 'はあと', 'ハード', 'バード', '漢字']
    """
    folded = term_key(text)
    weights: list[Weight] = []
    marks: list[tuple[int, ...]] = []
    forms: list[int] = []
    katakana: list[int] = []
    for char in unicodedata.normalize("NFD", folded):
        if unicodedata.combining(char) or unicodedata.category(char) == "Mn":
            if marks:
                marks[-1] += (ord(char),)
            continue
        if char in "・゠" and weights:
            continue
        weight, form = _weigh(char, weights[-1] if weights else (Script.SPACE, 0))
        weights.append(weight)
        marks.append(())
        forms.append(form)
        katakana.append("\u30a1" <= char <= "\u30ff" or "\u31f0" <= char <= "\u31ff")
    return tuple(weights), tuple(marks), tuple(forms), tuple(katakana), folded


def _weigh(char: str, before: Weight) -> tuple[Weight, int]:
    """Return the first level and the third of a character, given the first level of the one before it."""
    hiragana = char.translate(HIRAGANA)
    kana = _LARGE.get(char) or _LARGE.get(hiragana) or hiragana
    if char == "ー" and before[0] == Script.KANA and chr(before[1]) in _VOWELS:
        return (Script.KANA, ord(_VOWELS[chr(before[1])])), _LONG
    if (char in "ゝヽ" and before[0] == Script.KANA) or (char == "々" and before[0] >= Script.KANJI):
        return before, _REPEATED
    if "あ" <= kana <= "ん":
        return (Script.KANA, ord(kana)), _PLAIN if kana == hiragana else _SMALL
    return _weigh_other(char), _PLAIN


def _weigh_other(char: str) -> Weight:
    if char.isspace():
        return Script.SPACE, 0
    if char.isdecimal():
        return Script.FIGURE, unicodedata.decimal(char)
    name = unicodedata.name(char, "")
    if name.startswith("LATIN "):
        return Script.LATIN, ord(char)
    if name.startswith("CJK ") and "IDEOGRAPH" in name:
        jis = int.from_bytes(char.encode("euc_jp", "replace"), "big")
        return (Script.KANJI, jis) if _FIRST_KANJI <= jis <= _LAST_KANJI else (Script.RARE_KANJI, ord(char))
    return Script.OTHER if char.isalpha() else Script.SYMBOL, ord(char)
