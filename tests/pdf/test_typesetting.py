"""The rules of Japanese typesetting (JLReq), measured on the pages of a book: where every character stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import bidirectional

import pytest
import typst
from pypdf import PdfReader

from bunko.sphinx_ext.typst.assets import TEMPLATES
from pdfkit import Book
from pdflines import Layout, Line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pdflines import Glyph
    from sitekit import Site

MM = 72 / 25.4
Q = MM / 4
#: JLReq 3.1.7 and 3.1.8, with what the engine takes for its strict setting: ー and small kana begin no line.
NEVER_FIRST = frozenset("、。，．・：；？！ー）」』】〕〉》”’ゝゞヽヾ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")
NEVER_LAST = frozenset("（「『【〔〈《“‘")
#: Half of the advance of these is white, which is dropped at the edge of the measure.
HALF_WHITE = frozenset("、。，．（）「」『』【】〔〕〈〉《》・：；")


@dataclass(frozen=True)
class Paper:
    """What `measures.typ` says of a sheet, in points."""

    name: str
    width: float
    height: float
    chars: int
    size: float
    feed: float
    gutter: float
    head: float
    rows: int

    @property
    def measure(self) -> float:
        return self.chars * self.size

    def left(self, page: int) -> float:
        """Return where lines begin on a page; the first, of number 0, is a right-hand one."""
        return self.width - self.gutter - self.measure if page % 2 else self.gutter


PAPERS = [
    Paper("a5", 148 * MM, 210 * MM, 34, 13 * Q, 21 * Q, 20 * MM, 27 * MM, 30),
    Paper("a4", 210 * MM, 297 * MM, 40, 15 * Q, 26 * Q, 31 * MM, 31 * MM, 37),
    Paper("jis-b5", 182 * MM, 257 * MM, 40, 13 * Q, 22 * Q, 27 * MM, 30 * MM, 36),
    Paper("b6", 128 * MM, 182 * MM, 31, 12.5 * Q, 20 * Q, 17 * MM, 25 * MM, 27),
]


@dataclass(frozen=True)
class Typeset:
    """A book, and the paper that it is set for."""

    paper: Paper
    layout: Layout

    @property
    def body(self) -> list[list[Line]]:
        """The paragraphs of running text that have two lines: no lists, no boxes, no notes."""
        found = [lines for lines in self.layout.paragraphs if len(lines) > 1 and all(map(self.is_body, lines))]
        return [lines for lines in found if lines[1].left - self.paper.left(lines[1].page) < 0.01]

    def is_body(self, line: Line) -> bool:
        """Tell whether a line is one of running text, by its tags and its type."""
        path = [name for name in line.glyphs[0].tags if name not in {"P", "Span", "Link", "Em", "Strong", "Code"}]
        return path == ["Document"] and abs(max(glyph.size for glyph in line.glyphs) - self.paper.size) < 0.01

    def is_full(self, line: Line) -> bool:
        """Tell whether a line reaches the end of the measure."""
        return (
            abs(line.right - self.overhang(line) - self.paper.left(line.page) - self.paper.measure)
            < 0.1 * self.paper.size
        )

    def overhang(self, line: Line) -> float:
        """Return how far the white of the last character may stand out."""
        last = next(glyph for glyph in reversed(line.glyphs) if glyph.text.strip())
        out = last.right - self.paper.left(line.page) - self.paper.measure
        return max(0.0, min(out, last.size / 2 + 0.01)) if last.text in HALF_WHITE else 0.0


@pytest.fixture(scope="session", params=PAPERS, ids=lambda paper: paper.name)
def typeset(request: pytest.FixtureRequest, typeset_books: Path) -> Typeset:
    """The books of the specimen, of the project's own post and of some synthetic ones, on each paper."""
    paper: Paper = request.param
    return Typeset(paper, Layout(Book(typeset_books / f"{paper.name}.pdf")))


def spot(line: Line) -> str:
    """Say where a line is, for a message."""
    return f"page {line.page}: {line.text}"


def test_no_line_begins_with_a_closing_mark_and_none_ends_with_an_opening_one(typeset: Typeset) -> None:
    paragraphs = [lines for lines in typeset.layout.paragraphs if len(lines) > 1]
    # A line that does not fill the measure was broken by the author, and what follows begins as the author wants.
    pairs = [(line, after) for lines in paragraphs for line, after in pairwise(lines) if typeset.is_full(line)]
    pairs = [
        pair for pair in pairs if not any(bidirectional(char) in {"R", "AL"} for line in pair for char in line.text)
    ]
    assert len(pairs) > 1000
    assert [spot(after) for _, after in pairs if after.text[0] in NEVER_FIRST] == []
    assert [spot(line) for line, _ in pairs if line.text[-1] in NEVER_LAST] == []
    # A mark of a footnote is smaller than its text.
    raised = [after for _, after in pairs if after.glyphs[0].size < 0.8 * max(g.size for g in after.glyphs)]
    assert [spot(line) for line in raised] == []


def test_lines_of_the_body_fill_the_measure(typeset: Typeset) -> None:
    lines = [line for lines in typeset.body for line in lines[:-1]]
    ragged = [line for line in lines if not typeset.is_full(line)]
    assert len(lines) > 1000
    # Only the address that the specimen cannot break elsewhere.
    assert [spot(line) for line in ragged if "/" not in line.text] == []
    assert len(ragged) <= 1


def test_paragraphs_begin_one_character_in_and_brackets_with_them(typeset: Typeset) -> None:
    size = typeset.paper.size
    indents: dict[bool, set[float]] = {True: set(), False: set()}
    for lines in typeset.body:
        first = next(glyph for glyph in lines[0].glyphs if glyph.text.strip("\u2060 "))
        ink = first.left + (size / 2 if first.text in NEVER_LAST else 0)
        indents[first.text in NEVER_LAST].add(round((ink - typeset.paper.left(first.page)) / size, 1))
    assert indents == {True: {1.0}, False: {1.0}}


def test_all_lines_of_the_body_stand_on_one_grid_so_that_those_of_facing_pages_meet(typeset: Typeset) -> None:
    paper = typeset.paper
    first = paper.height - paper.head - 0.88 * paper.size
    rows = [((first - line.base) / paper.feed, line) for lines in typeset.body for line in lines]
    assert len(rows) > 1000
    assert [spot(line) for row, line in rows if abs(row - round(row)) > 0.02] == []
    assert {round(row) for row, _ in rows} == set(range(paper.rows))


def test_no_paragraph_leaves_one_line_alone_at_the_foot_or_the_head_of_a_page(typeset: Typeset) -> None:
    crossing = 0
    for lines in typeset.layout.paragraphs:
        pages = [line.page for line in lines]
        if len(set(pages)) > 1:
            crossing += 1
            assert min(pages.count(page) for page in set(pages)) > 1, spot(lines[0])
    assert crossing > 20


def test_a_heading_has_text_below_it_on_its_page(typeset: Typeset) -> None:
    lowest: dict[int, Glyph] = {}
    headings = 0
    for glyph in typeset.layout.glyphs:
        if "Note" not in glyph.tags and glyph.text.strip():
            headings += any(is_heading(name) for name in glyph.tags)
            if glyph.page not in lowest or glyph.base < lowest[glyph.page].base:
                lowest[glyph.page] = glyph
    assert headings > 500
    assert [page for page, glyph in lowest.items() if any(is_heading(name) for name in glyph.tags)] == []


def is_heading(tag: str) -> bool:
    return tag == "H" or (tag[0] == "H" and tag[1:].isdecimal())


def test_nothing_stands_outside_the_measure(typeset: Typeset) -> None:
    paper = typeset.paper
    foot = paper.height - paper.head - paper.rows * paper.feed
    for glyph in typeset.layout.glyphs:
        if glyph.page == 0 or not glyph.text.strip():  # the cover has no measure
            continue
        left = paper.left(glyph.page)
        white = glyph.size / 2 if glyph.text in HALF_WHITE else 0
        where = f"page {glyph.page}: {glyph.text} of {glyph.tags}"
        assert glyph.left >= left - white - 0.5, where
        assert glyph.right <= left + paper.measure + white + 0.5, where
        assert foot - 1 < glyph.base < paper.height - paper.head, where


def between(typeset: Typeset, text: str) -> list[float]:
    """Return the distances of the characters of a line, in ems."""
    line = next(line for lines in typeset.layout.paragraphs for line in lines if line.text.startswith(text))
    return [round((after.left - glyph.left) / glyph.size, 2) for glyph, after in pairwise(line.glyphs)]


def test_marks_that_meet_are_set_half_as_wide(typeset: Typeset) -> None:
    # The last line of a paragraph is neither stretched nor shrunk.
    assert between(typeset, "約「（物）」。、並") == [1.0, 0.5, 1.0, 1.0, 0.5, 0.5, 0.5, 1.0, 1.0]


def test_a_quarter_of_an_em_stands_between_japanese_and_latin(typeset: Typeset) -> None:
    (before, *_, after) = between(typeset, "漢A字")
    assert before == 1.25
    assert 0.25 < after < 1.25


def test_text_is_set_line_by_line_not_script_by_script(typeset: Typeset) -> None:
    runs = sum(page.Contents.read_bytes().count(b" Tf") for page in typeset.layout.book.pdf.pages)
    assert runs < len(typeset.layout.glyphs) / 8


def test_letters_that_join_are_shaped_by_their_own_script() -> None:
    rule = re.search(
        r"^ *show (regex.*script: auto\))$", (TEMPLATES / "book.typ").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rule is not None
    head = '#set page(width: auto)\n#set text(font: "DejaVu Sans Mono", lang: "ja", script: "kana")\n'
    joined, apart = "سلام", "\u200c".join("سلام")
    for line, shapes in ((f"#show {rule[1]}\n", 2), ("", 1)):
        pictures = {typst.compile(f"{head}{line}日本{word}".encode(), format="png") for word in (joined, apart)}
        assert len(pictures) == shapes


def test_a_book_for_searching_has_no_white_that_could_be_read_as_a_space(make_site: Callable[..., Site]) -> None:
    text = "生成AIは2024年にGPUを"
    for name, search_first in (("spaced", False), ("exact", True)):
        site = make_site(name)
        site.write("posts/2024-01-01-x.md", f"---\ntitle: 題\ndate: 2024-01-01\n---\n{text}\n")
        built = site.build("bunko-pdf", bunko_books=[{"name": "x", "search_first": search_first}])
        found = "".join(page.extract_text() for page in PdfReader(built.outdir / "x.pdf").pages)
        assert (text in found) is search_first
