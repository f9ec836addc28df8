"""The site and the book tell the same: every link between articles, and every character of every article."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from archives import archive
from parity import compare, heading, read_page
from pdfkit import Book, png
from sitekit import ROOT, Site, once

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit import BuildResult

Link = tuple[str, str, str]  #: an article, the article that it leads to, and the heading there

#: What the book shows otherwise than the browser in the samples, and how often: none of it may become more.
EXPLAINED = Counter(
    {
        "page": 13,  # the number of the page that a link leads to
        "picture": 202,  # on the web, so not in the book: a box with its description and address
        "embed": 11,  # a video or another page: its address
        "footnote": 3,  # counted anew in each article, in the order of the references
    }
)
TARGET = "---\ntitle: 的\ndate: 2026-01-01\npermalink: /ai/target/\n---\n\n## 節の名\n\n本文。\n\n## 第二 **の** 節\n\n"
#: Each is the body of a post of its own.
FORMS = {
    "file": "[語](2026-01-01-target.md) と [節](2026-01-01-target.md#節の名)、[別](2026-01-01-target.md#第二-の-節)",
    "permalink": "[語](/ai/target/) [日](/2026/01/01/target.html)",
    "post_url": "[語]({% post_url 2026-01-01-target %}) [語]({% link _posts/2026-01-01-target.md %})",
    "role": "{bunko:post}`2026-01-01-target` {bunko:post}`種 <2025-12-29-1-aiamazon-500>`",
    "reference": "[語][t]、[t]、[[2026-01-01-target]]\n\n[t]: 2026-01-01-target.md#節の名",
    "table": "| [頭](2026-01-01-target.md) | 乙 |\n|--|--|\n| 丙 | [語](2025-12-29-1-aiamazon-500.md) |",
    "list": "- 甲\n  1. [語](2026-01-01-target.md)\n- [x] [済](2025-12-29-1-aiamazon-500.md)",
    "heading": "## [語](2026-01-01-target.md)の節\n\n本文。\n\n### 次 [種](2025-12-29-1-aiamazon-500.md)\n\n本文。",
    "bold heading": "**[語](2026-01-01-target.md)**\n\n本文。",
    "footnote": "注[^a]と注[^b]と再[^a]。\n\n[^b]: [種](2025-12-29-1-aiamazon-500.md)の注。\n\n"
    "[^a]: [語](2026-01-01-target.md)の`注`。",
    "quote": "> [語](2026-01-01-target.md)\n>\n> > **[太](2025-12-29-1-aiamazon-500.md)**",
    "image": "[![絵](p.png)](2026-01-01-target.md)\n\n[![遠](https://e.example/p.png)](2025-12-29-1-aiamazon-500.md)",
    "inline image": "前 [![絵](p.png) 語](2026-01-01-target.md) 後",
    # Raw HTML names the page by its file, as the site has it.
    "HTML": '<p>前<a href="2026-01-01-target.html">語</a><b>後</b></p>\n\n<ruby>漢<rp>(</rp><rt>かん</rt></ruby>',
    "page break": "長い文。" * 390 + "[" + "長い語" * 120 + "](2026-01-01-target.md)",
    "itself": "## 甲節\n\n[下](#乙節)\n\n## 乙節\n\n[上](#甲節) [外](https://example.org/) [無](2026-09-09-none.md)",
}


def of_site(folder: Path, docnames: list[str]) -> set[Link]:
    """Return the links from article to article that the pages below ``folder`` show."""
    return {
        (docname, target, heading(folder, target, fragment))
        for docname in docnames
        for target, fragment in read_page(folder, docname, docnames).links
    }


def of_book(book: Book) -> set[Link]:
    """Return the same of a book."""
    return {
        (source, target, "".join(book.heading_at(jump).split()))
        for jump in book.jumps
        if (source := book.article_at(jump.page)) is not None
        and (target := book.article_at(jump.target)) is not None
        and source != target
    }


def both(site: Site) -> tuple[Path, Book]:
    """Build the site and the book of it."""
    html = site.build(apart=True, jobs=2)
    pdf = site.build("bunko-pdf", apart=True)
    assert (html.returncode, pdf.returncode) == (0, 0), html.warnings + pdf.warnings
    return html.outdir, Book(pdf.outdir / "compendium.pdf")


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Book]:
    """The project's own site, with its theme, and a few more posts in it."""

    def build(folder: Path) -> None:
        site = Site(folder)
        for name in ("posts", "_static"):
            shutil.copytree(ROOT / name, site.source / name)
        for name in ("conf.py", "index.md", "taxonomy.yml"):
            shutil.copy(ROOT / name, site.source)
        site.write("posts/p.png", png())
        site.write("posts/2026-01-01-target.md", TARGET)
        for day, (form, body) in enumerate(FORMS.items(), 1):
            head = f"title: '{form} から'\ndate: 2026-02-{day:02}"
            site.write(f"posts/2026-02-{day:02}-from.md", f"---\n{head}\n---\n\n{body}\n")
        both(site)

    folder = once(tmp_path_factory, "parity", build)
    return folder / "_build/html", Book(folder / "_build/bunko-pdf/compendium.pdf")


@pytest.fixture(scope="module")
def samples(sample_site: BuildResult, sample_book: BuildResult) -> tuple[Path, Book]:
    return sample_site.outdir, Book(sample_book.outdir / "compendium.pdf")


def test_every_form_of_link_leads_to_the_same_place_in_the_book(seed: tuple[Path, Book]) -> None:
    folder, book = seed
    links = of_site(folder, list(book.articles))
    assert len(links) >= 24
    assert of_book(book) == links


def test_links_within_an_article_lead_to_its_sections(seed: tuple[Path, Book]) -> None:
    _, book = seed
    name = f"posts/2026-02-{len(FORMS):02}-from"
    found = {book.heading_at(jump) for jump in book.jumps if book.article_at(jump.page) == name}
    assert found == {"甲節", "乙節"}


def test_every_form_of_link_has_the_same_words(seed: tuple[Path, Book]) -> None:
    found = compare(*seed)
    assert found.faults == {}
    assert found.reasons == Counter(page=30, picture=1, footnote=3)


def test_the_links_of_all_samples_are_the_same(samples: tuple[Path, Book]) -> None:
    folder, book = samples
    links = of_site(folder, list(book.articles))
    assert len(links) >= 10
    assert of_book(book) == links


def test_the_text_of_all_samples_is_the_same(samples: tuple[Path, Book]) -> None:
    found = compare(*samples)
    assert found.faults == {}
    assert found.reasons <= EXPLAINED, found.reasons


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_synthetic_posts_have_the_same_links_and_words(site: Site, count: int) -> None:
    archive(site, count)
    folder, book = both(site)
    links = of_site(folder, list(book.articles))
    assert len(links) > count
    assert of_book(book) == links
    found = compare(folder, book)
    assert found.faults == {}
    assert found.reasons.keys() <= {"page", "footnote"}
