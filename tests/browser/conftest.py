"""A real browser on the built site, which a plain static file server serves."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from browsing import listen, serve
from sitekit import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Page

# Started as root in a container, and on a network that may be closed: no sandbox, and no calls home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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
def browser() -> Iterator[Browser]:
    """Start Chromium. Without one the test is skipped, but under CI it fails."""
    script = ROOT / "tests" / "install_browser.sh"
    env = {**os.environ, "PYTHON": sys.executable}
    found = subprocess.run(["sh", script, "--find"], env=env, capture_output=True, text=True, check=False)  # noqa: S607
    if not found.stdout.strip():
        reason = "no Chromium: run tests/install_browser.sh"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, served_site: str) -> Callable[[int], AbstractContextManager[Page]]:
    """Return a context manager: a page so many pixels wide, at home; on leaving, it must have nothing to complain."""

    @contextmanager
    def at_width(width: int) -> Iterator[Page]:
        page = browser.new_page(viewport={"width": width, "height": 800}, base_url=served_site)
        page.set_default_timeout(20_000)
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
