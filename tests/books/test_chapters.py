"""Loose HTML becomes content that XHTML allows, and no word of it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bunko.books.chapters import file_names, read_chapter, resolved
from bunko.markup.html.reader import FENCE
from bunko.markup.html.tree import BLOCKS
from bunko.pages.web_address import web_address

if TYPE_CHECKING:
    from bunko.markup.html.xhtml import EpubLink

TAGS = (
    "p div span b a ul li ol dl dt dd table tr td th tbody caption ruby rt h2 pre figure figcaption blockquote img br "
    f"hr section details summary unknown math mrow mi mfrac iframe {FENCE}"
).split()
SOUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag} id=x{tag[0]} href=http://a/>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
        st.sampled_from(["字", "word ", "&lt;", "<", "<!--", "-->", "<![", "&#1;", "\x0b"]),
    ),
    max_size=30,
).map("".join)
CASES = {
    "<p>a<br>b<p>c": "<p>a<br/>b</p><p>c</p>",
    "<p>a<b>b<div>c</b>": "<p>a<b>b</b></p><div><b>c</b></div>",
    "<ul>a<li>b<li>c</ul>": "<ul><li>a</li><li>b</li><li>c</li></ul>",
    "<li>a": "<ul><li>a</li></ul>",
    "<dl><dd>a<dt>b</dl>": "<dl><dt></dt><dd>a</dd><dt>b</dt><dd></dd></dl>",
    "<table><td>a<td>b<tr><th>c</table>d": (
        "<table><tbody><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></tbody></table>d"
    ),
    "<table>a<caption>b</table>": "a<div>b</div>",
    "<ruby>a<rp>(</rp><rt>b<rp>)</rp>c</ruby>": "<ruby>a<rt>b</rt></ruby>c",
    "<ruby>a<rt><p>b</p></rt></ruby>": "<ruby>a<rt> b </rt></ruby>",
    "<h2>a<p>b</p></h2>": "<h2>a b </h2>",
    "<a href=http://a/>a<a href=http://b/>b</a></a>": '<a href="http://a/">a</a><a href="http://b/">b</a>',
    "<a href=x>a</a>": "a",
    "<img src=in.png> <img src=x alt=b>": '<img src="in.png" alt=""/> <span class="no-picture">b</span>',
    "<center>a</center>": '<div class="center">a</div>',
    f"<{FENCE}></div><i>a</{FENCE}>b": "<i>a</i>b",
    "<script>a</script><style>b</style><!-- c -->d": "d",
    "<p id=あ>a</p><p id=あ>b</p>": '<p id="x3a03a9998307">a</p><p>b</p>',
}


class Around:
    """A web, and a book that holds one picture."""

    def link(self, href: str) -> EpubLink | str:
        return href if href.startswith("http") else ""

    def picture(self, source: str) -> str:
        return source if source == "in.png" else ""


def tidied(html: str) -> str:
    return resolved(read_chapter("posts/a", html, Around()), lambda jump: jump.docname)


@pytest.mark.parametrize(("html", "expected"), CASES.items())
def test_html_is_mended_as_browsers_read_it(html: str, expected: str) -> None:
    assert tidied(html) == expected


@given(SOUP)
@example("<rt id=xr href=http://a/><p id=xp href=http://a/>")
@example("<dt><ruby>字<rt><div>")
def test_any_soup_of_tags_becomes_well_formed_and_holds_no_block_in_a_line(html: str) -> None:
    root = ET.fromstring(f'<div xmlns:epub="e">{tidied(html)}</div>')  # noqa: S314 — ours
    for element in root.iter():
        if element.tag in {"p", "span", "b", "h2", "pre", "dt", "summary"}:
            assert not BLOCKS.intersection(child.tag for child in element.iter() if child is not element)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.com/あ b?c=[d]#e#f", "https://example.com/%E3%81%82%20b?c=%5Bd%5D#e%23f"),
        ("//example.com/100%", "https://example.com/100%25"),
        ("https://日本.jp:80/", "https://xn--wgv71a.jp:80/"),
        ("../x", "https://base.example/x"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        ("javascript:alert(1)", ""),
        ("http://", ""),
        ("http://[bad", ""),
        ("http://a b/", ""),
        ("https://a:99999/", ""),
    ],
)
def test_only_valid_addresses_are_left(address: str, expected: str) -> None:
    assert web_address(address, "https://base.example/posts/a.html") == expected


def test_file_names_are_ascii_and_differ_whatever_their_case() -> None:
    names = file_names([("a/x", "x"), ("b/x", "x"), ("c/X", "X"), ("d", "日本"), ("e", "nav")], ["nav.xhtml"])
    assert names["a/x"] == "x.xhtml"
    assert len({name.casefold() for name in names.values()} | {"nav.xhtml"}) == 6
    assert all(name.isascii() for name in names.values())
