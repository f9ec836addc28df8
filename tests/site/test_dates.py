"""A date is written in one way, wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from pdfkit import Book

if TYPE_CHECKING:
    from sitekit import Site

INDEX = "# Home\n\n```{bunko:list}\n:style: list\n```\n"


@pytest.mark.parametrize(("language", "day"), [("en", "December 3, 2025"), ("ja", "2025年12月3日")])
def test_page_list_and_book_write_a_date_alike(site: Site, language: str, day: str) -> None:
    site.write("conf.py", f'extensions = ["bunko"]\nhtml_theme = "basic"\nlanguage = "{language}"\n')
    site.write("index.md", INDEX)
    site.write("posts/2025-12-03-a.md", "---\ntitle: One\n---\nText.\n")
    built = site.build()
    assert day in BeautifulSoup(built.read("posts/2025-12-03-a.html"), "lxml").select(".bunko-byline")[0].get_text()
    for page in ("index", "archive/2025"):
        assert day in BeautifulSoup(built.read(f"{page}.html"), "lxml").get_text(), page
    book = Book(site.build("bunko-pdf").outdir / "compendium.pdf")
    assert day.replace(" ", "") in "".join("".join(run.text for run in book.runs).split())
