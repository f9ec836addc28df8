"""Posts are read as Jekyll reads them: recorded cases, and what must hold for every text."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bunko.markup.kramdown import LINES
from bunko.markup.plugins import first_paragraph
from bunko.posts.preprocess import to_markdown
from bunko.text.line_map import unfolded
from casefile import CASES
from facets import FACETS, Place, facets
from plain_html import html, parser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from growth import Linear

RECORDED = json.loads((CASES / "kramdown.json").read_text(encoding="utf-8"))
PLACE = Place(url="https://h.invalid/a.html", hosts=frozenset({"h.invalid"}))
#: Where we mean to differ, with the reason.
OURS = {
    "a[^1] b[^二]\n\n[^1]: 注\n[^二]: 注二": "kramdown knows only ASCII names of footnotes, and loses the others",
    "- a\n\n  {% highlight c %}\n  x\n  {% endhighlight %}\n\n- b": "the indentation of a list is no part of its code",
    "{% highlight c linenos %}\nint a;\n{% endhighlight %}": "numbers of lines are no text of the author's",
}


def expand(text: str) -> str:
    site = {"baseurl": "/b"}
    page = {"title": "題", "date": "2020-01-01 00:00:00+00:00", "tags": []}
    return to_markdown(text, page=page, site=site, rewrite=False, include=RECORDED["includes"].get)[0]


@pytest.mark.parametrize(
    ("text", "expected"), RECORDED["cases"], ids=[repr(text)[:60] for text, _ in RECORDED["cases"]]
)
def test_a_post_becomes_what_it_becomes_in_jekyll(text: str, expected: str) -> None:
    if "{:toc}" in text:
        expected = re.sub(r'<[uo]l id="markdown-toc">.*?</[uo]l>\n\n', "", expected, flags=re.DOTALL)
    ours, theirs = facets(html(expand(text)), PLACE), facets(expected, PLACE)
    if text in OURS:
        assert ours != theirs, "it is the same now: take it out of OURS"
    else:
        assert {name: getattr(ours, name) for name in FACETS} == {name: getattr(theirs, name) for name in FACETS}


def test_no_mark_is_left_where_jekyll_leaves_none() -> None:
    marks = ("**", "{%", "{{", "{:", "~~", "[^")
    for text, expected in RECORDED["cases"]:
        shown = facets(html(expand(text)), PLACE).text
        theirs = facets(expected, PLACE).text
        assert [mark for mark in marks if mark in shown and mark not in theirs] == [], text


PIECES = [
    "\n",
    "\n\n",
    " ",
    "    ",
    "- ",
    "\n- ",
    "1. ",
    "\n  - ",
    "> ",
    "|",
    "\n|a|b|\n",
    "|-|-|\n",
    "# ",
    "\n## ",
    "##",
    "`",
    "``",
    "```",
    "\n```\n",
    "\n~~~\n",
    "**",
    "*",
    "_",
    "[",
    "](",
    ")",
    "![",
    "](/u)",
    "<pre>",
    "</pre>\n",
    "\n<div>\n",
    "</div>\n",
    '<div markdown="1">',
    "<b>",
    "</b>",
    "</p>",
    "<span>",
    "\\",
    "\n---\n",
    "{",
    "}",
    "{: .x}",
    "\n{: .x #y}\n",
    "{:toc}",
    "{::nomarkdown}",
    "{:/}",
    "\n: ",
    "[^1]",
    "\n[^1]: ",
    "*[HTML]: x\n",
    "HTML",
    "$$",
    "$10",
    '"',
    "'",
    "--",
    "...",
    "<<",
    "&amp;",
    "&",
    "~~",
    "^\n",
    "%",
    "+++\n",
    "(x)=\n",
    "{name}`x`",
    ":::\n",
    "[[2020-01-01-a]]",
    "\x1e",
    "「",
    "」",
    "。",
]
words = st.integers(1, 99).map("語{}。".format)
texts = st.lists(st.one_of(words, st.sampled_from(PIECES)), max_size=30).map("".join)


def shown(tokens: Sequence[Token]) -> str:
    """Return all that is shown, or handed on as HTML."""
    parts = []
    for token in tokens:
        parts += [shown(token.children) if token.children else token.content]
        parts += [str(value) for value in token.attrs.values()] + [token.info]
    return "".join(parts)


@given(texts)
def test_no_word_is_lost(text: str) -> None:
    env: dict[str, Any] = {}
    tokens = parser().parse(text, env)
    # What defines a link or an abbreviation, and attribute lists, show no text; nor does a table's line of dashes.
    document = env["bunko_kramdown"]
    hidden = " ".join([*(address for address, *_ in document.links.values()), *document.links])
    hidden += " ".join([*document.abbreviations, *document.abbreviations.values(), *document.titles])
    kept = Counter(re.findall(r"語\d+。", shown(tokens) + hidden))
    given_words = Counter(re.findall(r"語\d+。", re.sub(r"\{:[^}]*\}", "", text)))
    assert not given_words.keys() - kept.keys()


@given(texts, st.booleans(), st.booleans())
def test_no_text_makes_it_fail_and_lines_are_the_authors(text: str, hard_wrap: bool, typography: bool) -> None:
    md = parser(hard_wrap=hard_wrap, typography=typography, tight_headings=True)
    lines = text.count("\n") + 1
    depth = 0
    for token in md.parse(text, {}):
        depth += token.nesting
        assert token.map is None or 0 <= token.map[0] <= lines
        assert token.level >= (depth if token.nesting <= 0 else depth - 1)  # more inside HTML with Markdown in it
    assert depth == 0
    first_paragraph(md, text)


@pytest.mark.parametrize("line", [0, 3])
def test_a_line_of_an_include_is_none_of_the_post(line: int) -> None:
    text, lines = unfolded("\n" * line + "a\x1eb\x1e\x1ec\n\nd", "\x1e")
    opened = [token for token in parser().parse(text, {LINES: lines}) if token.type == "paragraph_open"]
    assert [token.map and token.map[0] for token in opened] == [line, line, line + 2]


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "*",
            "**",
            "_",
            "*a ",
            "**a *b ",
            "`",
            "``a ",
            "[",
            "![",
            "[a](",
            "[[",
            "<",
            "<a ",
            '<a href="',
            "<!--",
            "<b>",
        ),
        *(
            "</b>",
            "<div>",
            "<div>\n",
            "</div>\n",
            "> ",
            "> \n",
            "- ",
            "- \n",
            "1. a\n",
            "  - a\n",
            "```\n",
            "~~~a\n",
            "|a\n",
        ),
        *(
            "|",
            "$$",
            '"',
            "'",
            "--",
            "~~",
            "{:",
            "{: .a}",
            "{:\n",
            "{::comment}",
            "\n: a",
            "[^1]",
            "\n[^1]: a",
            "[a]: b\n",
        ),
        *(
            "*[a]: b\n",
            "a\n",
            "\t",
            "    a\n",
            "#",
            "# a\n",
            "##a\n",
            "a\n---\n",
            "&",
            "&amp",
            "\\",
            "^\n",
            "語",
            '<div markdown="1">\n',
        ),
        *(
            "語 (a\n",
            "http://",
            "<http://",
            "a|b`",
            "<code>",
            "| `\n",
            "{{ ",
            "\x1e",
            "]",
            "![a](b",
            '![a](b "c',
            "<code>|",
        ),
    ],
)
def test_hostile_texts_take_linear_time(assert_linear: Linear, piece: str) -> None:
    assert_linear(lambda size: parser().parse(piece * (size // len(piece))), 6_000)


@pytest.mark.parametrize(("head", "piece", "tail"), [("", "=", "a|b\n"), ("a|", " ", "b\n")])
def test_long_lines_take_linear_time(assert_linear: Linear, head: str, piece: str, tail: str) -> None:
    assert_linear(lambda size: parser().parse(head + piece * size + tail), 6_000)


def test_typography_can_be_left_as_it_is() -> None:
    assert html('"a" -- b...', typography=False) == "<p>&quot;a&quot; -- b...</p>\n"


def test_quotation_marks_alone_can_be_left_as_they_are() -> None:
    assert html('"a" -- b...', smart_quotes=False) == "<p>&quot;a&quot; – b…</p>\n"


def test_html_between_blocks_may_hold_markdown_by_option() -> None:
    text = '<div>\n*a*\n</div>\n\n<div markdown="0">*b*</div>\n\n<ul><li>*c*</li></ul>'
    shown = html(text, parse_block_html=True)
    assert [mark in shown for mark in ("<em>a</em>", "*b*", "*c*")] == [True, True, True]
    assert "*a*" in html(text)


def test_every_line_break_counts_with_hard_wrap() -> None:
    assert html("a\nb", hard_wrap=True) == "<p>a<br />\nb</p>\n"


def test_with_hard_wrap_no_line_breaks_before_a_list_in_an_item_nor_within_html_and_strikes() -> None:
    text = '- a\n  b\n  - c\n\n<div markdown="1">\nd\ne  \n</div>\n\n~~f\ng~~\nh'
    shown = html(text, hard_wrap=True)
    assert [line for line in shown.split("\n") if "<br />" in line] == ["<li>a<br />", "g</s><br />"]


def test_a_heading_needs_no_space_where_that_is_allowed() -> None:
    assert html("a\n##b\n##　c", tight_headings=True) == "<p>a</p>\n<h2>b</h2>\n<h2>c</h2>\n"


def test_a_footnote_that_is_defined_in_the_list_of_contents_is_shown() -> None:
    assert "注" in html("- a\n\n  [^1]: 注\n{:toc}\n\nb[^1]")


def test_a_footnote_may_have_a_japanese_name() -> None:
    assert "注二" in html("a[^二]\n\n[^二]: 注二")
