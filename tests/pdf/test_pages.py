"""Pages as they look, beside pictures that somebody has looked at and approved.

``make approve`` takes the pages as they are now for the approved ones. Look at each before you commit it.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PIL import Image, ImageChops

from bunko.sphinx_ext.typst import assets as pdf_assets
from pdfkit import Book
from sitekit import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit import Site

APPROVED = ROOT / "tests/pdf/approved"
FAILED = ROOT / "_build/pages"  #: where pictures of what differs go
APPROVE = bool(os.environ.get("BUNKO_APPROVE"))
RESOLUTION = 80  #: pixels in an inch
GREYS = 16
#: Pictures are compared in squares of so many pixels, which drop how a rasteriser smoothes edges: how much darker or
#: lighter, of 255, the mean of one may be. A hairline less makes a difference of about 10.
SQUARE, TOLERANCE = 8, 5
PAPERS = ("a5", "a4")
#: The pages, by the bookmark that leads to them.
PAGES = {
    "cover": "",
    "contents": "目次",
    "article": "AI覇権の行方：Amazon 500億ドル投資が市場にもたらす変化の核心。",
    "specimen": "一ページの見本",
    "index": "索引",
}


def picture(pdf: Path, page: int) -> Image.Image:
    """Return a page of a PDF as a small grey picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        grey: Image.Image = document[page].render(scale=RESOLUTION / 72, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
    return grey.point([round(value * (GREYS - 1) / 255) * 255 // (GREYS - 1) for value in range(256)])


def page_of(pdf: Path, title: str) -> int:
    """Return the page that a bookmark leads to; without a title the first."""
    return next(mark.page for mark in Book(pdf).outline if mark.title == title) if title else 0


def difference(one: Image.Image, other: Image.Image) -> int:
    """Return by how much the two differ in the square where they differ most."""
    if one.size != other.size:
        return 255
    small = (one.width // SQUARE, one.height // SQUARE)
    shrunk = [each.resize(small, Image.Resampling.BOX) for each in (one, other)]
    darkest = ImageChops.difference(*shrunk).getextrema()[1]
    assert isinstance(darkest, int | float)
    return round(darkest)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_looks_as_approved(name: str, paper: str, typeset_books: Path) -> None:
    pdf = typeset_books / f"{paper}.pdf"
    got = picture(pdf, page_of(pdf, PAGES[name]))
    file = f"{paper}-{name}.png"
    if APPROVE:
        got.quantize(GREYS).save(APPROVED / file, optimize=True)
    approved = Image.open(APPROVED / file).convert("L")
    found = difference(got, approved)
    if found > TOLERANCE:
        FAILED.mkdir(parents=True, exist_ok=True)
        got.save(FAILED / f"{paper}-{name}-got.png")
        approved.save(FAILED / f"{paper}-{name}-approved.png")
        if got.size == approved.size:
            ImageChops.invert(ImageChops.difference(got, approved)).save(FAILED / f"{paper}-{name}-difference.png")
        pytest.fail(
            f"{file}: the page differs by {found} of 255 from the approved one, {TOLERANCE} are allowed. Look at the"
            f" pictures {paper}-{name}-*.png in {FAILED}; if the change is meant, `make approve` and commit {APPROVED}"
        )


@pytest.mark.parametrize(
    ("template", "old", "new"),
    [
        ("measures.typ", "size: 13 * q, feed: 21 * q", "size: 12.75 * q, feed: 21 * q"),
        ("measures.typ", "feed: 21 * q, gutter: 20mm", "feed: 21 * q, gutter: 21mm"),
        ("measures.typ", '"Noto Serif JP",) + fallbacks', '"Noto Sans JP",) + fallbacks'),
        ("measures.typ", '"#1f3a5f"', '"#5f7a9f"'),
        ("book.typ", "line(length: 8em, stroke: 0.4pt + sumi)", "none"),
        ("book.typ", "line(length: 100%, stroke: 0.5pt + ai)", "v(0.5pt)"),
        ("blocks.typ", "let hairline = 0.25pt + luma(65%)", "let hairline = 0pt + white"),
        ("blocks.typ", "fill: luma(96.5%), stroke: (left: 2pt + luma(72%))", "fill: white"),
    ],
)
def test_a_change_that_can_be_seen_is_noticed(
    template: str, old: str, new: str, site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for path in (ROOT / "tests/pdf/specimen").iterdir():
        if "specimen" not in path.name:
            site.write(f"posts/{path.name}", path.read_bytes())
    conf = {"bunko_pdf_paper": "a5", "bunko_myst_in_posts": True, "myst_enable_extensions": ["colon_fence"]}
    changed = tmp_path / "typst"
    changed.mkdir()
    for path in pdf_assets.TEMPLATES.glob("*.typ"):
        text = path.read_text("utf-8")
        if path.name == template:
            assert len(re.findall(re.escape(old), text)) >= 1
            text = text.replace(old, new)
        (changed / path.name).write_text(text, "utf-8")
    pages = []
    for folder in (pdf_assets.TEMPLATES, changed):
        monkeypatch.setattr(pdf_assets, "TEMPLATES", folder)
        pdf = site.build("bunko-pdf", **conf).outdir / "compendium.pdf"  # type: ignore[arg-type]
        pages.append(picture(pdf, page_of(pdf, PAGES["specimen"])))
    assert difference(*pages) > TOLERANCE
