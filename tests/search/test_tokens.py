"""What the search looks for: the same words, however they are written, and no other ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bunko.search.tokens import fold, grams
from casefile import read_pairs

#: What stands in posts: kana, kanji, Latin, signs, spaces, line ends, half and full width.
CHARACTERS = st.sampled_from("あいかがサーバパハｻﾊﾞﾟー東京電力問題１１ＡＢabC+#.-_ 　\n、。「」゛é\u3099\u200b𠮷ΣςİΩ①㌔")
TEXTS = st.text(st.one_of(CHARACTERS, st.characters(exclude_categories=["Cs", "Cn"])), max_size=40)


@pytest.mark.parametrize(("given_text", "expected"), read_pairs("search_folding.json"))
def test_what_makes_no_difference_is_folded(given_text: str, expected: str) -> None:
    assert fold(given_text) == expected


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_lines_stay_lines(text: str) -> None:
    assert fold(text).count("\n") == text.count("\n")


@given(st.text(st.sampled_from("サーバハパバスあが電力の問題猫犬。、 ab"), min_size=2, max_size=30), st.data())
def test_a_text_has_every_gram_of_every_part_of_it(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    end = data.draw(st.integers(start, len(folded)))
    found = grams(folded[start:end])
    # In part of a word it is not known which long mark is left out of a joint.
    inside = {gram for gram in found if not gram.startswith(" ") and not (len(gram) > 3 and gram[1] == "ー")}
    assert inside <= grams(folded).keys()


def test_grams_are_pairs_triples_letters_and_words() -> None:
    assert dict(grams("猫とai、ai")) == {
        "猫と": 1, "とa": 1, "ai": 2, "猫とa": 1, "とai": 1, "猫": 1, "と": 1, " ai": 2, "ai、ai": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "joints"),
    [
        ("半導体の可能性と電力", {"導体の可能", "能性と電力"}),
        ("半導体における可能性", {"導体における可能"}),
        ("意識しています。そのため、次世代", {"意識しています。そのため、次世"}),
        ("aiの可能性:amd", {"aiの可能", "能性:am"}),
        ("電力\n問題。\n原因", set()),
        ("力の問題", set()),
        ("deep learning, or (not", {"ng, or"}),
        ("サーバーの問題、サーバの問題", {"ーバの問題", "問題、サー"}),
        ("キーの問題", {"キーの問題"}),
    ],
)
def test_joints_are_what_hiragana_and_signs_stand_between(text: str, joints: set[str]) -> None:
    assert {gram for gram in grams(text) if len(gram) > 3 and gram[0] != " "} == joints


def test_no_pair_reaches_beyond_a_line_a_space_or_a_sign() -> None:
    assert grams("犬\n猫").keys() == {"犬", "猫"}
    assert grams("a b").keys() == {" a", " b"}
    assert grams("犬、猫").keys() == {"犬", "猫"}


@pytest.mark.parametrize("word", ["c++", "c#", ".net", "node.js", "vim-jp", "a/b", "x_y", "@me"])
def test_names_of_code_are_whole(word: str) -> None:
    assert word[:3] in grams(f"言語は {word} です") if len(word) > 2 else word in grams(f"言語は {word} です")
