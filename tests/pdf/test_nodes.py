"""Every node that docutils, Sphinx and MyST can produce has its place in the book."""

from __future__ import annotations

import inspect

import pytest
from docutils import nodes
from sphinx import addnodes

from bunko.sphinx_ext.typst.raw_html import convert_html
from bunko.sphinx_ext.typst.texts import join_texts
from bunko.sphinx_ext.typst.translator import TypstTranslator
from bunko.sphinx_ext.typst.visitor import LISTS, SILENT, TRANSPARENT, WRAPPERS

#: The bases of Sphinx's nodes, which no document holds.
ABSTRACT = {"desc_sig_element", "_desc_classes_injector", "translatable"}
SPHINX = [
    name
    for name, item in vars(addnodes).items()
    if inspect.isclass(item) and issubclass(item, nodes.Node) and item.__module__ == "sphinx.addnodes"
]


@pytest.mark.parametrize("name", sorted(set(nodes.node_class_names) | set(SPHINX) - ABSTRACT))
def test_every_node_is_handled(name: str) -> None:
    node_class = getattr(nodes, name, None) or getattr(addnodes, name)
    names = [cls.__name__ for cls in node_class.__mro__]
    assert any(
        hasattr(TypstTranslator, f"visit_{each}") or each in {*WRAPPERS, *LISTS, *TRANSPARENT, *SILENT}
        for each in names
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (["H", "<sub>", "2", "</sub>", "O"], "H<subscript>2</subscript>O"),
        (
            ["<b><i>", "x", "</b>", "y"],
            "<strong><emphasis>x</emphasis></strong><emphasis>y</emphasis>",
        ),
        (["a<br/>b"], "a<line_break/>b"),
        (["<script>", "alert(1)", "</script>", "x"], "x"),
        (["</div>", "x", "</b>"], "x"),
        (["<kbd>", "C", "</kbd>"], '<inline classes="kbd">C</inline>'),
        (['<a href="u">', "x", "</a>"], '<reference refuri="u">x</reference>'),
        (["<!-- no -->", "x"], "x"),
        (['<iframe src="//e.com/v" title="動画"></iframe>'], '<reference refuri="https://e.com/v">動画</reference>'),
        (["<p>a<p>b"], "<paragraph>a</paragraph><paragraph>b</paragraph>"),
        (
            ["<dl><dt>a<dd>b<dt>c<dd>d</dl>"],
            (
                "<definition_list><definition_list_item><term>a</term><definition>b</definition></definition_list_item>"
                "<definition_list_item><term>c</term><definition>d</definition></definition_list_item></definition_list>"
            ),
        ),
        (["<table><tr><td>x</td></tr></table>"], "<container>x</container>"),
        (["<ruby>漢<rp>(</rp><rt>かん</rt></ruby>"], "<ruby>漢<reading>かん</reading></ruby>"),
        (['<input type="checkbox" checked>'], '<checkbox checked="True"/>'),
        (["&lt;&amp;&#x3042;"], "<&あ"),
    ],
)
def test_raw_html_becomes_nodes(html: list[str], expected: str) -> None:
    document = nodes.document(None, None)  # type: ignore[arg-type]
    parent = nodes.paragraph()
    for part in html:
        is_markup = "<" in part or "&" in part
        parent += nodes.raw("", part, format="html") if is_markup else nodes.Text(part)
    document += parent
    convert_html(document)
    assert outline(parent) == expected


def outline(node: nodes.Node) -> str:
    """Write the children of a node as short XML."""
    found = ""
    for child in node.children:
        if isinstance(child, nodes.Text):
            found += child
            continue
        assert isinstance(child, nodes.Element)
        kept = {key: item for key, item in child.attributes.items() if item and key in {"refuri", "classes", "checked"}}
        attributes = "".join(f' {k}="{" ".join(v) if isinstance(v, list) else v}"' for k, v in kept.items())
        inner = outline(child)
        found += (
            f"<{child.tagname}{attributes}>{inner}</{child.tagname}>" if inner else f"<{child.tagname}{attributes}/>"
        )
    return found


def test_html_tables_keep_their_spans_and_what_stands_between_their_cells() -> None:
    document = nodes.document(None, None)  # type: ignore[arg-type]
    html = "<table><tr><th>a<th>b</tr>loose<tr><td rowspan=2 colspan=x>c<td>d</tr><tr><td>e</table>"
    document += nodes.raw("", html, format="html")
    convert_html(document)
    entries = list(document.findall(nodes.entry))
    assert [entry.astext() for entry in entries] == ["a", "b", "c", "d", "e"]
    assert [entry["morerows"] for entry in entries] == [0, 0, 1, 0, 0]
    assert "loose" in document.astext()
    assert len(list(document.findall(nodes.thead))) == 1


def test_a_cell_reaches_no_further_than_in_a_browser() -> None:
    document = nodes.document(None, None)  # type: ignore[arg-type]
    document += nodes.raw("", "<table><tr><td colspan=5000 rowspan=0>a<td>b</table>", format="html")
    convert_html(document)
    assert [(entry["morecols"], entry["morerows"]) for entry in document.findall(nodes.entry)] == [(999, 0), (0, 0)]


def test_items_without_a_list_get_one() -> None:
    document = nodes.document(None, None)  # type: ignore[arg-type]
    document += nodes.paragraph("", "", nodes.raw("", "<ol>", format="html"))
    document += nodes.raw("", "<li>a</li><li>b</li></ol>x<div><li>c</div>", format="html")
    convert_html(document)
    lists = "<bullet_list><list_item>a</list_item><list_item>b</list_item></bullet_list>x"
    assert outline(document).endswith(
        f"{lists}<container><bullet_list><list_item>c</list_item></bullet_list></container>"
    )


def test_html_in_a_paragraph_of_pre_is_html() -> None:
    document = nodes.document(None, None)  # type: ignore[arg-type]
    inner = nodes.paragraph("", "", nodes.raw("", "<b>", format="html"), nodes.Text("x"))
    document += [nodes.raw("", "<pre>", format="html"), inner, nodes.raw("", "</pre>", format="html")]
    convert_html(document)
    assert outline(document) == "<literal_block>x</literal_block>"


def test_soft_breaks_vanish_across_markup() -> None:
    document = nodes.document(None, None)  # type: ignore[arg-type]
    paragraph = nodes.paragraph(
        "", "", nodes.Text("前\n"), nodes.strong("", "太字"), nodes.Text("\n"), nodes.Text("後 a\nb")
    )
    document += paragraph
    join_texts(document)
    assert [child.astext() for child in paragraph.children] == ["前", "太字", "後 a b"]
