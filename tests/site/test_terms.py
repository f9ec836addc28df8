"""Every name has one page of its own, which a static file server finds."""

from __future__ import annotations

import unicodedata
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from browsing import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitekit import BuildResult, Site

APART = ["バス", "パス", "ハス", "C", "C++", "C#", "100%再生可能エネルギー", "a/b", "..", "CON", "長" * 100, "🎉",
         "<script>alert(1)</script>", "index", "1", ".htaccess", "a b", "a-b", "a_b", "Node.js", "\\",
         "?x=1#y"]  # fmt: skip
TOGETHER = [("ＡＩ", "AI"), (unicodedata.normalize("NFC", "ガス"), unicodedata.normalize("NFD", "ガス"))]
KINDS = {"tags": "tags", "categories": "categories", "authors": "authors"}


@pytest.fixture
def built(site: Site) -> BuildResult:
    names = [*APART, *(name for pair in TOGETHER for name in pair)]
    for number, name in enumerate(names):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        terms = "\n".join(f'{key}: ["{escaped}"]' for key in KINDS)
        site.write(f"posts/2024-01-01-{number:02}.md", f"---\ntitle: 記事{number}\n{terms}\n---\n本文。\n")
    return site.build()


@pytest.fixture
def get(built: BuildResult) -> Iterator[object]:
    with serve(built.outdir) as home:

        def fetch(path: str) -> tuple[int, str]:
            connection = HTTPConnection(urlsplit(home).netloc)
            connection.request("GET", quote(path, safe="/%?#~+&=:!*'()"))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

        yield fetch


@pytest.mark.parametrize("folder", KINDS)
def test_each_name_has_a_page_of_its_own_that_a_server_finds(built: BuildResult, get: object, folder: str) -> None:
    index = BeautifulSoup(built.read(f"{folder}/index.html"), "lxml")
    links = {link.get_text(): str(link["href"]) for link in index.select(".bunko-terms a")}
    assert set(APART) <= set(links)
    assert len(links) == len(APART) + len(TOGETHER)
    seen = set()
    for name, href in links.items():
        path = urlsplit(urljoin(f"/{folder}/index.html", href)).path
        status, page = get(path)  # type: ignore[operator]
        assert status == 200, (name, path)
        found = BeautifulSoup(page, "lxml")
        assert found.h1 is not None
        assert found.h1.get_text().strip() == name
        posts = [link.get_text() for link in found.select(".bunko-posts a")]
        assert len(posts) == (2 if name in {shown for pair in TOGETHER for shown in pair} else 1), name
        seen.add(path.casefold())
    assert len(seen) == len(links), "two names share an address on a file system that folds case"


def test_nothing_is_written_outside_the_output_folder(built: BuildResult, site: Site) -> None:
    inside = {"conf.py", "index.md", "posts", "_build"}
    assert {path.name for path in site.source.iterdir()} == inside
    assert {path.name for path in site.source.parent.iterdir()} == {site.source.name}
    assert {path.name for path in (site.source / "_build").iterdir()} == {"html", "doctrees"}
    assert built.outdir.is_relative_to(site.source)


def test_the_whole_address_of_a_page_is_text_in_html(built: BuildResult) -> None:
    for name in built.files():
        if name.endswith(".html"):
            assert "<script>alert(1)" not in built.read(name), name


def test_a_synonym_of_the_taxonomy_is_the_same_term_and_its_slug_is_the_address(site: Site) -> None:
    site.write(
        "taxonomy.yml", "tags:\n  AI:\n    synonyms: [人工知能]\n    slug: artificial\n    description: 機械。\n"
    )
    site.write("posts/2024-01-01-a.md", "---\ntitle: 甲\ntags: [人工知能]\n---\n本文。\n")
    site.write("posts/2024-01-02-b.md", "---\ntitle: 乙\ntags: [ＡＩ]\n---\n本文。\n")
    built = site.build()
    page = BeautifulSoup(built.read("tags/artificial.html"), "lxml")
    assert [link.get_text() for link in page.select(".bunko-posts a")] == ["乙", "甲"]
    assert "機械。" in page.get_text()
    assert not built.warnings


def test_a_mistake_in_the_taxonomy_is_reported_with_its_line(site: Site) -> None:
    site.write("taxonomy.yml", "tags:\n  AI:\n    reeding: えーあい\n")
    warnings = site.build().warnings
    assert len(warnings) == 1
    assert "taxonomy.yml:3" in warnings[0]
    assert "reeding" in warnings[0]
