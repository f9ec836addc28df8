"""Lists are cut into pages that stay as they are when a post is added, at whatever date."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import ARCHIVES, JAPAN, NEW_YEAR, post, series
from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.pagination import Slice, paginate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bunko.post import Post

SIZES = st.integers(-1, 12)
#: Days on which posts came: many on one, none for years.
DAYS = st.lists(st.one_of(st.integers(0, 30), st.integers(0, 4000)), max_size=120)
START = datetime(2018, 1, 1, 12, tzinfo=JAPAN)


def newest_first(days: Sequence[int]) -> list[Post]:
    """Make a post for each day; two of one day differ in their docnames."""
    return list(Catalogue(post(f"{number}", day) for number, day in enumerate(days)).posts)


@given(DAYS, SIZES)
def test_the_pages_of_a_list_hold_it_all_in_its_order_newest_first(days: list[int], size: int) -> None:
    posts = newest_first(days)
    assert [found for part in paginate(posts, size) for found in part.posts] == posts


@given(st.one_of(DAYS.map(newest_first), ARCHIVES.map(lambda posts: list(Catalogue(posts).posts))), SIZES)
def test_pages_have_names_of_their_own_and_lead_to_one_another(posts: list[Post], size: int) -> None:
    parts = list(paginate(posts, size))
    names = [part.name for part in parts]
    assert len(set(names)) == len(names)
    assert names[0] == ""
    assert names[1:] == [] or names[-1] == "oldest"
    assert [part.newer for part in parts] == [None, *names[:-1]]
    assert [part.older for part in parts] == [*names[1:], None]


@given(DAYS, st.integers(1, 12))
def test_pages_have_at_least_half_of_the_size_and_at_most_all_of_it(days: list[int], size: int) -> None:
    parts = list(paginate(newest_first(days), size))
    assert all(len(part.posts) <= size for part in parts)
    assert len(parts) == 1 or all(len(part.posts) >= size / 2 for part in parts)


@pytest.mark.parametrize(
    ("count", "size", "sizes"),
    [
        (0, 40, [0]),
        (1, 40, [1]),
        (40, 40, [40]),
        (41, 40, [20, 21]),
        (3, 1, [1, 1, 1]),
        (3, 0, [1, 1, 1]),
        (2, -5, [1, 1]),
    ],
)
def test_sizes_at_the_edges(count: int, size: int, sizes: list[int]) -> None:
    assert [len(part.posts) for part in paginate(series(count)[::-1], size)] == sizes


@pytest.mark.parametrize(
    ("days", "name"),
    [
        ([*range(300, 340), *range(370, 410)], "from-2021"),  # 2020-10-27 … 2020-12-05, 2021-01-05 …
        ([*range(30), *range(40, 70)], "from-2020-02"),
        (range(1, 31), "from-2020-01-13"),  # a Monday
        ([3] * 15 + [4] * 15, "from-2020-01-05"),
        ([3] * 30, "from-2020-01-04-2"),
    ],
)
def test_a_page_begins_with_a_year_else_a_month_else_a_week_else_a_day(days: Sequence[int], name: str) -> None:
    later = [4000 + 400 * number for number in range(100)]  # so that all that is cut from ``days`` has a name
    assert name in [part.name for part in paginate(newest_first([*days, *later]), len(days) // 2)]


def changed(before: Sequence[Slice], after: Sequence[Slice]) -> int:
    """Count the pages that are new or show something else."""
    known = {part.name: part for part in before}
    return sum(known.get(part.name) != part for part in after)


@given(DAYS, st.integers(1, 12), st.integers(0, 4000))
def test_a_post_added_in_front_changes_the_front_page_and_at_most_those_beside_the_new_cut(
    days: list[int], size: int, later: int
) -> None:
    posts = newest_first(days)
    added = post("z", (max(days) if days else 0) + later)
    assert changed(list(paginate(posts, size)), list(paginate([added, *posts], size))) <= 3


def test_a_post_added_anywhere_changes_a_page_or_two() -> None:
    chance = Random(20260101)
    counts = []
    posts = [post(f"{number}", START + timedelta(minutes=chance.randrange(8 * 365 * 1440))) for number in range(3000)]
    before = list(paginate(Catalogue(posts).posts, 40))
    for _ in range(100):
        added = post("added", START + timedelta(minutes=chance.randrange(8 * 365 * 1440)))
        counts.append(changed(before, list(paginate(Catalogue([*posts, added]).posts, 40))))
    assert sum(counts) / len(counts) < 2.5
    assert max(counts) < 10


def test_undated_posts_are_listed_too() -> None:
    posts = [post(f"{number}") for number in range(10)]
    names = [part.name for part in paginate(Catalogue([*posts, post("x", NEW_YEAR)]).posts, 4)]
    assert names == ["", "undated-3", "undated-2", "oldest"]
