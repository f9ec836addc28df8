"""Translations kept from build to build save time, and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archives import clean_build, differing
from bunko.sphinx_ext.typst.builder import PdfBuilder
from pdfkit import png

if TYPE_CHECKING:
    from sitekit import Site

A, B, C = (f"posts/2026-01-0{day}-{name}.md" for day, name in enumerate("abc", 1))
RAW = '---\ntitle: 甲\n---\n\n<p><a href="2026-01-02-b.html">乙へ</a></p>\n\n![絵](p.png)\n\n$x^2$\n'
PLAIN = "---\ntitle: 丙\n---\n\n[乙](2026-01-02-b.md)\n"
TARGET = "---\ntitle: 乙\n---\n\n本文。\n"


@pytest.fixture
def translated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are translated from now on."""
    found: list[str] = []
    whole = PdfBuilder._translated

    def noted(self: PdfBuilder, docname: str) -> object:
        found.append(docname)
        return whole(self, docname)

    monkeypatch.setattr(PdfBuilder, "_translated", noted)
    return found


def test_only_what_has_changed_is_translated_again(site: Site, translated: list[str]) -> None:
    for name, text in ((B, TARGET), (C, PLAIN)):
        site.write(name, text)
    site.build("bunko-pdf")
    assert translated == [B[:-3], C[:-3]]
    site.write(B, TARGET.replace("本文。", "加筆。"))
    translated.clear()
    built = site.build("bunko-pdf")
    assert translated == [B[:-3]]
    assert differing(built, clean_build(site, "bunko-pdf")) == []


def test_what_depends_on_more_than_its_document_is_always_translated(site: Site, translated: list[str]) -> None:
    site.write(A, RAW)
    site.write("posts/p.png", png())
    site.build("bunko-pdf")
    site.write(B, TARGET)
    site.write("posts/p.png", png(80, 60))
    translated.clear()
    built = site.build("bunko-pdf")
    assert A[:-3] in translated
    assert differing(built, clean_build(site, "bunko-pdf")) == []


@pytest.mark.parametrize("builder", ["bunko-pdf", "bunko-epub"])
def test_a_book_shows_pictures_of_raw_html_as_they_are_now(site: Site, builder: str) -> None:
    site.write(A, "---\ntitle: 甲\n---\n\n<div><img src='p.png' alt='絵'></div>\n")
    for width in (8, 16):
        site.write("posts/p.png", png(width))
        assert differing(site.build(builder), clean_build(site, builder)) == []


def test_what_a_translation_warns_of_is_said_again(site: Site) -> None:
    site.write(A, "---\ntitle: 甲\n---\n\n<div><img src='none.png'></div>\n")
    site.write(C, TARGET)
    first = site.build("bunko-pdf").warnings
    assert any("none.png" in warning for warning in first)
    site.write(C, PLAIN.replace("2026-01-02-b", "2026-01-01-a"))
    assert [text for text in site.build("bunko-pdf").warnings if "none.png" in text] == [
        text for text in first if "none.png" in text
    ]


def test_what_cannot_be_read_is_made_anew(site: Site, translated: list[str]) -> None:
    site.write(C, TARGET)
    site.build("bunko-pdf")
    kept = site.source / "_build/doctrees/bunko/bunko-pdf.pickle"
    for damage in (b"", b"x", kept.read_bytes()[:-20]):
        kept.write_bytes(damage)
        (site.source / "_build/bunko-pdf/compendium.pdf").unlink()
        translated.clear()
        site.build("bunko-pdf")
        assert translated == [C[:-3]]
        assert kept.read_bytes() != damage
