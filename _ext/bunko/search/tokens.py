"""What search looks for: text with its small differences folded away, and the grams of it.

The browser's side, ``static/bunko-search-words.js``, does the same with what readers type;
``tests/cases/search_folding.json`` holds both to it.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import add
from unicodedata import normalize

from bunko.text.names import CJK

#: Characters that are not seen: soft hyphens, joiners, marks of direction, selectors of variants.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_SPACES = re.compile("[\t\x0b\x0c\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_NO_SPACE = re.compile(f" (?=[{CJK}\n])|(?<=[{CJK}\n]) ")

#: What is no part of a gram of two or three. Not so ``.+#-_/@``: C++, C#, .NET, Node.js.
_SIGNS = (
    r"!\"$%&'()*,:;<=>?\[\\\]^`{|}~\u00a1-\u00bf"
    r"\u2010-\u203e\u2500-\u257f\u3001-\u3003\u3008-\u3011\u3014-\u301f\u3030"
)
_APART = re.compile(rf"[\n{_SIGNS}]+")
_HIRAGANA = r"\u3041-\u3096"
_BESIDE = rf"[^\s{_SIGNS}{_HIRAGANA}]{{2}}"
_JOINT = re.compile(rf"({_BESIDE}[{_SIGNS}{_HIRAGANA}][ {_SIGNS}{_HIRAGANA}]{{,40}})(?=({_BESIDE}))")
_LONG_MARK = re.compile("(?<=[ァ-ヺー]{3})ー(?![ァ-ヺー])")  # サーバー is サーバ
_LETTERS = re.compile("[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile("[0-9a-z_\u00df-\u024f\u0370-\u04ff]+[+#]*")
_LONGEST_WORD = 24
#: What NFKC makes of the most frequent signs: with these out of its way it need not touch most texts, which is faster.
_WIDE = list(zip("！％（）＋，－／：；＝？～…", [*"!%()+,-/:;=?~", "..."], strict=True))


def fold(text: str) -> str:
    """Fold width, case and the spaces beside CJK characters: ＧＰＵ is gpu, ｻｰﾊﾞｰ is サーバー; バ, パ and ハ stay apart.

    Lines stay lines, so that what is found can be shown where it stands. NFKC also after the lower case, as in
    `term_key`; not its case folding, which browsers do not have.
    """
    seen = _UNSEEN.sub("", text)
    if not seen.isascii():
        seen = seen.replace("゛", "\u3099").replace("゜", "\u309a")  # else NFKC puts a space before them
        for wide, narrow in _WIDE:
            seen = seen.replace(wide, narrow)
        seen = normalize("NFKC", normalize("NFKC", seen).lower()).replace("ς", "σ")
    else:
        seen = seen.lower()
    return _NO_SPACE.sub("", _SPACES.sub(" ", seen))


def grams(folded: str) -> Counter[str]:
    """Count the grams of a folded text: each two and three characters that touch, each CJK letter, word, and joint.

    A word is Latin and has a space before it, which no other gram has: it tells ``ai`` from what is in ``main``. A
    joint is a stretch of hiragana and signs with two other characters at each side: ``導体の可能`` tells what has
    半導体の可能性 from what has its halves. Within it the long mark at the end of a word in katakana is left out.
    """
    text = _APART.sub(" ", folded)
    pairs = list(map(add, text, text[1:]))
    found = Counter(pairs)
    found.update(map(add, pairs, text[2:]))
    for gram in [gram for gram in found if " " in gram]:
        del found[gram]
    letters = Counter(text)
    found.update({letter: letters[letter] for letter in _LETTERS.findall("".join(letters))})
    found.update(f" {word}" for word in _WORD.findall(text) if len(word) <= _LONGEST_WORD)
    found.update(map("".join, _JOINT.findall(_LONG_MARK.sub("", folded))))
    return found
