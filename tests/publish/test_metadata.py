"""What a page says of itself, as values."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from archive import NEW_YEAR
from bunko.publish.metadata import PageImage, PageMeta, Person, SiteMeta, meta_tags, structured_data
from casefile import CASES

SITE = SiteMeta(
    name="文庫", language="ja", url="https://example.org/", search="https://example.org/s?q={search_term_string}"
)
SCHEMA = json.loads((CASES / "schemas/structured-data.json").read_text(encoding="utf-8"))
PAGE = "https://example.org/x.html"
TEXTS = st.text(max_size=20)
ADDRESSES = st.sampled_from(["", PAGE, "https://example.org/%E4%BA%BA"])
NAMED = st.tuples(TEXTS.filter(bool), st.just(PAGE))
PAGES = st.builds(
    PageMeta,
    title=TEXTS.filter(bool),
    url=st.sampled_from(["", PAGE]),
    description=TEXTS,
    is_home=st.booleans(),
    is_article=st.booleans(),
    is_list=st.booleans(),
    is_unlisted=st.booleans(),
    picture=st.none() | st.builds(PageImage, url=st.just(PAGE), width=st.integers(0, 9), alt=TEXTS),
    published=st.sampled_from([None, NEW_YEAR]),
    modified=st.sampled_from([None, NEW_YEAR]),
    authors=st.lists(st.builds(Person, name=TEXTS.filter(bool), url=ADDRESSES), max_size=2).map(tuple),
    section=TEXTS,
    tags=st.lists(TEXTS.filter(bool), max_size=2).map(tuple),
    above=st.lists(NAMED, max_size=2).map(tuple),
    listed=st.lists(NAMED, max_size=2).map(tuple),
)


def data(page: PageMeta, site: SiteMeta = SITE) -> list[dict[str, Any]]:
    return [json.loads(text) for text in structured_data(site, page)]


@given(PAGES)
def test_structured_data_has_what_search_engines_ask_for(page: PageMeta) -> None:
    for found in data(page):
        jsonschema.validate(found, SCHEMA)


@given(PAGES)
def test_nothing_in_it_ends_the_script_or_says_nothing(page: PageMeta) -> None:
    for text in structured_data(SITE, page):
        assert not {"<", ">", "&", "\u2028", "\u2029"} & set(text)
        assert '""' not in text


@given(PAGES)
def test_every_tag_says_something_and_once(page: PageMeta) -> None:
    tags = list(meta_tags(SITE, page))
    assert all(content for _, _, content in tags)
    names = [name for _, name, _ in tags if name not in {"article:tag", "article:author"}]
    assert len(names) == len(set(names))


def test_each_kind_can_be_switched_off() -> None:
    page = PageMeta(title="題", url=PAGE, is_article=True)
    for kind, start in {"opengraph": "og:", "twitter": "twitter:"}.items():
        names = [
            name for _, name, _ in meta_tags(SiteMeta(name="文庫", language="ja", kinds=SITE.kinds - {kind}), page)
        ]
        assert names
        assert not any(name.startswith(start) for name in names)
    assert data(page, SiteMeta(name="文庫", language="ja", kinds=SITE.kinds - {"json-ld"})) == []


def test_an_unlisted_page_is_not_offered_to_search_engines() -> None:
    page = PageMeta(title="題", url=PAGE, is_article=True, is_unlisted=True)
    assert ("name", "robots", "noindex") in list(meta_tags(SITE, page))
    assert data(page) == []


def test_without_an_address_there_is_no_structured_data() -> None:
    assert data(PageMeta(title="題", is_article=True)) == []
    assert [name for _, name, _ in meta_tags(SITE, PageMeta(title="題"))][:3] == ["og:type", "og:title", "og:site_name"]
