"""Addresses are those that Jekyll gives, and every one of them is a file below the output folder."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import JAPAN
from bunko.posts.article import ReadingRules, read_article
from bunko.posts.permalinks import PLACES, STYLES, file_of, fill_in, read_address, slugify, unknown_places
from casefile import CASES

JEKYLL = json.loads((CASES / "permalinks.json").read_text(encoding="utf-8"))
HOSTILE = st.lists(
    st.sampled_from([*"ab日é.:/%\\?#~ \n\0", "..", "%2e", "%2F", "%00", ":title", "://", "長" * 90]), max_size=12
).map("".join)


@pytest.mark.parametrize("site", JEKYLL["sites"], ids=lambda site: site["permalink"])
def test_every_post_has_the_file_that_jekyll_gives_it(site: dict[str, object]) -> None:
    rules = ReadingRules(zone=JAPAN, permalink=str(site["permalink"]))
    found = {}
    for stem, header in JEKYLL["posts"].items():
        post = read_article(f"posts/{stem}", f"---\ntitle: t\n{header}---\nx\n", rules).post
        found[stem] = file_of(post.permalink)
    assert found == site["files"]


def test_an_undated_post_has_no_address_with_a_date() -> None:
    for style in STYLES:
        rules = ReadingRules(zone=JAPAN, permalink=style)
        permalink = read_article("posts/x", "---\ntitle: t\n---\nx\n", rules).post.permalink
        assert permalink == ("/x.html" if style == "none" else "")


@given(HOSTILE)
def test_every_address_is_a_file_inside_the_output_folder(text: str) -> None:
    try:
        address = read_address(text)
        file = file_of(address)
    except ValueError:
        return
    path = PurePosixPath(file)
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert "." not in file.split("/")
    assert "\0" not in file
    assert "\\" not in file
    assert path.suffix == ".html"
    assert str(path) == file
    assert all(len(part.encode()) <= 255 for part in path.parts)


@given(HOSTILE, HOSTILE, st.lists(HOSTILE, max_size=2))
def test_every_address_that_is_filled_in_is_one_or_is_refused(permalink: str, slug: str, categories: list[str]) -> None:
    try:
        address = read_address(fill_in(permalink, moment=None, slug=slug, categories=categories))
    except ValueError:
        return
    assert address.startswith("/")
    assert read_address(address.replace("%", "%25").replace("#", "%23").replace("?", "%3F")) == address


def test_places_that_jekyll_does_not_know_are_named() -> None:
    assert unknown_places("/:year/:autor/:month_:day/:titel/") == [":autor", ":titel"]
    assert not any(map(unknown_places, (*STYLES, *(f":{place}" for place in PLACES))))


@given(st.text(max_size=20))
def test_a_slug_of_a_slug_is_itself(text: str) -> None:
    for pretty in (True, False):
        slug = slugify(text, pretty=pretty)
        assert slugify(slug, pretty=pretty) == slug
