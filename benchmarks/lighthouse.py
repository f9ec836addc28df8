#!/usr/bin/env python3
"""Ask Lighthouse about home and an article of the built site, as phones and desktops see them.

    lighthouse.py [--site _build/html] [--page index.html ...] [--repeat 3] [--form mobile desktop] [--check]

The site is served with gzip from this machine; Lighthouse simulates a slow phone or a desktop. Of repeated runs the
median of each score counts. Lighthouse is installed with npm into _build/lighthouse. It runs on the Node.js of this
machine, else on the one of benchmarks/requirements.txt, and needs Chromium (CHROME names another). The result is
printed as Markdown, for RESULTS.md; ``--check`` fails below the bar.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "kit"))
from browsing import serve
from chromium import FLAGS, JAPANESE, LATIN, find_chromium, write_fonts_conf
from web import Handler

ROOT = Path(__file__).resolve().parent.parent
# Node.js and npm of this machine, else those that `make peers` installs.
TOOLS = os.pathsep.join([os.environ.get("PATH", os.defpath), str(ROOT / ".venv" / "peers" / "bin")])
HOME = ROOT / "_build" / "lighthouse"
PACKAGE = "lighthouse@12"  # 13 needs Node.js 22
PAGES = ["index.html", "posts/2025-12-29-1-aiamazon-500.html"]
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
BAR = 95


def install() -> Path:
    """Return the program, which is installed if it is not there."""
    program = HOME / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        npm = shutil.which("npm", path=TOOLS)
        if npm is None:
            sys.exit("Lighthouse needs Node.js 18 or newer, and npm: `make peers` installs both.")
        HOME.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-fund", "--no-audit", "--silent", "--prefix", str(HOME), PACKAGE]
        subprocess.run(command, env={**os.environ, "PATH": TOOLS}, check=True)
    return program


def browser() -> str:
    """Return the path of a browser."""
    return find_chromium() or sys.exit("There is no Chromium: run tests/install_browser.sh")


def ask(program: Path, address: str, form: str, chrome: str) -> dict[str, Any]:
    """Return Lighthouse's report."""
    with tempfile.TemporaryDirectory() as profile:
        fonts = write_fonts_conf(Path(profile, "fonts"), [*LATIN, *JAPANESE])
        command = [
            *[str(program), address, "--quiet", "--output=json", "--output-path=stdout"],
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags=--headless=new {' '.join(FLAGS)} --user-data-dir={profile}",
            *(["--preset=desktop"] if form == "desktop" else []),
        ]
        env = {**os.environ, "PATH": TOOLS, "CHROME_PATH": chrome, "FONTCONFIG_FILE": str(fonts)}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def faults(report: dict[str, Any]) -> list[str]:
    """Return what costs points in accessibility, best practices and SEO, and what performance consists of."""
    found = []
    for name in CATEGORIES:
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:  # noqa: PLR2004
                found.append(f"{name}: {audit['id']} {audit.get('displayValue', '')} {audit['title']}")
    return found


def main() -> None:
    """Read the command line, ask, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--page", nargs="+", default=PAGES)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--form", nargs="+", default=["mobile", "desktop"], choices=["mobile", "desktop"])
    parser.add_argument("--check", action="store_true", help=f"fail if a score is below {BAR}")
    args = parser.parse_args()
    program, chrome, low = install(), browser(), False
    print("| page | form | " + " | ".join(CATEGORIES) + " | FCP | LCP | TBT | CLS |")
    print("|---|---|" + "---:|" * (len(CATEGORIES) + 4))
    with serve(args.site, Handler) as address:
        for page in args.page:
            for form in args.form:
                reports = [ask(program, f"{address}/{page}", form, chrome) for _ in range(args.repeat)]
                scores = [round(100 * median(r["categories"][name]["score"] for r in reports)) for name in CATEGORIES]
                timings = [
                    reports[-1]["audits"][name]["displayValue"]
                    for name in (
                        "first-contentful-paint",
                        "largest-contentful-paint",
                        "total-blocking-time",
                        "cumulative-layout-shift",
                    )
                ]
                print(f"| {page} | {form} | " + " | ".join([*map(str, scores), *timings]) + " |", flush=True)
                for fault in faults(reports[-1]):
                    print(f"  {fault}", file=sys.stderr)
                low |= min(scores) < BAR
    if low and args.check:
        sys.exit(f"A score is below {BAR}.")


if __name__ == "__main__":
    main()
