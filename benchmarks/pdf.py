#!/usr/bin/env python3
"""Measure our book beside Chromium's print, WeasyPrint and LaTeX, on the same posts, in turn, in one run.

    pdf.py [--posts 1000] [--few 100] [--volumes 5000] [--only bunko,chromium] [--check]

Bunko sets its books from nothing, then again after an edited post: once as ``make pdf`` does, once with the engine that
``bunko serve`` keeps. Chromium and WeasyPrint print one page with all articles, which is taken from Bunko's HTML and is
not counted: same paper, same type, same measure. LaTeX has ``--few`` posts only, in the manner of Sphinx. With
``--volumes`` Bunko also sets a large archive in volumes. What is not installed is left out.

CPU time is user and system of all processes. Memory is the peak of the largest process, and of all of them together
(a sum that counts shared pages once for each). A file is as large as it is when packed with object streams, whoever
made it. The result is printed as Markdown, for RESULTS.md.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "kit"))
from make_posts import Options, make_posts
from measure import BUILD, ROOT, bunko_site, clean, machine, plain_site, run, sphinx
from scale import Bar, edit, say, table
from tools import PEERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from measure import Cost

BOOKS, PAGE, PRINT = f"{BUILD}/pdf", "page.html", "print.pdf"
FIRST = "compendium"
TICK = 0.2  # seconds between looks at the processes
CHROMIUM = [
    *["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    *["--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer"],
    "--user-data-dir=profile",
]
STYLE = """
@page { size: 182mm 257mm; margin: 30mm 25mm 30mm 27mm; @bottom-center { content: counter(page) } }
html { font: 3.25mm/5.5mm "Body", serif; }
article { break-before: page; }
h1, h2, h3, h4 { break-after: avoid; }
p { margin: 0; text-indent: 1em; text-align: justify; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a tool took, and what came of it."""

    cost: Cost
    together: float  #: MB, the peak of all processes; 0 where it is not Linux
    pages: int = 0
    size: float = 0  #: MB, packed
    files: int = 1

    @property
    def per_page(self) -> float:
        """CPU milliseconds for each page."""
        return self.cost.cpu / self.pages * 1000 if self.pages else 0


# -- measuring ---------------------------------------------------------------------------------------------------------


class Watch:
    """Looks at this process's descendants: a browser's do not all tell their use to the one that we wait for."""

    def __init__(self, beside: frozenset[int] = frozenset()) -> None:
        self.together, self._cpu, self._beside = 0.0, dict[int, float](), beside
        self._end = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:  # noqa: PYI034 — no one derives from it
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    @property
    def cpu(self) -> float:
        """Seconds that were seen."""
        return sum(self._cpu.values())

    def _look(self) -> None:
        while not self._end.wait(TICK):
            used = 0.0
            for pid in descendants(os.getpid()) - self._beside:
                cpu, memory = use(pid)
                self._cpu[pid] = max(cpu, self._cpu.get(pid, 0))
                used += memory
            self.together = max(self.together, used)


def descendants(ancestor: int) -> set[int]:
    """Return the numbers of all processes below one; none where it is not Linux."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text(errors="replace").rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
    found = {ancestor}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {ancestor}


def use(pid: int) -> tuple[float, float]:
    """Return the CPU seconds of a process, and its memory in MB; nothing if it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0, 0.0
    memory = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), memory


def watched(command: Sequence[str], site: Path, posts: int) -> tuple[Cost, float]:
    """Run a command and count, also what its processes do not tell; return the memory of all together, too."""
    beside = frozenset(descendants(os.getpid()))
    with Watch(beside) as watch:
        cost = run(command, site, posts)
    return replace(cost, cpu=max(cost.cpu, watch.cpu)), max(watch.together, cost.memory)


def outcome(cost: Cost, together: float, files: Sequence[Path]) -> Result:
    """Count pages and bytes in a process that ends: this one had better stay small."""
    code = "import io, sys, pikepdf\nfor path in sys.argv[1:]:\n  pdf, out = pikepdf.open(path), io.BytesIO()\n"
    code += "  pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)\n"
    code += "  print(len(pdf.pages), out.tell())"
    said = subprocess.run([sys.executable, "-c", code, *map(str, files)], check=True, capture_output=True, text=True)
    counts = [tuple(map(int, line.split())) for line in io.StringIO(said.stdout)]
    pages, size = (sum(found) for found in zip(*counts, strict=True))
    return Result(cost=cost, together=together, pages=pages, size=size / 2**20, files=len(files))


# -- the tools ---------------------------------------------------------------------------------------------------------


def books_command() -> list[str]:
    """Return the command that sets the books."""
    command = [sys.executable, "-m", "sphinx", "-q", "-j", str(os.cpu_count() or 1), "-b", "bunko-pdf"]
    return [*command, "-d", f"{BUILD}/doctrees", ".", BOOKS]


def books_of(site: Path) -> list[Path]:
    """Return the books that were set, volumes in their order; raise RuntimeError if there is none."""
    found = sorted((site / BOOKS).glob(f"{FIRST}*.pdf"), key=lambda path: (len(path.name), path.name))
    if not found:
        raise RuntimeError(f"{site.name}: no book")
    return found


def our_book(site: Path, posts: int) -> Result:
    """Set the book from nothing."""
    clean(site)
    cost, together = watched(books_command(), site, posts)
    return outcome(cost, together, books_of(site))


def one_page(posts: Path, site: Path) -> None:
    """Write all articles as one page, with links among them, from Bunko's HTML."""
    site.mkdir()
    bunko_site(posts, site)
    run(sphinx(os.cpu_count() or 1), site, 1)
    articles = []
    for path in sorted((site / BUILD / "html" / "posts").glob("*.html")):
        body = re.search(r'<article class="bd-article">(.*?)</article>', path.read_text(encoding="utf-8"), re.DOTALL)
        if body is None:
            raise RuntimeError(f"{path.name}: no article")
        text = re.sub(r'href="([^"#:/]+)\.html(?:#[^"]*)?"', r'href="#\1"', body[1])
        text = re.sub(r' id="[^"]*"|<a class="headerlink".*?</a>', "", text)
        articles.append(f'<article id="{path.stem}">{text}</article>')
    spec = find_spec("pylopdf_fonts_jp")
    fonts = sorted(Path(spec.origin).parent.glob("*Serif*")) if spec and spec.origin else []
    face = "".join(f'@font-face {{ font-family: Body; src: url("{font.as_uri()}") }}' for font in fonts[:1])
    head = f'<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>文庫</title><style>{face}{STYLE}</style>'
    (site / PAGE).write_text(f"{head}<body>{''.join(articles)}</body></html>", encoding="utf-8")


def printed(command: Sequence[str]) -> Callable[[Path, int], Result]:
    """Return what prints the page with all articles."""

    def measured(site: Path, posts: int) -> Result:
        (site / PRINT).unlink(missing_ok=True)
        cost, together = watched([part.format(page=(site / PAGE).as_uri()) for part in command], site, posts)
        return outcome(cost, together, [site / PRINT])

    return measured


def latex_book(site: Path, posts: int) -> Result:
    """Have Sphinx write LaTeX, and upLaTeX set it."""
    clean(site)
    build = [sys.executable, "-m", "sphinx", "-q", "-b", "latex", "-D", "language=ja", "-D", "root_doc=all"]
    source, together = watched([*build, "-d", f"{BUILD}/doctrees", ".", BOOKS], site, posts)
    cost, more = watched(["make", "-C", BOOKS, "LATEXMKOPTS=-interaction=nonstopmode -silent"], site, posts)
    both = replace(
        cost, cpu=cost.cpu + source.cpu, wall=cost.wall + source.wall, memory=max(cost.memory, source.memory)
    )
    return outcome(both, max(together, more), sorted((site / BOOKS).glob("*.pdf"))[:1])


def latex_site(posts: Path, site: Path) -> None:
    """Take plain Sphinx's site, with all posts in one table of contents."""
    site.mkdir()
    plain_site(posts, site)
    (site / "all.md").write_text("# 文庫\n\n```{toctree}\n:glob:\nposts/*\n```\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Setter:
    """A program that sets books: how its folder is made of the posts, how it is measured, which version it is of."""

    prepare: Callable[[Path, Path], None]
    measure: Callable[[Path, int], Result]
    version: str  #: empty if it is not installed


def said_version(*command: str) -> str:
    """Return the version that a program says it has; nothing if it does not run."""
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    found = re.search(r"\d+(?:\.\d+)+", said.stdout)
    return found[0] if found else "?"


def setters() -> dict[str, Setter]:
    """Return all programs, in the order in which they take turns."""
    chromium = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    weasyprint = str(PEERS / "bin" / "weasyprint")
    latex = said_version("uplatex", "--version") if shutil.which("latexmk") else ""

    def prepare(posts: Path, site: Path) -> None:
        site.mkdir()
        bunko_site(posts, site)

    return {
        "bunko": Setter(prepare, our_book, "here"),
        "chromium": Setter(
            one_page,
            printed([chromium, *CHROMIUM, f"--print-to-pdf={PRINT}", "{page}"]),
            said_version(chromium, "--version"),
        ),
        "weasyprint": Setter(one_page, printed([weasyprint, "-q", PAGE, PRINT]), said_version(weasyprint, "--version")),
        "latex": Setter(latex_site, latex_book, latex),
    }


# -- edits and volumes -------------------------------------------------------------------------------------------------


def kept_engine(site: Path, posts: int) -> dict[str, Result]:
    """Set the book from nothing with the engine of the preview, and again after an edit."""
    sys.path.insert(0, str(ROOT / "_ext"))
    from bunko.sphinx_ext.typst.process import KeptTypesetter, can_be_kept  # noqa: PLC0415 — only where it is measured

    if not can_be_kept():
        return {}
    with tempfile.TemporaryDirectory(prefix="bunko-") as folder:
        kept = KeptTypesetter(Path(folder))
        engine = next(iter(descendants(os.getpid())), 0)
        os.environ.update(kept.environment)
        try:
            clean(site)
            found = {"kept, from nothing": _with_engine(site, posts, engine)}
            edit(site / "posts")
            found["kept, a post edited"] = _with_engine(site, posts, engine)
        finally:
            for name in kept.environment:
                del os.environ[name]
            kept.close()
    return found


def _with_engine(site: Path, posts: int, engine: int) -> Result:
    before = use(engine)[0]
    cost, together = watched(books_command(), site, posts)
    cpu, memory = use(engine)
    cost = replace(cost, cpu=cost.cpu + cpu - before, memory=max(cost.memory, memory))
    return outcome(cost, together + memory, books_of(site))


def edited(site: Path, posts: int) -> Result:
    """Set the books again after an edited post; count the files that were written."""
    before = {path: path.stat().st_mtime_ns for path in books_of(site)}
    edit(site / "posts")
    cost, together = watched(books_command(), site, posts)
    after = books_of(site)
    written = [path for path in after if before.get(path) != path.stat().st_mtime_ns]
    return replace(outcome(cost, together, after), files=len(written))


# -- the report --------------------------------------------------------------------------------------------------------


def rows(results: Mapping[tuple[str, int], Result]) -> list[list[str]]:
    """Return the cells of the table."""
    return [
        [
            *[name, f"{posts:,}", f"{found.cost.wall:.1f}", f"{found.cost.others:.1f}", f"{found.cost.cpu:.1f}"],
            *[f"{found.per_page:.1f}", f"{found.cost.memory:.0f}", f"{found.together:.0f}"],
            *[f"{found.pages:,}", f"{found.size:.1f}", str(found.files)],
        ]
        for (name, posts), found in results.items()
    ]


def bars(results: Mapping[tuple[str, int], Result], posts: int, few: int, volumes: int) -> list[Bar]:
    """Compare with what Bunko promises; what was not measured is left out."""
    found: list[Bar] = []
    ours, small = results.get(("bunko", posts)), results.get(("bunko", few))
    for (name, count), other in results.items():
        if (
            name in {"chromium", "weasyprint", "latex"}
            and (own := results.get(("bunko", count)))
            and count in {posts, few}
        ):
            found.append(
                Bar(f"wall time against {name}, {count:,} posts", own.cost.wall / other.cost.wall, 1, including=False)
            )
    if ours and (print_ := results.get(("chromium", posts))):
        found.append(Bar("bytes against chromium", ours.size / print_.size, 1, including=False))
    if ours and small and posts != few:
        found.append(Bar(f"CPU per page, {posts:,} against {few:,} posts", ours.per_page / small.per_page, 1.1))
    cold, warm = (results.get((name, posts)) for name in ("kept, from nothing", "kept, a post edited"))
    if cold and warm:
        found.append(Bar("CPU after an edit, engine kept, against from nothing", warm.cost.cpu / cold.cost.cpu, 0.2))
    if large := results.get(("volumes", volumes)):
        found.append(
            Bar(f"peak memory, largest process, {volumes:,} posts", large.cost.memory, 2000, "MB", including=False)
        )
    if again := results.get(("volumes, a post edited", volumes)):
        found.append(Bar("volumes written after an edit", again.files, 1, "files"))
    return found


def measure(chosen: Mapping[str, Setter], posts: int, few: int, volumes: int) -> dict[tuple[str, int], Result]:
    """Let the tools take turns, first with the few posts, then with all."""
    results: dict[tuple[str, int], Result] = {}

    def note(name: str, count: int, result: Result) -> None:
        results[name, count] = result
        say(f"{name}, {count} posts, {result.pages} pages, {result.size:.1f} MB", result.cost)

    for count in dict.fromkeys([few, posts]):
        with tempfile.TemporaryDirectory(prefix="bunko-pdf-") as folder:
            work = Path(folder)
            make_posts(count, work / "posts", Options())
            for name, setter in chosen.items():
                if name == "latex" and count != few:
                    continue
                setter.prepare(work / "posts", work / name)
                note(name, count, setter.measure(work / name, count))
            if "bunko" in chosen and count == posts:
                note("a post edited", count, edited(work / "bunko", count))
                for name, result in kept_engine(work / "bunko", count).items():
                    note(name, count, result)
    if volumes and "bunko" in chosen:
        with tempfile.TemporaryDirectory(prefix="bunko-pdf-") as folder:
            work = Path(folder)
            make_posts(volumes, work / "posts", Options())
            chosen["bunko"].prepare(work / "posts", work / "volumes")
            note("volumes", volumes, our_book(work / "volumes", volumes))
            note("volumes, a post edited", volumes, edited(work / "volumes", volumes))
    return results


def main() -> int:
    """Measure and print; with ``--check`` the exit code says whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000, help="in the book that is compared")
    parser.add_argument("--few", type=int, default=100, help="in the smaller one, and in LaTeX's")
    parser.add_argument("--volumes", type=int, default=0, help="in the archive that is set in volumes; 0: none")
    parser.add_argument("--only", default="", help="tools, with commas between; default: all that are installed")
    parser.add_argument("--check", action="store_true", help="fail if a bar is missed")
    args = parser.parse_args()
    every = setters()
    names = args.only.split(",") if args.only else list(every)
    if unknown := set(names) - set(every):
        parser.error(f"--only: {', '.join(sorted(unknown))}: choose from {', '.join(every)}")
    chosen = {name: setter for name, setter in every.items() if name in names and setter.version}
    started = time.strftime("%Y-%m-%d")
    results = measure(chosen, args.posts, args.few, args.volumes)
    versions = (f"{name} {setter.version}" for name, setter in chosen.items() if name != "bunko")
    print(f"{started}; {machine(*versions)}; others: cores that the rest of the machine was using\n")
    for name in [name for name in names if name not in chosen]:
        print(f"{name}: left out, not installed\n")
    heads = ["set", "posts", "wall s", "others", "CPU s", "CPU ms/page", "peak MB", "together", "pages", "MB", "files"]
    print(table(heads, rows(results), 1))
    found = bars(results, args.posts, args.few, args.volumes)
    if found:
        print(f"\n{table(['bar', 'asked', '', 'measured'], [bar.row() for bar in found], 3)}")
    return 1 if args.check and not all(bar.met for bar in found) else 0


if __name__ == "__main__":
    sys.exit(main())
