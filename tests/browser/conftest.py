"""A real browser on the built site, which a plain static file server serves."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, Response, sync_playwright

from sitekit import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser

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


class QuietHandler(SimpleHTTPRequestHandler):
    """A static file server that does not write each request to the screen."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Say nothing."""


@pytest.fixture(scope="session")
def served_site(seed_site: Path) -> Iterator[str]:
    """Serve the project's own site; the value is its address, without a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=seed_site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


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


def listen(page: Page, home: str) -> list[str]:
    """Note everything on this page that must not happen."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def on_request(request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and not request.url.startswith(f"{home}/"):
            complaints.append(f"request to another host: {request.url}")

    def on_response(response: Response) -> None:
        if not (response.ok or 300 <= response.status < 400):
            complaints.append(f"{response.status}: {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on("request", on_request)
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url} ({request.failure})"))
    page.on("response", on_response)
    return complaints


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
def listening() -> Callable[[Page, str], list[str]]:
    """Return `listen`, for tests of other sites."""
    return listen
