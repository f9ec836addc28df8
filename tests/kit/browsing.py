"""Help for tests with a browser: a server for built pages, and pages that are watched."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, Route

# The theme notices a new width after 300 ms without another.
_SETTLED = """() => new Promise((resolve) => {
    let before = "", since = performance.now();
    const look = () => {
        const now = [scrollX, scrollY, document.getAnimations().filter((a) => a.playState === "running").length].join();
        if (now !== before) [before, since] = [now, performance.now()];
        if (performance.now() - since > 500) resolve();
        else requestAnimationFrame(look);
    };
    look();
})"""

# A link in a sentence is as large as its words; one whose `::after` fills a box is as large as that.
_SMALL_TARGETS = """() => {
    const letters = (element) => element.innerText.replace(/\\s/g, "").length;
    const blockOf = (element) => getComputedStyle(element).display.startsWith("inline")
        ? blockOf(element.parentElement) : element;
    const inSentence = (element) => {
        if (getComputedStyle(element).display !== "inline") return false;
        const block = blockOf(element), links = [...block.querySelectorAll("a[href]")];
        return letters(block) > links.reduce((sum, link) => sum + letters(link), 0) + 3;
    };
    const boxOf = (element) => {
        const after = getComputedStyle(element, "::after");
        const filled = after.content !== "none" && after.position === "absolute" && after.inset === "0px";
        const box = filled && getComputedStyle(element).position === "static" ? element.offsetParent : element;
        return box.getBoundingClientRect();
    };
    const targets = "a[href], button, input, select, summary, [role=button]";
    return [...document.querySelectorAll(targets)].flatMap((target) => {
        const box = boxOf(target);
        const seen = target.checkVisibility({visibilityProperty: true, opacityProperty: true}) && box.width > 0;
        if (!seen || target.disabled || (box.width > 23.9 && box.height > 23.9) || inSentence(target)) return [];
        return [`${box.width} × ${box.height}: ${target.outerHTML.slice(0, 200)}`];
    });
}"""
_CUT_OFF = """() => [...document.querySelectorAll("body *")].flatMap((element) => {
    const style = getComputedStyle(element);
    const hides = style.overflowY === "hidden" && element.scrollHeight > element.clientHeight + 2
        || style.overflowX === "hidden" && element.scrollWidth > element.clientWidth + 2;
    const meant = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none" || style.clipPath !== "none";
    const seen = element.checkVisibility({visibilityProperty: true}) && (element.innerText ?? "").trim() !== "";
    return hides && seen && !meant ? [element.outerHTML.slice(0, 200)] : [];
})"""

WIDTHS = [1280, 820, 390]  #: of a desktop, a tablet and a phone, in CSS pixels


class HostHandler(SimpleHTTPRequestHandler):
    """Answers as hosts of static pages do: what is not there gets ``404.html``. It writes nothing to the screen."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the page for addresses that lead nowhere."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Say nothing."""


class HostServer(ThreadingHTTPServer):
    """Serves files, and says nothing of a browser that leaves before it has all."""

    request_queue_size = 128  # a search asks for many files at once

    def handle_error(self, request: object, client_address: object) -> None:
        """Report what is no broken connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serve(folder: Path, handler: type[SimpleHTTPRequestHandler] = HostHandler) -> Iterator[str]:
    """Serve a folder; the value is its address, without a slash at the end."""
    with HostServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
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


def small_targets(page: Page) -> list[str]:
    """Return what a finger would miss: targets of less than 24 × 24 px that do not stand in a sentence (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(_SMALL_TARGETS)
    return found


def cut_off(page: Page) -> list[str]:
    """Return the elements that hide a part of their text without a sign: no ellipsis, no way to scroll."""
    found: list[str] = page.evaluate(_CUT_OFF)
    return found


def settle(page: Page) -> None:
    """Wait until nothing moves any more: no scrolling, no transition, and the theme has looked at the new width."""
    page.evaluate(_SETTLED)


def beyond(page: Page) -> int:
    """Return how many pixels of the page lie to the right of the window."""
    found = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(found)
