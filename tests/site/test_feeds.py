"""The feeds of built sites: read back by others, found from every page, and written when they show something else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from feedkit import is_absolute, read_atom, read_json, read_rss
from sitekit import CONF, ROOT, BuildResult, new_site, once

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitekit import Site

BASE = "https://example.com/blog/"
SEED = "posts/2025-12-29-1-aiamazon-500.md"
RICH = r"""---
title: 何でも <script>alert(1)</script> & "x" ]]>
date: 2026-02-03 12:00:00 +0900
last_modified_at: 2026-03-01 10:00:00 +0900
category: A & B
tags: [AI, "C++"]
author: 山田
series: 連載
image: box.png
permalink: /old/rich/
---

最初の段落。[前の記事](2025-12-29-1-aiamazon-500.md)、[章へ](#章)、脚注[^1]、**強調**。

## 章

$$
\int_0^1 x\,dx
$$

```python
print("x")
```

![箱](box.png)

[無い記事](2020-01-01-none.md)

<div onclick="x()"><script>alert(1)</script><img src="box.png" onerror="a()"><form><input name="q"></form></div>

[^1]: 脚注。
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)


def fill(site: Site, posts: int = 2) -> Site:
    """Write the seed post, one with everything, and small ones."""
    site.write("posts/2025-12-29-1-aiamazon-500.md", (ROOT / SEED).read_bytes())
    site.write("posts/2026-02-03-rich.md", RICH)
    site.write("posts/box.png", PNG)
    for number in range(posts):
        site.write(f"posts/2024-01-{number + 1:02}-x{number}.md", a_post(number))
    return site


def a_post(number: int, more: str = "", text: str = "本文。") -> str:
    return f"---\ntitle: 記事{number}\ncategory: 小{number % 2}\n{more}---\n{text}\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """A site with every kind of feed. Read it only."""

    def make(folder: Path) -> None:
        site = fill(new_site(folder / "site", CONF + f'project = "文庫"\nhtml_baseurl = "{BASE}"\n'))
        done = site.build(bunko_feeds=["category", "author", "series", "tag"], bunko_feed_rss=True)
        (folder / "warnings").write_text("\n".join(done.warnings), encoding="utf-8")

    folder = once(tmp_path_factory, "feed_site", make)
    warnings = (folder / "warnings").read_text(encoding="utf-8").splitlines()
    return BuildResult(outdir=folder / "site/_build/html", warnings=warnings)


def test_every_feed_is_read_by_a_reader_of_feeds(built: BuildResult) -> None:
    files = {name: content for name, content in built.files().items() if is_feed(name) and name != "feed.json"}
    assert set(files) >= {"feed.xml", "feed/投資分析.xml", "feed/a_~and_b.xml", "feed/by_author/山田.xml"}
    assert set(files) >= {"feed/by_tag/c~plus~plus.xml", "feed/by_series/連載.xml"}
    for content in files.values():
        assert read_atom(content).entries
    atom, feed, rss = read_atom(files["feed.xml"]), read_json(built.files()["feed.json"]), built.files()["rss.xml"]
    titles = [entry.title for entry in atom.entries]
    assert titles[0] == '何でも <script>alert(1)</script> & "x" ]]>'
    assert len(titles) == 4
    assert [item["title"] for item in feed["items"]] == titles
    assert len(read_rss(rss).entries) == 4


def test_a_feed_carries_the_text_of_a_post_and_what_it_shows(built: BuildResult) -> None:
    (item,) = [item for item in read_json(built.files()["feed.json"])["items"] if item["id"].endswith("rich")]
    body = item["content_html"]
    page = f"{BASE}posts/2026-02-03-rich.html"
    assert f'<a href="{BASE}posts/2025-12-29-1-aiamazon-500.html">前の記事</a>' in body
    assert f'href="{page}#%E7%AB%A0"' in body
    assert 'display="block"' in body  # the formula
    assert body.count(f'src="{BASE}_images/') == 2
    assert (built.outdir / item["image"].removeprefix(BASE)).read_bytes() == PNG
    assert "¶" not in body
    assert "何でも" not in body
    assert item["id"] == f"{BASE}old/rich"
    assert item["url"] == page
    assert item["date_modified"] == "2026-03-01T10:00:00+09:00"


def test_what_is_wrong_with_a_post_is_said_once(built: BuildResult) -> None:
    assert len([line for line in built.warnings if "2020-01-01-none" in line]) == 1


def links_in(page: str) -> list[tuple[str, str]]:
    soup = BeautifulSoup(page, "lxml")
    return [(str(link["type"]), str(link["href"])) for link in soup.select('head link[rel="alternate"]')]


def test_every_page_names_the_feeds_and_a_list_its_own(built: BuildResult) -> None:
    feeds = [
        ("application/atom+xml", f"{BASE}feed.xml"),
        ("application/feed+json", f"{BASE}feed.json"),
        ("application/rss+xml", f"{BASE}rss.xml"),
    ]
    own = {
        "categories/投資分析.html": "feed/%E6%8A%95%E8%B3%87%E5%88%86%E6%9E%90.xml",
        "tags/ai.html": "feed/by_tag/ai.xml",
        "authors/山田.html": "feed/by_author/%E5%B1%B1%E7%94%B0.xml",
    }
    pages = [name for name in built.files() if name.endswith(".html") and name != "old/rich/index.html"]
    assert len(pages) > 20
    for name in pages:
        found = links_in(built.read(name))
        assert found[:3] == feeds, name
        if name in own:
            assert found[3:] == [("application/atom+xml", BASE + own[name])]
        assert all(is_absolute(address) for _, address in found)


def test_a_page_lists_all_feeds(built: BuildResult) -> None:
    soup = BeautifulSoup(built.read("feeds.html"), "lxml")
    listed = {str(link["href"]) for link in soup.select(".bunko-feeds dd a")}
    named = {address for name in built.files() if name.endswith(".html") for _, address in links_in(built.read(name))}
    assert listed == named
    assert [heading.get_text() for heading in soup.select("h2")] == [
        "すべての記事",
        "カテゴリー",
        "著者",
        "連載",
        "タグ",
    ]


def test_without_an_address_of_the_site_there_are_no_feeds(site: Site) -> None:
    built = fill(site).build()
    assert not [name for name in built.files() if "feed" in name]
    assert links_in(built.read("index.html")) == []


@pytest.mark.parametrize("base", ["/blog/", "//example.com", "example.com", "ftp://example.com/"])
def test_no_half_address_becomes_a_feed(site: Site, base: str) -> None:
    site.write("posts/2024-01-01-x.md", a_post(1))
    assert not [name for name in site.build(html_baseurl=base).files() if "feed" in name]


def test_options_say_which_feeds_there_are_and_what_they_hold(site: Site) -> None:
    fill(site)
    site.write("posts/2026-05-01-y.md", a_post(1, "feed: false\n"))
    whole = site.build(html_baseurl=BASE).files()
    assert [name for name in whole if name.startswith("feed/by_tag")] == []
    assert len(read_atom(whole["feed.xml"]).entries) == 4
    small = site.build(
        html_baseurl=BASE, bunko_feeds=["site"], bunko_feed_limit=2, bunko_feed_content="excerpt"
    ).files()
    assert [name for name in small if re.match(r"feed/|rss", name)] == []
    entries = read_atom(small["feed.xml"]).entries
    assert ["content" in entry for entry in entries] == [False, False]
    assert entries[1].summary.startswith("Amazon、AIインフラ投資500億ドル加速について")
    none = site.build(html_baseurl=BASE, bunko_feeds=[]).files()
    assert not [name for name in none if "feed" in name]


@pytest.mark.parametrize(
    "conf", [{"bunko_feeds": ["topic"]}, {"bunko_feed_limit": 0}, {"bunko_feed_content": "summary"}]
)
def test_what_an_option_cannot_mean_is_refused(site: Site, conf: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(conf))):
        site.build(**conf)


@pytest.mark.parametrize(
    ("builder", "conf", "expected"),
    [
        ("html", {}, ["posts/2024-01-01-x.html", "posts/2024-01-02-y.html"]),
        ("dirhtml", {}, ["posts/2024-01-01-x/", "posts/2024-01-02-y/"]),
        ("html", {"bunko_permalink_pages": True}, ["old/x/", "posts/2024-01-02-y.html"]),
        ("dirhtml", {"bunko_permalink_pages": True}, ["old/x/", "posts/2024-01-02-y/"]),
    ],
)
def test_links_lead_where_pages_stand(site: Site, builder: str, conf: dict[str, Any], expected: list[str]) -> None:
    site.write("posts/2024-01-01-x.md", a_post(1, "permalink: /old/x/\n"))
    site.write("posts/2024-01-02-y.md", a_post(2, text="[x](2024-01-01-x.md) ![](box.png)"))
    site.write("posts/box.png", PNG)
    built = site.build(builder, html_baseurl=BASE, **conf)
    newer, older = read_json(built.files()["feed.json"])["items"]
    assert [older["url"], newer["url"]] == [BASE + place for place in expected]
    assert [older["id"], newer["id"]] == [f"{BASE}old/x", newer["url"]]
    link, picture = re.findall(r'(?:href|src)="([^"]*)"', newer["content_html"])
    assert link.removesuffix("index.html") == older["url"]
    assert (built.outdir / picture.removeprefix(BASE)).is_file()


def test_an_edit_writes_the_feeds_that_show_it_and_nothing_else(site: Site) -> None:
    fill(site, posts=4)
    conf: dict[str, Any] = {"html_baseurl": BASE, "bunko_feed_limit": 3}
    before = site.build(**conf).files()
    site.write("posts/2024-01-01-x0.md", a_post(0, text="別の本文。"))  # in the feed of its category alone
    old = site.build(**conf).files()
    assert feeds_changed(before, old) == {"feed/小0.xml"}
    site.write("posts/2026-02-03-rich.md", RICH.replace("最初の", "次の"))
    new = site.build(**conf).files()
    assert feeds_changed(old, new) == {
        "feed.xml",
        "feed.json",
        "feed/a_~and_b.xml",
        "feed/by_author/山田.xml",
        "feed/by_series/連載.xml",
    }
    site.write("posts/2026-02-03-rich.md", RICH.replace("A & B", "小1").replace("最初の", "次の"))
    moved = site.build(**conf)
    assert "feed/a_~and_b.xml" not in moved.files()
    clean = site.build(fresh=True, **conf)
    assert {name for name in clean.files() if is_feed(name)} == {name for name in moved.files() if is_feed(name)}
    assert feeds_changed(moved.files(), clean.files()) == set()
    kept = list((site.source / "_build/doctrees/bunko/feeds/html").iterdir())
    assert len(kept) == 6


def is_feed(name: str) -> bool:
    return name.startswith("feed") and not name.endswith(".html")


def feeds_changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in after if is_feed(name) and before.get(name) != after[name]}


def test_a_feed_that_is_not_there_is_written_again_and_others_stay(site: Site) -> None:
    site.write("posts/2024-01-01-x.md", a_post(1))
    built = site.build(html_baseurl=BASE)
    (built.outdir / "feed.xml").unlink()
    time = (built.outdir / "feed.json").stat().st_mtime_ns
    assert read_atom(site.build(html_baseurl=BASE).files()["feed.xml"]).entries
    assert (built.outdir / "feed.json").stat().st_mtime_ns == time


def test_processes_that_share_the_work_make_the_same_feeds(make_site: Callable[..., Site]) -> None:
    one, two = fill(make_site("one"), posts=24), fill(make_site("two"), posts=24)
    conf: dict[str, Any] = {"html_baseurl": BASE, "bunko_feed_limit": 30}
    alone, shared = one.build(**conf), two.build(jobs=2, **conf)
    assert feeds_changed(alone.files(), shared.files()) == set()
    assert len(read_json(shared.files()["feed.json"])["items"]) == 26


@pytest.mark.parametrize("option", ["html_extra_path", "bunko_files"])
def test_a_file_of_the_sites_own_stays_and_is_reported(site: Site, option: str) -> None:
    site.write("posts/2024-01-01-x.md", a_post(1))
    site.write("feed.xml", "<mine/>")
    conf: dict[str, Any] = {"html_baseurl": BASE, option: ["feed.xml"], "language": "en"}
    for _ in range(2):
        built = site.build(**conf)
        assert built.read("feed.xml") == "<mine/>"
        (warning,) = built.warnings
        assert "/feed.xml" in warning
        assert read_json(built.files()["feed.json"])["items"]
    conf[option] = []
    assert read_atom(site.build(**conf).files()["feed.xml"]).entries


def test_a_page_of_the_sites_own_stays(site: Site) -> None:
    site.write("posts/2024-01-01-x.md", a_post(1))
    site.write("feeds.md", "# 購読\n")
    built = site.build(html_baseurl=BASE)
    assert "購読" in built.read("feeds.html")


def test_other_extensions_that_change_pages_live_beside_feeds(site: Site) -> None:
    fill(site)
    site.write("conf.py", CONF.replace('["bunko"]', '["bunko", "sphinx.ext.mathjax", "sphinx.ext.todo"]'))
    feed = read_json(site.build(html_baseurl=BASE).files()["feed.json"])
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">' in json.dumps(feed).replace("\\", "")


def test_the_samples_are_in_a_feed_as_a_whole(sample_site: BuildResult, sample_posts: list[Path]) -> None:
    atom = read_atom((sample_site.outdir / "feed.xml").read_bytes())
    items = read_json((sample_site.outdir / "feed.json").read_bytes())["items"]
    assert [item["title"] for item in items] == [entry.title for entry in atom.entries]
    assert len(items) == len(sample_posts)


def test_terms_of_the_sites_own_kinds_have_feeds_if_it_says_so(site: Site) -> None:
    site.write("posts/2024-01-01-x.md", a_post(1, "places: [京都]\n"))
    conf: dict[str, Any] = {"html_baseurl": BASE, "bunko_taxonomies": {"places": "場所"}}
    assert not [name for name in site.build(**conf).files() if "京都" in name and is_feed(name)]
    built = site.build(bunko_feeds=["places"], **conf)
    assert read_atom(built.files()["feed/by_places/京都.xml"]).feed.title.endswith("京都")
    assert "場所" in built.read("feeds.html")
