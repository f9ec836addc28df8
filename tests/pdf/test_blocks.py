"""What is no running text stands together, and where it belongs: headings, tables, code, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from pdfkit import Book
from pdflines import Layout

if TYPE_CHECKING:
    from pathlib import Path

    from pdflines import Glyph
    from sitekit import Site

HEAD = "---\ntitle: 題{n}\ndate: 2024-01-01\n---\n\n"
NOTE = "長い注です。" * 20
TABLE = "| 左 | 中央 | 説明 |\n|---|:-:|---|\n| 甲 | 1,234 | " + "とても長い説明の文。" * 12 + " |\n"


def made(site: Site, *bodies: str) -> Path:
    """Return the book of posts, on A5."""
    for n, body in enumerate(bodies):
        site.write(f"posts/2024-01-01-{n:02}.md", HEAD.format(n=n) + body)
    conf = {"bunko_pdf_paper": "a5", "bunko_myst_in_posts": True, "myst_enable_extensions": ["colon_fence"]}
    return site.build("bunko-pdf", **conf).outdir / "compendium.pdf"  # type: ignore[arg-type]


def words(glyphs: list[Glyph], text: str) -> list[Glyph]:
    """Return the glyphs of all places where ``text`` stands in one piece."""
    whole = "".join(glyph.text[:1] or " " for glyph in glyphs)
    starts = [at for at in range(len(whole)) if whole.startswith(text, at)]
    return [glyph for at in starts for glyph in glyphs[at : at + len(text)]]


@pytest.mark.parametrize("level", [2, 3, 4])
@pytest.mark.parametrize("after", ["文[^1]がある。", TABLE.replace("甲", "甲[^1]"), ":::{note}\n文[^1]がある。\n:::\n"])
def test_a_heading_stays_with_what_follows_even_if_a_footnote_sends_that_to_the_next_page(
    site: Site, level: int, after: str
) -> None:
    body = "{fill}\n\n## 節\n\n文。\n\n" + "#" * level + " 見出\n\n{after}\n\n後の文。\n\n[^1]: {note}\n"
    bodies = [body.format(fill="埋草。\n\n" * n, after=after, note=NOTE) for n in range(7, 26)]
    layout = Layout(Book(made(site, *bodies)))
    headings = words(layout.glyphs, "見出")[::2]
    assert len(headings) == len(bodies)
    for heading in headings:
        below = [
            glyph
            for glyph in layout.glyphs
            if glyph.page == heading.page and glyph.base < heading.base - 1 and "Note" not in glyph.tags
        ]
        assert below


def test_a_caption_stays_with_its_table_and_a_footnote_with_its_cell(site: Site) -> None:
    body = "{fill}\n\n:::{{table}} 表の題\n{table}\n:::\n\n後。\n\n[^1]: 注の文。\n"
    table = TABLE.replace("甲", "甲[^1]")
    layout = Layout(Book(made(site, *(body.format(fill="埋草。\n\n" * n, table=table) for n in range(8, 28)))))
    captions, cells, notes = (words(layout.glyphs, text) for text in ("表の題", "1,234", "注の文"))
    pages = [glyph.page for glyph in captions[::3]]
    assert len(pages) == 20
    assert [glyph.page for glyph in cells[::5]] == pages
    assert [glyph.page for glyph in notes[::3]] == pages


def test_a_narrow_column_keeps_what_it_holds_on_one_line(site: Site) -> None:
    layout = Layout(Book(made(site, TABLE)))
    for text in ("中央", "1,234"):
        heights = {round(glyph.base, 1) for glyph in words(layout.glyphs, text)}
        assert len(heights) == 1


def test_numbers_of_lines_are_printed_but_are_no_text(site: Site) -> None:
    pdf = made(site, "```{code-block} sh\n:linenos:\n:lineno-start: 41\nmake\nmake pdf\n```\n")
    assert "42makepdf" in "".join("".join(page.extract_text().split()) for page in PdfReader(pdf).pages)
    assert "42" not in "".join(run.text for run in Book(pdf).runs)


def test_a_long_word_breaks_where_an_address_does(site: Site) -> None:
    layout = Layout(Book(made(site, "前の文の後に https://example.com/" + "a-long-part/" * 12 + " が来る。\n")))
    lines = next(lines for lines in layout.paragraphs if lines[0].text.startswith("前"))
    assert len(lines) > 2
    assert {line.text[-1] for line in lines[:-1]} <= {"/", "-"}


def test_no_line_begins_with_the_white_space_of_the_source(site: Site) -> None:
    layout = Layout(Book(made(site, "甲の行  \n  乙の行<br> 丙の行\n")))
    lines = next(lines for lines in layout.paragraphs if lines[0].text.startswith("甲"))
    assert [line.text for line in lines] == ["甲の行", "乙の行", "丙の行"]
    assert len({round(line.left, 1) for line in lines[1:]}) == 1


def test_the_head_of_the_page_names_part_and_article_but_where_the_article_begins(site: Site) -> None:
    pages = ["".join(page.extract_text().split()) for page in PdfReader(made(site, "本文。\n\n" * 80)).pages]
    opening = next(n for n, page in enumerate(pages) if "題0" in page and "本文" in page)
    assert not pages[opening].startswith("2024年")
    assert pages[opening].count("題0") == 1
    assert pages[opening + 1].count("題0") == 1
    assert "2024年" in pages[opening + 2]
