"""Authors' HTML is read as a browser reads it, and all that is said in it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from justhtml import JustHTML

from bunko.markup.html.bounds import bounded
from bunko.markup.html.reader import FENCE, SEAM, read_html, read_pieces, without_marks
from bunko.markup.html.tree import VOIDS, Node

if TYPE_CHECKING:
    from growth import Linear

STRUCTURE = [
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "p",
    "div",
    "blockquote",
    "h2",
    "a",
    "b",
    "i",
    "em",
    "font",
    "span",
    "br",
]
TAGS = [f"<{name}>" for name in STRUCTURE] + [f"</{name}>" for name in STRUCTURE]
#: Where JustHTML departs from the standard, and html5lib agrees with Lexbor: `</dt>` beyond a list inside.
DISPUTED = {"</dt>", "</dd>"}
WORDS = ["字", "word", " ", "\n", "&lt;", "a b", "<b id=x>", "<a href=u>", "<td colspan=2>"]
SOUP = st.lists(st.sampled_from([*(tag for tag in TAGS if tag not in DISPUTED), *WORDS]), max_size=20)
ANYTHING = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *TAGS,
                "<caption>",
                "<ruby>",
                "<rt>",
                "<pre>",
                "<select>",
                "<option>",
                "<svg>",
                "<math>",
                "<button>",
                "<form>",
                "<object>",
            ]
        ),
        st.sampled_from(["<details><summary>", "</select>", "</body>", "<html>", "<hr/>", "<frameset>", "<unknown>"]),
        st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="<>&\0\r\ufeff"), max_size=3),
    ),
    max_size=40,
)
CASES = {
    "<table><tr><td><b>a<td>b</table>": "<table><tbody><tr><td><b>a</b></td><td>b</td></tr></tbody></table>",
    "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>": "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>",
    "<p>a<p>b<div>c</div>": "<p>a</p><p>b</p><div>c</div>",
    "<p><b>a<p>b</b>c": "<p><b>a</b></p><p><b>b</b>c</p>",
    "<table>a<tr>b<td>c</table>d": "ab<table><tbody><tr><td>c</td></tr></tbody></table>d",
    "<table><td>a<table><td>b</table>c<td>d</table>": (
        "<table><tbody><tr><td>a<table><tbody><tr><td>b</td></tr></tbody></table>c</td><td>d</td></tr></tbody></table>"
    ),
    "<dl><dt>a<dd>b<dt>c<dd>d</dl>": "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>",
    "<select><option>a<option>b</select>c": "<select><option>a</option><option>b</option></select>c",
    "<ruby>a<rp>(<rt>b<rp>)</ruby>c": "<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby>c",
    "<b><i>a</b>b</i>c": "<b><i>a</i></b><i>b</i>c",
    "<a href=1>a<a href=2>b</a>c": "<a>a</a><a>b</a>c",
    "<td>a</td>b</p>": "ab<p></p>",
    "<p>a<!-- b -->c<?php d ?>e": "<p>ace</p>",
    "<b id=x>a<p>b</b>": "<b>a</b><p><b>b</b></p>",
}


def written(node: Node | str) -> str:
    """Write a tree without attributes."""
    if isinstance(node, str):
        return node
    inside = "".join(map(written, node.children))
    return f"<{node.tag}>{'' if node.tag in VOIDS else f'{inside}</{node.tag}>'}" if node.tag else inside


def second_opinion(html: str) -> str:
    """Write what JustHTML, another implementation of the standard, makes of a text."""

    def write(element: Any) -> str:  # noqa: ANN401 — of three unlike classes
        if element.name == "#text":
            return str(element.data)
        inside = "".join(map(write, element.children or ()))
        if element.name.startswith("#"):
            return inside
        return f"<{element.name}>{'' if element.name in VOIDS else f'{inside}</{element.name}>'}"

    return write(JustHTML(html, sanitize=False, fragment=True).root)


@pytest.mark.parametrize(("html", "expected"), CASES.items())
def test_tags_nest_and_end_as_in_a_browser(html: str, expected: str) -> None:
    assert written(read_html(html)) == expected
    assert second_opinion(html) == expected


@given(SOUP)
@example(["<table>", "<td>", "<b>", "字", "<td>", "word"])
def test_two_implementations_of_the_standard_agree(soup: list[str]) -> None:
    html = "".join(soup)
    assert written(read_html(html)) == second_opinion(html)


@given(ANYTHING)
def test_no_text_is_lost_and_all_of_it_stays_in_order_but_for_what_tables_let_out(soup: list[str]) -> None:
    tree = read_html("".join(soup))
    texts = [piece for piece in soup if not piece.startswith("<")]
    if any(piece.startswith(("<table", "<t", "<caption")) for piece in soup):
        assert sorted(squeezed(tree.text())) == sorted(squeezed("".join(texts)))
    else:
        assert squeezed(tree.text()) == squeezed("".join(texts))


def squeezed(text: str) -> str:
    return "".join(text.split())


def held(name: str, tag: str = "div") -> Node:
    return Node(tag, held=name)


def names(node: Node) -> list[object]:
    return [found.held for found in node.walk() if found.held is not None]


def test_finished_pieces_stand_where_a_browser_would_have_them() -> None:
    tree = read_pieces(["<div><p>a", held("block"), "<b>", held("inline", "span"), "</div>", held("after")])
    [box, after] = [child for child in tree.children if isinstance(child, Node)]
    assert after.held == "after"
    assert [child.tag for child in box.children if isinstance(child, Node)] == ["p", "div", "b"]
    assert names(box) == ["block", "inline"]


def test_elements_know_the_piece_that_they_began_in() -> None:
    tree = read_pieces(["<p>a", held("x", "span"), "<table><tr>", "<td><b>c"])
    assert {node.tag: node.origin for node in tree.walk() if node.tag and not node.held} == {
        "p": 0,
        "table": 2,
        "tr": 2,
        "tbody": 2,
        "td": 3,
        "b": 3,
    }


@pytest.mark.parametrize(
    "opening",
    [
        "<!--",
        "<script>",
        "<style>",
        "<textarea>",
        "<title>",
        "<xmp>",
        '<a href="',
        "<b ",
        "<plaintext>",
        "<template>",
        "<iframe>",
        "</",
        "<!x",
        "<svg><![CDATA[",
    ],
)
def test_what_is_never_closed_takes_nothing_from_the_other_pieces(opening: str) -> None:
    tree = read_pieces(["<i>", "a", held("x"), f"b{opening}", held("y"), "c<p>d"])
    assert names(tree) == ["x", "y"]
    assert squeezed(tree.text()).startswith("ab")
    assert squeezed(tree.text()).endswith("cd")


@given(
    st.lists(st.one_of(st.sampled_from([*TAGS, "<!--", "-->", "<textarea>", "</textarea>", '"', "<a b='"]), st.none()))
)
def test_every_finished_piece_is_in_the_tree_once(soup: list[str | None]) -> None:
    pieces = [held(str(at), "div" if at % 2 else "span") if one is None else one for at, one in enumerate(soup)]
    found = names(read_pieces(pieces))
    assert len(found) == len(set(found))
    if not {"<!--", "<a b='"} & set(soup):
        assert len(found) == soup.count(None)


def test_no_author_can_write_the_place_of_a_piece() -> None:
    tree = read_pieces(['<div bunko-place="1"></div><!--bunko-place-x 9-->', held("x"), "<i BUNKO-PLACE='1'>"])
    assert names(tree) == ["x"]


def test_what_is_opened_inside_a_fence_is_closed_inside() -> None:
    html = f"<p><{FENCE}></p><b>a<{SEAM}><!-- b<{SEAM}>c</{FENCE}></p>d</{FENCE}>e"
    assert written(read_html(html)) == f"<p><{FENCE}><p></p><b>ac</b></{FENCE}></p>de"


def test_authors_write_no_fences() -> None:
    assert without_marks(f"<{FENCE}>a</{FENCE}><{SEAM}>b<b>") == "ab<b>"
    assert read_pieces([f"<{FENCE}>a", "<b>b"]).text() == "ab"


def test_only_so_much_formatting_stays_open() -> None:
    many = "".join(f"<font id=a{n}>" for n in range(200))
    [paragraph] = [node for node in read_html(f"<p>{many}<p>x").walk() if node.text() == "x" and node.tag == "p"]
    assert 10 < sum(node.tag == "font" for node in paragraph.walk()) < 50


@pytest.mark.parametrize(
    "piece",
    [
        "<b>x</b>",
        "<p>x",
        "<a href=u>x",
        "<br>",
        "<div><i>x</i></div>",
        "<ruby>x<rt>x</ruby>",
        "</i>",
        "<ul><li>x</ul>",
        "<table><td><b>x<td><i>x</table>",
        "<p><b>x</b><span>x</span>",
        "<select><option>x<option>x</select>",
        "<dl><dt>x<dd>x</dl>",
        "<svg><g/><path/></svg>",
        "<font color=red><b>x</b></font>",
    ],
)
def test_however_much_is_closed_all_of_it_is_kept(piece: str) -> None:
    assert bounded(piece * 1_000) == piece * 1_000
    row = f"<tr><td>{piece}<b>x<span>x"
    assert bounded(f"<table>{row * 700}</table>") == f"<table>{row * 700}</table>"


def test_elements_in_elements_without_end_are_read() -> None:
    deep = "<div>" * 5_000 + "a<b>b</b>" + "</div>" * 5_000 + "c"
    assert read_html(deep).text() == "abc"


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<b id=x>",
        "<table><td>",
        "<p>x",
        "<a href=u><p>x",
        "<table>x",
        "<!-- x",
        "<!-- x -->",
        "<ul><li>x<i>",
        f"<{FENCE}>",
        f"<{FENCE}><!--</{FENCE}>",
        f"<{SEAM}><script>",
        "</p>",
        "<font size=1><p>",
    ],
)
def test_reading_takes_time_in_proportion_to_the_text(piece: str, assert_linear: Linear) -> None:
    assert_linear(lambda size: read_html(piece * size), 200)


def test_formatting_that_nobody_closes_does_not_come_again_without_end(assert_linear: Linear) -> None:
    def read(size: int) -> None:
        read_html("<p>" + "".join(f"<b id=x{n}>" for n in range(size)) + "<p>x" * size)

    assert_linear(read, 400)
