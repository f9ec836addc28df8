#!/usr/bin/env python3
"""Measure what a post costs: Bunko against plain Sphinx, at two sizes, on the same posts in one run.

    cost.py [--sizes 1000 4000] [--repeat 1] [--jobs 1] [--wild] [--link-style relative] [--check]

Counted is CPU time (user and system, of Sphinx and its workers) of a clean HTML build, not wall time: it depends less
on what else the machine does. Builds of the two take turns. The result is printed as Markdown, for RESULTS.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "kit"))
from make_posts import LINK_STYLES, Options, make_posts
from measure import Cost, bunko_site, clean, machine, plain_site, run, sphinx

GROWTH_BAR = 1.10  # a post at the larger size may cost this many times one at the smaller size
RATIO_BAR = 1.4  # Bunko may cost this many times what plain Sphinx costs
WARM_UP = 5  # posts in a first build that nobody measures: it fills the disk cache and compiles Python
SITES = {"bunko": bunko_site, "plain": plain_site}


def measure(sizes: list[int], *, repeat: int, jobs: int, options: Options) -> dict[tuple[str, int], Cost]:
    """Build both kinds of site at each size; of repeated builds the cheapest counts."""
    best: dict[tuple[str, int], Cost] = {}
    for size in [WARM_UP, *sizes]:
        with tempfile.TemporaryDirectory(prefix="bunko-cost-") as name:
            work = Path(name)
            make_posts(size, work / "posts", options)
            for kind, prepare in SITES.items():
                (work / kind).mkdir()
                prepare(work / "posts", work / kind)
            for _ in range(repeat if size != WARM_UP else 1):
                for kind in SITES:
                    clean(work / kind)
                    cost = run(sphinx(jobs), work / kind, size)
                    print(f"{kind} {size}: {cost.cpu:.1f} s, {cost.per_post:.2f} ms a post", file=sys.stderr)
                    best[kind, size] = min(best.get((kind, size), cost), cost, key=lambda found: found.cpu)
    return best


def table(costs: dict[tuple[str, int], Cost], sizes: list[int]) -> str:
    """Write the figures as a Markdown table."""
    rows = [
        "| posts | " + " | ".join(f"{kind}: CPU ms/post | CPU s | peak MB" for kind in SITES) + " | bunko / plain |"
    ]
    rows.append("|---:" * (2 + 3 * len(SITES)) + "|")
    for size in sizes:
        cells = [f"{size:,}"]
        for kind in SITES:
            cost = costs[kind, size]
            cells += [f"{cost.per_post:.2f}", f"{cost.cpu:.1f}", f"{cost.memory:.0f}"]
        cells.append(f"{costs['bunko', size].cpu / costs['plain', size].cpu:.2f}")
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def verdict(costs: dict[tuple[str, int], Cost], sizes: list[int]) -> tuple[list[str], bool]:
    """Compare with the bars: lines to print, and whether all of them hold."""
    small, large = min(sizes), max(sizes)
    growth = costs["bunko", large].per_post / costs["bunko", small].per_post
    ratio = max(costs["bunko", size].cpu / costs["plain", size].cpu for size in sizes)
    lines = [f"- bunko / plain, the worst size: {ratio:.2f} (bar: below {RATIO_BAR})"]
    if small != large:
        added = costs["bunko", large].cpu - costs["bunko", small].cpu
        lines += [
            f"- a post at {large:,} costs {growth:.2f} times one at {small:,} (bar: at most {GROWTH_BAR:.2f})",
            f"- each post from {small:,} to {large:,} adds {added / (large - small) * 1000:.2f} ms",
        ]
    return lines, ratio < RATIO_BAR and growth <= GROWTH_BAR


def main() -> int:
    """Measure and print; with ``--check`` the exit code says whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 4000], help="numbers of posts")
    parser.add_argument("--repeat", type=int, default=1, help="builds of each; the cheapest counts")
    parser.add_argument("--jobs", type=int, default=1, help="Sphinx's -j")
    parser.add_argument("--wild", action="store_true", help="posts with what real archives contain")
    parser.add_argument("--link-style", choices=LINK_STYLES, default="relative")
    parser.add_argument("--check", action="store_true", help="fail if a bar is missed")
    args = parser.parse_args()
    options = Options(link_style=args.link_style, wild=args.wild)
    costs = measure(args.sizes, repeat=args.repeat, jobs=args.jobs, options=options)
    lines, holds = verdict(costs, args.sizes)
    print(f"{machine()}; -j {args.jobs}, best of {args.repeat}\n\n{table(costs, args.sizes)}\n\n" + "\n".join(lines))
    return 1 if args.check and not holds else 0


if __name__ == "__main__":
    sys.exit(main())
