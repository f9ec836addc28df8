"""The sitemap as files."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import etree

from archive import NEW_YEAR
from bunko.publish.sitemap import SitemapEntry, robots_text, sitemap_files
from casefile import CASES

HOME = "https://example.org/blog/"
SCHEMA = etree.XMLSchema(etree.parse(CASES / "schemas/sitemap.xsd"))
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(count: int) -> list[SitemapEntry]:
    return [
        SitemapEntry(url=f"{HOME}{number}/?a&b='", modified=NEW_YEAR + timedelta(number) if number % 2 else None)
        for number in range(count)
    ]


@pytest.mark.parametrize(("count", "names"), [(1, ["sitemap.xml"]), (3, ["sitemap.xml"])])
def test_few_addresses_are_one_file(count: int, names: list[str]) -> None:
    found = dict(sitemap_files(places(count), HOME, most=3))
    assert list(found) == names
    root = etree.fromstring(found["sitemap.xml"])
    assert SCHEMA.validate(root), SCHEMA.error_log
    assert [entry.text for entry in root.iter(f"{SPACE}loc")] == [place.url for place in places(count)]


def test_many_are_several_files_and_an_index_that_knows_when_each_changed() -> None:
    found = dict(sitemap_files(places(7), HOME, most=3))
    assert list(found) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    index, *parts = (etree.fromstring(content) for content in found.values())
    for root in (index, *parts):
        assert SCHEMA.validate(root), SCHEMA.error_log
    assert [entry.text for entry in index.iter(f"{SPACE}loc")] == [f"{HOME}{name}" for name in list(found)[1:]]
    assert [entry.text for part in parts for entry in part.iter(f"{SPACE}loc")] == [place.url for place in places(7)]
    changed = [(NEW_YEAR + timedelta(day)).isoformat() for day in (1, 5)]
    assert [entry.text for entry in index.iter(f"{SPACE}lastmod")] == changed


def test_robots_are_told_where_the_sitemap_is() -> None:
    assert robots_text(HOME).decode().splitlines()[-1] == f"Sitemap: {HOME}sitemap.xml"
