#!/usr/bin/env python3
"""Weigh a first visit: what a browser loads for the project's article, and whether the archive's size matters.

    weight.py [--sizes 100 5000] [--jobs 2]

Builds the project's site with so many synthetic posts more, serves it with gzip, and opens the article with an empty
cache. Counted are bytes on the wire, headers included, as Chromium counts them. Printed as Markdown, for RESULTS.md.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "kit"))
from browsing import serve
from chromium import chromium
from lighthouse import browser
from make_posts import Options, make_posts
from measure import OUTPUT, ROOT, bunko_site, run, sphinx
from web import Handler

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES = {"article": "posts/2025-12-29-1-aiamazon-500.html", "home": "index.html"}
KB = 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """What one first visit loaded: bytes on the wire, by address."""

    html: int  #: bytes of the page before compression
    loaded: Mapping[str, int]


def visit(address: str, page_name: str, site: Path, chrome: str) -> Visit:
    """Open a page with an empty cache, and wait until nothing more is asked for."""
    asked: dict[str, str] = {}
    loaded: dict[str, int] = {}

    def on_request(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["request"]["url"].removeprefix(address)

    def on_finished(event: dict[str, Any]) -> None:
        if not asked[event["requestId"]].startswith("data:"):  # what a style sheet brings along
            loaded[asked[event["requestId"]]] = int(event["encodedDataLength"])

    with sync_playwright() as playwright, chromium(playwright.chromium, chrome) as window:
        page = window.new_page(viewport={"width": 390, "height": 844})
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", on_request)
        session.on("Network.loadingFinished", on_finished)
        session.send("Network.enable")
        page.goto(f"{address}/{page_name}", wait_until="networkidle")
    return Visit((site / page_name).stat().st_size, loaded)


def built(work: Path, size: int, jobs: int) -> Path:
    """Build the project's site with ``size`` posts more; return the folder of its pages."""
    site = work / str(size)
    site.mkdir(parents=True)
    make_posts(size, work / f"posts-{size}", Options())
    bunko_site(work / f"posts-{size}", site)
    for post in (ROOT / "posts").glob("*.md"):
        shutil.copy(post, site / "posts")
    run(sphinx(jobs), site, size)
    return site / OUTPUT


def main() -> None:
    """Read the command line, build, weigh, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 5000], help="posts beside the project's own")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    chrome, details = browser(), ""
    print("| posts | page | HTML | requests | transferred |")
    print("|---:|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory(prefix="bunko-weight-") as name:
        for size in args.sizes:
            try:
                site = built(Path(name), size, args.jobs)
            except (RuntimeError, subprocess.SubprocessError) as error:
                sys.exit(str(error))
            with serve(site, Handler) as address:
                for kind, page_name in PAGES.items():
                    found = visit(address, page_name, site, chrome)
                    total = sum(found.loaded.values())
                    figures = f"{found.html:,} | {len(found.loaded)} | {total / KB:.1f} KB"
                    print(f"| {size:,} | {kind} | {figures} |", flush=True)
                    if kind == "article":
                        order = sorted(found.loaded.items(), key=lambda item: (-item[1], item[0]))
                        details = "\n".join(f"  {size:8,} {path}" for path, size in order)
    print(f"\nOf the article, in bytes on the wire:\n\n{details}")


if __name__ == "__main__":
    main()
