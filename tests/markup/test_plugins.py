"""Emphasis, soft breaks, links in double brackets, the outline and the first paragraph."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bunko.markup.outline import heading_slug, outline_plugin, same_title
from bunko.markup.plugins import first_paragraph, plain_text, use_plugins, wikilink_plugin
from bunko.text.cjk import cjk_plugin, is_cjk
from casefile import Case, read_cases, read_pairs

if TYPE_CHECKING:
    from pathlib import Path

    from growth import Linear

TITLE = "題名"
PLAIN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
CJK = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(cjk_plugin)
MD = use_plugins(MarkdownIt("commonmark").enable(["table", "strikethrough"]))
NOT_JOINED = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(cjk_plugin).disable("bunko_soft_breaks")


def outline(markdown: str, **options: object) -> list[str]:
    """Return the headings as ``level text #anchor`` and the paragraphs as ``> text``."""
    env = {"bunko_post": {"title": TITLE, "bold_headings": True, "drop_repeated_title": True, **options}}
    tokens = MD.parse(markdown, env)
    shown = []
    for opening, inline in pairwise(tokens):
        text = plain_text(inline.children or [])
        if opening.type == "heading_open" and not opening.level:
            shown.append(f"{opening.tag[1]} {text} #{opening.attrs['id']}")
        elif opening.type == "paragraph_open":
            shown.append(f"> {text}")
    return shown


def levels(markdown: str) -> list[int]:
    env: dict[str, object] = {"bunko_post": {"title": TITLE}}
    tokens = MD.parse(markdown, env)
    return [int(token.tag[1:]) for token in tokens if token.type == "heading_open" and not token.level]


# --- Emphasis -------------------------------------------------------------------------------------------------------


def test_commonmark_stays_commonmark() -> None:
    md = MarkdownIt("commonmark").use(cjk_plugin)
    pairs = read_pairs("commonmark.json")
    assert len(pairs) == 652
    # As in the specification's own test program, line feeds between tags do not count.
    wrong = [source for source, html in pairs if md.render(source).replace("\n", "") != html.replace("\n", "")]
    assert wrong == []


def test_emphasis_is_that_of_the_reference_implementation() -> None:
    pairs = read_pairs("cjk_emphasis.json")
    wrong = [(source, html, shown) for source, html in pairs if (shown := CJK.render(source)) != html]
    assert wrong == []


@pytest.mark.parametrize("case", read_cases("emphasis.md"), ids=lambda case: case.title)
def test_emphasis(case: Case) -> None:
    assert CJK.render(case.given).strip() == case.expected


@given(st.text(st.sampled_from("ab1 .,!?()\"'*_~`\n\\[]<>&-"), max_size=40))
def test_text_without_cjk_is_parsed_as_before(text: str) -> None:
    assert CJK.render(text) == PLAIN.render(text)


def test_the_table_of_cjk_characters_is_that_of_unicode() -> None:
    for code in range(0x110000):
        char = chr(code)
        category = unicodedata.category(char)
        if category in ("Cn", "Cs", "Co"):
            continue
        wide = unicodedata.east_asian_width(char) in "WFH"
        hangul = unicodedata.name(char, "").startswith(("HANGUL", "HALFWIDTH HANGUL", "PARENTHESIZED HANGUL"))
        if is_cjk(char):
            # Unicode 16 made the Yijing and Tai Xuan Jing symbols wide, which older Pythons do not know.
            newer = 0x2630 <= code <= 0x268F or 0x4DC0 <= code <= 0x4DFF or 0x1D300 <= code <= 0x1D376
            assert wide or hangul or newer, hex(code)
        elif wide:
            assert category in ("So", "Sk", "Po", "Sm"), hex(code)  # emoji
        else:
            assert not hangul, hex(code)


# --- Soft breaks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", read_cases("soft_breaks.md"), ids=lambda case: case.title)
def test_soft_breaks(case: Case) -> None:
    assert CJK.render(case.given).strip() == case.expected


def test_a_removed_break_leaves_one_text_token() -> None:
    inline = CJK.parse("これは\n一つの\n文です")[1]
    assert [(token.type, token.content) for token in inline.children or []] == [("text", "これは一つの文です")]


words = st.sampled_from(
    ["漢字", "かな。", "word", "한글", "（注）", "**強**", "*a*", "`c`", "[l](u)", "🎉", "…", "1", "<b>"]
)


@given(st.lists(words, max_size=12).map("\n".join))
def test_joining_lines_loses_nothing_but_white_space(text: str) -> None:
    joined, apart = ("".join(plain_text(md.parse(text)).split()) for md in (CJK, NOT_JOINED))
    assert joined == apart


def test_a_paragraph_of_many_lines_takes_linear_time(assert_linear: Linear) -> None:
    assert_linear(lambda lines: CJK.parse("吾輩は**猫。**である\n" * lines), 400)


# --- Links in double brackets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("[[2025-12-29-x]]", '<a href="2025-12-29-x.md"></a>'),
        ("[[2025-12-29-x.md]]", '<a href="2025-12-29-x.md"></a>'),
        (
            "前[[2025-12-29-日本|**強**い]]後",
            '前<a href="2025-12-29-%E6%97%A5%E6%9C%AC.md"><strong>強</strong>い</a>後',
        ),
        ("[[2025-12-29-x#節|節]]", '<a href="2025-12-29-x.md#%E7%AF%80">節</a>'),
        ("[[ -f x ]]", "[[ -f x ]]"),
        ("[[x]]", "[[x]]"),
        ("[[2025-12-29-x", "[[2025-12-29-x"),
        ("[[2025-12-29-]]", "[[2025-12-29-]]"),
        (r"\[[2025-12-29-x]]", "[[2025-12-29-x]]"),
        ("`[[2025-12-29-x]]`", "<code>[[2025-12-29-x]]</code>"),
        ("[[2025-12-29-x|a](b)]]", '[<a href="b">2025-12-29-x|a</a>]]'),
        ("[a [[2025-12-29-x]] b](c)", '[a <a href="2025-12-29-x.md"></a> b](c)'),
    ],
)
def test_links_in_double_brackets(source: str, html: str) -> None:
    assert MarkdownIt("commonmark").use(wikilink_plugin).renderInline(source) == html


def test_a_link_in_double_brackets_says_what_it_is() -> None:
    children = MD.parseInline("[[2025-12-29-x]] [a](b)")[0].children or []
    assert [token.info for token in children if token.type == "link_open"] == ["wikilink", ""]


# --- The outline ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", read_cases("outline.md"), ids=lambda case: case.title)
def test_outline(case: Case) -> None:
    assert "\n".join(outline(case.given)) == case.expected


def test_the_outline_is_left_alone_without_a_post() -> None:
    source = "題名\n\n**節**\n\n# a\n\n### b {#c}\n"
    assert MD.render(source) == PLAIN.render(source)


def test_options_turn_its_parts_off() -> None:
    source = "題名\n\n**節**\n\n本文"
    assert outline(source, bold_headings=False) == ["1 題名 #題名", "> 節", "> 本文"]
    assert outline(source, drop_repeated_title=False) == ["1 題名 #題名", "> 題名", "2 節 #節", "> 本文"]
    assert outline(source, title="") == ["> 題名", "1 節 #節", "> 本文"]


def test_the_outline_is_made_once_for_each_text() -> None:
    # MyST parses the content of directives with the environment of their document.
    env: dict[str, object] = {"bunko_post": {"title": TITLE}}
    MD.parse("本文", env)
    assert MD.render("**a**\n\n# b", env) == "<p><strong>a</strong></p>\n<h1>b</h1>\n"


def test_lines_are_those_of_the_author() -> None:
    tokens = MD.parse("\n\n**節**\n\n本文", {"bunko_post": {"title": TITLE}})
    assert [token.map for token in tokens if token.type.endswith("_open")] == [[0, 1], [2, 3], [4, 5]]


def test_the_title_is_text_and_not_markdown() -> None:
    md = MarkdownIt("commonmark").use(outline_plugin)
    html = md.render("", {"bunko_post": {"title": "*a* <b> `c`"}})
    assert html == '<h1 id="a-b-c">*a* &lt;b&gt; `c`</h1>\n'


blocks = st.lists(
    st.one_of(
        st.builds(
            "{} {}".format, st.integers(1, 6).map("#".__mul__), st.sampled_from(["A", "a-1", "節", "", "{#x}", "題名"])
        ),
        st.sampled_from(["**太**", "本文", "- # 項", "> ## 引", "***", "    code", "題名"]),
    ),
    max_size=20,
).map("\n\n".join)


@given(blocks)
def test_levels_never_skip_and_anchors_never_repeat(markdown: str) -> None:
    env: dict[str, object] = {"bunko_post": {"title": TITLE}}
    tokens = MD.parse(markdown, env)
    found = levels(markdown)
    assert found[0] == 1
    assert all(1 < now <= before + 1 for before, now in pairwise(found))
    anchors = [str(token.attrs["id"]) for token in tokens if token.type == "heading_open" and not token.level]
    assert len(set(anchors)) == len(anchors) == len(found)
    assert all(anchors)


@pytest.mark.parametrize(
    ("text", "other"), [("ＡＩ の話。", "AIの話"), ("`a` *b*", "a b"), ("A &amp; B", "A & B"), ("…", "...")]
)
def test_titles_that_a_reader_takes_for_the_same(text: str, other: str) -> None:
    assert same_title(text, other)


@pytest.mark.parametrize(("text", "other"), [("バス", "パス"), ("C", "C#"), ("", ""), ("題名", "題名その二")])
def test_titles_that_differ(text: str, other: str) -> None:
    assert not same_title(text, other)


@given(st.text(max_size=30))
def test_slugs_are_never_empty_and_need_no_escaping(text: str) -> None:
    slug = heading_slug(text)
    assert slug
    assert not re.search(r"[\s#%&/?<>\"']", slug)


def test_headings_in_lists_and_quotations_have_anchors_as_in_jekyll() -> None:
    env: dict[str, object] = {"bunko_post": {"title": TITLE}}
    tokens = MD.parse("> # 節\n\n- ## 節\n\n## 節\n\n## a  & *b*", env)
    found = [token.attrs["id"] for token in tokens if token.type == "heading_open" and token.attrs["id"] != TITLE]
    assert found == ["節", "節-1", "節-2", "a---b"]


def test_slugs_of_equal_headings_take_linear_time(assert_linear: Linear) -> None:
    assert len(set(outline("## 節\n\n" * 3000))) == 3001
    assert_linear(lambda count: outline("## 節\n\n" * count), 400)


# --- The first paragraph --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "# 見出し\n\n**節**\n\n![図](a.png)\n\n- 項目\n\n> 引用\n\n<p>HTML</p>\n\n本**文**\nです。\n\n次",
            "本文です。",
        ),
        ("題名！\n\n本文", "本文"),
        ("本文\n\n題名", "本文"),
        ("[a][1] と ![図](b) c\n\n次\n\n[1]: x", "a と 図 c"),
        ("[資料][1]。\n\n" + "次\n\n" * 1000 + "[1]: x", "資料。"),
        ("```\n" + "x\n\n" * 1000 + "```\n\n本文", "本文"),
        ("一\n\n- 二\n\n三\n\n<!--more-->\n\n四", "一三"),
        ("one\n\ntwo\n<!-- more -->\n\n四", "one two"),
        ("<!--more-->\n\n四", "四"),
        ("{% include toc.html %}\n\n本文", "本文"),
        ("", ""),
        ("# 見出し", ""),
        ("<h2>節</h2>\n\n<p>題名</p>\n<p class='x'>一<b>二</b> &amp;\n三</p>\n", "一二 & 三"),
        ("<div><p>一<b>二<p>三</div>", "一二"),
    ],
)
def test_first_paragraph(source: str, text: str) -> None:
    assert first_paragraph(MD, source, title=TITLE) == text


def test_first_paragraph_reads_only_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    parse = MD.block.parse

    def counted(source: str, *rest: Any) -> object:  # noqa: ANN401 — passed on as they are
        read.append(len(source))
        return parse(source, *rest)

    monkeypatch.setattr(MD.block, "parse", counted)
    assert first_paragraph(MD, "本文\n\n" + "次の段落\n\n" * 200_000) == "本文"
    assert 0 < sum(read) < 1000


# --- All of it ------------------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("漢あ。（「…a1 .*_~`[]|-#{}:!<>()\n\u3000\ufe00가🎉"), max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    MD.render(text, {"bunko_post": {"title": text}})
    first_paragraph(MD, text, title=text)


@pytest.mark.parametrize(
    "piece", ["**", "[[", "[[2025-12-29-", "[[2025-12-29-a|", "*漢", "~~。", "{#", "# {#a ", "漢\n"]
)
def test_hostile_texts_take_linear_time(assert_linear: Linear, piece: str) -> None:
    assert_linear(lambda size: MD.parse(piece * (size // len(piece)), {"bunko_post": {"title": TITLE}}), 6_000)


def test_it_works_in_the_parser_of_myst() -> None:
    mdit = pytest.importorskip("myst_parser.parsers.mdit", exc_type=ImportError)
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig

    config = MdParserConfig(enable_extensions={"deflist", "strikethrough", "attrs_inline", "attrs_block"})
    md = use_plugins(mdit.create_md_parser(config, RendererHTML))
    html = md.render(
        "これは**太字。**です\n~~（旧）~~[[2025-12-29-x]]\n\n**節**\n\n本文", {"bunko_post": {"title": TITLE}}
    )
    assert html == (
        '<h1 id="題名">題名</h1>\n<p>これは<strong>太字。</strong>です<s>（旧）</s><a href="2025-12-29-x.md"></a></p>\n'
        '<h2 id="節">節</h2>\n<p>本文</p>\n'
    )


def test_real_posts_keep_their_text_and_get_an_outline(sample_posts: list[Path]) -> None:
    for path in sample_posts:
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        found = levels(body)
        assert found[0] == 1, path
        assert all(1 < now <= before + 1 for before, now in pairwise(found)), path
        texts = [
            re.sub(r"[\s*_]", "", plain_text(token for token in md.parse(body) if token.type == "inline"))
            for md in (PLAIN, CJK)
        ]
        assert texts[0] == texts[1], path
