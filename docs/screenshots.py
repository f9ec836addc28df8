#!/usr/bin/env python3
"""Take the pictures of the manual: home, an article, lists, search and a wrong address, at three widths.

    make screenshots        writes docs/images/pages/NAME-WIDTH.webp

The site is the project's own, with 120 synthetic posts and one that has everything. Look at the pictures before they
are kept.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "kit"))

from chromium import chromium, find_chromium  # noqa: E402 — they are found below the paths above
from pageskit import make_kitchen, serve  # noqa: E402

TARGET = ROOT / "docs" / "images" / "pages"
SIZES = {390: 844, 820: 1180, 1280: 860}
PAGES = {
    "home": "index.html",
    "article": "posts/2025-12-29-1-aiamazon-500.html",
    "sample": "posts/2026-01-10-sample.html",
    "list": "tags/ai.html",
    "tags": "tags/index.html",
    "categories": "categories/index.html",
    "archive": "archive/index.html",
    "missing": "posts/2025-12-29-1-aiamazon-50.html",
}
DARK = ("home", "article")
MOST = 3_000_000  # bytes of all pictures


def main() -> None:
    """Build the site, visit it, and keep what is seen."""
    program = find_chromium()
    if not program:
        sys.exit("no Chromium: run tests/install_browser.sh")
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in TARGET.glob("*.webp"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        chromium(playwright.chromium, program) as browser,
        serve(make_kitchen(Path(folder, "site"))) as site,
    ):
        for width, height in SIZES.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": height})
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
                for name, path in PAGES.items():
                    if scheme == "light" or name in DARK:
                        page.goto(f"{site.address}/{path}", wait_until="networkidle")
                        keep(page, f"{name}-{width}" + ("-dark" if scheme == "dark" else ""))
                if scheme == "light":
                    search(page, f"{site.address}/{PAGES['home']}", f"search-{width}")
                page.close()
    total = sum(path.stat().st_size for path in TARGET.glob("*.webp"))
    print(f"{TARGET.relative_to(ROOT)}: {total / 1000:.0f} kB")
    if total > MOST:
        sys.exit("that is more than the repository should carry")


def search(page: Page, address: str, name: str) -> None:
    """Show the search for 半導体, if the site has one."""
    page.goto(address, wait_until="networkidle")
    page.keyboard.press("/")
    page.wait_for_timeout(500)
    if page.locator("dialog[open] input").count():
        page.locator("dialog[open] input").first.fill("半導体")
        page.wait_for_timeout(2000)
        keep(page, name)


def keep(page: Page, name: str) -> None:
    """Write what the window shows."""
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 80})
    (TARGET / f"{name}.webp").write_bytes(base64.b64decode(taken["data"]))


if __name__ == "__main__":
    main()
