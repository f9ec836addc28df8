"""Real posts of two archives that we did not write: each is built, and no word of any is lost."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING
from unicodedata import normalize

from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from markdown_it import MarkdownIt

from casefile import CASES
from facets import marks_left

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit import BuildResult

#: What stands for something else in Jekyll, or is no text there; that it is kept or reported is tested elsewhere.
_JEKYLL = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{:[^}\n]*\}|\[\^[^\]\n]+\]:?|^\*\s*TOC\s*$|<!--.*?-->", re.DOTALL | re.MULTILINE
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_FRONT_MATTER = re.compile(r"\A\ufeff?---\s*\n(.*?)^---\s*$", re.DOTALL | re.MULTILINE)
_OUR_ADDRESS = re.compile(r"https?(vimjporg|efclinfo)\w+")  # a bare one of a post shows the title of that post
#: Written for CommonMark; kramdown reads them otherwise, in Jekyll as here: tables, and definitions of links.
READ_OTHERWISE = frozenset(
    {
        "2009-11-10-iphone2chまとめサイトで暇つぶし用rssリーダーの作り方",
        "2017-10-31-nlp-pattern-match",
        "2022-01-29-komesan",
        "2023-02-23-textlint-sentence-rule",
        "2023-07-29-mubook-hon",
    }
)
_EXPECTED_WARNINGS = re.compile(r"\[(image\.not_readable|bunko\.link|bunko\.liquid|myst\.xref_missing|toc\.[a-z_]+)\]")


def letters(text: str) -> str:
    """Return what counts in a comparison: letters and digits, width folded."""
    return "".join(re.findall(r"\w", normalize("NFKC", text)))


def expected(source: str) -> list[str]:
    """Return the pieces of text that a plain Markdown parser shows of a post."""
    body = _FRONT_MATTER.sub("", source, count=1)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    soup = BeautifulSoup(parser.render(body), "lxml")
    for tag in soup(["script", "style", "iframe", "noscript"]):
        tag.decompose()
    pieces = []
    for string in soup.find_all(string=True):
        text = str(string)
        if isinstance(string, PreformattedString):
            continue  # comments and declarations
        if string.find_parent(["code", "pre"]) is None:
            pieces += _JEKYLL.split(text)
        else:  # what is code to CommonMark, because it is indented, may be HTML to kramdown
            pieces += _TAG.split(unescape(text))
    return [found for piece in pieces if (found := letters(piece))]


def test_every_sample_is_built(sample_site: BuildResult, sample_posts: list[Path]) -> None:
    assert sample_site.returncode == 0
    missing = [post.name for post in sample_posts if not (sample_site.outdir / f"posts/{post.stem}.html").exists()]
    assert missing == []


def test_no_sample_makes_a_noise_without_a_reason(sample_site: BuildResult) -> None:
    assert [line for line in sample_site.warnings if not _EXPECTED_WARNINGS.search(line)] == []


def test_no_word_of_a_sample_is_lost(sample_site: BuildResult, sample_posts: list[Path]) -> None:
    lost: dict[str, list[str]] = {}
    for post in sample_posts:
        page = BeautifulSoup(sample_site.read(f"posts/{post.stem}.html"), "lxml")
        shown = letters(page.get_text())
        gone = [piece for piece in expected(post.read_text(encoding="utf-8")) if piece not in shown]
        gone = [piece for piece in gone if not _OUR_ADDRESS.match(piece)]
        if gone and post.stem not in READ_OTHERWISE:
            lost[post.stem] = gone
    assert lost == {}


def test_no_mark_of_markdown_or_liquid_is_left_where_jekyll_leaves_none(
    sample_site: BuildResult, sample_posts: list[Path]
) -> None:
    jekyll = json.loads((CASES / "marks.json").read_text(encoding="utf-8"))["posts"]
    told = {line for line in sample_site.warnings if "[bunko.liquid]" in line}
    left: dict[str, dict[str, int]] = {}
    for post in sample_posts:
        counted = marks_left(sample_site.read(f"posts/{post.stem}.html"), has_title=True)
        more = {mark: count for mark, count in counted.items() if count > jekyll.get(post.stem, {}).get(mark, 0)}
        if any(f"/{post.name}:" in line for line in told):  # Jekyll prints nothing; Bunko keeps it, and says so
            more = {mark: count for mark, count in more.items() if mark not in ("{{", "{%")}
        if more:
            left[post.stem] = more
    assert left == {}


def test_the_book_of_all_samples_is_set(sample_book: BuildResult) -> None:
    """That it holds their words, all of them, is tested in ``tests/pdf/test_parity.py``."""
    assert sample_book.returncode == 0, sample_book.warnings
