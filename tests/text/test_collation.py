"""五十音順: the order of names in an index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bunko.text.collation import kana_row, kanji_row, sort_key
from bunko.text.names import term_key

#: Each row stands in its order.
ROWS = [
    ["あい", "いえ", "うお", "かい", "さめ", "たい", "なし", "はな", "まめ", "やま", "らく", "わに", "をこ", "んあ"],
    ["かき", "かぎ", "がき", "きか"],  # without a mark before with one, and only where the sounds tie
    ["ハート", "はあと", "ハード", "バード"],  # ー is the vowel before it, and comes before that
    ["はは", "ばば", "ぱぱ"],
    ["かった", "かつた", "かっぱ"],
    ["びよういん", "びよういんき", "びょういんぐ"],
    ["コココ", "こゝろ", "こころ"],
    ["さくら", "サクラ", "さくらんぼ"],
    ["エーアイ", "ええあん"],
    ["クラウド", "クラウド コンピューティング", "クラウドファンディング"],  # word by word
    ["ティム・クック", "ティムダ"],  # ・ counts for nothing
    ["$", "3D", "AI", "あい", "愛"],
    ["ai", "AIX", "Élan", "elf", "Zoo"],
    ["愛", "安", "伊", "人口", "人々", "人人"],
    ["画像生成", "自動運転", "生成AI", "電力問題", "量子計算"],
    ["一", "丐", "㐀"],  # JIS level 1, level 2, none
]
TEXTS = st.one_of(st.text(max_size=8), st.text(alphabet="あぁアァかがガーゝ々ッつﾊﾟ人々aAé1 ・", max_size=8))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_names_stand_in_the_order_of_the_fifty_sounds(row: list[str]) -> None:
    upside_down = row[::-1]
    assert sorted(upside_down, key=sort_key) == row


@given(TEXTS, TEXTS)
def test_two_keys_are_equal_only_if_the_names_are_one(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (term_key(one) == term_key(other))
    assert (sort_key(one) < sort_key(other)) + (sort_key(other) < sort_key(one)) + (
        sort_key(one) == sort_key(other)
    ) == 1


@pytest.mark.parametrize(("kana", "row"), [("あ", "あ"), ("く", "か"), ("と", "た"), ("よ", "や"), ("ん", "わ")])
def test_a_kana_is_in_its_row(kana: str, row: str) -> None:
    assert kana_row(kana) == row


@pytest.mark.parametrize(
    ("kanji", "row"),
    [
        *zip("亜音下魂些損他鈍奈蚤巴盆摩門也翼羅論倭腕", "ああかかささたたななははままややららわわ", strict=True),
        ("弌", ""),
        ("㐀", ""),
        ("〇", ""),
        ("仝", ""),
    ],
)
def test_a_common_kanji_is_in_the_row_of_its_sound(kanji: str, row: str) -> None:
    assert kanji_row(sort_key(kanji)[0][0]) == row
