"""The search index: which grams are in which document, in files that a browser reads one by one.

- A gram is its CRC-32. The first bits say in which *shard*, a file, it stands; the next 16 are its name there. Two
  grams of one name do no harm: the browser reads what it found before it shows it.
- Documents are dealt into *blocks* by their names, so that a change touches one block. Within a block they stand by
  date: a new post as a rule comes last, and moves no other.
- What one shard holds of one block is a *cell*: ``grams``, then for each ``name - name before`` and the length of its
  postings in bytes, then all postings. A posting is ``(document - document before - 1) << 3 | flags``. All numbers are
  varints (LEB128). A shard is its cells in the order of blocks, each behind its length.
- A *fragment* is all that a result shows of a document, and its text, to check and to quote.

All of it depends on the set of documents alone. Files are deflated: fragments well, shards by Huffman's codes alone,
which for postings is as good, at six times the speed.
"""

from __future__ import annotations

import json
import zlib
from array import array
from base64 import b64encode
from bisect import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bunko.content.grams import fold, grams

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

FORMAT = 1  #: of the files: to be raised with every change of them

_IN_TITLE = 4
_OFTEN = (2, 4, 9)  # a gram that is there at least so many times has the flags 1, 2, 3
_FEW_DOCS = 512  # documents in a block at most, on average
_PER_SHARD = 10_000  # postings in a shard at most, on average: some 20 KB
_LEAST_BITS, _MOST_BITS = 3, 12  # 8 to 4,096 shards
_MORE = 0x80  # a bit that says that a varint goes on
_NAME_BITS = 16  # of the name of a gram in its shard


@dataclass(frozen=True, slots=True)
class Grams:
    """The grams of a document, small enough to keep: their numbers in order, and what is known of each."""

    numbers: bytes  #: `array` of 32-bit numbers
    flags: bytes

    def __len__(self) -> int:
        return len(self.flags)


@dataclass(frozen=True, slots=True)
class TextFact:
    """What is to be known of a text before it is looked at."""

    digest: str  #: tells one state of it from another
    size: int  #: how many grams it has
    title: str  #: its first heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document in the index."""

    docname: str
    address: str  #: from the top of the site
    title: str
    date: datetime | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    text: str = ""  #: what tells one state of its text from another
    size: int = 0  #: how many grams it has

    @property
    def facets(self) -> Iterator[str]:
        """What the index can be filtered by, as grams that no text has."""
        for kind, names in (("c", self.categories), ("t", self.tags), ("a", self.authors)):
            yield from (f"\x01{kind}{name}" for name in names)
        if self.date:
            yield f"\x01y{self.date.year}"


@dataclass(frozen=True, slots=True)
class Plan:
    """How documents are dealt out."""

    blocks: tuple[tuple[Entry, ...], ...]
    bits: int  #: of the number of a shard

    @property
    def shards(self) -> list[str]:
        """The names of all shards, in order."""
        return [f"s/{number:x}" for number in range(1 << self.bits)]

    def fragments(self, block: int) -> list[str]:
        """Return the names of the fragments of a block, in order."""
        return [f"f/{block:x}-{place:x}" for place in range(len(self.blocks[block]))]

    @property
    def names(self) -> list[str]:
        """The names of all files."""
        fragments = [name for block in range(len(self.blocks)) for name in self.fragments(block)]
        return [*self.shards, *fragments, "meta", "facets", "dates"]


def plan(entries: Iterable[Entry]) -> Plan:
    """Deal documents into blocks, and say how many shards there are. The order of ``entries`` does not matter."""
    ordered = sorted(entries, key=lambda entry: (entry.date.isoformat() if entry.date else "", entry.docname))
    block_bits = max(0, (len(ordered) - 1) // _FEW_DOCS).bit_length()
    blocks: list[list[Entry]] = [[] for _ in range(1 << block_bits)]
    for entry in ordered:
        blocks[number_of(entry.docname) >> (32 - block_bits)].append(entry)
    shards = sum(entry.size for entry in ordered) // _PER_SHARD
    bits = min(_MOST_BITS, max(_LEAST_BITS, shards.bit_length()))
    return Plan(tuple(map(tuple, blocks)), bits)


def number_of(gram: str) -> int:
    """Return the number of a gram."""
    return zlib.crc32(gram.encode(errors="replace"))


def grams_of(title: str, body: str) -> Grams:
    """Return the grams of a document. A title counts as text, too."""
    in_title = grams(fold(title))
    counted = grams(fold(body))
    counted.update(in_title)
    found = dict(zip(_numbers_of(counted), [bisect(_OFTEN, n) if n > 1 else 0 for n in counted.values()], strict=True))
    for number in _numbers_of(in_title):
        found[number] |= _IN_TITLE
    numbers = sorted(found)
    return Grams(array("I", numbers).tobytes(), bytes(map(found.__getitem__, numbers)))


def _numbers_of(found: Collection[str]) -> list[int]:
    """Return what `number_of` says of each of thousands of grams; none has a line end, so all are encoded at once."""
    return list(map(zlib.crc32, "\n".join(found).encode(errors="replace").split(b"\n"))) if found else []


def cells_of(block: Sequence[tuple[Grams, Iterable[str]]], bits: int) -> list[bytes]:
    """Return the cells of a block, one for each shard. A document is its grams and its facets, in the block's order."""
    postings: list[int] = []
    cut = 32 - bits - _NAME_BITS  # what is left of a number: the shard, and the name in it
    for place, (found, facets) in enumerate(block):
        low = place << 3
        numbers = array("I")
        numbers.frombytes(found.numbers)
        postings += [number >> cut << 32 | low | flags for number, flags in zip(numbers, found.flags, strict=True)]
        postings += [number_of(facet) >> cut << 32 | low for facet in facets]
    postings.sort()
    cells = [_Cell() for _ in range(1 << bits)]
    before, last = -1, 0
    cell = cells[0]
    for posting in postings:
        number, place = posting >> 32, (posting & 0xFFFFFFFF) >> 3
        if number != before:
            before, last = number, -1
            cell = cells[number >> _NAME_BITS]
            cell.begin(number & 0xFFFF)
        if place == last:
            continue  # two grams of one name
        value = (place - last - 1) << 3 | posting & 7
        last = place
        into = cell.postings
        while value >= _MORE:
            into.append(value & 0x7F | _MORE)
            value >>= 7
        into.append(value)
    return [cell.content() for cell in cells]


class _Cell:
    """A cell in the making."""

    __slots__ = ("names", "postings", "starts")

    def __init__(self) -> None:
        self.names: list[int] = []
        self.starts: list[int] = []
        self.postings = bytearray()

    def begin(self, name: int) -> None:
        self.names.append(name)
        self.starts.append(len(self.postings))

    def content(self) -> bytes:
        head = bytearray(varint(len(self.names)))
        ends = [*self.starts[1:], len(self.postings)]
        before = 0
        for name, start, end in zip(self.names, self.starts, ends, strict=False):
            head += varint(name - before) + varint(end - start)
            before = name
        return bytes(head + self.postings)


def varint(value: int) -> bytes:
    """Return a number, 7 bits to a byte, the lowest first; all bytes but the last have the 8th bit."""
    found = bytearray()
    while value >= _MORE:
        found.append(value & 0x7F | _MORE)
        value >>= 7
    found.append(value)
    return bytes(found)


def shard_of(cells: Iterable[bytes]) -> bytes:
    """Return a shard, deflated, given what it holds of each block."""
    content = b"".join(part for cell in cells for part in (varint(len(cell)), cell))
    return deflated(content, zlib.Z_HUFFMAN_ONLY)


def meta_of(planned: Plan, version: str, **more: object) -> bytes:
    """Return what a browser has to know first; ``version`` tells one state of the index from another."""
    return as_json({"version": version, "blocks": list(map(len, planned.blocks)), "bits": planned.bits, **more})


def script(name: str, content: bytes) -> bytes:
    """Return a file that hands ``content`` to the page that loads it as a script: this works without a server, too."""
    return b'bunkoSearch.take("%s","%s")\n' % (name.encode(), b64encode(content))


def deflated(content: bytes, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    """Return content as a raw deflate stream."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9, strategy)
    return deflate.compress(content) + deflate.flush()


def as_json(value: object) -> bytes:
    """Return a value as JSON, as short as it gets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def fragment_of(entry: Entry, text: str, anchors: Sequence[tuple[int, str]]) -> bytes:
    """Return what results show of a document, deflated. ``anchors`` are the lines of ``text`` where sections begin."""
    shown: dict[str, object] = {"u": entry.address, "t": entry.title, "x": text}
    if entry.date:
        shown["d"] = entry.date.date().isoformat()
    more = (("c", entry.categories), ("g", entry.tags), ("a", entry.authors), ("h", anchors))
    shown |= {key: found for key, found in more if found}
    return deflated(as_json(shown))


def dates_of(blocks: Iterable[Sequence[Entry]]) -> bytes:
    """Return the day of each document, to sort by: days since 1900, from 1; 0 without a date."""
    found = bytearray()
    for block in blocks:
        found += varint(len(block))
        for entry in block:
            day = entry.date.toordinal() - _EPOCH if entry.date else 0
            found += min(max(day, 0), 0xFFFF).to_bytes(2, "little")
    return bytes(found)


_EPOCH = 693_595  # date(1899, 12, 31).toordinal()
