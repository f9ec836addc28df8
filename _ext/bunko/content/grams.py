"""What search looks for: text with its small differences folded away, and the grams of it.

The browser's side, ``static/bunko-search.js``, does the same with what readers type;
``tests/cases/search_folding.json`` holds both to it.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import add
from unicodedata import normalize

from bunko.content.text import CJK

#: Characters that are not seen: soft hyphens, joiners, marks of direction, selectors of variants.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_SPACES = re.compile("[\t\x0b\x0c\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_NO_SPACE = re.compile(f" (?=[{CJK}\n])|(?<=[{CJK}\n]) ")

#: What is no part of a gram. ``.``, ``+``, ``#``, ``-``, ``_``, ``/``, ``@`` are: C++, C#, .NET, Node.js.
_APART = re.compile(
    r"[\n!\"$%&'()*,:;<=>?\[\\\]^`{|}~\u00a1-\u00bf\u2010-\u203e\u2500-\u257f\u3001-\u3003\u3008-\u3011\u3014-\u301f\u3030]+"
)
_LETTER = re.compile("[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile("[0-9a-z_\u00df-\u024f\u0370-\u04ff]+[+#]*")
_LONGEST_WORD = 24


def fold(text: str) -> str:
    """Fold width, case and the spaces beside CJK characters: ＧＰＵ is gpu, ｻｰﾊﾞｰ is サーバー; バ, パ and ハ stay apart.

    Lines stay lines, so that what is found can be shown where it stands. NFKC also after the lower case, as in
    `term_key`; not its case folding, which browsers do not have.
    """
    seen = _UNSEEN.sub("", text)
    if not seen.isascii():
        seen = seen.replace("゛", "\u3099").replace("゜", "\u309a")  # else NFKC puts a space before them
        seen = normalize("NFKC", normalize("NFKC", seen).lower()).replace("ς", "σ")
    else:
        seen = seen.lower()
    return _NO_SPACE.sub("", _SPACES.sub(" ", seen))


def grams(folded: str) -> Counter[str]:
    """Count the grams of a folded text: each two and three characters that touch, each CJK letter, each Latin word.

    A word has a space before it, which no other gram has: it is there to tell ``ai`` from what is in ``main``.
    """
    text = _APART.sub(" ", folded)
    pairs = list(map(add, text, text[1:]))
    found = Counter(pairs)
    found.update(map(add, pairs, text[2:]))
    for gram in [gram for gram in found if " " in gram]:
        del found[gram]
    found.update({letter: count for letter, count in Counter(text).items() if _LETTER.match(letter)})
    found.update(f" {word}" for word in _WORD.findall(text) if len(word) <= _LONGEST_WORD)
    return found
