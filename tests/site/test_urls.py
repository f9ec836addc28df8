"""Old addresses are answered, by the page or by one that leads to it, in every builder that makes pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError
from sphinx.util.inventory import InventoryFile

from archives import clean_build, differing

if TYPE_CHECKING:
    from sitekit import BuildResult, Site

ONE = """---
title: 一
date: 2025-01-02
category: 技術
tags: [AI]
redirect_from: /old/
---

本文。[二](2025-01-03-two.md)
"""
TWO = "---\ntitle: 二 & <b>\ndate: 2025-01-03\ncategory: 技術\ntags: [AI]\n---\n\n![図](figure.png) [一](/old/)\n"
PAGES: dict[str, Any] = {"bunko_permalink": "pretty", "bunko_permalink_pages": True}


@pytest.fixture
def two(site: Site) -> Site:
    site.write("posts/2025-01-02-one.md", ONE)
    site.write("posts/2025-01-03-two.md", TWO)
    site.write("posts/figure.png", b"\x89PNG\r\n\x1a\n")
    return site


def target(built: BuildResult, file: str) -> str:
    """Return the file that a redirect leads to, after checking that all its ways lead there."""
    page = BeautifulSoup(built.read(file), "lxml")
    href = str(page.select_one("a")["href"])  # type: ignore[index]
    assert page.select_one("meta[http-equiv=refresh]")["content"] == f"0; url={href}"  # type: ignore[index]
    found = unquote(urljoin(f"/{file}", href)).removeprefix("/")
    return f"{found}index.html" if found.endswith("/") or not found else found


def dead_links(built: BuildResult) -> list[str]:
    """List the relative links, pictures and styles of all pages that lead to no file."""
    dead = []
    for path in sorted(built.outdir.rglob("*.html")):
        name = path.relative_to(built.outdir).as_posix()
        if name.startswith(("_static/", "genindex")):
            continue  # templates of the theme; and it believes in an index for searching
        for tag in BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").select("[href]:not(base), [src]"):
            href = str(tag.get("href") or tag.get("src") or "")
            if re.match(r"[a-z]+:|#|$", href):
                continue
            file = unquote(urljoin(f"/{name}", href.partition("#")[0].partition("?")[0])).removeprefix("/")
            file = f"{file}index.html" if file.endswith("/") or not file else file
            if not (built.outdir / file).is_file():
                dead.append(f"{name}: {href}")
    return dead


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_redirects_lead_to_posts(two: Site, builder: str) -> None:
    built = two.build(builder, bunko_permalink="date", html_baseurl="https://example.org/base/")
    page = "posts/2025-01-02-one.html" if builder == "html" else "posts/2025-01-02-one/index.html"
    assert target(built, "技術/2025/01/02/one.html") == page
    assert target(built, "old/index.html") == page
    uri = page.removesuffix("index.html")
    assert f'<link rel="canonical" href="https://example.org/base/{uri}">' in built.read("old/index.html")
    assert dead_links(built) == []
    assert built.warnings == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_posts_stand_at_their_permalinks(two: Site, builder: str) -> None:
    built = two.build(builder, html_baseurl="https://example.org", html_theme="sphinx_book_theme", **PAGES)
    page = "技術/2025/01/02/one/index.html"
    assert not (built.outdir / "posts").exists()
    assert target(built, "old/index.html") == page
    assert dead_links(built) == []
    assert built.warnings == []
    soup = BeautifulSoup(built.read(page), "lxml")
    encoded = "%E6%8A%80%E8%A1%93/2025/01/02/one/"
    assert soup.select_one("link[rel=canonical]")["href"] == f"https://example.org/{encoded}"  # type: ignore[index]
    ending = "index.html" if builder == "html" else ""  # with its file, so that it works without a server
    assert f'href="../../03/two/{ending}"' in built.read(page)
    with (built.outdir / "objects.inv").open("rb") as stream:
        inventory = InventoryFile.load(stream, "https://example.org", lambda base, uri: f"{base}/{uri}")
    assert inventory["bunko:post"]["2025-01-02-one"].uri == f"https://example.org/{encoded}{ending}"


def test_incremental_and_parallel_builds_equal_clean_ones(two: Site) -> None:
    conf: dict[str, Any]
    for conf in (
        {"bunko_permalink": "date"},
        PAGES,
        {"bunko_permalink": "/:title"},
        {**PAGES, "bunko_permalink": "date"},
        {},
    ):
        built = two.build(jobs=3, **conf)
        assert differing(built, clean_build(two, **conf)) == []
    two.write("posts/2025-01-03-two.md", TWO.replace("技術", "経済"))
    built = two.build(**PAGES)
    assert (built.outdir / "経済/2025/01/03/two/index.html").is_file()
    assert differing(built, clean_build(two, **PAGES)) == []
    two.remove("posts/2025-01-02-one.md")
    built = two.build(**PAGES)
    assert not (built.outdir / "old").exists()
    assert differing(built, clean_build(two, **PAGES)) == []


def test_a_page_is_never_overwritten_and_the_place_is_told(two: Site) -> None:
    two.write("about.md", "---\norphan: true\n---\n# 紹介\n")
    two.write("extra/robots.html", "robots")
    two.write(
        "posts/2025-01-04-three.md",
        "---\ntitle: 三\npermalink: /About.html\nredirect_from: [/robots.html, /genindex]\n---\n本文。\n",
    )
    built = two.build(html_extra_path=["extra"])
    assert [re.sub(r"^.*posts/", "", line)[:30] for line in built.warnings] == ["2025-01-04-three.md:1: WARNING"] * 3
    assert "紹介" in built.read("about.html")
    assert built.read("robots.html") == "robots"
    assert not (built.outdir / "About.html").exists()
    two.remove("posts/2025-01-04-three.md")
    assert two.build(html_extra_path=["extra"]).warnings == []


def test_an_address_may_become_a_folder_and_a_file_again(site: Site) -> None:
    for address in ("/x/a.html", "/x/a.html/", "/x/a.html/b.html", "/x/a.html", "/x.html/a"):
        site.write("posts/2024-01-01-x.md", f"---\ntitle: 題\nredirect_from: {address}\n---\n本文。\n")
        assert differing(site.build(), clean_build(site)) == [], address


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("pages", [True, False])
def test_no_post_stands_where_a_page_of_ours_does(site: Site, builder: str, pages: bool) -> None:
    places = {"/map/": "map/index.html", "/404.html": "404.html", "/archive/": "archive/index.html"}
    for day, address in enumerate(places, 1):
        site.write(f"posts/2024-01-0{day}-x.md", f"---\ntitle: 題\npermalink: {address}\n---\n固有の本文\n")
    built = site.build(builder, bunko_permalink_pages=pages)
    assert len(built.warnings) == len(places)
    for file in places.values():
        assert "固有の本文" not in built.read(file)
        assert 'http-equiv="refresh"' not in built.read(file)


def test_lists_of_jekyll_archives_are_answered(two: Site) -> None:
    built = two.build(
        bunko_archive_permalinks={"tag": "/tag/:name/", "year": "/:year/", "category": "/category/:name/"}
    )
    assert target(built, "tag/ai/index.html") == "tags/ai.html"
    assert target(built, "2025/index.html") == "archive/2025.html"
    assert target(built, "category/技術/index.html") == "categories/技術.html"


def test_books_name_the_same_addresses(two: Site) -> None:
    two.write(
        "conf.py",
        (two.source / "conf.py").read_text() + 'bunko_books = [{"name": "one", "select": {"docname": "posts/*one"}}]\n',
    )
    built = two.build("bunko-epub", html_baseurl="https://example.org", **PAGES)
    import zipfile

    with zipfile.ZipFile(built.outdir / "one.epub") as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))
    assert "https://example.org/%E6%8A%80%E8%A1%93/2025/01/03/two/" in text


@pytest.mark.parametrize(
    "conf",
    [
        {"bunko_permalink": "/:jahr/"},
        {"bunko_archive_permalinks": {"tags": "/x/"}},
        {"bunko_archive_permalinks": {"tag": "/:x/"}},
    ],
)
def test_a_template_that_jekyll_would_refuse_stops_the_build(two: Site, conf: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        two.build(**conf)
