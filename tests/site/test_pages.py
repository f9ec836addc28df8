"""What pages show of the archive in HTML, and how a site makes them its own."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, Tag

from archives import clean_build, differing
from bunko.sphinx_ext.html.templates import TEMPLATES
from sitekit import CONF, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitekit import BuildResult, Site

BOOK_THEME = CONF.replace('"basic"', '"sphinx_book_theme"') + (
    'html_theme_options = {"article_footer_items": ["bunko-imprint.html", "bunko-neighbours.html"],\n'
    '  "article_header_start": ["bunko-header.html"]}\n'
    'html_sidebars = {"**": ["bunko-sidebar.html"]}\n'
)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
POST = "---\ntitle: 題名の行方\ndate: 2025-01-02\ntags: [AI]\ncategories: [技術]\nauthor: 筆者\n---\n\n本文。\n"
CARDS = "# 書庫\n\n```{bunko:list}\n:style: cards\n:lead:\n```\n"


@pytest.fixture
def book_site(make_site: Callable[..., Site]) -> Site:
    """A site with the project's theme and one post."""
    site = make_site(conf=BOOK_THEME)
    site.write("posts/2025-01-02-x.md", POST)
    return site


def soup(result: BuildResult, path: str) -> BeautifulSoup:
    return BeautifulSoup(result.read(path), "lxml")


def one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


# -- weight


def test_the_article_of_the_project_is_at_most_30_kilobytes(seed_site: Path) -> None:
    assert (seed_site / "posts/2025-12-29-1-aiamazon-500.html").stat().st_size <= 30_000


# -- language


@pytest.mark.parametrize(
    ("lang", "expected"), [("en", "en"), ("zh_TW", "zh-TW"), ("ja", None), ("", None), ("?!", None)]
)
def test_a_post_in_another_language_says_so(site: Site, lang: str, expected: str | None) -> None:
    site.write("posts/2025-01-01-x.md", f'---\ntitle: 題\nlang: "{lang}"\n---\n本文。\n')
    page = soup(site.build(), "posts/2025-01-01-x.html")
    assert one(page, "section:has(> h1)").get("lang") == expected
    assert one(page, ".bunko-byline").get("lang") == ("ja" if lang else None)


# -- headings


def test_headings_say_where_they_may_break_and_read_as_before(book_site: Site) -> None:
    book_site.write("posts/2025-01-02-x.md", POST + "\n## 電力を*読み解く*`code の話`\n")
    page = soup(book_site.build(), "posts/2025-01-02-x.html")
    assert str(one(page, "h1")).startswith("<h1>題名の<wbr/>行方<a")
    heading = one(page, "h2")
    assert heading.get_text().startswith("電力を読み解くcode の話")
    assert not one(heading, "code").select("wbr")  # type: ignore[arg-type]  # a tag has what a page has
    assert page.title is not None
    assert "題名の行方" in page.title.get_text()


# -- the imprint


def test_an_article_tells_how_to_cite_it_by_its_address(book_site: Site) -> None:
    page = soup(book_site.build(html_baseurl="https://example.org/a", project="書庫"), "posts/2025-01-02-x.html")
    text = one(page, ".bunko-citation").get_text()
    assert text == "「題名の行方」筆者、書庫、2025年1月2日、https://example.org/a/posts/2025-01-02-x.html"
    assert "url = {https://example.org/a/posts/2025-01-02-x.html}\n}" in one(page, ".bunko-cite pre").get_text()


def test_without_an_address_of_the_site_the_page_leaves_a_place_for_its_own(book_site: Site) -> None:
    page = soup(book_site.build(), "posts/2025-01-02-x.html")
    assert len(page.select(".bunko-cite .bunko-here")) == 2


def test_an_article_links_to_its_source_as_sphinx_options_say(book_site: Site) -> None:
    built = book_site.build()
    link = one(soup(built, "posts/2025-01-02-x.html"), '.bunko-imprint a[type="text/plain"]')
    assert (built.outdir / "posts" / str(link["href"])).is_file()
    hidden = soup(book_site.build(html_show_sourcelink=False), "posts/2025-01-02-x.html")
    assert not hidden.select('.bunko-imprint a[type="text/plain"]')


def test_an_article_links_to_where_it_is_edited_as_theme_options_say(book_site: Site) -> None:
    conf = (book_site.source / "conf.py").read_text(encoding="utf-8")
    book_site.write(
        "conf.py",
        conf + 'html_theme_options |= {"use_edit_page_button": True, "article_header_end": []}\n'
        'html_context = {"github_user": "u", "github_repo": "r", "github_version": "main", "doc_path": "site"}\n',
    )
    links = [
        str(link["href"]) for link in soup(book_site.build(), "posts/2025-01-02-x.html").select(".bunko-imprint a")
    ]
    assert "https://github.com/u/r/edit/main/site/posts/2025-01-02-x.md" in links


BOOKS = [
    {"name": "all"},
    {"name": "tech", "select": {"category": "技術"}},
    {"name": "some", "select": {"category": "技術", "year": 2025}},
]


def test_the_book_of_just_a_category_is_linked_from_its_page_and_its_articles(book_site: Site) -> None:
    built = book_site.build(bunko_pdf_url="pdf", bunko_books=BOOKS)
    for path, expected in {
        "posts/2025-01-02-x.html": ["../pdf/tech.pdf"],
        "categories/技術.html": ["../pdf/tech.pdf"],
        "archive/index.html": ["../pdf/all.pdf"],
        "tags/ai.html": [],
    }.items():
        assert [link["href"] for link in soup(built, path).select("a.bunko-pdf")] == expected, path


def test_of_a_book_in_volumes_the_first_is_linked(book_site: Site) -> None:
    book_site.write("posts/2025-01-03-y.md", POST)
    book = {"name": "tech", "select": {"category": "技術"}, "volumes": 1}
    built = book_site.build(bunko_pdf_url="pdf", bunko_books=[book])
    assert one(soup(built, "categories/技術.html"), "a.bunko-pdf")["href"] == "../pdf/tech-1.pdf"
    assert (book_site.build("bunko-pdf", bunko_books=[book]).outdir / "tech-1.pdf").is_file()


def test_books_elsewhere_are_linked_by_their_address_and_without_one_not_at_all(book_site: Site) -> None:
    built = book_site.build(bunko_pdf_url="https://example.org/b/", bunko_books=BOOKS)
    link = one(soup(built, "posts/2025-01-02-x.html"), "a.bunko-pdf")
    assert link["href"] == "https://example.org/b/tech.pdf"
    assert "bunko-pdf" not in book_site.build(bunko_pdf_url="", bunko_books=BOOKS).read("posts/2025-01-02-x.html")


# -- home


def test_a_card_shows_the_picture_that_its_post_names(site: Site) -> None:
    site.write("index.md", CARDS)
    site.write("posts/2025-01-02-x.md", POST.replace("title:", "image: pictures/cover.png\ntitle:"))
    site.write("posts/2025-01-03-y.md", POST.replace("title:", "image: https://example.org/far.png\ntitle:"))
    site.write("posts/pictures/cover.png", PIXEL)
    built = site.build()
    assert built.warnings == []
    (picture,) = soup(built, "index.html").select(".bunko-cards img")
    assert re.fullmatch(r"_images/cover-[0-9a-f]{8}\.png", str(picture["src"]))
    assert picture["alt"] == ""
    assert (built.outdir / str(picture["src"])).read_bytes() == PIXEL


def test_a_picture_that_no_card_shows_any_more_goes(site: Site) -> None:
    site.write("index.md", "# 庫\n\n```{bunko:list}\n:style: cards\n:limit: 1\n```\n")
    site.write("posts/2025-01-02-x.md", POST.replace("title:", "image: cover.png\ntitle:"))
    site.write("posts/cover.png", PIXEL)
    assert len([*site.build().outdir.glob("_images/*")]) == 1
    assert len([*site.build().outdir.glob("_images/*")]) == 1
    site.write("posts/2025-01-03-y.md", POST)
    built = site.build()
    assert [*built.outdir.glob("_images/*")] == []
    assert differing(built, clean_build(site)) == []


def test_a_picture_of_a_card_and_of_a_text_is_one_file(site: Site) -> None:
    site.write("index.md", CARDS)
    site.write("posts/2025-01-02-x.md", POST.replace("title:", "image: cover.png\ntitle:") + "\n![図](cover.png)\n")
    site.write("posts/cover.png", PIXEL)
    built = site.build()
    assert [path.name for path in built.outdir.glob("_images/*")] == ["cover.png"]
    assert "_images/cover.png" in built.read("index.html")


@pytest.mark.parametrize("style", ["cards", "table"])
def test_a_list_names_categories_as_the_archive_does(site: Site, style: str) -> None:
    site.write("index.md", f"# 庫\n\n```{{bunko:list}}\n:style: {style}\n:limit: 1\n```\n")
    names = ["ＡＩ", "AI", "AI"]
    for day, name in enumerate(names, 1):
        site.write(f"posts/2025-01-0{day}-x.md", f"---\ntitle: 第{day}\ncategories: [{name}]\n---\n本文。\n")
    site.write("posts/2025-02-01-x.md", "---\ntitle: 新\ncategories: [ＡＩ]\n---\n本文。\n")
    assert "ＡＩ" not in site.build().read("index.html")
    for day in (2, 3):
        site.write(f"posts/2025-01-0{day}-x.md", f"---\ntitle: 第{day}\ncategories: [ＡＩ]\n---\n本文。\n")
    built = site.build()
    assert "ＡＩ" in built.read("index.html")
    assert differing(built, clean_build(site)) == []


def test_a_picture_that_comes_later_appears_on_its_card(site: Site) -> None:
    site.write("index.md", CARDS)
    site.write("posts/2025-01-02-x.md", POST.replace("title:", "image: /assets/cover.png\ntitle:"))
    assert "<img" not in site.build().read("index.html")
    site.write("assets/cover.png", PIXEL)
    built = site.build()
    assert "_images/cover-" in built.read("index.html")
    assert differing(built, clean_build(site)) == []


@pytest.mark.parametrize("image", ["../../conf.py", "/", "http://[", "a%00b.png", "..", "x" * 5000])
def test_a_picture_that_cannot_be_leaves_a_card_without_one(site: Site, image: str) -> None:
    site.write("index.md", CARDS)
    site.write("posts/2025-01-02-x.md", POST.replace("title:", f"image: '{image}'\ntitle:"))
    built = site.build()
    assert "<img" not in built.read("index.html")
    assert "題名の" in built.read("index.html")


def test_lists_of_terms_stand_in_pages_and_change_when_a_post_does(site: Site) -> None:
    site.write(
        "index.md",
        "# 書庫\n\n```{bunko:tags}\n:limit: 2\n```\n\n```{bunko:categories}\n```\n\n```{bunko:authors}\n```\n",
    )
    site.write("taxonomy.yml", "categories:\n  技術: {description: 技術の話。}\n")
    site.write("posts/2025-01-02-x.md", POST)
    page = soup(site.build(), "index.html")
    assert [link.get_text() for link in page.select(".bunko-terms a")] == ["AI", "技術", "筆者"]
    assert one(page, ".bunko-terms-categories .bunko-description").get_text() == "技術の話。"
    site.write("posts/2025-01-03-y.md", POST.replace("AI", "LLM").replace("技術", "経済"))
    built = site.build()
    assert [link.get_text() for link in soup(built, "index.html").select(".bunko-terms a")] == [
        *("AI", "LLM", "技術", "経済", "筆者")
    ]
    assert differing(built, clean_build(site)) == []


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_lists_of_terms_and_cards_are_words_in_other_formats(site: Site, builder: str) -> None:
    site.write("index.md", f"{CARDS}\n```{{bunko:tags}}\n```\n")
    site.write("posts/2025-01-02-x.md", POST)
    built = site.build(builder, copyright="筆者", version="1")
    assert built.warnings == []
    if builder == "text":
        assert "題名の行方" in built.read("index.txt")


# -- nothing there


@pytest.mark.parametrize("path", ["index.html", "tags/index.html", "categories/index.html", "archive/index.html"])
def test_a_site_without_posts_says_so_everywhere(site: Site, path: str) -> None:
    site.write("index.md", f"{CARDS}\n```{{bunko:tags}}\n```\n")
    built = site.build()
    assert built.warnings == []
    assert "まだ記事がありません" in one(soup(built, path), ".bunko-empty").get_text()
    assert json.loads(built.read("nearest/index.json")) == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(("base", "top"), [("", "/"), ("https://example.org/blog/", "/blog/")])
def test_the_page_of_wrong_addresses_holds_wherever_it_is_shown(site: Site, builder: str, base: str, top: str) -> None:
    site.write("posts/2025-01-02-x.md", POST)
    built = site.build(builder, html_baseurl=base)
    page = soup(built, "404.html")
    tag = one(page, "base")
    assert tag["href"] == f"{top}404.html"
    assert tag.find_previous(["link", "script"]) is None  # it counts for what comes after it
    for link in page.select("a[href], link[href], script[src]"):
        address = str(link.get("href") or link.get("src"))
        assert not address.startswith(("/", "..")), address


def test_a_site_may_have_its_own_page_of_wrong_addresses(site: Site) -> None:
    site.write("404.md", "---\norphan: true\n---\n# どこにもない\n")
    assert "どこにもない" in site.build().read("404.html")


# -- a look of one's own


def test_a_site_replaces_a_block_and_a_variable(book_site: Site) -> None:
    conf = (book_site.source / "conf.py").read_text(encoding="utf-8")
    extra = 'templates_path = ["own"]\nhtml_static_path = ["static"]\nhtml_css_files = ["own.css"]\n'
    book_site.write("conf.py", conf + extra)
    book_site.write("own/bunko/imprint.html", '<p class="own">{{ article.title }} / {{ cite.text }}</p>\n')
    book_site.write("static/own.css", "html { --bunko-accent: #7a3b2e; }\n")
    built = book_site.build()
    page = soup(built, "posts/2025-01-02-x.html")
    assert one(page, "p.own").get_text().startswith("題名の行方 / 「題名の行方」筆者")
    assert not page.select(".bunko-imprint")
    sheets = [str(link["href"]) for link in page.select('link[rel="stylesheet"]')]
    own = next(at for at, sheet in enumerate(sheets) if "own.css" in sheet)
    ours = next(at for at, sheet in enumerate(sheets) if "bunko.css" in sheet)
    assert ours < own  # so that the site's variables win
    book_site.write("own/bunko/imprint.html", "<p>別</p>\n")
    assert differing(book_site.build(), clean_build(book_site)) == []


def test_the_manual_names_every_template() -> None:
    manual = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
    assert [found.name for found in (TEMPLATES / "bunko").iterdir() if f"`{found.name}`" not in manual] == []
