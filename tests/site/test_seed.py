"""The owner's own post, on the project's own site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from pathlib import Path

POST = "posts/2025-12-29-1-aiamazon-500.html"
TITLE = "AI覇権の行方：Amazon 500億ドル投資が市場にもたらす変化の核心。"
HEADINGS = [
    "なぜ今、500億ドルもの投資が必要なのか？その真意を読み解く",
    "AWSを核としたAIエコシステム戦略",
    "しかし、リスクと懸念も忘れてはならない",
    "この巨大な波をどう乗りこなすか：投資家、技術者、ビジネスリーダーへの示唆",
]
TAGS = ["AI", "最新ニュース", "技術動向", "Amazon", "投資", "チップ"]


def page(site: Path, name: str = POST) -> BeautifulSoup:
    return BeautifulSoup((site / name).read_text(encoding="utf-8"), "lxml")


def test_its_title_is_the_one_of_the_front_matter_and_stands_once(seed_site: Path) -> None:
    found = page(seed_site)
    assert [h1.get_text().removesuffix("#") for h1 in found.find_all("h1")] == [TITLE]
    assert found.title is not None
    assert found.title.get_text().startswith(TITLE)
    assert found.article is not None
    assert found.article.get_text().count(TITLE.rstrip("。")) == 1, "the first paragraph repeats the title"


def test_it_is_of_the_day_that_it_was_in_japan(seed_site: Path) -> None:
    time = page(seed_site).select_one(".bunko-byline time")
    assert time is not None
    assert time["datetime"] == "2025-12-30T05:37:39+09:00"
    assert time.get_text() == "2025年12月30日"


def test_its_bold_lines_are_sections_with_anchors_of_their_own_words(seed_site: Path) -> None:
    sections = page(seed_site).select("article section section")
    assert [h2.get_text().removesuffix("#") for h2 in page(seed_site).select("article h2")] == HEADINGS
    assert sections[1]["id"] == "awsを核としたaiエコシステム戦略"
    assert not [section["id"] for section in sections if re.fullmatch(r"id\d+", str(section["id"]))]


def test_no_markup_is_left_in_the_text(seed_site: Path) -> None:
    for path in seed_site.rglob("*.html"):
        if "_static" not in path.parts:
            text = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").get_text()
            assert "**" not in text, path


def test_its_terms_and_months_lead_to_pages_that_list_it(seed_site: Path) -> None:
    links = page(seed_site).select(".bunko-byline a")
    words = [link.get_text() for link in links]
    assert words == ["2025年12月30日", "ALLFORCES編集部", "投資分析", *TAGS]
    for link in links:
        target = (seed_site / POST).parent / unquote(str(link["href"]))
        listed = BeautifulSoup(target.read_text(encoding="utf-8"), "lxml").select(".bunko-posts a")
        assert TITLE in [found.get_text() for found in listed], target
    for index in ("tags", "categories", "authors", "archive"):
        assert (seed_site / index / "index.html").exists()


def test_the_page_asks_nothing_of_other_hosts(seed_site: Path) -> None:
    found = page(seed_site)
    asked = [tag.get("src") or tag.get("href") for tag in found.select("script[src], link[href], img[src]")]
    assert not [url for url in asked if url and re.match(r"(https?:)?//", str(url))]
