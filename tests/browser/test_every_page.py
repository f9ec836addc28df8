"""Every kind of page, at three widths, light and dark: for everybody, complete without scripts, from one host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urljoin

import pytest

from axe import violations
from browsing import WIDTHS, beyond, cut_off, opened, small_targets
from gallery import EVERYTHING, SEED

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KINDS = {
    "home": "index",
    "article": SEED,
    "everything": EVERYTHING,
    "tag": "tags/ai",
    "tag index": "tags/index",
    "category": "categories/投資分析",
    "category index": "categories/index",
    "author": "authors/allforces編集部",
    "author index": "authors/index",
    "archive": "archive/index",
    "all posts": "archive/all",
    "year": "archive/2024",
    "month": "archive/2026/02",
    "search": "search",
    "404": "404",
}
#: Kinds whose pages have the template of another: they are looked at by `make test-long`.
_ALIKE = ("category", "author", "author index", "year", "month")
EVERY = [pytest.param(kind, marks=pytest.mark.long) if kind in _ALIKE else kind for kind in KINDS]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

#: The theme has noticed a new width: what scrolls can be reached by keyboard.
SCROLLS_BY_KEY = """![...document.querySelectorAll("[tabindex='-1']")].some((element) =>
    element.scrollWidth > element.clientWidth && ["auto", "scroll"].includes(getComputedStyle(element).overflowX))"""
#: What a reader may ask for (WCAG 1.4.12): space between lines, paragraphs, letters and words.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""


def path_of(kind: str) -> str:
    """Return the path of a kind of page."""
    return quote(f"{KINDS[kind]}.html")


@pytest.mark.parametrize("kind", EVERY)
def test_axe_finds_no_barrier(browser: Browser, served_gallery: str, kind: str) -> None:
    path = path_of(kind)
    with opened(browser, served_gallery) as page:
        page.goto(path, wait_until="load")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(SCROLLS_BY_KEY)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.wait_for_function(f"document.documentElement.dataset.theme == '{scheme}'")
                found = violations(page, colours_only=scheme == "dark")
                assert not found, f"{width} px, {scheme}:\n" + "\n".join(found)
            assert small_targets(page) == [], width


@pytest.mark.parametrize("kind", EVERY)
def test_a_page_holds_without_japanese_fonts_and_with_text_set_wider(
    latin_browser: Browser, browser: Browser, served_gallery: str, kind: str
) -> None:
    for fonts, spaced in ((latin_browser, False), (browser, True)):
        with opened(fonts, served_gallery) as page:
            page.goto(path_of(kind), wait_until="load")
            if spaced:
                page.add_style_tag(content=SPACED)
            for width in (390, 1280):  # from 1280: the theme looks again when the width changes
                page.set_viewport_size({"width": width, "height": 900})
                page.wait_for_function(SCROLLS_BY_KEY)
                case = (width, "Latin" if fonts is latin_browser else "Japanese", spaced)
                assert small_targets(page) == [], case
                assert cut_off(page) == [], case
                assert beyond(page) <= 0, case


@pytest.mark.parametrize("kind", EVERY)
def test_a_page_fits_a_window_of_320_pixels(browser: Browser, served_gallery: str, kind: str) -> None:
    path = path_of(kind)
    with opened(browser, served_gallery) as page:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(path, wait_until="load")
        assert beyond(page) <= 0
        for width in [390, 820, 1280]:
            page.set_viewport_size({"width": width, "height": 640})
            assert beyond(page) <= 0, width


@pytest.mark.parametrize("kind", [kind for kind in EVERY if kind != "search"])  # what searches is a script
def test_without_scripts_all_text_and_all_ways_are_there(browser: Browser, served_gallery: str, kind: str) -> None:
    path = path_of(kind)
    with opened(browser, served_gallery) as page:
        page.goto(path, wait_until="load")
        # What scripts add: buttons to copy, and what is nearest to an address that is not there.
        page.evaluate("document.querySelectorAll('.bunko-copy, .bunko-nearest').forEach((added) => added.remove())")
        with_scripts = page.locator("article").inner_text()
    here = f"/{KINDS[kind]}.html"
    with opened(browser, served_gallery, scripts=False) as page:
        page.goto(path, wait_until="load")
        for width in [1280, 390]:
            page.set_viewport_size({"width": width, "height": 900})
            without = page.locator("article").inner_text()
            assert not [line for line in with_scripts.splitlines() if line.strip() not in without], width
            links = page.locator("nav.bunko-sidebar a").all()
            ways = {urljoin(here, str(link.get_attribute("href"))).removesuffix("#"): link for link in links}
            for target in ("", "archive/", "tags/", "categories/", "authors/"):
                box = ways[f"/{target}index.html"].bounding_box()
                assert box is not None, (width, target)
                assert 0 <= box["x"] < width, (width, target)
            assert page.locator(".pst-js-only:visible").count() == 0
