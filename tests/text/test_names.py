"""One function says when two names are one, one makes an address of a name; reading time counts what is read."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from unicodedata import category, normalize
from urllib.parse import quote, unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bunko.text.names import is_slug, minutes_to_read, slug_of, term_key

if TYPE_CHECKING:
    from growth import Linear

#: Text of the characters that are hardest to keep apart.
TRICKY = st.text(
    st.sampled_from(
        "aAａ1１.．-_~ 　/／\\+＋#＃%％≠゛゙ガカがカバパハ・ー。㌔①ßẞİıſ́ͅ\u200b\u200d️👩🏽\ud800\0\n\x7fcomnulpxhtdeidi"
    )
)
NAMES = st.one_of(st.text(), TRICKY)
DEVICES = ["con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))]


@pytest.mark.parametrize(
    "same",
    [
        ("ＡＩ", "AI", "ai", " AI ", "Ａi"),
        ("ガス", "カ\u3099ス", "ｶﾞｽ"),
        ("Café", "CAFE\u0301"),
        ("クラウド コンピューティング", "クラウド　 コンピューティング", "クラウド\nコンピューティング"),
        ("Straße", "STRASSE", "straße"),
        ("㌔", "キロ"),
        ("C＋＋", "c++"),
        ("１００％", "100%"),
    ],
)
def test_names_that_are_one(same: tuple[str, ...]) -> None:
    assert len({term_key(name) for name in same}) == 1
    assert len({slug_of(term_key(name)) for name in same}) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("バス", "パス", "ハス"),
        ("C", "C++", "C#", "C+", "cplus", "c plus plus", "c~plus~plus"),
        ("a/b", "a b", "ab", "a_b", "a-b", "a\\b", "a//b"),
        ("..", ".", "...", "~.", "~02e~", "~02e~."),
        ("CON", "con.", "con.x", "~063~on", "icon"),
        ("index", "index.", "indexes", "Index.html"),
        ("ai", "ai.html", "ai.htm", "ai~02e~html"),
        ("=̣", "~equalṣ", "=s"),
        ("あ" * 100, "あ" * 101, "あ" * 200),
        ("👩‍💻", "👩💻", "👩🏽‍💻", "👨‍💻"),
        ("ベッド", "ヘッド", "ヘット"),
        ("人工・知能", "人工知能", "人工･知能x"),
    ],
)
def test_names_that_stay_apart(names: tuple[str, ...]) -> None:
    assert len({term_key(name) for name in names}) == len(names)
    assert len({slug_of(term_key(name)) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("AI", "ai"),
        ("最新ニュース", "最新ニュース"),
        ("Node.js", "node.js"),
        ("C++", "c~plus~plus"),
        ("C#", "c~sharp"),
        ("Q&A", "q~anda"),
        ("AI/ML", "ai~slashml"),
        ("100%再生可能エネルギー", "100~percent再生可能エネルギー"),
        ("クラウド コンピューティング", "クラウド_コンピューティング"),
        ("IT・通信", "it・通信"),
        ("..", "~02e~~02e~"),
        (".NET", "~02e~net"),
        ("CON", "~063~on"),
        ("index", "~069~ndex"),
        ("ai.html", "ai~02e~html"),
        ("snake_case", "snake~05f~case"),
        ("👩‍💻", "👩‍💻"),
        ("", "~empty"),
    ],
)
def test_slugs_are_what_they_were(name: str, slug: str) -> None:
    """An address that is out in the world does not change."""
    assert slug_of(term_key(name)) == slug


def test_a_long_name_keeps_its_beginning_and_ends_in_a_digest() -> None:
    assert slug_of("長" * 100) == "長" * 53 + "~148be15afab8e275"


@given(NAMES)
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    key = term_key(name)
    assert term_key(key) == key
    assert key == " ".join(key.split())


@given(NAMES)
def test_width_case_and_composition_never_make_two_names_of_one(name: str) -> None:
    forms = {name, *(normalize(form, name) for form in ("NFC", "NFD", "NFKC", "NFKD")), f" {name}\n"}
    assert {term_key(form) for form in forms} == {term_key(name)}
    assert term_key(normalize("NFC", name).casefold()) == term_key(name)


@given(NAMES, NAMES)
@example("~", "~07e~")
@example("a" * 300, "a" * 301)
def test_two_keys_never_share_a_slug(one: str, other: str) -> None:
    one, other = term_key(one), term_key(other)
    assert (slug_of(one) == slug_of(other)) == (one == other)


@given(st.lists(NAMES, max_size=8), st.sampled_from(["", "-", "~", "_", "."]))
def test_no_slug_is_that_of_another_key_however_keys_are_joined(parts: list[str], glue: str) -> None:
    keys = {term_key(glue.join(parts[:end])) for end in range(len(parts) + 1)}
    keys |= {term_key(slug_of(key)) for key in keys}
    assert len({slug_of(key) for key in keys}) == len(keys)


@given(NAMES)
@example(".")
@example("html.html")
@example("con.tar.gz")
@example("長" * 300)
def test_every_slug_is_safe_in_an_address_and_as_a_file_name(name: str) -> None:
    slug = slug_of(term_key(name))
    assert slug
    assert len(f"{slug}.html.part".encode()) <= 255
    assert not set(slug) & set("/\\:*?\"<>|%#&+=;@$!'` \t\n")
    assert not any(category(char) in ("Cc", "Cs", "Zs", "Zl", "Zp") for char in slug)
    assert unquote(quote(slug)) == slug
    assert not slug.startswith(".")
    assert not slug.endswith((".", " ", ".html", ".htm", ".xml"))
    assert slug.partition(".")[0] not in DEVICES
    assert slug != "index"
    assert slug.casefold() == slug
    assert os.path.basename(slug) == slug  # noqa: PTH119 — of a text, not of a path
    assert term_key(slug) == slug


@given(NAMES)
def test_what_is_made_as_a_slug_may_be_given_as_one(name: str) -> None:
    assert is_slug(slug_of(term_key(name)))


@pytest.mark.parametrize(
    "text",
    ["", "AI", "ＡＩ", "a b", "a/b", "..", ".a", "a.", "con", "index", "a.html", "a%20b", "\ud800", "あ" * 100, "a\n"],
)
def test_what_is_not_safe_is_no_slug(text: str) -> None:
    assert not is_slug(text)
    assert is_slug(slug_of(term_key(text)))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("あ" * 500, 1),
        ("あ" * 501, 2),
        ("あ" * 5000, 10),
        ("word " * 200, 1),
        ("word " * 201, 2),
        ("あ" * 250 + " word" * 100, 1),
        ("あ" * 250 + " word" * 101, 2),
        ("漢字、カナ。" * 100, 2),
        ("```\n" + "あ" * 9000 + "\n```\n", 1),
        ("~~~\n" + "あ" * 9000 + "\n~~~\n", 1),
        ("[語](" + "あ" * 9000 + ")", 1),
        ("<img alt='" + "あ" * 9000 + "'>", 1),
        ("https://example.com/" + "あ" * 9000, 1),
        ("x < y " + "あ" * 600, 2),
        ("![図](a.png)" * 100, 1),
    ],
)
def test_minutes_count_what_is_read(text: str, minutes: int) -> None:
    assert minutes_to_read(text) == minutes


def test_the_speed_of_the_site_counts() -> None:
    assert minutes_to_read("あ" * 1200, characters=400) == 3
    assert minutes_to_read("あ" * 3, characters=0) == 3


@given(st.text(), st.text(), st.integers(0, 1000))
def test_minutes_are_at_least_one_and_grow_by_what_is_added(one: str, other: str, speed: int) -> None:
    assert minutes_to_read(one, characters=speed) >= 1
    assert minutes_to_read("あ" * 5000 + one) >= 1
    prose = re.sub(r"[^あ-ん]", "あ", other)
    assert minutes_to_read("\n\n".join(["い" * 700, prose])) >= minutes_to_read(prose)


@pytest.mark.parametrize("piece", ["<", "](", "](a", "```\n", "~~~", "https://", "<a ", "[", "`", "あ<"])
def test_counting_takes_no_longer_for_what_is_never_closed(assert_linear: Linear, piece: str) -> None:
    assert_linear(lambda count: minutes_to_read(piece * count + "```"), 40_000)
