"""What a site adds to its articles: licence, links to share, comments, HTML in the head; nothing unless it asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from archives import clean_build, differing
from bunko.cli.main import main
from sitekit import CONF

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitekit import BuildResult, Site

HOME = "https://example.org/blog/"
GISCUS = {"repo": "me/blog", "repo_id": "R_1", "category": "コメント", "category_id": "DIC_1"}
ALL: dict[str, Any] = {
    "html_baseurl": HOME,
    "bunko_license": "CC BY 4.0",
    "bunko_share": ["x", "hatena", "line", "facebook"],
    "bunko_giscus": GISCUS,
    "bunko_head_html": '<script defer src="https://stats.example/s.js"></script>',
}
POST = "---\ntitle: 題 & C#\n{}---\n本文。\n"
FRAMED = CONF.replace('"basic"', '"bunko"')


@pytest.fixture
def framed(make_site: Callable[..., Site]) -> Site:
    """A site in our own theme, which has a place for the imprint."""
    site = make_site(conf=FRAMED)
    site.write("posts/2025-01-02-a.md", POST.format(""))
    return site


def page(built: BuildResult, name: str = "posts/2025-01-02-a.html") -> BeautifulSoup:
    assert built.warnings == []
    return BeautifulSoup(built.read(name), "lxml")


def data(found: BeautifulSoup) -> dict[str, Any]:
    scripts = [json.loads(script.get_text()) for script in found.select('script[type="application/ld+json"]')]
    return next(script for script in scripts if script["@type"] == "BlogPosting")


def test_nothing_of_it_is_there_unless_it_is_asked_for(framed: Site) -> None:
    text = framed.build(html_baseurl=HOME).read("posts/2025-01-02-a.html")
    for word in ("bunko-share", "bunko-comments", "bunko-hooks", "giscus", "license", "ライセンス"):
        assert word not in text


def test_all_of_it_is_there_if_it_is(framed: Site) -> None:
    found = page(framed.build(**ALL))
    (link,) = found.select('.bunko-imprint a[rel="license"]')
    assert (link["href"], link.get_text()) == ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0")
    assert data(found)["license"] == link["href"]
    links = found.select(".bunko-share a")
    assert [link.get_text() for link in links] == ["X", "はてなブックマーク", "LINE", "Facebook"]
    assert all("https%3A%2F%2Fexample.org%2Fblog%2Fposts%2F2025-01-02-a.html" in str(link["href"]) for link in links)
    assert "%E9%A1%8C+%26+C%23" in str(links[0]["href"])
    (comments,) = found.select("[data-bunko-comments]")
    settings = json.loads(str(comments["data-bunko-comments"]))
    assert {key: settings[key] for key in GISCUS} == GISCUS
    assert settings["lang"] == "ja"
    (discussions,) = comments.select("a")
    assert discussions["href"] == "https://github.com/me/blog/discussions"
    assert found.head is not None
    assert found.head.select('script[src="https://stats.example/s.js"]')


def test_no_page_asks_another_host_for_it(framed: Site) -> None:
    found = page(framed.build(**{**ALL, "bunko_head_html": ""}))
    asked = [tag.get("src") for tag in found.select("[src]")]
    asked += [tag["href"] for tag in found.select('link:not([rel="canonical"], [rel="alternate"])[href]')]
    assert [address for address in asked if "://" in str(address)] == []
    assert any("bunko-comments.js?v=" in str(address) for address in asked)


def test_lists_and_pages_have_the_head_and_nothing_else(framed: Site) -> None:
    framed.write("about.md", "---\norphan: true\n---\n# 案内\n")
    built = framed.build(**ALL)
    for name in ("index.html", "about.html", "archive/all.html", "404.html"):
        text = built.read(name)
        assert "https://stats.example/s.js" in text
        assert not [word for word in ("bunko-share", "giscus", "bunko-hooks", 'rel="license"') if word in text]


def test_a_post_says_otherwise(framed: Site) -> None:
    framed.write("posts/2025-01-02-a.md", POST.format("license: CC0\ncomments: false\n"))
    framed.write("posts/2025-01-02-b.md", POST.format("license: false\n"))
    framed.write("posts/2025-01-02-c.md", POST.format("license: 無断転載を禁じます\ncomments: true\n"))
    framed.write("posts/2025-01-02-d.md", POST.format("license:\n  name: 規約\n  url: https://example.com/x\n"))
    built = framed.build(**ALL)
    first, second, third, fourth = (page(built, f"posts/2025-01-02-{name}.html") for name in "abcd")
    assert data(first)["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert not first.select("[data-bunko-comments]")
    assert "bunko-comments.js" not in str(first)
    assert not second.select('[rel="license"]')
    assert "license" not in data(second)
    assert "無断転載を禁じます" in third.select_one(".bunko-imprint").get_text()  # type: ignore[union-attr]
    assert data(third)["license"] == {"@type": "CreativeWork", "name": "無断転載を禁じます"}
    assert third.select("[data-bunko-comments]")
    assert [link["href"] for link in fourth.select('[rel="license"]')] == ["https://example.com/x"]


def test_the_check_knows_the_keys(framed: Site, capsys: pytest.CaptureFixture[str]) -> None:
    framed.write("posts/2025-01-02-a.md", POST.format("license: CC0\ncomments: false\n"))
    assert main(["check", str(framed.source)]) == 0
    assert capsys.readouterr().out == ""


def test_links_to_share_need_an_address_and_say_so(framed: Site) -> None:
    built = framed.build(bunko_share=["x"], language="en")
    (warning,) = built.warnings
    assert "html_baseurl" in warning
    assert "bunko-share" not in built.read("posts/2025-01-02-a.html")


def test_comments_stand_in_other_themes_as_well(site: Site) -> None:
    site.write("posts/2025-01-02-a.md", POST.format(""))
    assert page(site.build(**ALL)).select(".body [data-bunko-comments]")


@pytest.mark.parametrize(
    "conf",
    [{"bunko_share": ["myspace"]}, {"bunko_giscus": {"repo": "me/blog"}}, {"bunko_giscus": {**GISCUS, "load": "x"}}],
)
def test_what_cannot_be_shown_is_refused(framed: Site, conf: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(conf))):
        framed.build(**conf)


def test_an_incremental_build_equals_a_clean_one(framed: Site) -> None:
    framed.write("posts/2025-01-02-b.md", POST.format(""))
    framed.build(html_baseurl=HOME)
    framed.write("conf.py", FRAMED + "\n".join(f"{key} = {value!r}" for key, value in ALL.items()) + "\n")
    framed.build()
    framed.write("posts/2025-01-02-b.md", POST.format("license: MIT\ncomments: false\n"))
    assert differing(framed.build(), clean_build(framed)) == []
