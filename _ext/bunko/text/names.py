"""When two names are one, and how a name becomes part of an address."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

_PLAIN = re.compile(r"(?!con$|prn$|aux$|nul$|com\d$|lpt\d$|index$)[0-9a-z぀-ヿ一-鿿-]{1,60}")
_NAMES = {
    "+": "plus", "#": "sharp", "&": "and", "%": "percent", "/": "slash", "@": "at", "*": "star", "=": "equals",
    "!": "bang", "?": "query", "<": "less", ">": "greater", "$": "dollar", ":": "colon", "|": "bar",
}  # fmt: skip
#: Device names that Windows reserves, and the page that lists the terms.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|index)(\..*)?")
#: A folder ``ai.html/`` with the older pages of one term would stand where the page ``ai.html`` of another belongs.
_LIKE_A_FILE = re.compile(r"\.(?=(?:html?|xml)\Z)")
_LONGEST = 180  # bytes of UTF-8: leaves room for ".html.part" and page numbers within the 255 of a file name
_ZWJ = "\u200d"

CJK = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U00020000-\U0003ffff"
_CJK_RUN = re.compile(f"[{CJK}]+")
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f][\w'’.+#-]*", re.ASCII)
#: What is not read: code, tags, addresses. Each begins with a fixed text, which `re` finds fast, and stops at the next.
_NOT_PROSE = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (r"```.*?```", r"~~~.*?~~~", r"<[^<>\n]*>", r"\]\([^()\s]*\)", r"http://\S+", r"https://\S+")
)


def term_key(name: str) -> str:
    """Fold width, case and spaces: ＡＩ is ai; NFD ガ is NFC ガ; バ, パ and ハ stay apart, as do C, C++ and C#.

    NFKC after the case folding, too, as Unicode's ``toNFKC_Casefold`` has it (never NFKD: it takes バ apart).
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


def slug_of(key: str) -> str:
    """Return the part of an address for ``key`` (a `term_key`): injective, Unicode, safe in a URL and as a file name.

    Letters, digits, marks and emoji stay; a space is ``_``; the rest is spelled out behind ``~``
    (``c++`` is ``c~plus~plus``), so that no two keys share a slug and a static server finds the file.
    """
    if _PLAIN.fullmatch(key):
        return key
    like_a_file = _LIKE_A_FILE.search(key)
    escaped = {like_a_file.start()} if like_a_file else set()
    escaped.update(i for i in (0, len(key) - 1) if key[i : i + 1] == ".")
    if _RESERVED.fullmatch(key):
        escaped.add(0)
    parts: list[str] = []
    for i, char in enumerate(key):
        # A mark must not join the last letter of a name: `=` and U+0323 are not ``~equalṣ``.
        alone = i > 0 and parts[-1] != key[i - 1] and unicodedata.category(char)[0] == "M"
        parts.append(_escape(char) if alone or i in escaped else _spell(char))
    slug = "".join(parts) or "~empty"
    encoded = slug.encode()
    if len(encoded) > _LONGEST:
        digest = sha256(key.encode(errors="surrogatepass")).hexdigest()[:16]
        slug = f"{encoded[: _LONGEST - 20].decode(errors='ignore')}~{digest}"
    return slug


def is_slug(text: str) -> bool:
    """Tell whether ``text`` can be part of an address as it is: everything that `slug_of` returns can."""
    return (
        text != ""
        and all(char in "-._~" or _spell(char) == char for char in text)
        and term_key(text) == text
        and "." not in (text[0], text[-1])
        and not (_RESERVED.fullmatch(text) or _LIKE_A_FILE.search(text))
        and len(text.encode()) <= _LONGEST
    )


def _spell(char: str) -> str:
    if char.isascii():
        if char.isalnum() or char in "-.":
            return char
        if char == " ":
            return "_"
        return f"~{_NAMES[char]}" if char in _NAMES else _escape(char)
    if "\u3040" <= char <= "\u30ff" or "\U0001f000" <= char <= "\U0001faff":  # kana with ・; emoji, also those to come
        return char
    category = unicodedata.category(char)
    return char if category[0] in "LMN" or category in ("So", "Sk") or char == _ZWJ else _escape(char)


def _escape(char: str) -> str:
    # A digit follows the tilde, so that no escape begins as a name does; the closing tilde ends it.
    return f"~0{ord(char):x}~"


def minutes_to_read(text: str, *, characters: int = 500, words: int = 200) -> int:
    """Return the minutes, at least 1, that the prose in Markdown ``text`` takes.

    ``characters`` are Japanese characters a minute (500 is the middle of the 400 to 600 usually given for silent
    reading), ``words`` other words a minute. Code, tags and addresses do not count.
    """
    for pattern in _NOT_PROSE:
        text = pattern.sub(" ", text)
    rest, runs = _CJK_RUN.subn(" ", text)
    wide = len(text) - len(rest) + runs  # each run has become one space
    narrow = len(_WORD.findall(rest))
    characters = max(1, characters)
    return max(1, -(-(wide * words + narrow * characters) // (characters * words)))  # rounded up
