"""What a first visit transfers. Bytes are no timings: they may be asserted."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from browsing import opened
from gallery import EVERYTHING, SEED

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Response

KB = 1024
COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg")


@pytest.mark.parametrize(("page_name", "most"), [(SEED, 130 * KB), ("index", 130 * KB), (EVERYTHING, 240 * KB)])
def test_a_first_visit_is_light(browser: Browser, served_gallery: str, page_name: str, most: int) -> None:
    sizes: dict[str, int] = {}
    found: list[Response] = []
    with opened(browser, served_gallery) as page:
        page.on("response", lambda response: found.append(response))  # noqa: PLW0108 — Playwright wants a function
        page.goto(f"{page_name}.html", wait_until="networkidle")
        for response in found:
            body = response.body()
            text = response.headers.get("content-type", "").startswith(COMPRESSED)
            sizes[response.url.removeprefix(served_gallery)] = len(gzip.compress(body, 6) if text else body)
    assert sum(sizes.values()) <= most, sizes
    assert len(sizes) <= 16, sizes
    assert not [name for name in sizes if "fontawesome" in name or "bootstrap" in name or "webfonts" in name]


def test_the_html_of_an_article_is_small(gallery: Path) -> None:
    assert (gallery / f"{SEED}.html").stat().st_size <= 30 * KB
