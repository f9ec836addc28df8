"""Who subscribed to a site while Jekyll built it sees no old post as new: ids and links are those of jekyll-feed.

``tests/cases/feeds.json`` is what jekyll-feed wrote of the samples (`benchmarks/record_feeds.py`).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bunko.catalogue.catalogue import Catalogue
from bunko.pages.web_address import web_address
from bunko.posts.article import ReadingRules, read_article
from bunko.publish.feeds import Entries, FeedRules, feeds_of
from casefile import CASES

if TYPE_CHECKING:
    from pathlib import Path

    from bunko.post import Post

RECORD = json.loads((CASES / "feeds.json").read_text(encoding="utf-8"))


class Permalinks:
    """Addresses as a site has them whose posts stand at their permalinks."""

    def __init__(self, base: str, catalogue: Catalogue) -> None:
        self.base, self.catalogue = base, catalogue

    def page(self, name: str) -> str:
        post = self.catalogue.by_docname.get(name)
        return web_address(self.base + post.permalink) if post else ""

    def picture(self, post: Post) -> str:
        return post.image[:0]


@pytest.mark.parametrize("archive", [name for name in RECORD if name != "source"])
def test_ids_links_and_dates_are_those_of_jekyll_feed(archive: str, sample_posts: list[Path]) -> None:
    config, expected = RECORD[archive]["config"], RECORD[archive]["entries"]
    rules = ReadingRules(zone=ZoneInfo(config.get("timezone", "UTC")), permalink=config["permalink"])
    paths = [path for path in sample_posts if archive in path.parts]
    posts = [read_article(f"posts/{path.stem}", path.read_text(encoding="utf-8"), rules).post for path in paths]
    catalogue = Catalogue(posts)
    feed = next(feeds_of(catalogue, FeedRules(limit=len(posts)), title="x", description="", home="index"))
    entries = Entries(catalogue, config["url"], Permalinks(config["url"], catalogue), str).of(feed)
    found = {entry.id: (entry.link, entry.published, entry.updated) for entry in entries}
    moment = datetime.fromisoformat
    assert found == {known: (link, moment(first), moment(last)) for known, link, first, last in expected}
    assert len(found) == len(posts)
