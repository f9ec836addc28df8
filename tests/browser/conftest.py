"""A real browser on the built site, which a plain static file server serves."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from browsing import listen, serve
from chromium import PATIENCE, chromium, find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Page

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def served_site(seed_site: Path) -> Iterator[str]:
    """Serve the project's own site."""
    with serve(seed_site) as address:
        yield address


@pytest.fixture(scope="session")
def served_gallery(gallery: Path) -> Iterator[str]:
    """Serve that site."""
    with serve(gallery) as address:
        yield address


@pytest.fixture(scope="session")
def program() -> str:
    """Return the path of Chromium. Without one the test is skipped, but under CI it fails."""
    found = find_chromium()
    if not found:
        reason = "no Chromium: run tests/install_browser.sh"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def browser(program: str) -> Iterator[Browser]:
    """Start Chromium, with the fonts of the books."""
    with sync_playwright() as playwright, chromium(playwright.chromium, program) as started:
        yield started


@pytest.fixture(scope="session")
def latin_browser(program: str, browser: Browser) -> Iterator[Browser]:
    """Start Chromium on a machine without any Japanese font."""
    with chromium(browser.browser_type, program, japanese=False) as started:
        yield started


@pytest.fixture
def visit(browser: Browser, served_site: str) -> Callable[[int], AbstractContextManager[Page]]:
    """Return a context manager: a page so many pixels wide, at home; on leaving, it must have nothing to complain."""

    @contextmanager
    def at_width(width: int) -> Iterator[Page]:
        page = browser.new_page(viewport={"width": width, "height": 800}, base_url=served_site)
        complaints = listen(page, served_site)
        try:
            page.goto("/index.html", wait_until="networkidle")
            yield page
            page.wait_for_load_state("networkidle")
        finally:
            page.close()
        assert not complaints, "\n".join(complaints)

    return at_width


@pytest.fixture(scope="session")
def watch() -> Callable[[Page, str], list[str]]:
    """Return `listen`, for pages of other sites than the project's own."""
    return listen
