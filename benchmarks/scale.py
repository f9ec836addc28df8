#!/usr/bin/env python3
"""Measure Bunko, plain Sphinx, Hugo and Pelican at growing sizes, on the same posts, in turn, in one run.

    scale.py [--sizes 1000 10000] [--only bunko,plain] [--jobs 2] [--repeat 1] [--wild] [--define KEY=VALUE] [--check]

All build from nothing; Bunko also with workers, and then again with nothing to do, after an edited body, and after an
added post. Hugo and Pelican have the small sites in ``hugo/`` and ``pelican/``: a page for each post, lists of all
posts, of each tag and of each category with 40 posts to a page, no feed. Pelican does not read YAML, so its posts are
converted beforehand, and it links no neighbours. What is not installed is left out. CPU time is user and system of all
processes, memory the peak of the largest one. The result is printed as Markdown, for RESULTS.md.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "kit"))
from make_posts import CATEGORIES, TAGS, Options, make_posts
from measure import OUTPUT, Cost, clean, machine, run
from tools import Tool, peer_version, tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

TAGGED = TAGS[:5]  # the commonest: their lists are the longest
PEERS = ["hugo", "pelican"]
NEWEST, MIDDLE = "2025-12-31", "2022-01-01"  # dates of added posts; make_posts.py writes from 2018 to 2025


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How many files of the output a build has touched."""

    touched: int  #: new, or with another modification time
    changed: int  #: new, or with other bytes
    removed: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that was measured."""

    cold: dict[tuple[str, int], Cost]  #: by tool and number of posts
    pages: dict[tuple[str, int], int]  #: HTML files, by the same
    warm: dict[tuple[str, int], tuple[Cost, Written]]  #: Bunko's, by step and number of posts
    start: dict[str, float]  #: MB that a build of one post takes, by tool

    def growth(self, tool: str, size: int) -> float:
        """KB that each post adds to the peak memory."""
        return (self.cold[tool, size].memory - self.start[tool]) * 1024 / size


def cold(tool: Tool, site: Path, posts: int) -> tuple[Cost, int]:
    """Build from nothing; return what it took and the number of pages. Raises RuntimeError if posts are missing."""
    clean(site)
    cost = run(tool.command, site, posts)
    articles = sum(1 for _ in (site / OUTPUT).glob(tool.articles))
    if articles < posts:
        raise RuntimeError(f"{site.name}: {posts} posts, {articles} articles")
    return cost, sum(1 for _ in (site / OUTPUT).rglob("*.html"))


def seen(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return modification time (ns) and digest of every file."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            digest = hashlib.blake2b(path.read_bytes(), digest_size=16).digest()
            found[path.relative_to(folder).as_posix()] = (path.stat().st_mtime_ns, digest)
    return found


def again(tool: Tool, site: Path, posts: int) -> tuple[Cost, Written]:
    """Build on top of what is there; return what it took and what it wrote."""
    before = seen(site / OUTPUT)
    cost = run(tool.command, site, posts)
    after = seen(site / OUTPUT)
    none = (0, b"")
    return cost, Written(
        touched=sum(before.get(name, none)[0] != time for name, (time, _) in after.items()),
        changed=sum(before.get(name, none)[1] != digest for name, (_, digest) in after.items()),
        removed=len(before.keys() - after.keys()),
        total=len(after),
    )


def edit(posts: Path) -> None:
    """Add a sentence to the post in the middle."""
    found = sorted(posts.iterdir())
    post = found[len(found) // 2]
    text = post.read_text(encoding="utf-8")
    post.unlink()  # other sites share the file
    post.write_text(f"{text}\nこの段落は、あとから書き足しました。\n", encoding="utf-8")


def add(posts: Path, date: str) -> None:
    """Add a post with five tags, shaped like the post in the middle."""
    found = sorted(posts.iterdir())
    text = found[len(found) // 2].read_text(encoding="utf-8")
    title = re.search(r'^title: "(.*)"$', text, flags=re.MULTILINE)
    if not title:
        raise RuntimeError(f"{found[len(found) // 2]}: no title")
    number = len(found) + 1
    text = text.replace(title[1], f"あとから加えた記事（第{number}報）。")
    for key, value in {
        "date": f"{date} 12:{number % 60:02}:00 +0900",
        "categories": f'["{CATEGORIES[0]}"]',
        "tags": "[" + ", ".join(f'"{tag}"' for tag in TAGGED) + "]",
    }.items():
        text = re.sub(rf"^{key}: .*$", f"{key}: {value}", text, count=1, flags=re.MULTILINE)
    (posts / f"{date}-added-{number}.md").write_text(text, encoding="utf-8")


NOTHING, EDITED, ADDED = "nothing changed", "a body edited", "a post added, the newest"
STEPS: dict[str, Callable[[Path], None]] = {
    NOTHING: lambda _: None,
    EDITED: edit,
    ADDED: lambda posts: add(posts, NEWEST),
    "a post added, of 2022": lambda posts: add(posts, MIDDLE),
}


def best(one: Cost, other: Cost) -> Cost:
    """Of repeated builds the least CPU and wall time count, and the largest memory."""
    quickest = min(one, other, key=lambda cost: cost.wall)
    return replace(quickest, cpu=min(one.cpu, other.cpu), memory=max(one.memory, other.memory))


def measure(chosen: dict[str, Tool], sizes: Sequence[int], *, repeat: int, options: Options) -> Figures:
    """Let the tools take turns at each size, then change Bunko's site, as built by as many workers as there are."""
    figures = Figures(cold={}, pages={}, warm={}, start={})
    stepping = [name for name in chosen if name.startswith("bunko")][-1:]
    for size in [1, *sizes]:
        with tempfile.TemporaryDirectory(prefix="bunko-scale-") as folder:
            work = Path(folder)
            make_posts(size, work / "posts", options)
            for name, tool in chosen.items():
                (work / name).mkdir()
                tool.prepare(work / "posts", work / name)
            # The first build of all fills the disk cache and compiles Python: nobody measures it.
            for turn in range(repeat if size > 1 else 2):
                for name, tool in chosen.items():
                    cost, pages = cold(tool, work / name, size)
                    say(f"{name}, {size} posts, from nothing", cost)
                    if size == 1:
                        figures.start[name] = cost.memory
                        continue
                    figures.cold[name, size] = best(figures.cold[name, size], cost) if turn else cost
                    figures.pages[name, size] = pages
            for name in stepping if size > 1 else []:
                for step, change in STEPS.items():
                    for turn in range(repeat):
                        change(work / name / "posts")
                        cost, written = again(chosen[name], work / name, size)
                        say(f"{name}, {size} posts, {step}: {written}", cost)
                        if turn:
                            before, most = figures.warm[step, size]
                            cost, written = best(before, cost), max(most, written, key=lambda found: found.touched)
                        figures.warm[step, size] = (cost, written)
    return figures


def say(what: str, cost: Cost) -> None:
    """Report progress."""
    figures = f"{cost.wall:.2f} s, CPU {cost.cpu:.2f} s, {cost.memory:.0f} MB, others {cost.others:.1f}"
    print(f"{what}: {figures}", file=sys.stderr, flush=True)


# -- the report


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], words: int) -> str:
    """Write a Markdown table, of which the first ``words`` columns are text and the rest are numbers."""
    lines = [heads, ["---"] * words + ["---:"] * (len(heads) - words), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cold_table(figures: Figures) -> str:
    """Compare the tools at each size."""
    heads = ["built from nothing", "posts", "CPU ms/post", "× plain", "CPU s", "wall s", "others"]
    heads += ["peak MB", "KB/post over start-up", "pages"]
    rows = []
    for (tool, size), cost in sorted(figures.cold.items(), key=lambda item: item[0][1]):
        plain = figures.cold.get(("plain", size))
        rows.append([
            *[tool, f"{size:,}", f"{cost.per_post:.2f}", f"{cost.cpu / plain.cpu:.2f}" if plain else "–"],
            *[f"{cost.cpu:.1f}", f"{cost.wall:.1f}", f"{cost.others:.1f}", f"{cost.memory:.0f}"],
            *[f"{figures.growth(tool, size):.0f}", f"{figures.pages[tool, size]:,}"],
        ])  # fmt: skip
    return table(heads, rows, 1)


def warm_table(figures: Figures, jobs: int) -> str:
    """List the builds on top of one another."""
    heads = [f"Bunko -j {jobs}, built again", "posts", "wall s", "others", "CPU s", "peak MB"]
    heads += ["files touched", "changed", "removed", "of"]
    rows = [
        [
            *[step, f"{size:,}", f"{cost.wall:.2f}", f"{cost.others:.1f}", f"{cost.cpu:.2f}", f"{cost.memory:.0f}"],
            *[f"{count:,}" for count in (written.touched, written.changed, written.removed, written.total)],
        ]
        for (step, size), (cost, written) in figures.warm.items()
    ]
    return table(heads, rows, 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise about Bunko, and what came of it."""

    what: str
    measured: float
    limit: float
    unit: str = ""
    including: bool = True  #: whether the limit itself will do

    @property
    def met(self) -> bool:
        """Whether the promise holds."""
        return self.measured <= self.limit if self.including else self.measured < self.limit

    def row(self) -> list[str]:
        """Return the cells of the table."""
        digits = 0 if self.unit in {"files", "KB"} else 2
        asked = f"{'at most' if self.including else 'under'} {self.limit:.{digits}f} {self.unit}".strip()
        return [
            self.what,
            asked,
            "met" if self.met else "**not met**",
            f"{self.measured:.{digits}f} {self.unit}".strip(),
        ]


def bars(figures: Figures, jobs: int) -> list[Bar]:
    """Compare with what Bunko promises, at the largest size; what was not measured is left out."""
    sizes = sorted({size for tool, size in figures.cold if tool == "bunko"})
    if not sizes:
        return []
    small, large, workers = sizes[0], sizes[-1], f"bunko -j {jobs}"
    serial, found = figures.cold["bunko", large], list[Bar]()
    if small != large:
        growth = serial.per_post / figures.cold["bunko", small].per_post
        found.append(Bar(f"CPU per post, {large:,} against {small:,} posts", growth, 1.05))
    ratios = [
        figures.cold["bunko", size].cpu / figures.cold["plain", size].cpu
        for size in sizes
        if ("plain", size) in figures.cold
    ]
    if ratios:
        found.append(Bar("CPU, against plain Sphinx, at the worst size", max(ratios), 1.0))
    if (workers, large) in figures.cold:
        found.append(Bar(f"wall time, -j {jobs} against serial", figures.cold[workers, large].wall / serial.wall, 0.65))
    memory = max(
        figures.growth(tool, large) for tool, size in figures.cold if size == large and tool in {"bunko", workers}
    )
    found.append(Bar("peak memory per post over start-up's", memory, 60, "KB", including=False))
    for step, files in {NOTHING: 25, EDITED: 25, ADDED: 40}.items():
        cost, written = figures.warm[step, large]
        if step != ADDED:
            found.append(Bar(f"wall time, {step}", cost.wall, 3, "s", including=False))
        found.append(Bar(f"files written, {step}", written.touched, files, "files", including=False))
    return found


def main() -> int:
    """Measure and print; with ``--check`` the exit code says whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000], help="numbers of posts, from 2 on")
    parser.add_argument("--only", default="", help="tools, with commas between; default: all that are installed")
    parser.add_argument("--jobs", type=int, default=2, help="Sphinx's -j in the builds with workers")
    parser.add_argument("--repeat", type=int, default=1, help="builds of each; the quickest counts")
    parser.add_argument("--wild", action="store_true", help="posts with what real archives contain")
    parser.add_argument("--define", action="append", default=[], help="an option of Bunko's: KEY=VALUE")
    parser.add_argument("--check", action="store_true", help="fail if a bar is missed")
    args = parser.parse_args()
    every = tools(args.jobs, args.define)
    names = args.only.split(",") if args.only else list(dict.fromkeys(name.partition(" ")[0] for name in every))
    if unknown := set(names) - set(every):
        parser.error(f"--only: {', '.join(sorted(unknown))}: choose from {', '.join(every)}")
    chosen = {name: tool for name, tool in every.items() if name.partition(" ")[0] in names}
    versions = {name: peer_version(name) for name in PEERS if name in chosen}
    figures = measure(
        {name: tool for name, tool in chosen.items() if versions.get(name, "none needed")},
        sorted(set(args.sizes)),
        repeat=args.repeat,
        options=Options(wild=args.wild),
    )
    here = machine(*(f"{name} {found}" for name, found in versions.items() if found))
    print(f"{here}; best of {args.repeat}; others: cores that the rest of the machine was using\n")
    for name in [name for name, found in versions.items() if not found]:
        print(f"{name}: left out, not installed (make bench-scale installs it)\n")
    print(cold_table(figures))
    results = bars(figures, args.jobs)
    if results:
        print(f"\n{warm_table(figures, args.jobs)}")
        print(f"\n{table(['bar', 'asked', '', 'measured'], [bar.row() for bar in results], 3)}")
    return 1 if args.check and not all(bar.met for bar in results) else 0


if __name__ == "__main__":
    sys.exit(main())
