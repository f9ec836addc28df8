"""The index at the end of a book leads where it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from pathlib import Path

    from pypdf import PageObject
    from pypdf.generic import Destination

    from sitekit import Site

TAXONOMY = "tags:\n  AI: {reading: エーアイ}\n"
POSTS = {
    "2024-01-01-a": ("一番", "AI, 半導体", "分析", "甲"),
    "2024-02-01-b": ("二番", "AI, クラウド", "分析", "乙"),
    "2024-03-01-c": ("三番", "AI", "速報", "甲"),
    "2025-01-01-d": ("四番", "AI, クラウド", "分析", "甲"),
}


def built(site: Site, **conf: object) -> PdfReader:
    site.write("taxonomy.yml", TAXONOMY)
    for name, (title, tags, category, author) in POSTS.items():
        head = f"title: {title}\ntags: [{tags}]\ncategories: [{category}]\nauthor: {author}"
        site.write(f"posts/{name}.md", f"---\n{head}\n---\n\n本文。\n")
    result = site.build("bunko-pdf", **conf)  # type: ignore[arg-type]
    assert result.warnings == []  # so it meets the standards, too
    return PdfReader(result.outdir / "compendium.pdf")


def bookmarks(book: PdfReader) -> dict[str, int]:
    """Return the page, from 0, of each entry of the outline."""
    found: dict[str, int] = {}

    def walk(items: list[Destination | list[Destination]]) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item)  # type: ignore[arg-type]  # lists in lists
            else:
                found[str(item.title)] = book.get_destination_page_number(item) or 0

    walk(book.outline)  # type: ignore[arg-type]
    return found


def notes_on(page: PageObject) -> list[Any]:
    return [annotation.get_object() for annotation in cast("list[Any]", page.get("/Annots", []))]


def entries(book: PdfReader) -> list[tuple[str, str]]:
    """Return the lines of the index, each as its term and what stands behind it."""
    text = book.pages[bookmarks(book)["索引"]].extract_text().replace("\u00a0", " ")
    found = re.findall(r"^([^\d\n]+?)[ .]*(\d.*?)\s*$", text, re.MULTILINE)
    return [entry for entry in found if entry[0] != "索引"]  # which is the running head


def targets(book: PdfReader) -> list[int]:
    """Return the pages, from 0, that the links of the index lead to, in their order."""
    found = []
    for item in notes_on(book.pages[bookmarks(book)["索引"]]):
        destination = item["/Dest"] if "/Dest" in item else item["/A"]["/D"]
        if isinstance(destination, str):
            destination = book.named_destinations[destination].dest_array
        found.append(book.get_page_number(destination[0].get_object()) or 0)
    return found


def test_every_term_stands_there_with_the_pages_on_which_its_articles_begin(site: Site) -> None:
    book = built(site)
    marks = bookmarks(book)
    at = {title: book.page_labels[marks[title]] for title in ("一番", "二番", "三番", "四番")}
    assert [int(at[title]) for title in ("一番", "二番", "三番")] == [2, 3, 4]
    run = f"{at['一番']}–{at['三番']}"
    assert dict(entries(book)) == {
        "分析": f"{at['一番']}, {at['二番']}, {at['四番']}",
        "速報": at["三番"],
        "AI": f"{run}, {at['四番']}",
        "クラウド": f"{at['二番']}, {at['四番']}",
        "半導体": at["一番"],
        "乙": at["二番"],
        "甲": f"{at['一番']}, {at['三番']}, {at['四番']}",
    }


def test_every_number_is_a_link_to_that_page(site: Site) -> None:
    book = built(site)
    numbers = [number for _, pages in entries(book) for number in re.findall(r"\d+", pages)]
    assert [book.page_labels[page] for page in targets(book)] == numbers


def test_the_index_stands_in_contents_and_outline_before_the_colophon(site: Site) -> None:
    book = built(site)
    marks = bookmarks(book)
    assert marks["四番"] < marks["索引"] < marks["奥付"] == len(book.pages) - 1
    assert [marks[title] for title in ("カテゴリー", "タグ", "著者")] == [marks["索引"]] * 3
    contents = book.pages[marks["目次"]].extract_text()
    assert re.search(rf"索引[\s.]*{book.page_labels[marks['索引']]}\b", contents)
    assert int(book.page_labels[marks["索引"]]) % 2 == 1


@pytest.mark.parametrize("paper", ["a4", "a5", "b6"])
def test_the_index_fits_every_paper(site: Site, paper: str) -> None:
    assert len(entries(built(site, bunko_pdf_paper=paper))) == 7


def test_a_term_of_very_many_articles_has_its_first_and_last_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bunko.books.index.MOST_PAGES", 3)
    book = built(site)
    marks = bookmarks(book)
    pages = f"{book.page_labels[marks['一番']]}–{book.page_labels[marks['四番']]}"
    assert re.sub(r"\s", "", dict(entries(book))["AI"]) == f"{pages}随所（4本）"


def test_an_index_of_many_pages_loses_nothing(site: Site) -> None:
    for number in range(2):
        tags = ", ".join(f"{'語' * (1 + place % 70)}{place}番" for place in range(300))
        site.write(f"posts/2024-01-0{number + 1}-x.md", f"---\ntitle: 題{number}\ntags: [{tags}]\n---\n\n本文。\n")
    result = site.build("bunko-pdf")
    assert result.warnings == []
    book = PdfReader(result.outdir / "compendium.pdf")
    marks = bookmarks(book)
    text = "".join(page.extract_text() for page in book.pages[marks["索引"] : marks["奥付"]])
    assert marks["奥付"] - marks["索引"] > 3
    found = re.findall(r"語(\d+)番", re.sub(r"\s", "", text))
    assert sorted(map(int, found)) == list(range(300))


def test_a_book_of_one_article_has_no_index(site: Site) -> None:
    site.write("posts/2024-01-01-x.md", "---\ntitle: 題\ntags: [AI]\n---\n\n本文。\n")
    result = site.build("bunko-pdf")
    assert "索引" not in bookmarks(PdfReader(result.outdir / "compendium.pdf"))


def test_an_article_gives_its_address_on_the_web_as_a_link(site: Site) -> None:
    site.write("posts/2024-01-01-記事.md", "---\ntitle: 題\n---\n\n本文。\n")
    result = site.build("bunko-pdf", html_baseurl="https://example.com/")
    assert result.warnings == []
    page = _page_of(result.outdir / "compendium.pdf", "本文。")
    assert "https://example.com/posts/2024-01-01-記事.html" in re.sub(r"\s", "", page.extract_text())
    (link,) = {item["/A"]["/URI"] for item in notes_on(page)}
    assert link == "https://example.com/posts/2024-01-01-%E8%A8%98%E4%BA%8B.html"
    without = site.build("bunko-pdf", html_baseurl="")
    assert notes_on(_page_of(without.outdir / "compendium.pdf", "本文。")) == []


def _page_of(pdf: Path, text: str) -> PageObject:
    return next(page for page in PdfReader(pdf).pages if text in page.extract_text())
