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
_LONGEST = 180  # bytes of UTF-8: leaves room for ".html.part" and page numbers within the 255 of a file name
_ZWJ = "\u200d"

CJK = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U00020000-\U0003ffff"
_CJK_CHAR = re.compile(f"[{CJK}]")
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f][\w'’.+#-]*", re.ASCII)
_NOT_PROSE = re.compile(r"```.*?```|~~~.*?~~~|<[^>\n]*>|\]\([^)\s]*\)|https?://\S+", re.DOTALL)


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
    last = len(key) - 1
    parts = [_escape(char) if char == "." and i in (0, last) else _spell(char) for i, char in enumerate(key)]
    if _RESERVED.fullmatch(key):
        parts[0] = _escape(key[0])
    slug = "".join(parts) or "~empty"
    encoded = slug.encode()
    if len(encoded) > _LONGEST:
        digest = sha256(key.encode(errors="surrogatepass")).hexdigest()[:16]
        slug = f"{encoded[: _LONGEST - 20].decode(errors='ignore')}~{digest}"
    return slug


def _spell(char: str) -> str:
    if char.isascii():
        if char.isalnum() or char in "-.":
            return char
        if char == " ":
            return "_"
        return f"~{_NAMES[char]}" if char in _NAMES else _escape(char)
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
    prose = _NOT_PROSE.sub(" ", text)
    wide = len(_CJK_CHAR.findall(prose))
    narrow = len(_WORD.findall(prose))
    return max(1, -(-wide // characters) if not narrow else round(wide / characters + narrow / words + 0.49))
