"""No text breaks out of Typst's strings."""

from __future__ import annotations

import json

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from bunko.sphinx_ext.typst.syntax import (
    BREAK,
    Anchor,
    Code,
    Jump,
    Piece,
    call,
    clean,
    joined,
    place,
    render,
    show,
    string,
)

HOSTILE = [
    '"); #panic("x") //',
    "\\",
    '\\"',
    "#let x = 1",
    "$ x $ `raw` @ref <label> // /* */ *_ = - + [ ] ( ) { }",
    "]]]}}}",
    "a\x00b\x1bc\x7f",
    "line\u2028line\u2029par",
    "\u202eevil\u202c",
    "\ud800",
    "\ufffe\uffff",
    "tab\tand\r\nnewline",
]


def evaluated(expression: str) -> object:
    return json.loads(typst.Compiler(b"").eval(expression))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_a_string(text: str) -> None:
    assert evaluated(string(text)) == clean(text)


@given(st.text())
def test_any_text_stays_a_string(text: str) -> None:
    assert evaluated(string(text)) == clean(text)


@given(st.text(st.sampled_from('#[]();."\\$ \n/*あA')))
def test_shown_text_is_markup_of_strings_only(text: str) -> None:
    content = evaluated("[" + show(text) + "]")
    assert plain(content) == joined(clean(text))


def plain(content: object) -> str:
    """Return the text of content that holds nothing but text and spaces between its strings."""
    assert isinstance(content, dict)
    if content["func"] == "sequence":
        return "".join(plain(child) for child in content["children"])
    assert content["func"] in {"text", "space"}, content
    return str(content.get("text", "")) if content["func"] == "text" else ""


def test_controls_that_turn_text_around_are_dropped_and_line_ends_kept() -> None:
    assert clean("\ufeffa\u202eb\u2066c\r\nd\u2028e\x00f") == "abc\nd\nef"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("改行\nです", "改行です"),
        ("two\nlines", "two lines"),
        ("語\nword", "語 word"),
        ("한\n글", "한 글"),
        ("a  b", "a b"),
    ],
)
def test_soft_line_breaks_vanish_between_wide_characters_only(text: str, expected: str) -> None:
    assert joined(text) == expected


def test_long_words_get_places_to_break_and_lose_nothing() -> None:
    url = "https://example.com/a/very/long/path/that/does/not/end?query=1&other=" + "x" * 200
    shown = show(url)
    assert shown.count(BREAK) > 15
    assert "".join(part.removeprefix('#"').removesuffix('";') for part in shown.split(BREAK)) == url
    assert BREAK not in show("漢" * 500)


def test_values_become_literals() -> None:
    assert call("f", "a", 1, True, None, Code("x"), ("b", "c"), some_key=2.5) == (
        '#f("a", 1, true, none, x, ("b", "c", ), some-key: 2.5)'
    )


def test_only_places_that_are_linked_to_are_anchored_and_no_link_is_dead() -> None:
    pieces: list[Piece] = [
        Anchor("a"),
        Anchor("b"),
        Anchor("a"),
        Jump("a", "p"),
        "x];",
        Jump("?", "p"),
        "y];",
        Jump("?", "?"),
        "z];",
    ]
    written: set[str] = set()
    source = render(pieces, {"a", "b", "p"}, {"a"}, written)
    assert source == '#anchor("a");#jump("a")[x];#jump("p")[y];#same[z];'
    assert written == {"a"}


def test_places_are_ascii_and_unambiguous() -> None:
    assert place("posts/日本", "節#1").isascii()
    assert place("a", "b") != place("a#b")
