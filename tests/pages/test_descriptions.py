from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import post
from bunko.catalogue.catalogue import Catalogue
from bunko.pages.descriptions import LONGEST, one_line, page_description
from bunko.pages.list_pages import MISSING, list_pages

TERM = {"name": "AI", "description": "機械に\n知性を。"}


@pytest.mark.parametrize(
    ("context", "description"),
    [
        ({}, "題"),
        ({"term": TERM, "posts": [{"title": "一"}]}, "機械に 知性を。"),
        ({"term": {**TERM, "description": ""}, "posts": [{"title": "一"}, {"title": "二"}]}, "題: 一 / 二"),
        ({"posts": [{"title": str(number)} for number in range(9)]}, "題: 0 / 1 / 2 / 3 / 4"),
        ({"groups": [("あ", [{"name": "甲"}]), ("か", [{"name": "乙"}])]}, "題: 甲 / 乙"),
        ({"groups": [("あ", [{"name": "甲"}, {"name": "乙"}])], "common": [{"name": "乙"}]}, "題: 乙"),
        ({"years": [(2025, []), (2024, [])]}, "題: 2025 / 2024"),
        ({"posts": []}, "題"),
    ],
)
def test_a_list_is_described_by_what_it_lists(context: dict[str, object], description: str) -> None:
    assert page_description("題", context) == description


def test_every_list_page_says_more_than_its_title() -> None:
    posts = [post(f"2024-01-{day:02}-x", tags=("AI",), categories=("技術",), authors=("甲",)) for day in (1, 2)]
    for page in list_pages(Catalogue(posts), 40, str):
        if page.name != MISSING:
            assert len(page_description(page.title, page.context)) > len(page.title), page.name


@given(st.text(max_size=400))
def test_a_description_is_one_line_and_short(text: str) -> None:
    line = one_line(text)
    assert len(line) <= LONGEST
    assert line == " ".join(line.split())
