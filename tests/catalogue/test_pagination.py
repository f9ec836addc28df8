"""Lists are cut into pages that stay as they are when something is added in front."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import series
from bunko.catalogue.pagination import Slice, paginate

POSTS = series(60)[::-1]
SIZES = st.integers(1, 12)
COUNTS = st.integers(0, 50)


def pages(count: int, size: int) -> dict[int, Slice]:
    """Cut the ``count`` oldest of `POSTS`; return the pages by number."""
    return {part.number: part for part in paginate(POSTS[len(POSTS) - count :], size)}


@given(COUNTS, SIZES)
def test_the_pages_of_a_list_hold_it_all_in_its_order_newest_first(count: int, size: int) -> None:
    parts = list(paginate(POSTS[len(POSTS) - count :], size))
    assert [post for part in parts for post in part.posts] == POSTS[len(POSTS) - count :]


@given(COUNTS, SIZES)
def test_pages_are_numbered_from_the_oldest_and_full_but_the_newest(count: int, size: int) -> None:
    parts = list(paginate(POSTS[len(POSTS) - count :], size))
    assert [part.number for part in parts] == list(range(len(parts), 0, -1))
    assert {part.pages for part in parts} == {len(parts)}
    assert [part.is_front for part in parts] == [True] + [False] * (len(parts) - 1)
    assert all(len(part.posts) == size for part in parts[1:])
    assert len(parts[0].posts) <= size
    assert parts[0].posts != () or count == 0


@given(COUNTS, SIZES, st.integers(0, 10))
def test_what_is_added_in_front_changes_no_full_page(count: int, size: int, added: int) -> None:
    before, after = pages(count, size), pages(count + added, size)
    full = [number for number, part in before.items() if len(part.posts) == size]
    assert [after[number].posts for number in full] == [before[number].posts for number in full]


@given(COUNTS, SIZES)
def test_adding_one_changes_the_newest_page_or_begins_a_new_one(count: int, size: int) -> None:
    before, after = pages(count, size), pages(count + 1, size)
    changed = [number for number, part in after.items() if number not in before or before[number].posts != part.posts]
    assert changed == [max(after)]


@pytest.mark.parametrize(
    ("count", "size", "sizes"),
    [(0, 40, [0]), (1, 40, [1]), (40, 40, [40]), (41, 40, [1, 40]), (3, 0, [1, 1, 1]), (2, -5, [1, 1])],
)
def test_sizes_at_the_edges(count: int, size: int, sizes: list[int]) -> None:
    assert [len(part.posts) for part in paginate(POSTS[:count], size)] == sizes
