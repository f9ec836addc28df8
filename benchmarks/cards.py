#!/usr/bin/env python3
"""Measure what social cards cost: the same posts with them and without, from nothing, and again after an edit.

    cards.py [--posts 1000] [--jobs 1] [--check]

Counted is CPU time (user and system, of Sphinx, its workers and the processes that draw), not wall time. The result is
printed as Markdown, for RESULTS.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "kit"))
from make_posts import Options, make_posts
from measure import OUTPUT, Cost, bunko_site, clean, machine, run, sphinx

BAR = 60.0  # CPU seconds that 1,000 cards may take
CARDS = f"{OUTPUT}/_images/cards"
BASE = ("-D", "html_baseurl=https://example.org/")


def measure(site: Path, posts: int, jobs: int) -> dict[str, Cost]:
    """Build from nothing without cards and with them, then as users do; the order is that of the table."""
    plain = sphinx(jobs, *BASE, "-D", "bunko_social_cards=0")
    drawn = sphinx(jobs, *BASE, "-D", "bunko_social_cards=1")
    run(plain, site, posts)  # nobody measures it: it fills the disk cache and compiles Python
    found: dict[str, Cost] = {}
    for name, command in (("without cards", plain), ("with cards", drawn)):
        clean(site)
        found[name] = run(command, site, posts)
    found["nothing changed"] = run(drawn, site, posts)
    post = sorted((site / "posts").glob("*.md"))[posts // 2]
    text = post.read_text(encoding="utf-8")
    post.unlink()  # it is shared with other sites
    post.write_text(text.replace("title: ", "title: 改題 ", 1), encoding="utf-8")
    found["a title edited"] = run(drawn, site, posts)
    shutil.rmtree(site / OUTPUT)
    found["a new output folder, cards kept"] = run(drawn, site, posts)
    return found


def main() -> int:
    """Measure and print; with ``--check`` the exit code says whether the bar holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1, help="Sphinx's -j")
    parser.add_argument("--check", action="store_true", help="fail if the bar is missed")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bunko-cards-") as name:
        work = Path(name)
        make_posts(args.posts, work / "posts", Options())
        (work / "site").mkdir()
        bunko_site(work / "posts", work / "site")
        costs = measure(work / "site", args.posts, args.jobs)
        sizes = [path.stat().st_size for path in (work / "site" / CARDS).glob("*.png")]
    rows = ["| build | CPU s | wall s | peak MB |", "| --- | ---: | ---: | ---: |"]
    rows += [f"| {build} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.memory:.0f} |" for build, cost in costs.items()]
    added, count = costs["with cards"].cpu - costs["without cards"].cpu, len(sizes)
    each = added / count * 1000
    print(f"{machine()}; -j {args.jobs}, {args.posts:,} posts\n\n" + "\n".join(rows))
    print(f"\n- {count:,} cards add {added:.1f} s, {each:.1f} ms each (bar: {BAR:.0f} s for 1,000)")
    print(f"- a card has {sum(sizes) / count / 1000:.0f} kB")
    return 1 if args.check and each > BAR else 0


if __name__ == "__main__":
    sys.exit(main())
