#!/usr/bin/env python3
"""Measure the search: what it finds, how many bytes that takes, and what the index costs.

    search.py [--samples FOLDER] [--queries FILE] [--sizes 1000 ...] [--jobs 2] [--repeat 3] [--details] [--check]

Each archive (the real posts below ``--samples``, if there are any, and synthetic ones of each size) is built with
search and without, in turn, and the best of each counts: the difference is what the index costs; then again after an
edit of one post. A headless Chromium
asks each query on a page whose cache is empty, against a local static server that does not compress. Truth is every
post whose text, as the built page shows it, holds every word of the query after normalisation
(``search_queries.py``); of a query that finds more, the first 200 results are looked at. Real posts get the queries of
``--queries``, synthetic ones some drawn by the recipe there. The result is printed as Markdown, for RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "kit"))
from browsing import serve
from chromium import chromium
from lighthouse import browser
from make_posts import Options, make_posts
from measure import HERE, OUTPUT, ROOT, Cost, bunko_site, clean, machine, run, sphinx
from search_queries import Page, Query, draw_queries, load_queries, read_pages, truth, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Page as Tab

SAMPLES = Path(os.environ.get("BUNKO_SHARED") or ROOT.parent / "shared") / "corpus" / "sample"
JAPANESE = frozenset({"word", "compound", "part", "particle", "kana", "katakana"})
MOST = 200  #: results of a query that are looked at
ASK = """async (query) => {
    const add = (src) => new Promise((resolve, reject) => {
        document.head.append(Object.assign(document.createElement("script"), {src, onload: resolve, onerror: reject}));
    });
    if (!window.bunkoSearch) for (const part of ["-words", "", "-quote"]) await add(`_static/bunko-search${part}.js`);
    const found = await bunkoSearch.search({query});
    return (await found.next(10)).map((shown) => shown.u.replace(/#.*/, ""));
}"""
REST = """async (query) => {
    const found = await bunkoSearch.search({query});
    return (await found.next(MOST)).map((shown) => shown.u);
}""".replace("MOST", str(MOST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one query found, with what it should have found."""

    query: Query
    first: list[str]
    found: list[str]
    twin: list[str] | None
    true: set[str]
    titled: set[str]  #: of the true ones, those with every word in the title
    bytes: int  #: of the index, on an empty cache

    @property
    def recall(self) -> float:
        """The share of the true ones that is found, of as many as are looked at."""
        return len(self.true & set(self.found)) / min(MOST, len(self.true)) if self.true else 1.0

    @property
    def precision(self) -> float:
        """The share of the first ten that is true."""
        return len(self.true & set(self.first)) / len(self.first) if self.first else 0.0

    @property
    def title_on_top(self) -> float:
        """The share of the first three that has the words in the title, of as many as there are."""
        return len(self.titled & set(self.first[:3])) / min(3, len(self.titled))


@dataclass(slots=True, kw_only=True)
class Figures:
    """All that was measured of one archive."""

    name: str
    posts: int
    answers: list[Answer] = field(default_factory=list)
    megabytes: float = 0.0
    cpu: float = 0.0  #: seconds that the index takes
    memory: float = 0.0  #: MB at most, of the whole build
    edit: float = 0.0  #: CPU seconds that the index adds to a build after one edit
    touched: int = 0  #: files of the index that the edit has changed

    def bars(self) -> Iterator[tuple[str, str, str, bool]]:
        """Yield (figure, bar, measured, met)."""
        some = [answer for answer in self.answers if answer.query.kind != "none"]
        japanese = [answer for answer in some if answer.query.kind in JAPANESE]
        code = [answer for answer in some if answer.query.kind == "code"]
        titled = [answer for answer in some if answer.titled]
        twins = [answer for answer in self.answers if answer.twin is not None]
        none = [answer for answer in self.answers if answer.query.kind == "none"]
        cold = [answer.bytes / 1000 for answer in some if len(answer.first) == 10] or [0.0]  # noqa: PLR2004
        yield _at_least("recall", 0.99, [answer.recall for answer in some])
        yield _at_least("recall, Japanese words", 1.0, [answer.recall for answer in japanese])
        yield _at_least("recall, C#, C++, .NET, Node.js", 0.95, [answer.recall for answer in code])
        yield _at_least("P@10", 0.98 if self.posts < 5000 else 0.97, [answer.precision for answer in some])  # noqa: PLR2004
        yield _at_least("words in the title in the top 3", 0.97, [answer.title_on_top for answer in titled])
        yield _at_least("twins find the same", 1.0, [float(answer.twin == answer.found) for answer in twins])
        yield _at_least("nothing found where nothing is", 1.0, [float(not answer.found) for answer in none])
        yield _at_most("cold query with 10 results, median", 150, median(cold), "kB")
        yield _at_most("cold query with 10 results, most", 300, max(cold), "kB")
        yield _at_most("cold query, whatever it finds, most", 300, max(a.bytes / 1000 for a in self.answers), "kB")
        yield _at_most("index", 8 * self.posts / 1000, self.megabytes, "MB")
        yield _at_most("CPU for the index", 8 * self.posts / 1000, self.cpu, "s")
        yield _at_most("memory of the build", 1000, self.memory, "MB")
        yield _at_most("one edit adds", 2, self.edit, "s CPU")


def _at_least(name: str, bar: float, found: Sequence[float]) -> tuple[str, str, str, bool]:
    value = mean(found) if found else 1.0
    return name, f"≥ {bar}", f"{value:.3f} ({len(found)} queries)", value >= bar


def _at_most(name: str, bar: float, value: float, unit: str) -> tuple[str, str, str, bool]:
    return name, f"≤ {bar:g} {unit}", f"{value:.1f} {unit}", value <= bar


def ask(site: Path, queries: Sequence[Query], pages: Sequence[Page]) -> list[Answer]:
    """Ask every query in a browser, each on an empty cache."""
    with serve(site) as home, sync_playwright() as driver, chromium(driver.chromium, browser()) as window:
        return [_ask(window.new_page(), f"{home}/index.html", query, pages) for query in queries]


def _ask(tab: Tab, home: str, query: Query, pages: Sequence[Page]) -> Answer:
    loaded = list[int]()

    def count(response: Any) -> None:  # noqa: ANN401 — its type is not exported
        if "/_search/" in response.url:
            loaded.append(int(response.headers["content-length"]))

    tab.on("response", count)
    tab.goto(home, wait_until="load")
    before = sum(loaded)
    first = tab.evaluate(ASK, query.query)
    cold = sum(loaded) - before
    all_found = tab.evaluate(REST, query.query)
    twin = tab.evaluate(REST, query.twin) if query.twin else None
    tab.context.close()
    words = words_of(query.query)
    true = truth(query.query, pages)
    titled = {page.address for page in pages if page.address in true and all(word in page.title for word in words)}
    posts = {page.address for page in pages}

    def only_posts(addresses: list[str] | None) -> list[str]:
        return [address for address in map(unquote, addresses or []) if address in posts]

    return Answer(
        query=query,
        first=only_posts(first),
        found=only_posts(all_found),
        twin=None if twin is None else only_posts(twin),
        true=true,
        titled=titled,
        bytes=cold,
    )


def index_files(site: Path) -> dict[str, tuple[int, int]]:
    """Return time and size of every file of the index."""
    found = [path for path in (site / OUTPUT / "_search").rglob("*") if path.is_file()]
    return {path.as_posix(): (path.stat().st_mtime_ns, path.stat().st_size) for path in found}


def build_and_edit(site: Path, posts: int, jobs: int, *, search: bool) -> tuple[Cost, Cost, int]:
    """Build from nothing, edit one post, build again; also how many files of the index the edit has changed."""
    command = sphinx(jobs, "-D", f"bunko_search={int(search)}")
    clean(site)
    cold = run(command, site, posts)
    before = index_files(site)
    post = sorted((site / "posts").iterdir())[posts // 2]
    text = post.read_text(encoding="utf-8")
    post.unlink()  # a link to what another site has, too
    post.write_text(f"{text}\n\n新しく書き足した段落には、これまでにない語句が並ぶ。\n", encoding="utf-8")
    edited = run(command, site, posts)
    after = index_files(site)
    return cold, edited, sum(before.get(name) != stat for name, stat in after.items())


def measure(name: str, posts: Path, queries: Path | None, options: argparse.Namespace, work: Path) -> Figures:
    """Measure one archive."""
    count = len(list(posts.iterdir()))
    figures = Figures(name=name, posts=count)
    (work / "plain").mkdir()
    bunko_site(posts, work / "plain")
    (work / "search").mkdir()
    bunko_site(posts, work / "search")
    plain, full = [], []
    for _ in range(options.repeat):
        plain.append(build_and_edit(work / "plain", count, options.jobs, search=False))
        full.append(build_and_edit(work / "search", count, options.jobs, search=True))
    shutil.rmtree(work / "plain")
    figures.cpu = min(cold.cpu for cold, _, _ in full) - min(cold.cpu for cold, _, _ in plain)
    figures.edit = min(edited.cpu for _, edited, _ in full) - min(edited.cpu for _, edited, _ in plain)
    figures.memory = max(cold.memory for cold, _, _ in full)
    figures.touched = full[0][2]
    figures.megabytes = sum(size for _, size in index_files(work / "search").values()) / 1e6
    pages = read_pages(work / "search" / OUTPUT)
    figures.answers = ask(work / "search" / OUTPUT, load_queries(queries) if queries else draw_queries(pages), pages)
    return figures


def report(figures: Figures, *, details: bool) -> str:
    """Write the figures as Markdown."""
    lines = [f"### {figures.name}: {figures.posts:,} posts, {len(figures.answers)} queries", ""]
    lines += ["| figure | bar |  | measured |", "| --- | --- | --- | ---: |"]
    lines += [
        f"| {name} | {bar} | {'met' if met else '**missed**'} | {value} |" for name, bar, value, met in figures.bars()
    ]
    lines += ["", f"An edit of one post changes {figures.touched} files of the index."]
    if details:
        for answer in figures.answers:
            true, found = answer.true, set(answer.found)
            lost = sorted(true - found)[:2] if answer.recall < 1 else []
            wrong = [*lost, *(f"not {name}" for name in sorted(found - true)[:2])]
            if wrong or (answer.titled and answer.title_on_top < 1) or answer.twin not in (None, answer.found):
                lines.append(
                    f"- {answer.query.kind}: {answer.query.query!r}: {len(true)} true, {len(found)} found, "
                    f"{answer.bytes / 1000:.0f} kB; {len(answer.titled)} titled, {answer.title_on_top:.2f} on top"
                    if answer.titled
                    else f"- {answer.query.kind}: {answer.query.query!r}: {len(true)} true, {len(found)} found, {wrong}"
                )
    return "\n".join(lines)


def main() -> int:
    """Measure and print; with ``--check`` the exit code says whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path, default=SAMPLES, help="folder with real posts, below _posts folders")
    parser.add_argument("--queries", type=Path, help="a set for the samples, as search_queries.json")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000], help="numbers of synthetic posts")
    parser.add_argument("--jobs", type=int, default=1, help="Sphinx's -j")
    parser.add_argument("--repeat", type=int, default=1, help="builds of each kind")
    parser.add_argument("--details", action="store_true", help="name the queries that are not answered perfectly")
    parser.add_argument("--check", action="store_true", help="fail if a bar is missed")
    args = parser.parse_args()
    met = True
    print(machine())
    real = sorted(args.samples.glob("**/_posts/**/*.md")) if args.samples.is_dir() else []
    for size in [*([0] if real else []), *args.sizes]:
        with tempfile.TemporaryDirectory(prefix="bunko-search-") as name:
            work = Path(name)
            if size:
                make_posts(size, work / "posts", Options(wild=True))
            else:
                (work / "posts").mkdir()
                for path in real:
                    shutil.copy(path, work / "posts")
            queries = None if size else args.queries or HERE / "search_queries.json"
            figures = measure("synthetic" if size else "real", work / "posts", queries, args, work)
        print(f"\n{report(figures, details=args.details)}", flush=True)
        met = met and all(bar[3] for bar in figures.bars())
    return 1 if args.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
