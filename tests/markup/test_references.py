"""Links and pictures are found where a reader would see them, with their lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bunko.markup.references import Reference, blank_code, references

CASES = {
    "[語](a.md)": [("link", "a.md", None, 1)],
    "文\n\n![図](a.png) と ![](b.png 'x')": [("image", "a.png", "図", 3), ("image", "b.png", "", 3)],
    "[![図](a.png)](b.md)": [("link", "b.md", None, 1), ("image", "a.png", "図", 1)],
    "[語](<a b.md>) [語](a(b).md)": [("link", "a b.md", None, 1), ("link", "a(b).md", None, 1)],
    "[語][x]\n\n[x]: /a/ '題'\n[^1]: 注": [("link", "/a/", None, 3)],
    "[[2025-01-02-a|語]]": [("link", "2025-01-02-a", None, 1)],
    "<a class=x href='/a/?b&amp;c'>語</a><img src=a.png>": [("link", "/a/?b&c", None, 1), ("image", "a.png", None, 1)],
    "<IMG SRC=a.png ALT='1 > 0'> <a title='>' href=b.md?a&amp;b href=c.md>": [
        ("image", "a.png", "1 > 0", 1),
        ("link", "b.md?a&b", None, 1),
    ],
    "<a href=it's.md>語</a>\n<a data-href=a.md>語</a> <a\nhref='b.md'> <article href=c.md>": [
        ("link", "it's.md", None, 1),
        ("link", "b.md", None, 2),
    ],
    "<div><p>a<a href='a.md'>b<p>c<a href='b.md'>d</div>": [("link", "a.md", None, 1), ("link", "b.md", None, 1)],
    "`[語](a.md)` ``[`](b.md)``": [],
    "```\n[語](a.md)\n```\n[語](b.md)": [("link", "b.md", None, 4)],
    "~~~ x\n[語](a.md)": [],
    "<!-- [語](a.md) -->\n<pre>\n[語](b.md)\n</pre>": [],
    "語 [語] (a.md)": [],
    "[" + "![図]" * 60 + " 語](a.md": [],  # never closed; with a choice at each picture, 2 ** 60 ways to read it
    "<!-- [語](a.md)": [],
    "<pre>\n[語](a.md)": [],
}


@pytest.mark.parametrize("text", CASES)
def test_cases(text: str) -> None:
    assert [found[:4] for found in references(text)] == CASES[text]


@given(
    st.lists(
        st.sampled_from([*"[]()!`~<>\n |:'\"ax", "![", "](", "```\n", "<img src=", "<!--", "-->", "[["]), max_size=30
    )
)
def test_every_text_is_read_and_every_line_is_one_of_its_lines(parts: list[str]) -> None:
    text = "".join(parts)
    assert [char for char in blank_code(text) if char == "\n"] == [char for char in text if char == "\n"]
    assert len(blank_code(text)) == len(text)
    for found in references(text):
        assert isinstance(found, Reference)
        assert 1 <= found.line <= text.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "![" * 20_000,
        "`" * 20_000,
        "[](" * 10_000,
        "<a " * 10_000,
        "[[" * 9_000,
        "<a =' " * 9_000,
        "<a" + " =" * 20_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    assert references(f"{text}\n\n[語](a.md)") is not None
