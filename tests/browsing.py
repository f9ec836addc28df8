"""Help for tests with a browser: a server for built pages, and pages that are watched."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Literal

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, Route

WIDTHS = [1280, 820, 390]  #: of a desktop, a tablet and a phone, in CSS pixels


class QuietHandler(SimpleHTTPRequestHandler):
    """A static file server that does not write each request to the screen."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Say nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder; the value is its address, without a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


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

    def on_failure(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader has left before it came
            complaints.append(f"failed: {request.url} ({request.failure})")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on("request", on_request)
    page.on("requestfailed", on_failure)
    page.on("response", on_response)
    return complaints


@contextmanager
def opened(
    browser: Browser, address: str, *, scheme: Literal["light", "dark"] = "light", scripts: bool = True
) -> Iterator[Page]:
    """A page that may ask for nothing from elsewhere, and must have nothing to complain."""
    context = browser.new_context(
        viewport={"width": WIDTHS[0], "height": 900},
        color_scheme=scheme,
        java_script_enabled=scripts,
        reduced_motion="reduce",
        base_url=f"{address}/",
    )
    foreign: list[str] = []

    def refuse(route: Route) -> None:
        foreign.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((f"{address}/", "data:")), refuse)
    page = context.new_page()
    complaints = listen(page, address)
    try:
        yield page
    finally:
        context.close()
    assert not foreign
    assert not complaints, "\n".join(complaints)


def beyond(page: Page) -> int:
    """Return how many pixels of the page lie to the right of the window."""
    found = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(found)
