"""A book's query chooses the posts that fit it, and says what is wrong with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import ARCHIVES, NAMES, names, post
from bunko.books.selection import PlanError, read_selection
from bunko.catalogue.catalogue import Catalogue
from bunko.posts.taxonomy import read_taxonomy

if TYPE_CHECKING:
    from bunko.post import Post

POSTS = [
    post("2023-01-01-a", tags=("AI", "投資"), categories=("経済",), authors=("甲",)),
    post("2024-05-01-b", tags=("ＡＩ",), categories=("技術", "経済"), authors=("乙",)),
    post("2025-12-31-c", tags=("LLM",), categories=("技術",)),
    post("sub/undated", tags=("投資",)),
]
CATALOGUE = Catalogue(POSTS, read_taxonomy("tags:\n  AI: {synonyms: [LLM]}\n"))


def chosen(query: object) -> list[str]:
    selection = read_selection(query)
    return names(found for found in POSTS if selection.fits(found, CATALOGUE))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "abcu"),
        ({"tag": "ai"}, "abc"),
        ({"tag": ["投資", "無い"]}, "au"),
        ({"category": "経済", "tag": "AI"}, "ab"),
        ({"author": "乙"}, "b"),
        ({"year": 2024}, "b"),
        ({"year": (2023, 2024)}, "ab"),
        ({"year": [2023, (2025, 2030)]}, "ac"),
        ({"since": "2024-05-01"}, "bc"),
        ({"until": "2024-05-01"}, "ab"),
        ({"since": "2023-01-02", "until": "2025-12-30"}, "b"),
        ({"docname": "posts/202[45]-*"}, "bc"),
        ({"docname": ["posts/sub/*", "posts/2023*"]}, "au"),
        ({"not": {"tag": "AI"}}, "u"),
        ({"not": [{"year": 2023}, {"year": 2024}]}, "cu"),
        ({"any": [{"year": 2023}, {"category": "技術"}]}, "abc"),
        ({"any": []}, ""),
        ({"all": [{"category": "経済"}, {"category": "技術"}]}, "b"),
        ({"any": [{"year": 2025}, {"all": [{"tag": "投資"}, {"not": {"year": 2023}}]}]}, "cu"),
    ],
)
def test_a_query_chooses_what_fits_every_condition(query: object, expected: str) -> None:
    assert "".join(name.rpartition("/")[2].rpartition("-")[2][0] for name in chosen(query)) == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("AI", "select: expected a query"),
        ({"tags": "AI"}, "select: there is no condition 'tags'; write one of category, tag"),
        ({"tag": []}, "select.tag: expected a name or a list of names"),
        ({"tag": [1]}, "select.tag: expected a name"),
        ({"year": "2024"}, "select.year: expected a year"),
        ({"year": (2025, 2024)}, "select.year: expected a year, or (first, last)"),
        ({"since": "yesterday"}, "select.since: expected a day such as '2025-01-31', got 'yesterday'"),
        ({"any": [{"x": 1}]}, "select.any[0]: there is no condition 'x'"),
        ({"not": "AI"}, "select.not: expected a query or a list of queries"),
    ],
)
def test_a_query_that_is_none_is_refused_with_its_place(query: object, message: str) -> None:
    with pytest.raises(PlanError) as error:
        read_selection(query)
    assert str(error.value).startswith(message)


_TERMS = st.sampled_from([name for name in NAMES if name])
_LEAVES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"tag": st.lists(_TERMS, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"category": _TERMS}),
    st.fixed_dictionaries({"year": st.tuples(st.integers(1990, 2009), st.integers(2010, 2030))}),
)


@given(ARCHIVES, _LEAVES, _LEAVES)
def test_and_or_and_not_are_those_of_logic(posts: list[Post], one: dict[str, Any], other: dict[str, Any]) -> None:
    catalogue = Catalogue(posts)

    def fitting(query: dict[str, Any]) -> set[str]:
        selection = read_selection(query)
        return {found.docname for found in posts if selection.fits(found, catalogue)}

    every = {found.docname for found in posts}
    assert fitting({"all": [one, other]}) == fitting(one) & fitting(other)
    assert fitting({"any": [one, other]}) == fitting(one) | fitting(other)
    assert fitting({"not": one}) == every - fitting(one)
