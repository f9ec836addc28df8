"""The search index: which grams are in which document, in files that a browser reads one by one.

- A gram is its CRC-32. The first bits say in which *shard*, a file, it stands; the next 16 are its name there. Two
  grams of one name do no harm: the browser reads what it found before it shows it.
- Documents are dealt into *blocks* by their names, so that a change touches one block. Within a block they stand by
  date: a new post as a rule comes last, and moves no other.
- What one shard holds of one block is a *cell*: how many grams; of each, in order, the name less the name before, in
  two bytes, the lower one first; of each, how many postings; all postings. A posting is ``document << 3 | flags``, less
  the document before of the same gram, ``<< 3``. A shard is its cells in the order of blocks, each behind its length.
  Numbers without a given size are coded as UTF-8 codes characters.
- A *fragment* is all that a result shows of a document, and its text, to check and to quote: JSON in UTF-8 or UTF-16.

All of it depends on the set of documents alone. Files are deflated: fragments well, shards by Huffman's codes alone,
which for postings is as good, at six times the speed.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from base64 import b64encode
from bisect import bisect_left
from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise, repeat
from operator import and_, sub
from typing import TYPE_CHECKING

from bunko.search.tokens import fold, grams

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

#: Of the files: to be raised with every change of them. To scripts, a fragment is a `BunkoDocument` (bunko.d.ts).
FORMAT = 2

_IN_TITLE = 4
_OFTEN = bytes([0, 0, 1, 1, 2, 2, 2, 2, 2])  # the flags of a gram that is there so many times; of more, 3
_FEW_DOCS = 512  # documents in a block at most, on average
_PER_SHARD = 10_000  # postings in a shard at most, on average: some 20 KB
_LEAST_BITS, _MOST_BITS = 3, 12  # 8 to 4,096 shards
_NAME_BITS = 16  # of the name of a gram in its shard


@dataclass(frozen=True, slots=True)
class Grams:
    """The grams of a document, small enough to keep: their numbers, and what is known of each."""

    numbers: bytes  #: `array` of 32-bit numbers
    flags: bytes

    def __len__(self) -> int:
        return len(self.flags)


@dataclass(frozen=True, slots=True)
class TextFact:
    """What is to be known of a text before it is looked at."""

    digest: str  #: of the text, to notice a change
    size: int  #: how many grams it has
    title: str  #: its first heading


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """A document in the index."""

    docname: str
    address: str  #: from the top of the site
    title: str
    date: datetime | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    text: str = ""  #: the digest of its text
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

    blocks: tuple[tuple[SearchEntry, ...], ...]
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


def plan(entries: Iterable[SearchEntry]) -> Plan:
    """Deal documents into blocks, and say how many shards there are. The order of ``entries`` does not matter."""
    ordered = sorted(entries, key=lambda entry: (entry.date.isoformat() if entry.date else "", entry.docname))
    block_bits = max(0, (len(ordered) - 1) // _FEW_DOCS).bit_length()
    blocks: list[list[SearchEntry]] = [[] for _ in range(1 << block_bits)]
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
    for gram in in_title:
        in_title[gram] += counted.pop(gram, 0)
    numbers = array("I", [*_numbers_of(counted), *_numbers_of(in_title)])
    return Grams(numbers.tobytes(), _flags_of(counted, 0) + _flags_of(in_title, _IN_TITLE))


def _numbers_of(found: Collection[str]) -> Iterable[int]:
    """Return what `number_of` says of each of thousands of grams; none has a line end, so all are encoded at once."""
    return map(zlib.crc32, "\n".join(found).encode(errors="replace").split(b"\n")) if found else ()


def _flags_of(found: Counter[str], more: int) -> bytes:
    return bytes([(_OFTEN[count] if count < len(_OFTEN) else 3) | more for count in found.values()])


def cells_of(block: Sequence[tuple[Grams, Iterable[str]]], bits: int) -> list[bytes]:
    """Return the cells of a block, one for each shard. A document is its grams and its facets, in the block's order."""
    postings: defaultdict[int, list[int]] = defaultdict(list)
    for place, (found, facets) in enumerate(block):
        flagged = [place << 3 | flags for flags in range(8)]
        into = map(postings.__getitem__, array("I", found.numbers))
        deque(map(list.append, into, map(flagged.__getitem__, found.flags)), maxlen=0)  # millions of times: quick
        for facet in facets:
            postings[number_of(facet)].append(place << 3)
    numbers = sorted(postings)
    lists = [postings[number] for number in numbers]
    starts = [0, *accumulate(map(len, lists))]
    steps = _steps(list(chain.from_iterable(lists)), starts[:-1])
    counts = "".join(map(chr, map(len, lists)))
    names = [number >> 32 - bits - _NAME_BITS & (1 << _NAME_BITS) - 1 for number in numbers]
    bounds = [bisect_left(numbers, shard << 32 - bits) for shard in range((1 << bits) + 1)]
    return [
        _cell(names[first:last], counts[first:last] + steps[starts[first] : starts[last]])
        for first, last in pairwise(bounds)
    ]


def _steps(postings: list[int], starts: Iterable[int]) -> str:
    """Return how far each posting is from the document of the one before, as characters; at ``starts`` from nothing."""
    steps = list(map(sub, postings, map(and_, [0, *postings[:-1]], repeat(~7))))
    for start in starts:
        steps[start] = postings[start]
    return "".join(map(chr, steps))


def _cell(names: list[int], rest: str) -> bytes:
    gaps = array("H", map(sub, names, [0, *names[:-1]]))
    if sys.byteorder == "big":
        gaps.byteswap()
    return coded(len(names)) + gaps.tobytes() + rest.encode("utf-8", "surrogatepass")


def coded(number: int) -> bytes:
    """Return a number below 1,114,112 as UTF-8 codes the character that has it."""
    return chr(number).encode("utf-8", "surrogatepass")


def shard_of(cells: Iterable[bytes]) -> bytes:
    """Return a shard, deflated, given what it holds of each block."""
    content = b"".join(part for cell in cells for part in (coded(len(cell)), cell))
    return deflated(content, zlib.Z_HUFFMAN_ONLY)


def meta_of(planned: Plan, version: str, **more: object) -> bytes:
    """Return what a browser loads first; ``version`` changes with the index, so that no old file of a cache is used."""
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


def fragment_of(entry: SearchEntry, text: str, anchors: Sequence[tuple[int, str]]) -> bytes:
    """Return what results show of a document, deflated. ``anchors`` are the lines of ``text`` where sections begin."""
    shown: dict[str, object] = {"u": entry.address, "t": entry.title, "x": text}
    if entry.date:
        shown["d"] = entry.date.date().isoformat()
    more = (("c", entry.categories), ("g", entry.tags), ("a", entry.authors), ("h", anchors))
    shown |= {key: found for key, found in more if found}
    content = as_json(shown)
    # Japanese in UTF-16 takes a tenth less when it is deflated, too. The first two bytes tell them apart (RFC 4627).
    return deflated(min(content, content.decode().encode("utf-16-le"), key=len))


def dates_of(blocks: Iterable[Sequence[SearchEntry]]) -> bytes:
    """Return the day of each document, to sort by: days since 1900, from 1; 0 without a date."""
    found = bytearray()
    for block in blocks:
        found += coded(len(block))
        for entry in block:
            day = entry.date.toordinal() - _EPOCH if entry.date else 0
            found += min(max(day, 0), 0xFFFF).to_bytes(2, "little")
    return bytes(found)


_EPOCH = 693_595  # date(1899, 12, 31).toordinal()
