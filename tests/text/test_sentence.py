"""The sentence around a link: found in Japanese, bounded, and whole wherever it can be."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bunko.text.sentence import MOST_AROUND, MOST_WORDS, citation, cut_back, cut_front, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一つ。二つ。", ["一つ。", "二つ。"]),
        ("本当か！？そうだ。", ["本当か！？", "そうだ。"]),
        ("「行く。」と言った。帰った。", ["「行く。」と言った。", "帰った。"]),
        ("（注。）続き。次。", ["（注。）続き。", "次。"]),
        ("彼は『「はい。」と書け。』と言う。次", ["彼は『「はい。」と書け。』と言う。", "次"]),
        ("終わり。」次の文。", ["終わり。」", "次の文。"]),
        ("（閉じない。次。", ["（閉じない。", "次。"]),
        ("「閉じない\n。」次", ["「閉じない\n", "。」", "次"]),
        ("一行目\n二行目。", ["一行目\n", "二行目。"]),
        ("Yahoo！ニュースを読む。", ["Yahoo！ニュースを読む。"]),
        ("すごい！ニュースだ。", ["すごい！", "ニュースだ。"]),
        ("Node.js 20.1 is out. It runs. ok", ["Node.js 20.1 is out.", " It runs. ok"]),
        ('He said "no." Then left.', ['He said "no."', " Then left."]),
        ("See e.g. this one! Really?", ["See e.g. this one!", " Really?"]),
        ("終わり…。次", ["終わり…。", "次"]),
        ("", []),
        ("句点なし", ["句点なし"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


TEXTS = st.text(
    alphabet=st.sampled_from(list("あア漢a.B ！？。」「（)』『\n…1e\u0301\u200d👩💻か\u3099")), max_size=300
)


@given(TEXTS)
def test_sentences_are_all_of_the_text_in_order(text: str) -> None:
    found = sentences(text)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(start < end for start, end in found)


@given(TEXTS, st.integers(0, 300), st.integers(0, 300))
@example("。" * 400, 200, 201)
@example("", 0, 0)
def test_a_citation_is_bounded_and_says_what_the_text_says(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    before, words, after = citation(text, sentences(text), start, end)
    assert len(before) <= MOST_AROUND
    assert len(words) <= MOST_WORDS
    assert len(after) <= MOST_AROUND
    squeezed = " ".join(text.split())
    assert " ".join(words.removesuffix("…").split()) in squeezed
    assert "\n" not in before + words + after


def cited(text: str) -> tuple[str, str, str]:
    """Cite what stands between two bars."""
    before, words, after = text.split("|")
    whole = before + words + after
    return citation(whole, sentences(whole), len(before), len(before) + len(words))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("前の文。詳しくは|この記事|を見る。次の文。", ("詳しくは", "この記事", "を見る。")),
        ("|題です。副題|に続く。次。", ("", "題です。副題", "に続く。")),
        ("彼は「|記事|を読め。」と言った。次。", ("彼は「", "記事", "を読め。」と言った。")),
        ("一行目\n|記事|\n三行目", ("", "記事", "")),
        ("前。||後ろ。次。", ("", "", "後ろ。")),
        ("See the  |old post| now. Next.", ("See the ", "old post", " now.")),
        ("あ" * 70 + "|記事|" + "い" * 70, ("…" + "あ" * 59, "記事", "い" * 59 + "…")),
        ("|" + "題" * 90 + "|", ("", "題" * 79 + "…", "")),
        ("前。あわせて読みたい：|題。|", ("あわせて読みたい：", "題。", "")),
    ],
)
def test_a_citation_is_the_sentence_of_the_link(text: str, expected: tuple[str, str, str]) -> None:
    assert cited(text) == expected


def test_nothing_is_cut_inside_a_character_or_a_latin_word() -> None:
    family = "👩‍💻"
    assert cut_back("あ" * 8 + family + "いい", 10) == "あ" * 8 + "…"
    assert cut_front("ああ" + "か\u3099" + "い" * 8, 10) == "…" + "い" * 8
    assert cut_back("several words that are long", 16) == "several words…"
    assert cut_front("several words that are long", 12) == "…are long"
    assert cut_back("a" * 40, 10) == "a" * 9 + "…"
    assert cut_back("短い", 10) == cut_front("短い", 10) == "短い"


@pytest.mark.parametrize("text", ["（" * 200_000, "。" * 200_000, ". " * 100_000, "「" * 50_000 + "』」" * 50_000])
def test_hostile_text_takes_no_longer_than_other_text(text: str) -> None:
    spans = sentences(text)  # if it took the square of the length, nobody would wait for it
    before, _, after = citation(text, spans, len(text) // 2, len(text) // 2 + 1)
    assert len(before) + len(after) <= 2 * MOST_AROUND
