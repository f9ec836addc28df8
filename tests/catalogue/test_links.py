"""Every form in which authors write a link reaches the post that is meant; nothing else does."""

from __future__ import annotations

import difflib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import ARCHIVES, JAPAN, post, series
from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.links import LinkTable, Target, bare_address, looks_like_a_page, read_target

if TYPE_CHECKING:
    from bunko.post import Post

HOSTS = frozenset({"example.com", "www.example.com"})
TARGET = post(
    "2025-12-29-x",
    datetime(2025, 12, 30, 5, 37, tzinfo=JAPAN),
    permalink="/ai/amazon/",
    redirect_from=("/old.html", "/2014/日本語/"),
)
JAPANESE = post("2025-12-29-半導体の行方", datetime(2025, 12, 29, 9, 0, tzinfo=JAPAN))
NESTED = post("2024/2024-01-02-y", slug="other")
PLAIN = post("about")
TABLE = LinkTable([NESTED, JAPANESE, TARGET, PLAIN])

FORMS = [
    (
        TARGET,
        """
        2025-12-29-x.md   2025-12-29-x   2025-12-29-x.markdown   2025-12-29-x.html   ./2025-12-29-x.md
        ../posts/2025-12-29-x.md   ../../posts/2025-12-29-x.md#節   posts/2025-12-29-x   _posts/2025-12-29-x.md
        2025-12-29-x.md?a=b#c   /posts/2025-12-29-x   /posts/2025-12-29-x.html   /posts/2025-12-29-x.md
        /posts/2025-12-29-x/   /posts/2025-12-29-x/index.html   /_posts/2025-12-29-x.md   /blog/posts/2025-12-29-x.html
        /2025/12/29/x/   /2025/12/29/x   /2025/12/29/x.html   /2025/12/29/x/index.html   /2025/12/29/x.htm
        /2025/12/30/x/   /2025/12/30/x.html   /news/ai/2025/12/29/x.html   /blog/2025/12/30/x/   /2025/12/29/x/?a#b
        /ai/amazon/   /ai/amazon   /ai/amazon.html   /ai/amazon/index.html   /old.html   /old/   /old
        /2014/日本語/   /2014/%E6%97%A5%E6%9C%AC%E8%AA%9E/   /2014/%e6%97%a5%e6%9c%ac%e8%aa%9e
        https://example.com/2025/12/29/x/   http://www.example.com/ai/amazon/   //EXAMPLE.com/2025/12/30/x.html
        HTTPS://Example.com/posts/2025-12-29-x.html#a
    """,
    ),
    (
        JAPANESE,
        f"""
        2025-12-29-半導体の行方.md   {quote("2025-12-29-半導体の行方.md")}   /2025/12/29/{quote("半導体の行方")}/
        /2025/12/29/半導体の行方.html   https://example.com/2025/12/29/{quote("半導体の行方").lower()}/
        2025-12-29-半導体の行方   {quote("2025-12-29-半導体の行方")}#{quote("節")}
    """,
    ),
    (
        NESTED,
        """
        2024-01-02-y.md   2024/2024-01-02-y.md   ../2024/2024-01-02-y.md   _posts/2024/2024-01-02-y.md   2024-1-2-y
        /posts/2024/2024-01-02-y.html   /2024/01/02/y/   /2024/1/2/y.html   /2024/01/02/other/
        /c/2024/01/02/other.html
    """,
    ),
    (PLAIN, "/posts/about   /posts/about.html   /posts/about/"),
]
CASES = [(form, found) for found, forms in FORMS for form in forms.split()]


@pytest.mark.parametrize(("href", "meant"), CASES, ids=[form for form, _ in CASES])
def test_every_form_reaches_its_post(href: str, meant: Post) -> None:
    target = read_target(href, HOSTS)
    assert target is not None
    assert TABLE.resolve(target) == meant.docname


@pytest.mark.parametrize(
    ("href", "fragment"),
    [
        ("2025-12-29-x.md#節", "節"),
        (f"2025-12-29-x.md#{quote('節')}", "節"),
        ("/a/?b#c", "c"),
        ("/a/", ""),
        ("/a/#", ""),
    ],
)
def test_the_fragment_is_kept_and_decoded(href: str, fragment: str) -> None:
    target = read_target(href, HOSTS)
    assert target is not None
    assert target.fragment == fragment


@pytest.mark.parametrize(
    "href",
    [
        "", "#x", "about.md", "images/x.png", "../other.html", "mailto:a@example.com", "tel:+81", "javascript:0",
        "https://example.org/2025/12/29/x/", "http://example.com.evil.org/2025/12/29/x/",
        "//example.org/2025-12-29-x.md",
        "https://evil.org@example.org/2025/12/29/x/", "ftp://example.com/2025-12-29-x.md", "https://[bad/2025-12-29-x",
        "file:///posts/2025-12-29-x.md", "https://example.com:8443/2025/12/29/x/",
    ],
)  # fmt: skip
def test_what_leads_elsewhere_is_no_link_to_a_post(href: str) -> None:
    assert read_target(href, HOSTS) is None


@pytest.mark.parametrize(
    "href",
    [
        "2025-12-28-x.md", "/2025/12/28/x/", "/2025/12/29/xindex.html", "/x/", "/", "/index.html", "/ai/",
        "/ai/amazon/y/",
        "2025-12-29-x.png", "/2025/12/29/x.png", "/2025/12/29/x/y.png", "/images/2025-12-29-x.png", "/2025/99/99/x/",
        "/2025/12/29/", "/tags/x/", "/2025/12/29/x%0A", "/posts/", "2025-12-29-半導体.md",
    ],
)  # fmt: skip
def test_what_no_post_is_called_reaches_none(href: str) -> None:
    target = read_target(href, HOSTS)
    assert target is not None
    assert TABLE.resolve(target) is None


@pytest.mark.parametrize(
    "name", ["2025-12-29-x", "2025-12-29-x.md", "2024/2024-01-02-y", "2024-01-02-y", "about", "2024-1-2-y"]
)
def test_a_post_goes_by_its_name(name: str) -> None:
    assert TABLE.named(name) is not None


def test_names_written_with_combining_marks_are_the_same() -> None:
    table = LinkTable([post("2025-01-01-ガス")])
    assert table.named("2025-01-01-カ\u3099ス") == table.named("2025-01-01-ガス") == "posts/2025-01-01-ガス"
    target = read_target(quote("/2025/01/01/カ\u3099ス/"))
    assert target is not None
    assert table.resolve(target) == "posts/2025-01-01-ガス"


# -- who keeps an address that two might have


def found(table: LinkTable, href: str) -> str | None:
    target = read_target(href)
    assert target is not None
    return table.resolve(target)


def test_a_name_is_first_of_all_that_of_the_post_itself() -> None:
    old, new = post("sub/2025-12-29-x", 1), post("2025-12-29-x", 2)
    table = LinkTable([old, new])
    assert table.named("2025-12-29-x") == new.docname
    assert table.named("sub/2025-12-29-x") == old.docname
    assert found(table, "/posts/sub/2025-12-29-x.md") == old.docname
    assert found(table, "../posts/2025-12-29-x.md") == new.docname


def test_the_date_in_the_file_name_goes_before_that_of_another_post_in_the_site_s_zone() -> None:
    one = post("2025-12-29-x", datetime(2025, 12, 30, 5, 0, tzinfo=JAPAN))
    other = post("2025-12-30-x", datetime(2025, 12, 30, 20, 0, tzinfo=JAPAN))
    table = LinkTable([one, other])
    assert found(table, "/2025/12/29/x/") == one.docname
    assert found(table, "/2025/12/30/x/") == other.docname


def test_an_address_claimed_twice_is_the_older_post_s() -> None:
    old, new = (post(f"202{n}-01-01-p", permalink="/x/") for n in (0, 1))
    assert found(Catalogue([new, old]).links, "/x.html") == old.docname


@given(ARCHIVES)
def test_every_post_is_reached_by_its_own_name_and_its_docname(posts: list[Post]) -> None:
    links = Catalogue(posts).links
    for one in posts:
        assert links.named(one.name) == one.docname
        assert links.resolve(Target(path=f"/{one.docname}")) == one.docname
        assert links.resolve(Target(path=f"/{one.docname}.html")) == one.docname


@given(st.one_of(st.text(), st.text(st.sampled_from("/:.#?%[]@\\2025-1x日mdhtl"))))
def test_no_address_makes_it_fail(href: str) -> None:
    target = read_target(href, HOSTS)
    if target is not None:
        TABLE.resolve(target)
        looks_like_a_page(target)
    TABLE.named(href)
    assert len(TABLE.nearest(href)) <= 3


@given(st.text(st.sampled_from("/.abindexhtml日ガ\u3099")))
def test_a_bare_address_is_the_same_for_all_ways_to_write_it(address: str) -> None:
    bare = bare_address(address)
    assert bare.startswith("/")
    if not address.endswith(".md"):
        for form in (f"/{address}", f"{address}/", f"{address}/index.html"):
            if address.strip("/") and not address.endswith((".html", ".htm", "index")):
                assert bare_address(form) == bare


# -- dead links


@pytest.mark.parametrize(
    ("href", "nearest"),
    [
        ("2025-12-29-xx.md", "2025-12-29-x"),
        ("2024-12-29-x.md", "2025-12-29-x"),
        ("/2025/11/29/x/", "2025-12-29-x"),
        ("/2025/12/29/半導体の行衛/#節", "2025-12-29-半導体の行方"),
        (quote("/2025/12/29/半導体の行衛/"), "2025-12-29-半導体の行方"),
        ("https://example.com/2023/01/02/y.html", "2024/2024-01-02-y"),
        ("abaut", "about"),
    ],
)
def test_the_nearest_name_is_named(href: str, nearest: str) -> None:
    assert TABLE.nearest(href)[0] == nearest


def test_nothing_is_near_to_nonsense() -> None:
    assert TABLE.nearest("/zzzzzzzzzzzzzzzz/") == TABLE.nearest("") == []


def test_the_nearest_is_found_among_few_in_a_large_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    whole = difflib.get_close_matches

    def counted(word: str, names: list[str], n: int, cutoff: float) -> list[str]:
        compared.append(len(names))
        return whole(word, names, n, cutoff)

    monkeypatch.setattr("bunko.catalogue.links.get_close_matches", counted)
    posts = [
        replace(one, docname=f"posts/{one.name}-some-long-title", name=f"{one.name}-some-long-title")
        for one in series(8000)
    ]
    table = LinkTable(posts)
    middle = posts[2000].name
    assert table.nearest(middle.replace("2025-", "2019-"))[0] == middle
    assert middle in table.nearest(middle.replace("long", "lang"))
    assert max(compared) <= 300


@pytest.mark.parametrize(
    ("path", "is_page"),
    [
        ("/about/", True),
        ("/about", True),
        ("/x.html", True),
        ("/x.md", True),
        ("/", True),
        ("/x.png", False),
        ("/a.b/c", True),
        ("/x.pdf/", False),
    ],
)
def test_a_page_is_told_from_a_file(path: str, is_page: bool) -> None:
    assert looks_like_a_page(Target(path=path)) is is_page
