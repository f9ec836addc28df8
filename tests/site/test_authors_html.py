"""HTML whose end tags are left out says the same in the book, in the EPUB and to the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from bunko.books.chapters import read_chapter, resolved
from bunko.sphinx_ext.search.text import visible_text
from bunko.sphinx_ext.typst.raw_html import convert_html

if TYPE_CHECKING:
    from bunko.markup.html.xhtml import EpubLink

CASES = {
    "<table><tr><td><b>alpha<td>beta</table>": (
        "table(tgroup(colspec colspec tbody(row(entry(strong('alpha')) entry('beta')))))",
        "<table><tbody><tr><td><b>alpha</b></td><td>beta</td></tr></tbody></table>",
        ["alpha", "beta"],
    ),
    "<ul><li>a<li><i>b<li>c</ul>": (
        "bullet_list(list_item('a') list_item(emphasis('b')) list_item(emphasis('c')))",
        "<ul><li>a</li><li><i>b</i></li><li><i>c</i></li></ul>",
        ["a", "b", "c"],
    ),
    "<p>a<p>b": ("paragraph('a') paragraph('b')", "<p>a</p><p>b</p>", ["a", "b"]),
    "<p>a<b>b<p>c</b>d": (
        "paragraph('a' strong('b')) paragraph(strong('c') 'd')",
        "<p>a<b>b</b></p><p><b>c</b>d</p>",
        ["ab", "cd"],
    ),
    "<table>a<tr><th>b<td>c</table>": (
        "'a' table(tgroup(colspec colspec tbody(row(entry('b') entry('c')))))",
        "a<table><tbody><tr><th>b</th><td>c</td></tr></tbody></table>",
        ["a", "b", "c"],
    ),
    "<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e</table>": (
        (
            "table(tgroup(colspec colspec tbody(row(entry('a' table(tgroup(colspec colspec tbody(row(entry('b') "
            "entry('c'))))) 'd') entry('e')))))"
        ),
        (
            "<table><tbody><tr><td>a<table><tbody><tr><td>b</td><td>c</td></tr></tbody></table>d</td><td>e</td></tr>"
            "</tbody></table>"
        ),
        ["a", "b", "c", "d", "e"],
    ),
    "<table><tfoot><tr><td>c<td>d<thead><tr><th>a<th>b</table>": (
        "table(tgroup(colspec colspec thead(row(entry('a') entry('b'))) tbody(row(entry('c') entry('d')))))",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tfoot><tr><td>c</td><td>d</td></tr></tfoot></table>",
        ["c", "d", "a", "b"],
    ),
    "<dl><dt>a<dd>b<dt>c<dd>d</dl>": (
        (
            "definition_list(definition_list_item(term('a') definition('b')) "
            "definition_list_item(term('c') definition('d')))"
        ),
        "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>",
        ["a", "b", "c", "d"],
    ),
    "<select><option>a<option>b</select>c": ("'a' ' ' 'b' ' ' 'c'", "a b c", ["a", "b", "c"]),
    "<ruby>漢<rp>(<rt>かん<rp>)<rb>字<rt>じ</ruby>": (
        "ruby('漢' reading('かん') '字' reading('じ'))",
        "<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>",
        ["漢かん字じ"],
    ),
    "<div>a<br>b<span>c</span>\n  d</div><script>e</script><pre>\nf\n g</pre>": (
        "container('a' line_break 'b' inline('c') '\\n  d') literal_block('f\\n g')",
        "<div>a<br/>b<span>c</span>\n  d</div><pre>f\n g</pre>",
        ["a", "bc d", "f", "g"],
    ),
    "a</b></div></td>b": ("'ab'", "ab", ["ab"]),
    "<xmp><b>a</xmp>": ("literal_block('<b>a')", "<pre>&lt;b&gt;a</pre>", ["<b>a"]),
}


class Nowhere:
    """An archive without pictures and other articles."""

    def link(self, href: str) -> EpubLink | str:
        return href

    def picture(self, source: str) -> str:
        return source


def document_of(*children: nodes.Node) -> nodes.document:
    document = nodes.document(None, None)  # type: ignore[arg-type]
    document.extend(children)
    return document


def raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def outline(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return repr(str(node))
    inside = " ".join(map(outline, node.children))
    assert isinstance(node, nodes.Element)
    return f"{node.tagname}({inside})" if inside else node.tagname


@pytest.mark.parametrize(("html", "expected"), [(html, case[0]) for html, case in CASES.items()])
def test_a_book_shows_what_a_browser_would(html: str, expected: str) -> None:
    document = document_of(raw(html))
    convert_html(document)
    assert " ".join(map(outline, document.children)) == expected


@pytest.mark.parametrize(("html", "expected"), [(html, case[1]) for html, case in CASES.items()])
def test_an_epub_shows_what_a_browser_would(html: str, expected: str) -> None:
    assert resolved(read_chapter("posts/a", html, Nowhere()), lambda jump: jump.docname) == expected


@pytest.mark.parametrize(("html", "expected"), [(html, case[2]) for html, case in CASES.items()])
def test_the_search_finds_what_a_browser_would_show(html: str, expected: list[str]) -> None:
    assert visible_text(document_of(raw(html))).lines == expected


def markdown_between_tags() -> nodes.document:
    paragraph = nodes.paragraph("", "", nodes.Text("a "), raw("<mark>"), nodes.strong("", "b"), raw("</mark>"))
    return document_of(raw("<div class=x>"), paragraph, raw("<p>c"), nodes.paragraph("", "d"), raw("</div>e"))


def test_markdown_between_tags_is_inside_them() -> None:
    document = markdown_between_tags()
    convert_html(document)
    assert " ".join(map(outline, document.children)) == (
        "container(paragraph('a ' inline(strong('b'))) paragraph('c') paragraph('d')) 'e'"
    )
    assert visible_text(markdown_between_tags()).lines == ["a b", "c", "d", "e"]


def test_a_script_in_a_line_is_not_found() -> None:
    paragraph = nodes.paragraph("", "", nodes.Text("a"), raw("<script>"), nodes.Text("b"), raw("</script>"))
    paragraph += [raw("<!-- c -->"), nodes.Text("d"), raw("<br>"), nodes.Text("e")]
    assert visible_text(document_of(paragraph)).lines == ["ad e"]


def test_a_sentence_broken_into_lines_is_found_whole() -> None:
    paragraph = nodes.paragraph("", "", nodes.Text("文の"), raw("<br />\n"), nodes.Text("続き。a"), raw("<br>"))
    paragraph += nodes.Text("b")
    assert visible_text(document_of(paragraph)).lines == ["文の続き。a b"]
