"""Addresses of pages: each file has one owner, older posts go first, and who comes too late is told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from archive import ARCHIVES as ANY
from archive import post
from bunko.catalogue.catalogue import Catalogue
from bunko.pages.list_pages import list_pages, term_page
from bunko.pages.urls import UrlRules, Urls, plan_urls, redirect_html, uri_of
from bunko.posts.permalinks import file_of
from bunko.posts.taxonomy import TermKind, read_taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bunko.post import Post


def plan(
    posts: Iterable[Post], pages: Iterable[str] = (), files: Iterable[str] = (), *, moved: bool = False, **archives: str
) -> Urls:
    return plan_urls(
        Catalogue(posts), UrlRules(pages=moved, archives=archives), lambda page: f"{page}.html", pages, files
    )


def places(urls: Urls) -> dict[str, str]:
    return {redirect.file: redirect.page for redirect in urls.redirects}


def test_permalinks_and_old_addresses_lead_to_the_post() -> None:
    one = post("2020-01-01-a", permalink="/2020/a/", redirect_from=("/old", "/older.html"))
    assert places(plan([one])) == dict.fromkeys(("2020/a/index.html", "old.html", "older.html"), "posts/2020-01-01-a")
    assert plan([one]).addresses == {}


def test_or_the_post_stands_at_its_permalink() -> None:
    one = post("2020-01-01-a", permalink="/2020/a/", redirect_from=("/old",))
    urls = plan([one], moved=True)
    assert urls.addresses == {"posts/2020-01-01-a": "/2020/a/"}
    assert places(urls) == {"old.html": "posts/2020-01-01-a"}


def test_an_address_that_is_the_page_itself_needs_nothing() -> None:
    one = post("2020-01-01-a", permalink="/posts/2020-01-01-a.html", redirect_from=("/posts/2020-01-01-a",))
    assert plan([one]) == Urls()


def test_who_comes_too_late_is_told_and_stays_where_it_is() -> None:
    old = post("2020-01-01-old", permalink="/About.html")
    new = post("2021-01-01-new", permalink="/ABOUT.html", redirect_from=("/tags/ai.html", "/_static/x", "/x.css/"))
    for moved in (True, False):
        urls = plan([new, old], ["tags/ai"], ["x.css"], moved=moved)
        assert urls.addresses == ({"posts/2020-01-01-old": "/About.html"} if moved else {})
        assert places(urls) == ({} if moved else {"About.html": "posts/2020-01-01-old"})
        assert [(found.docname, found.values["address"], found.values["other"]) for found in urls.problems] == [
            ("posts/2021-01-01-new", "/ABOUT.html", "posts/2020-01-01-old"),
            ("posts/2021-01-01-new", "/tags/ai.html", "tags/ai"),
            ("posts/2021-01-01-new", "/_static/x", "_static"),
            ("posts/2021-01-01-new", "/x.css/", "x.css"),
        ]


def test_a_file_is_no_folder_and_a_folder_no_file() -> None:
    one = post("2020-01-01-a", permalink="/a.html/b/")
    two = post("2021-01-01-b", permalink="/a.html")
    assert [found.docname for found in plan([one, two]).problems] == ["posts/2021-01-01-b"]
    assert [found.docname for found in plan([two, one], ["x"]).problems] == ["posts/2021-01-01-b"]


def test_an_address_that_no_file_system_holds_is_told() -> None:
    urls = plan([post("2020-01-01-a", permalink=f"/{'長' * 100}/")])
    assert not urls.redirects
    assert "longer" in urls.problems[0].message


def test_lists_of_jekyll_archives_lead_to_ours() -> None:
    one = post("2020-01-02-a", tags=("C#", "ＡＩ"), categories=("日本 語",))
    two = post("2021-03-04-b", tags=("ai", "C++"))
    urls = plan(
        [one, two],
        tag="/tag/:name/",
        category="/category/:name.html",
        month="/:year/:month/",
        day="/:year/:month/:day/",
    )
    catalogue = Catalogue([one, two])
    sharp, wide = (term for name in ("C#", "ai") if (term := catalogue.term(TermKind.TAG, name)))
    assert places(urls) == {
        "tag/c/index.html": term_page(sharp),
        "tag/ａｉ/index.html": term_page(wide),
        "tag/ai/index.html": term_page(wide),
        "category/日本-語.html": "categories/日本_語",
        "2020/01/index.html": "archive/2020/01",
        "2020/01/02/index.html": "archive/2020/01",
        "2021/03/index.html": "archive/2021/03",
        "2021/03/04/index.html": "archive/2021/03",
    }
    assert [found.values["name"] for found in urls.problems] == ["C++"]  # as in Jekyll, where one overwrites the other


@given(ANY, st.booleans())
def test_no_two_things_share_a_file(posts: list[Post], moved: bool) -> None:
    catalogue = Catalogue(posts, read_taxonomy(""))
    pages = list(dict.fromkeys(page.name for page in list_pages(catalogue, 2, str)))
    urls = plan(posts, ["index", *pages], moved=moved, tag="/tags/:name.html", year="/:year/")
    files = [f"{page}.html" for page in ("index", *pages)]
    files += [file_of(urls.addresses.get(found.docname, f"/{found.docname}.html")) for found in posts]
    files += [redirect.file for redirect in urls.redirects]
    folded = [normalize("NFC", file).casefold() for file in files]
    assert len(set(folded)) == len(folded)
    assert not {folder for file in folded for folder in parents(file)} & set(folded)


def parents(file: str) -> list[str]:
    return [file[:at] for at, char in enumerate(file) if char == "/"]


@given(st.text(max_size=20), st.text(max_size=20).map(lambda text: "/" + text.replace("\ud800", "")))
def test_a_redirect_says_what_it_should_whatever_it_says(title: str, address: str) -> None:
    title = title.encode(errors="ignore").decode()
    href = uri_of(address.encode(errors="ignore").decode())
    page = BeautifulSoup(redirect_html(title, href, href, "ja"), "html.parser")
    assert [found["href"] for found in page.select("a, link[rel=canonical]")] == [href, href]
    assert page.select_one("meta[http-equiv=refresh]")["content"] == f"0; url={href}"  # type: ignore[index]
    assert len(page.find_all("script")) == 1
    assert href in page.script.string  # type: ignore[union-attr, operator]
