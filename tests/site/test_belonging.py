"""Who and what belongs together: series, pinned posts, authors, translations, and kinds of terms of the site's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from archives import PIXEL, clean_build, differing

if TYPE_CHECKING:
    from sitekit import BuildResult, Site

BASE = "https://example.org/"


def write(site: Site, name: str, head: str, body: str = "本文。") -> None:
    site.write(f"posts/{name}.md", f"---\ntitle: 題{name[-1]}\n{head}\n---\n{body}\n")


def soup(built: BuildResult, page: str) -> BeautifulSoup:
    return BeautifulSoup(built.read(page), "lxml")


def texts(found: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(tag.get_text().split()) for tag in found.select(selector)]


def test_a_series_has_a_page_in_its_order_and_its_parts_lead_to_each_other(site: Site) -> None:
    site.write("taxonomy.yml", "series:\n  半導体入門: {slug: chips, description: 初歩から。}\n")
    for day, series in enumerate(["半導体入門", "", "半導体入門", "半導体入門"], 1):
        write(site, f"2025-01-0{day}-{'abcd'[day - 1]}", f"series: {series}\ncategory: 技術")
    site.write(
        "index.md",
        "# 家\n\n{bunko:series}`半導体入門`\n\n```{bunko:series}\n```\n\n```{bunko:list}\n:series: 半導体入門\n```\n",
    )
    theme: dict[str, Any] = {"html_theme": "bunko"}
    built = site.build(**theme)
    assert built.warnings == []
    page = soup(built, "series/chips.html")
    assert texts(page, ".bunko-post-title") == ["題a", "題c", "題d"]
    assert texts(page, ".bunko-description") == ["初歩から。"]
    part = soup(built, "posts/2025-01-03-c.html")
    assert texts(part, ".bunko-byline-series") == ["連載 半導体入門 第2回"]
    assert [link["href"] for link in part.select(".bunko-neighbours a")] == ["2025-01-01-a.html", "2025-01-04-d.html"]
    assert soup(built, "posts/2025-01-02-b.html").select(".bunko-neighbours a") == []
    home = soup(built, "index.html")
    assert [link["href"] for link in home.select("a.reference")].count("series/chips.html") == 2
    assert len(home.select(".bunko-list a")) == 3
    write(site, "2025-01-05-e", "series: 半導体入門")
    assert differing(site.build(**theme), clean_build(site, **theme)) == []


def test_without_a_series_there_is_no_index_of_them(site: Site) -> None:
    write(site, "2025-01-01-a", "tags: [AI]")
    assert not (site.build().outdir / "series").exists()


def test_a_pinned_post_stands_first_in_lists_of_pages(site: Site) -> None:
    write(site, "2025-01-01-a", "pin: true")
    write(site, "2025-01-02-b", "x: y")
    site.write("index.md", "# 家\n\n```{bunko:list}\n```\n")
    built = site.build()
    assert texts(soup(built, "index.html"), ".bunko-list a") == ["題a", "題b"]
    assert texts(soup(built, "archive/all.html"), ".bunko-post-title") == ["題b", "題a"]


PROFILE = """authors:
  山田太郎:
    slug: yamada
    description: 半導体を20年追う記者。
    picture: /faces/yamada.png
    links:
      X: https://x.com/yamada
      メール: mailto:y@example.org
"""


def test_an_author_is_shown_on_their_page_below_articles_and_to_search_engines(site: Site) -> None:
    site.write("taxonomy.yml", PROFILE)
    site.write("faces/yamada.png", PIXEL)
    write(site, "2025-01-01-a", "author: 山田太郎")
    write(site, "2025-01-02-b", "author: 別人")
    built = site.build(html_baseurl=BASE, html_theme="bunko")
    for page, up in (("authors/yamada.html", "../"), ("posts/2025-01-01-a.html", "../")):
        profile = soup(built, page).select_one(".bunko-profile")
        assert profile is not None
        assert "半導体を20年追う記者。" in profile.get_text()
        assert [link["href"] for link in profile.select("li a")] == ["https://x.com/yamada", "mailto:y@example.org"]
        (image,) = profile.select("img")
        assert (built.outdir / str(image["src"]).removeprefix(up)).is_file()
    assert soup(built, "posts/2025-01-02-b.html").select(".bunko-profile") == []
    assert '"sameAs":["https://x.com/yamada"' in built.read("posts/2025-01-01-a.html")
    assert f'"image":"{BASE}_images/' in built.read("posts/2025-01-01-a.html")
    site.write("faces/yamada.png", PIXEL + b"x")
    conf: dict[str, Any] = {"html_baseurl": BASE, "html_theme": "bunko"}
    assert differing(site.build(**conf), clean_build(site, **conf)) == []
    site.write("taxonomy.yml", "")
    assert list((site.build(**conf).outdir / "_images").glob("yamada*")) == []


def test_an_article_leads_to_its_translations(site: Site) -> None:
    write(site, "2025-01-01-a", "ref: x")
    write(site, "2025-01-02-b", "ref: x\nlang: en")
    write(site, "2025-01-03-c", "translation_of: 2025-01-01-a\nlang: fr")
    built = site.build()
    links = soup(built, "posts/2025-01-01-a.html").select("a.bunko-translation")
    assert {link.get_text(): link["href"] for link in links} == {
        "English": "2025-01-02-b.html",
        "français": "2025-01-03-c.html",
    }
    assert texts(soup(built, "posts/2025-01-03-c.html"), "a.bunko-translation") == ["English", "日本語"]


def test_a_site_can_file_posts_under_something_of_its_own(site: Site) -> None:
    conf: dict[str, Any] = {"bunko_taxonomies": {"companies": "企業"}}
    site.write("taxonomy.yml", "companies:\n  Amazon: {synonyms: [アマゾン], description: 通販。}\n")
    write(site, "2025-01-01-a", "companies: [アマゾン, NVIDIA]")
    write(site, "2025-01-02-b", "companies: Amazon")
    site.write("index.md", "# 家\n\n{bunko:companies}`アマゾン` {bunko:companies}`無い`\n")
    built = site.build(**conf)
    assert len(built.warnings) == 1
    assert "無い" in built.warnings[0]
    assert texts(soup(built, "companies/amazon.html"), ".bunko-post-title") == ["題b", "題a"]
    assert "企業" in texts(soup(built, "companies/index.html"), "h1")[0]
    assert texts(soup(built, "posts/2025-01-01-a.html"), ".bunko-byline-terms a") == ["Amazon", "NVIDIA"]
    assert 'href="companies/amazon.html"' in built.read("index.html")
    assert not (site.build().outdir / "companies").exists()


@pytest.mark.parametrize("name", ["tags", "title", "../x", "archive", "Ａ"])
def test_a_kind_of_terms_needs_a_name_of_its_own(site: Site, name: str) -> None:
    with pytest.raises(Exception, match="bunko_taxonomies"):
        site.build(bunko_taxonomies={name: "企業"})


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_old_address_of_a_tag_that_was_merged_or_renamed_leads_to_it(site: Site, builder: str) -> None:
    site.write(
        "taxonomy.yml",
        "tags:\n  機械学習: {slug: ml, synonyms: [マシンラーニング, 深層学習]}\n  使われない: {slug: unused}\n",
    )
    write(site, "2025-01-01-a", "tags: [機械学習]")
    built = site.build(builder)
    end = "/index.html" if builder == "dirhtml" else ".html"
    for old in ("機械学習", "マシンラーニング", "深層学習"):
        assert "ml" in built.read(f"tags/{old}{end}").split("url=")[1][:20]
    assert not (built.outdir / f"tags/使われない{end}").exists()
    assert (built.outdir / f"tags/ml{end}").is_file()
