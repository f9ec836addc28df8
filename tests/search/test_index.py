"""The index: what goes in comes out, its bytes depend on the set of documents alone, and changes stay small."""

from __future__ import annotations

import zlib
from array import array
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bunko.search import index as search_index
from bunko.search.index import (
    Grams,
    Plan,
    SearchEntry,
    cells_of,
    coded,
    dates_of,
    grams_of,
    number_of,
    plan,
    shard_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2020, 1, 1, tzinfo=UTC)
TEXTS = st.text(st.sampled_from("電力の問題サーバあいab 。\n"), max_size=30)


def entry(number: int, **fields: object) -> SearchEntry:
    about = {"address": f"posts/{number}.html", "title": f"題{number}", "size": 500, "date": START + timedelta(number)}
    return SearchEntry(docname=f"posts/{number}", **{**about, **fields})  # type: ignore[arg-type]  # the names are SearchEntry's


class Reader:
    """Reads the format as its description has it."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def number(self) -> int:
        first = self.content[self.at]
        size = next(size for size, least in ((4, 0xF0), (3, 0xE0), (2, 0xC0), (1, 0)) if first >= least)
        self.at += size
        return ord(self.content[self.at - size : self.at].decode("utf-8", "surrogatepass"))

    def cell(self) -> Iterator[tuple[int, int, int]]:
        """Yield (name, place, flags) of every posting."""
        count = self.number()
        gaps = [int.from_bytes(self.content[at : at + 2], "little") for at in range(self.at, self.at + 2 * count, 2)]
        self.at += 2 * count
        for name, postings in zip(accumulate(gaps), [self.number() for _ in gaps], strict=True):
            posting = 0
            for _ in range(postings):
                posting = (posting & ~7) + self.number()
                yield name, posting >> 3, posting & 7
        assert self.at == len(self.content)


@given(st.integers(0, 0x10FFFF))
def test_a_coded_number_is_read_again(value: int) -> None:
    assert Reader(coded(value)).number() == value


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6), st.integers(3, 12))
def test_cells_hold_every_gram_of_every_document(documents: list[tuple[str, str]], bits: int) -> None:
    made = [grams_of(title, text) for title, text in documents]
    cells = cells_of([(found, [f"\x01y{place}"]) for place, found in enumerate(made)], bits)
    read = {(shard, *posting) for shard, cell in enumerate(cells) for posting in Reader(cell).cell()}
    expected = set()
    for place, found in enumerate(made):
        for number, flags in [
            *zip(array("I", found.numbers), found.flags, strict=True),
            (number_of(f"\x01y{place}"), 0),
        ]:
            expected.add((number >> (32 - bits), (number << bits & 0xFFFFFFFF) >> 16, place, flags))
    assert read == expected


def test_many_documents_and_grams_of_one_number_are_kept_apart() -> None:
    numbers = array("I", [0xFFFFFFFF, 0, 5, 0]).tobytes()
    cells = cells_of([(Grams(numbers, bytes([place % 8, 7, place % 8, 0])), ()) for place in range(3000)], 3)
    read = [*Reader(cells[0]).cell()]
    assert read[:6000] == [(0, place, flags) for place in range(3000) for flags in (7, 0)]
    assert read[6000:] == [(0, place, place % 8) for place in range(3000)]
    assert [*Reader(cells[7]).cell()] == [(0xFFFF, place, place % 8) for place in range(3000)]
    assert cells[1:7] == [b"\0"] * 6


def test_flags_say_how_often_and_whether_in_the_title() -> None:
    def flags(gram: str, title: str, text: str) -> int:
        found = grams_of(title, text)
        return found.flags[array("I", found.numbers).index(number_of(gram))]

    assert [flags("猫", "", "猫。" * count) for count in (1, 2, 3, 4, 8, 9, 99)] == [0, 1, 1, 2, 2, 3, 3]
    assert flags("猫", "猫", "") == 4
    assert flags("猫", "猫", "猫") == 5
    assert flags("犬", "猫", "犬") == 0


def test_a_shard_is_deflated_cells_behind_their_lengths() -> None:
    cells = [b"", b"abc", b"x" * 200]
    assert zlib.decompress(shard_of(cells), -15) == b"\x00\x03abc" + coded(200) + b"x" * 200


def test_a_script_hands_over_its_content() -> None:
    made = search_index.script("s/1f", b"\x00\xff")
    assert made == b'bunkoSearch.take("s/1f","AP8=")\n'
    assert b64decode(made.split(b'"')[3]) == b"\x00\xff"


@pytest.mark.parametrize("few", [2, 512])
def test_the_plan_depends_on_the_set_of_documents_alone(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(search_index, "_FEW_DOCS", few)
    entries = [entry(number) for number in range(40)]
    expected = plan(entries)
    for seed in range(5):
        Random(seed).shuffle(entries)
        assert plan(entries) == expected
    assert sorted(found.docname for block in expected.blocks for found in block) == sorted(e.docname for e in entries)


def test_the_newest_document_moves_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "_FEW_DOCS", 8)
    before = plan(entry(number) for number in range(40))
    after = plan(entry(number) for number in range(41))
    changed = [(one, other) for one, other in zip(before.blocks, after.blocks, strict=True) if one != other]
    assert len(changed) == 1
    assert changed[0][1][:-1] == changed[0][0]


def test_shards_grow_in_number_rather_than_in_size() -> None:
    sizes = [8, 100, 1000, 5000]
    plans = [plan(entry(number, size=2000) for number in range(count)) for count in sizes]
    for count, planned in zip(sizes, plans, strict=True):
        assert len(planned.shards) == 8 or 2000 * count / len(planned.shards) <= 10_000
        assert max(map(len, planned.blocks)) < 700


def test_names_of_files_are_distinct() -> None:
    names = Plan((tuple(entry(n) for n in range(20)), (), (entry(99),)), 5).names
    assert len(names) == len(set(names)) == 32 + 21 + 3


def test_a_fragment_says_what_results_show() -> None:
    shown = search_index.fragment_of(
        entry(0, categories=("技術",), tags=("AI",), authors=("誰",)), "一\n二", [(1, "x")]
    )
    text = zlib.decompress(shown, -15).decode()
    assert text == (
        '{"u":"posts/0.html","t":"題0","x":"一\\n二","d":"2020-01-01","c":["技術"],"g":["AI"],"a":["誰"],"h":[[1,"x"]]}'
    )


def test_a_fragment_is_in_the_shorter_of_two_codings() -> None:
    english = zlib.decompress(search_index.fragment_of(entry(0), "words " * 20, []), -15)
    japanese = zlib.decompress(search_index.fragment_of(entry(0), "言葉と𠮷と\ud800" * 40, []), -15)
    assert english.startswith(b'{"')
    assert japanese.startswith(b'{\0"\0')
    assert "words words" in english.decode()
    assert "言葉と𠮷と?言葉" in japanese.decode("utf-16-le")


def test_dates_are_days_since_1900() -> None:
    old = [datetime(1900, 1, 1, tzinfo=UTC), datetime(1800, 1, 1, tzinfo=UTC), None, START]
    content = dates_of([[entry(number, date=date) for number, date in enumerate(old)], []])
    assert content == b"\x04" + b"\x01\x00" + b"\x00\x00" + b"\x00\x00" + (43830).to_bytes(2, "little") + b"\x00"
