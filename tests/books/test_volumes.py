"""A large book is divided into volumes: whole parts, all articles once, each volume a book in itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import ARCHIVES, post, series
from bunko.books.book import Book, BookArticle, Part
from bunko.books.plan import ORDERS, PARTS, BookPlan, read_volumes
from bunko.books.selection import PlanError
from bunko.books.volumes import COMFORTABLE, LARGEST, divide, first_file, make_volumes
from bunko.catalogue.catalogue import Catalogue
from bunko.posts.taxonomy import read_taxonomy

if TYPE_CHECKING:
    from bunko.post import Post

SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=12)
MOST = st.integers(1, 40)


def part(key: int, size: int) -> Part:
    articles = tuple(
        BookArticle(
            docname=f"{key}-{number}", title="", phrases=(), short_date="", kicker="", byline=(), tags=(), address=""
        )
        for number in range(size)
    )
    return Part(key=str(key), title=f"{key}年", note="", articles=articles)


def parts_of(sizes: list[int]) -> list[Part]:
    return [part(key, size) for key, size in enumerate(sizes)]


def sizes_of(groups: list[list[Part]]) -> list[int]:
    return [sum(len(one.articles) for one in group) for group in groups]


def volumes(posts: list[Post], **plan: object) -> tuple[Book, ...]:
    terms = [term for named in Catalogue(posts, read_taxonomy("")).terms.values() for term in named.values()]
    made = BookPlan(title="文庫", **plan)  # type: ignore[arg-type]
    return make_volumes(posts, made, address="", translate=str, terms=terms)


@given(SIZES, st.one_of(MOST, st.sampled_from(["auto", "part", "none"])))
def test_every_article_stands_in_one_volume_in_the_order_of_the_book(sizes: list[int], most: int | str) -> None:
    parts = parts_of(sizes)
    found = [article for group in divide(parts, most) for one in group for article in one.articles]
    assert found == [article for one in parts for article in one.articles]


@given(SIZES, MOST)
def test_no_volume_is_too_large_and_only_a_part_that_is_alone_is_torn(sizes: list[int], most: int) -> None:
    groups = divide(parts_of(sizes), most)
    assert all(0 < size <= most for size in sizes_of(groups))
    for key, size in enumerate(sizes):
        pieces = [len(one.articles) for group in groups for one in group if one.key == str(key)]
        assert len(pieces) == (1 if size <= most else -(-size // most))
        assert max(pieces) - min(pieces) <= 1


@given(SIZES, MOST)
def test_a_part_that_comes_last_changes_no_volume_but_the_last(sizes: list[int], most: int) -> None:
    before = divide(parts_of(sizes), most)
    after = divide(parts_of([*sizes, 1]), most)
    assert after[: len(before) - 1] == before[:-1]


@pytest.mark.parametrize(
    ("sizes", "volumes", "expected"),
    [
        ([LARGEST], "auto", [LARGEST]),
        ([300, 300, LARGEST - 500], "auto", [300, 300, 333, 333, 334]),
        ([LARGEST * 2], "none", [LARGEST * 2]),
        ([3, 2, 4], "part", [3, 2, 4]),
        ([3, 2, 4], 5, [5, 4]),
        ([], 5, [0]),
    ],
)
def test_how_books_are_divided(sizes: list[int], volumes: str | int, expected: list[int]) -> None:
    assert sizes_of(divide(parts_of(sizes), volumes)) == expected


@given(ARCHIVES, st.sampled_from(PARTS), st.one_of(MOST, st.sampled_from(["auto", "part", "none"])))
def test_the_first_file_is_known_without_arranging_the_book(posts: list[Post], parts: str, most: int | str) -> None:
    # Under one spelling, as the archive has agreed on: `named_posts` of the builders.
    posts = [replace(found, categories=tuple(map(str.casefold, found.categories))) for found in posts]
    first, *_ = volumes(posts, parts=parts, volumes=most)
    plan = BookPlan(title="文庫", parts=parts, volumes=most)
    assert first_file(plan, posts) == (first.volume.name if first.volume else plan.name)


def test_an_archive_of_years_is_divided_by_years() -> None:
    sizes = [380, 150, 160, 390, 410, 90]
    assert sizes_of(divide(parts_of(sizes), "auto")) == [380, 310, 390, 205, 205, 90]
    assert max(sizes_of(divide(parts_of(sizes), "auto"))) <= COMFORTABLE


@given(ARCHIVES, st.sampled_from(ORDERS), st.sampled_from(PARTS), st.integers(1, 5))
def test_volumes_hold_what_the_book_holds_each_with_its_own_index(
    posts: list[Post], order: str, parts: str, most: int
) -> None:
    found = volumes(posts, order=order, parts=parts, volumes=most)
    (whole,) = volumes(posts, order=order, parts=parts, volumes="none")
    assert [docname for volume in found for docname in volume.docnames] == list(whole.docnames)
    for number, volume in enumerate(found, 1):
        listed = {
            docname
            for section in (volume.index.sections if volume.index else ())
            for group in section.groups
            for entry in group.entries
            for docname in entry.docnames
        }
        assert listed <= set(volume.docnames)
        if len(found) > 1:
            assert volume.volume is not None
            assert volume.volume.number == number
            assert [entry.name for entry in volume.volume.entries] == [
                f"compendium-{number}" for number in range(1, len(found) + 1)
            ]
            assert volume.full_title == f"文庫　Volume {number}"
            assert volume.colophon[0] == ("Volume", f"{number} of {len(found)}")


def test_a_book_that_fits_is_no_volume() -> None:
    (book,) = volumes(series(5))
    assert book.volume is None
    assert book.full_title == "文庫"


def test_what_a_volume_is_of_stands_on_its_cover() -> None:
    years = [post(f"{year}-0{month}-01-x", tags=("AI",)) for year in (2023, 2024, 2025) for month in (1, 2)]
    first, second = volumes(years, volumes=4, subtitle="全記事")
    assert (first.subtitle, first.period, first.count) == ("全記事　Volume 1", "2023–2024", "4 articles")
    assert first.volume is not None
    entries = [(entry.label, entry.holds) for entry in first.volume.entries]
    assert entries == [("Volume 1", "2023 – 2024"), ("Volume 2", "2025")]
    assert second.parts[0].title == "2025"


def test_a_torn_part_is_numbered_and_counts_its_own() -> None:
    first, second = volumes(series(5), volumes=3)
    assert [(one.parts[0].title, one.parts[0].note) for one in (first, second)] == [
        ("2020 (1/2)", "2 articles"),
        ("2020 (2/2)", "3 articles"),
    ]


def test_volumes_of_categories_name_them() -> None:
    posts = [post(f"2024-01-0{day}-x", categories=(name,)) for day, name in enumerate(["甲", "甲", "乙", "乙"], 1)]
    assert {volume.subtitle for volume in volumes(posts, parts="category", volumes="part")} == {
        "Volume 1　乙",
        "Volume 2　甲",
    }


def test_the_index_refers_to_the_other_volumes_that_have_a_term() -> None:
    tags = [("全",), ("全", "間"), ("全",), ("全", "間"), ("全", "間"), ("全", "間"), ("独",)]
    posts = [post(f"{2010 + year}-01-0{day}-x", tags=names) for year, names in enumerate(tags) for day in (1, 2)]
    found = volumes(posts, volumes="part")

    def entries(volume: Book) -> dict[str, str]:
        assert volume.index is not None
        return {entry.term: entry.elsewhere for group in volume.index.sections[0].groups for entry in group.entries}

    assert entries(found[0]) == {"全": "see volume 2–6"}
    assert entries(found[1]) == {"全": "see volume 1, 3–6", "間": "see volume 4–6"}
    assert entries(found[6]) == {"独": ""}
    everywhere = volumes([post(f"{2010 + n}-01-0{day}-x", tags=("全",)) for n in range(3) for day in (1, 2)], volumes=2)
    assert entries(everywhere[0]) == {"全": "see every volume"}


@pytest.mark.parametrize(("given", "expected"), [("auto", "auto"), ("part", "part"), (7, 7), ("400", 400)])
def test_how_a_book_is_divided_is_read(given: object, expected: str | int) -> None:
    assert read_volumes(given, "volumes") == expected


@pytest.mark.parametrize("given", ["x", 0, -1, True, 1.5, None, "0", []])
def test_what_is_no_division_is_refused(given: object) -> None:
    with pytest.raises(PlanError, match="volumes: expected a number of articles or one of auto, part, none"):
        read_volumes(given, "volumes")
