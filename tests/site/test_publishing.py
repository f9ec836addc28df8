"""What a built site tells search engines and social networks, read back; and other extensions that do so beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema
import pytest
from bs4 import BeautifulSoup, Tag
from lxml import etree

from archives import PIXEL, archive, clean_build, differing
from casefile import CASES
from sitekit import CONF, new_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitekit import BuildResult, Site

HOME = "https://example.org/blog/"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE: dict[str, Any] = {"html_baseurl": HOME}
SITEMAP = etree.XMLSchema(etree.parse(CASES / "schemas/sitemap.xsd"))
DATA = json.loads((CASES / "schemas/structured-data.json").read_text(encoding="utf-8"))


def addresses(built: BuildResult) -> dict[str, str | None]:
    """Return the addresses of the sitemap, with the time that each was last changed."""
    root = etree.fromstring((built.outdir / "sitemap.xml").read_bytes())
    assert SITEMAP.validate(root), SITEMAP.error_log
    return {entry.findtext(f"{SPACE}loc").removeprefix(HOME): entry.findtext(f"{SPACE}lastmod") for entry in root}


def head(built: BuildResult, page: str) -> Tag:
    found = BeautifulSoup(built.read(page), "lxml").head
    assert found is not None
    return found


def meta(built: BuildResult, page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in head(built, page).select("meta[name], meta[property]"):
        found.setdefault(str(tag.get("property") or tag["name"]), []).append(str(tag["content"]))
    return found


def data(built: BuildResult, page: str) -> dict[str, Any]:
    scripts = head(built, page).select('script[type="application/ld+json"]')
    return {found["@type"]: found for found in (json.loads(script.get_text()) for script in scripts)}


def page_of(built: BuildResult, address: str) -> Path:
    """Return the file that a static server answers an address with."""
    path = built.outdir / address
    return path / "index.html" if address.endswith("/") or not address else path


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("moved", [False, True])
def test_the_sitemap_names_every_page_under_the_address_that_it_calls_its_own(
    site: Site, builder: str, moved: bool
) -> None:
    site.write("about.md", "# 案内\n")
    site.write("hidden.md", "---\nsitemap: false\n---\n# 隠れた頁\n")
    site.write("posts/2025-01-02-a.md", "---\ntitle: 一\ntags: [AI]\npermalink: /日本/:title/\n---\n本文。\n")
    site.write(
        "posts/2025-01-03-b.md", "---\ntitle: 二\nupdated: 2025-06-07\nlast_modified_at: 2025-06-07\n---\n本文。\n"
    )
    for number, line in enumerate(["sitemap: false", "unlisted: true", "draft: true", "date: 2041-01-01"]):
        site.write(f"posts/2025-01-04-no{number}.md", f"---\ntitle: 隠{number}\n{line}\n---\n本文。\n")
    built = site.build(builder, bunko_permalink_pages=moved, **BASE)
    found = addresses(built)
    assert not any("no" in address.rpartition("/")[2] or "hidden" in address or "404" in address for address in found)
    for address in found:
        page = BeautifulSoup(page_of(built, unquote(address)).read_text(encoding="utf-8"), "lxml")
        assert [link["href"] for link in page.select("link[rel=canonical]")] == [HOME + address]
        assert page.select_one('meta[content="noindex"]') is None
    one = "%E6%97%A5%E6%9C%AC/a/" if moved else "posts/2025-01-02-a"
    assert [time for address, time in found.items() if address.startswith(one)] == ["2025-01-02T00:00:00+09:00"]
    assert [time for address, time in found.items() if "2025-01-03-b" in address] == ["2025-06-07T00:00:00+09:00"]
    assert found[""] == "2025-06-07T00:00:00+09:00"
    assert any(address.startswith("tags/ai") for address in found)
    assert (f"Sitemap: {HOME}sitemap.xml") in built.read("robots.txt")


def test_the_sitemap_is_complete_after_each_change_and_rests_without_one(site: Site) -> None:
    archive(site, 4)
    path = site.build(**BASE).outdir / "sitemap.xml"
    time = path.stat().st_mtime_ns
    site.build(**BASE)
    assert path.stat().st_mtime_ns == time
    site.write("posts/2031-01-02-new.md", "---\ntitle: 新\n---\n本文。\n")
    site.write("about.md", "---\nsitemap: false\n---\n# 頁\n")
    names = addresses(site.build(**BASE))
    assert "posts/2031-01-02-new.html" in names
    assert "about.html" not in names
    site.write("about.md", "# 頁\n")
    assert "about.html" in addresses(site.build(**BASE))
    assert differing(site.build(**BASE), clean_build(site, **BASE)) == []


def test_without_an_address_there_is_no_sitemap_and_what_went_is_removed(site: Site) -> None:
    site.write("posts/2025-01-02-a.md", "---\ntitle: 一\n---\n本文。\n")
    first = site.build(bunko_cname=True, **BASE)
    assert first.read("CNAME") == "example.org\n"
    assert {"sitemap.xml", "robots.txt", ".nojekyll", "CNAME"} <= first.files().keys()
    assert {"sitemap.xml", "robots.txt", "CNAME"}.isdisjoint(site.build().files())
    assert {"sitemap.xml", "robots.txt", "CNAME"}.isdisjoint(site.build(bunko_sitemap=False, **BASE).files())


def test_what_the_site_brings_itself_stays(site: Site) -> None:
    site.write("extra/robots.txt", "User-agent: x\nDisallow: /\n")
    site.write("CNAME", "other.example\n")
    built = site.build(html_extra_path=["extra"], bunko_files=["CNAME"], bunko_cname=True, **BASE)
    assert built.warnings == []
    assert built.read("robots.txt").startswith("User-agent: x")
    assert built.read("CNAME") == "other.example\n"


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """Build a site that has something to say of itself."""
    site = new_site(tmp_path_factory.mktemp("told"))
    site.write("index.md", "# 文庫へようこそ\n\n案内の文。\n")
    site.write("about.md", '---\nmyst:\n  html_meta:\n    "property=og:title": 自分の題\n---\n# 案内\n')
    site.write("posts/p.png", PIXEL)
    head = "tags: [AI, '<b>']\ncategory: 経済\nauthor: 人\nimage: p.png\nref: x\nlast_modified_at: 2025-02-03\n"
    site.write(
        "posts/2025-01-02-a.md", f"---\ntitle: '題 </script><b>\"&'\nexcerpt: 要約 </script>\n{head}---\n本文。\n"
    )
    site.write(
        "posts/2025-01-03-b.md", "---\ntitle: English\nlang: en\nref: x\nimage: https://example.com/q.png\n---\nText.\n"
    )
    site.write("posts/2025-01-04-c.md", "---\ntitle: Français\nlang: fr\ntranslation_of: 2025-01-02-a\n---\nTexte.\n")
    site.write("posts/2025-01-05-d.md", "---\ntitle: 秘\nunlisted: true\n---\n本文。\n")
    return site.build(project="文庫", **BASE)


def test_an_article_says_what_it_is(told: BuildResult) -> None:
    found = meta(told, "posts/2025-01-02-a.html")
    assert {name: values for name, values in found.items() if name.startswith(("og:", "article:", "twitter:"))} == {
        "og:type": ["article"],
        "og:title": ['題 </script><b>"&'],
        "og:site_name": ["文庫"],
        "og:url": [f"{HOME}posts/2025-01-02-a.html"],
        "og:description": ["要約 </script>"],
        "og:locale": ["ja_JP"],
        "og:image": [f"{HOME}_images/p-{_digest(found)}.png"],
        "og:image:width": ["1"],
        "og:image:height": ["1"],
        "og:image:alt": ['題 </script><b>"&'],
        "article:published_time": ["2025-01-02T00:00:00+09:00"],
        "article:modified_time": ["2025-02-03T00:00:00+09:00"],
        "article:author": [f"{HOME}authors/%E4%BA%BA.html"],
        "article:section": ["経済"],
        "article:tag": ["AI", "<b>"],
        "twitter:card": ["summary_large_image"],
    }
    assert (told.outdir / found["og:image"][0].removeprefix(HOME)).is_file()
    assert meta(told, "posts/2025-01-03-b.html")["og:image"] == ["https://example.com/q.png"]


def _digest(found: dict[str, list[str]]) -> str:
    return found["og:image"][0].rpartition("-")[2].removesuffix(".png")


def test_each_page_has_data_of_its_kind(told: BuildResult) -> None:
    kinds = {
        "index.html": {"WebSite"},
        "about.html": {"BreadcrumbList"},
        "posts/2025-01-02-a.html": {"BlogPosting", "BreadcrumbList"},
        "posts/2025-01-05-d.html": set(),
        "tags/ai.html": {"CollectionPage", "BreadcrumbList"},
        "archive/index.html": {"CollectionPage", "BreadcrumbList"},
        "404.html": set(),
    }
    for page, kind in kinds.items():
        found = data(told, page)
        assert set(found) == kind, page
        for each in found.values():
            jsonschema.validate(each, DATA)
    posting = data(told, "posts/2025-01-02-a.html")["BlogPosting"]
    assert posting["headline"] == '題 </script><b>"&'
    assert posting["author"] == [{"@type": "Person", "name": "人", "url": f"{HOME}authors/%E4%BA%BA.html"}]
    assert [step["name"] for step in data(told, "tags/ai.html")["BreadcrumbList"]["itemListElement"]] == [
        "文庫",
        "タグ",
        "AI",
    ]


def test_translations_know_of_each_other(told: BuildResult) -> None:
    pages = {"ja": "posts/2025-01-02-a.html", "en": "posts/2025-01-03-b.html", "fr": "posts/2025-01-04-c.html"}
    for page in pages.values():
        links = head(told, page).select("link[hreflang]")
        assert {link["hreflang"]: link["href"] for link in links} == {lang: HOME + at for lang, at in pages.items()}
    assert head(told, "posts/2025-01-05-d.html").select("link[hreflang]") == []


def test_what_a_page_says_itself_is_not_said_again(told: BuildResult) -> None:
    assert meta(told, "about.html")["og:title"] == ["自分の題"]


def test_an_unlisted_post_is_not_offered_to_search_engines(told: BuildResult) -> None:
    assert meta(told, "posts/2025-01-05-d.html")["robots"] == ["noindex"]
    assert "robots" not in meta(told, "posts/2025-01-02-a.html")


def test_names_that_are_none_stop_the_build(site: Site) -> None:
    with pytest.raises(Exception, match="opengraph, twitter"):
        site.build(bunko_metadata=["opengraf"])


def test_extensions_for_the_same_live_beside_it(make_site: Callable[..., Site]) -> None:
    others = '["bunko", "sphinx_sitemap", "sphinxext.opengraph", "notfound.extension", "sphinx.ext.githubpages"]'
    conf = CONF.replace('["bunko"]', others).replace('"basic"', '"bunko"')
    site = make_site(
        "beside", conf + f'html_baseurl = "{HOME}"\nogp_site_url = "{HOME}"\nsitemap_url_scheme = "{{link}}"\n'
    )
    site.write("posts/2025-01-02-a.md", "---\ntitle: 一\ntags: [AI]\n---\n本文。\n")
    built = site.build()
    assert built.warnings == []
    root = etree.fromstring((built.outdir / "sitemap.xml").read_bytes())
    assert f"{HOME}posts/2025-01-02-a.html" in [entry.findtext(f"{SPACE}loc") for entry in root]
    found = meta(built, "posts/2025-01-02-a.html")
    assert {name: len(values) for name, values in found.items() if name.startswith("og:")} == dict.fromkeys(
        [name for name in found if name.startswith("og:")], 1
    )
    assert "og:title" in found
    assert len(found["description"]) == 1
    assert len(list(built.outdir.glob("404*"))) == 1


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_page_has_one_address_whatever_the_site_is_called(site: Site, builder: str) -> None:
    site.write("posts/2025-01-02-日_本.md", "---\ntitle: 一\ntags: [日~本]\nimage: 図.png\n---\n本文。\n")
    site.write("posts/図.png", PIXEL)
    built = site.build(builder, html_baseurl="https://user:pw@例え.jp/書庫", bunko_cname=True, bunko_exports=["json"])
    home = "https://xn--r8jz45g.jp/%E6%9B%B8%E5%BA%AB/"
    root = etree.fromstring((built.outdir / "sitemap.xml").read_bytes())
    places = [entry.findtext(f"{SPACE}loc") for entry in root]
    assert all(place.isascii() and place.startswith(home) for place in places)
    (post,) = json.loads(built.read("posts.json"))["posts"]
    assert post["url"] in places
    feed = etree.fromstring((built.outdir / "feed.xml").read_bytes())
    assert post["url"] in [link.get("href") for link in feed.iter("{*}link")]
    page = "posts/2025-01-02-日_本" + (".html" if builder == "html" else "/index.html")
    assert meta(built, page)["og:url"] == [post["url"]]
    assert [link["href"] for link in head(built, page).select("link[rel=canonical]")] == [post["url"]]
    assert built.read("CNAME") == "xn--r8jz45g.jp\n"
    assert not any("pw@" in path.read_text(encoding="utf-8") for path in built.outdir.rglob("*.html"))


def test_a_base_that_is_no_address_is_none(site: Site) -> None:
    site.write("posts/2025-01-02-a.md", "---\ntitle: 一\n---\n本文。\n")
    for base in ("example.org", "/sub/", "//example.org/"):
        built = site.build(html_baseurl=base, bunko_exports=["json"])
        assert {"sitemap.xml", "feed.xml", "posts.json"}.isdisjoint(built.files())
        assert head(built, "posts/2025-01-02-a.html").select("link[rel=canonical]") == []
