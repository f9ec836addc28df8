"""The pieces of a heading: all of it, and breaks where a reader would make them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bunko.text.phrases import pieces


@given(st.text(alphabet="漢字のをはひらがなカナー、。「」（）AI 0　\t", max_size=40) | st.text(max_size=40))
def test_pieces_joined_are_the_text_with_all_its_spaces(text: str) -> None:
    assert "".join(pieces(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("なぜ今、電力の真意を読み解く", ["なぜ", "今、", "電力の", "真意を", "読み解く"]),
        ("AI時代の Node.js", ["AI時代の", " ", "Node.js"]),
        ("", [""]),
    ],
)
def test_pieces_end_where_phrases_do(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected
