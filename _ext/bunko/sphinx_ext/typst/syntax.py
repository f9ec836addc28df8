"""Typst source that no text can break out of: strings, values and calls, never markup.

In markup mode the translator writes only ``#"string";`` and ``#name(...)[...]``. The semicolon ends the expression, so
that whatever follows (``[``, ``(``, ``.``) is not taken for a call or a field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, MutableSet
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that a link may lead to. It is written out only if one does."""

    place: str


@dataclass(frozen=True, slots=True)
class HeadingPlace:
    """The place of a heading, as an argument of the call that sets it; the file has it as a named destination."""

    place: str


@dataclass(frozen=True, slots=True)
class Jump:
    """The opening of a link into the archive: to ``place``, else to ``otherwise``, else to the web.

    Either may be in another volume of the book.
    """

    place: str
    otherwise: str
    web: str = ""  #: an address, or nothing: then the link becomes text


@dataclass(frozen=True, slots=True)
class Code:
    """A Typst expression, as opposed to a text that becomes a string."""

    source: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a place is that another volume has."""

    name: str  #: of the volume's file, without the suffix
    volume: str  #: e.g. ``第2巻``
    title: str  #: of the article


Piece = str | Anchor | HeadingPlace | Jump
Value = str | int | float | bool | Code | None
Item = Value | Sequence["Item"]

#: What cannot be printed: controls but tab and newline, lone surrogates, non-characters, the mark of byte order, which
#: PDF/UA forbids, and the controls that turn text around (a stray one would reverse the rest of its paragraph).
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
    r"|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0010fffe\U0010ffff]"
)
_NEWLINES = re.compile(r"\r\n?|[\x85\u2028\u2029\x0b\x0c]")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})

#: Scripts that are written without spaces between words; Hangul is not one of them.
WIDE = "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U0001b000-\U0001b16f\U00020000-\U0003fffd"
_BETWEEN_WIDE = re.compile(rf"(?<=[{WIDE}])[ \t]*\n[ \t]*(?=[{WIDE}])")
_LINE_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_SPACES = re.compile(r"[ \t]{2,}")

#: A run that no line can hold, and where to cut it: behind what separates the parts of an address (before a percent
#: sign, which belongs to what follows); a part that has none in 24 characters, after 12.
_LONG_RUN = re.compile(rf"[^\s{WIDE}\uac00-\ud7af]{{25,}}")
_CUT = re.compile(r".{1,24}?(?:[/?&=#.,;:_+\-]+(?=.)|(?=%)|$)|.{1,12}", re.DOTALL)
BREAK = "#brk;"
REMOTE = "bunko-volume:"  #: before what names a place in another file; no address of an author begins so


def clean(text: str) -> str:
    """Return ``text`` without what cannot be printed, its line ends as newlines."""
    return _UNPRINTABLE.sub("", _NEWLINES.sub("\n", text))


def string(text: str) -> str:
    """Return a Typst string literal."""
    return '"' + clean(text).translate(_ESCAPES) + '"'


def uri(address: str) -> str:
    """Return an address with all percent-encoded that may not stand in one as it is (RFC 3986)."""
    return quote(address, safe="%/:?#[]@!$&'()*+,;=-._~")


def joined(text: str) -> str:
    """Undo soft line breaks: nothing is left between two wide characters, else one space."""
    if "\n" in text:
        text = _LINE_BREAK.sub(" ", _BETWEEN_WIDE.sub("", text))
    return _SPACES.sub(" ", text)


def show(text: str) -> str:
    """Return markup that prints ``text``; long words get places to break."""
    text = joined(clean(text))
    if len(text) < 25 or not _LONG_RUN.search(text):  # noqa: PLR2004 - the length of _LONG_RUN
        return f"#{string(text)};" if text else ""
    out, at = [], 0
    for run in _LONG_RUN.finditer(text):
        out.append(text[at : run.start()])
        parts = _CUT.findall(run[0])
        out[-1] += parts[0]
        out += parts[1:]
        at = run.end()
    out[-1] += text[at:]
    return BREAK.join(f"#{string(part)};" for part in out if part)


def value(item: Item) -> str:
    """Return a Typst literal: a string, number, boolean, ``none`` or array; code stays as it is."""
    match item:
        case None:
            return "none"
        case bool():
            return "true" if item else "false"
        case str():
            return string(item)
        case int() | float():
            return repr(item)
        case Code():
            return item.source
    return "(" + "".join(f"{value(each)}, " for each in item) + ")"


def call(name: str, *args: Item, **named: Item) -> str:
    """Return ``#name(args, key: value)``, for the caller to end with ``;`` or ``[``; ``_`` in keys becomes ``-``."""
    parts = [value(arg) for arg in args]
    parts += [f"{key.replace('_', '-')}: {value(arg)}" for key, arg in named.items()]
    return f"#{name}({', '.join(parts)})"


def place(docname: str, node_id: str = "") -> str:
    """Return the label of a document, or of a node in it: ASCII, and unique in the book (docutils ids are not)."""
    return f"{quote(docname)}#{quote(node_id)}" if node_id else quote(docname)


def render(
    pieces: Iterable[Piece],
    known: Collection[str],
    wanted: AbstractSet[str],
    written: MutableSet[str],
    elsewhere: Mapping[str, Elsewhere] = MappingProxyType({}),
) -> str:
    """Write out ``pieces``: only anchors that something links to, and no jump to a place that does not exist.

    ``written`` are the places that exist already; Typst takes each only once. ``elsewhere`` are those of other volumes.
    """
    out: list[str] = []
    for piece in pieces:
        match piece:
            case str():
                out.append(piece)
            case Anchor() | HeadingPlace():
                if piece.place in wanted and piece.place not in written:
                    written.add(piece.place)
                    name = string(piece.place)
                    out.append(f"#anchor({name});" if isinstance(piece, Anchor) else f", place: {name}")
            case Jump():
                out.append(f"{_opening(piece, known, elsewhere)}[")
    return "".join(out)


def _opening(jump: Jump, known: Collection[str], elsewhere: Mapping[str, Elsewhere]) -> str:
    for name in (jump.place, jump.otherwise):
        if name in known:
            return call("jump", name)
        if found := elsewhere.get(name):
            return call("jump-away", remote(found.name, name), found.volume, joined(clean(found.title)))
    return f"#web({string(jump.web)})" if jump.web else "#same"


def remote(name: str, place: str = "") -> str:
    """Return the mark of a place in the file of another volume, which `pdf_links.link_volumes` makes a jump of."""
    return f"{REMOTE}{name}#{place}"
