"""A reader walks through the archive by its links alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from browsing import beyond, settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Locator, Page

    Visit = Callable[[int], AbstractContextManager[Page]]

TAG = re.compile(r"/tags?/(?!index\b|page\b)[^/]+(\.html|/)$")
POST = re.compile(r"/2025-12-29-1-aiamazon-500(\.html|/)$")
TAGS = re.compile(r"/tags/(index\.html)?$")
HOME = re.compile(r"^/(index\.html)?$")


def links_to(page: Page, path: re.Pattern[str]) -> list[Locator]:
    """Return the links on this page that lead to such a path and that a reader can see.

    On a narrow page the closed sidebar stands beside the window: links in it have a size, but nobody sees them.
    """
    links = page.locator("a[href]")
    shown = links.evaluate_all(
        """links => links.map(link => {
            const box = link.getBoundingClientRect()
            const inside = box.width > 0 && box.left >= 0 && box.right <= window.innerWidth
            return inside && link.checkVisibility({visibilityProperty: true}) ? link.href : ""
        })"""
    )
    found = [index for index, url in enumerate(shown) if path.search(unquote(urlsplit(url).path))]
    return [links.nth(index) for index in found if not urlsplit(shown[index]).fragment]


def follow(page: Page, path: re.Pattern[str]) -> None:
    """Click the first such link; on a narrow page the sidebar may have to be opened first."""
    links = links_to(page, path)
    if not links:
        page.locator(".primary-toggle:visible").first.click()
        settle(page)  # the sidebar slides in
        links = links_to(page, path)
    assert links, f"{page.url} shows no link to {path.pattern}"
    links[0].click()
    page.wait_for_load_state("networkidle")
    assert path.search(unquote(urlsplit(page.url).path)), page.url


def follow_to_a_tag(page: Page) -> None:
    """Go to a tag's page, by way of the list of all tags where the page links to no tag itself."""
    if not links_to(page, TAG):
        follow(page, TAGS)
    follow(page, TAG)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_reader_walks_from_home_to_a_tag_to_the_post_and_back(visit: Visit, width: int) -> None:
    with visit(width) as page:
        home = page.title()
        follow_to_a_tag(page)
        follow(page, POST)
        assert "AI覇権の行方" in page.locator("h1").first.inner_text()
        assert links_to(page, TAG), "the post shows its tags"
        follow(page, HOME)
        assert page.title() == home


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(visit: Visit, width: int) -> None:
    with visit(width) as page:
        assert beyond(page) <= 0
        follow_to_a_tag(page)
        assert beyond(page) <= 0
        follow(page, POST)
        assert beyond(page) <= 0
