#!/usr/bin/env python3
"""Compare Bunko with Jekyll itself, post by post, on whole archives.

    fidelity.py [ARCHIVE ...] [--write docs/fidelity.md] [--show FACET] [--work FOLDER] [--markdown kramdown]

An ARCHIVE is a folder with ``_posts`` and ``_config.yml``; without one, the sample archives are taken. Each is built by
Jekyll (installed, where that may be done) and by Bunko, set up as the archive's ``_config.yml`` says.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import jekyll_site
from classify import FIXED, KINDS, classify
from facets import FACETS, Place, facets

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = Path(os.environ.get("BUNKO_SHARED") or ROOT.parent / "shared") / "corpus" / "sample"
_HOST = "jekyll.invalid"


class Difference(NamedTuple):
    """One facet of one post that is not the same."""

    archive: str
    post: str
    facet: str
    kind: str  #: of ``classify.KINDS``
    detail: str


class Result(NamedTuple):
    """One archive, compared."""

    archive: str
    posts: int
    missing: list[str]
    differences: list[Difference]
    addresses: int  #: of the files that Jekyll wrote
    unanswered: dict[str, str]  #: those without a file in the imported site, and what the report of the import says


def build_with_bunko(archive: Path, work: Path, config: dict[str, Any]) -> Path:
    """Build the posts with Bunko, as the archive's settings say; return the folder of their pages."""
    source = work / "bunko"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(archive / "_posts", source / "posts")
    if (archive / "_includes").is_dir():
        shutil.copytree(archive / "_includes", source / "_includes")
    markdown = "commonmark" if str(config.get("markdown")).lower().startswith("commonmark") else "kramdown"
    kramdown = config.get("kramdown") or {}
    smart = markdown == "kramdown" or "SMART" in (config.get("commonmark") or {}).get("options", [])
    options = {
        "bunko_timezone": str(config.get("timezone") or "UTC"),
        "bunko_site_hosts": [host] if (host := urlsplit(str(config.get("url") or "")).netloc) else [],
        "bunko_site_url": str(config.get("url") or ""),
        "bunko_site_baseurl": str(config.get("baseurl") or ""),
        "bunko_markdown": markdown,
        "bunko_hard_wrap": bool(kramdown.get("hard_wrap")),
        "bunko_parse_block_html": bool(kramdown.get("parse_block_html")),
        "bunko_typography": smart,
        # What Bunko adds of its own is not what is compared:
        "bunko_bold_headings": False,
        "bunko_drop_repeated_title": False,
        "bunko_tight_headings": False,
        "bunko_cjk_emphasis": False,
        "bunko_drop_undefined": True,
        "html_theme": "basic",
        "language": "ja",
        "project": str(config.get("title") or archive.name),
        "extensions": ["bunko"],
    }
    lines = [f"{name} = {value!r}" for name, value in options.items()]
    (source / "conf.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (source / "index.md").write_text("# Index\n", encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-j", "2", "-b", "html", str(source), str(work / "html")]
    shutil.rmtree(work / "html", ignore_errors=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "_ext")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    (work / "bunko.log").write_text(done.stderr, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"Bunko failed on {archive.name}:\n{done.stderr[-4000:]}")
    return work / "html" / "posts"


def unanswered(archive: Path, work: Path, addresses: Sequence[str]) -> dict[str, str]:
    """Bring an archive over with ``bunko import``, build it, and return the addresses that no file of it answers."""
    target, report = work / "imported", work / "report.json"
    shutil.rmtree(target, ignore_errors=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "_ext")}
    out = target / "_build" / "html"
    for command in (
        ["bunko", "import", str(archive), str(target), "--json", str(report)],
        ["sphinx", "-q", "-j", "2", "-b", "html", "-D", "html_theme=basic", str(target), str(out)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], env=environment, capture_output=True, text=True, check=False
        )
        if not out.parent.parent.is_dir() or (command[0] == "sphinx" and done.returncode):
            raise RuntimeError(f"{command[0]} failed on {archive.name}:\n{done.stderr[-4000:]}")
    said = {found["url"]: found.get("reason", "") for found in json.loads(report.read_text("utf-8"))["urls"]}
    missing = (address for address in addresses if not (out / f"{address[1:]}{_index(address)}").is_file())
    return {address: said.get(address, "") for address in missing}


def _index(address: str) -> str:
    return "index.html" if address.endswith("/") else ""


def compare(archive: Path, work: Path, markdown: str = "") -> Result:
    """Build an archive with both, and compare."""
    config = jekyll_site.read_config(archive)
    if markdown:
        config["markdown"] = markdown
    name = f"{archive.name}, as {markdown}" if markdown else archive.name
    theirs = jekyll_site.build(archive, work, config)
    pages = build_with_bunko(archive, work, config)
    hosts = frozenset({_HOST, urlsplit(str(config.get("url") or "")).netloc} - {""})
    addresses = {f"/posts/{stem}.html": post["url"] for stem, post in theirs.items()}
    missing: list[str] = []
    differences: list[Difference] = []
    files = {path.stem: path for path in pages.rglob("*.html")}
    sources = {path.stem: path for path in (archive / "_posts").rglob("*") if path.is_file()}
    for stem, post in sorted(theirs.items()):
        if stem not in files:
            missing.append(stem)
            continue
        there = facets(post["html"], Place(url=f"https://{_HOST}{post['url']}", hosts=hosts, canonical=_plain))
        ours = Place(
            url=f"https://{_HOST}/posts/{stem}.html",
            hosts=hosts,
            canonical=lambda path: _plain(addresses.get(path, path)),
        )
        here = facets(files[stem].read_text(encoding="utf-8"), ours, title=stem)
        source = sources[stem].read_text(encoding="utf-8", errors="replace")
        for facet in FACETS:
            left, right = getattr(there, facet), getattr(here, facet)
            if left != right:
                detail = describe(left, right)
                kind = classify(facet, left, right, source, post["html"])
                differences.append(Difference(name, stem, facet, kind, detail))
    written = jekyll_site.addresses(work)
    return Result(name, len(theirs), missing, differences, len(written), unanswered(archive, work, written))


def _plain(path: str) -> str:
    return path.removesuffix("index.html").removesuffix(".html").rstrip("/") or "/"


def describe(left: Any, right: Any) -> str:  # noqa: ANN401 — the value of any facet
    """Say where two values differ first: Jekyll's, then Bunko's."""
    if isinstance(left, str):
        pairs = enumerate(zip(left, right, strict=False))
        at = next((index for index, (one, other) in pairs if one != other), min(len(left), len(right)))
        return f"{left[max(0, at - 20) : at + 40]!r} -> {right[max(0, at - 20) : at + 40]!r}"
    gone = list((Counter(left) - Counter(right)).elements())
    new = list((Counter(right) - Counter(left)).elements())
    return f"-{gone[:2]!r} +{new[:2]!r}"[:400]


def equal(results: Sequence[Result], facet: str, but: frozenset[str] = frozenset()) -> str:
    """Return the share of posts that are equal in a facet, or differ by the kinds ``but`` only."""
    posts = sum(result.posts for result in results)
    differ = [d for result in results for d in result.differences if d.facet == facet and d.kind not in but]
    return f"{1 - (len(differ) + sum(len(result.missing) for result in results)) / posts:.1%}"


def row(name: str, results: Sequence[Result]) -> str:
    """Write one line of the table."""
    cells = [equal(results, "text"), equal(results, "text", FIXED), *(equal(results, name) for name in FACETS[1:])]
    there = sum(result.addresses for result in results)
    cells.append(f"{there - sum(len(result.unanswered) for result in results)} of {there}")
    return f"| {name} | {sum(result.posts for result in results)} | " + " | ".join(cells) + " |"


def table(results: Sequence[Result]) -> str:
    """Write what was found as Markdown."""
    head = ["archive", "posts", "text", "text, mends aside", *FACETS[1:], "URLs answered"]
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    lines += [row(result.archive, [result]) for result in results]
    if len(results) > 1:
        lines.append(row("**all**", results))
    lines += ["", "| difference | facet | posts | why |", "|---|---|---:|---|"]
    kinds = Counter((d.kind, d.facet) for result in results for d in result.differences)
    lines += [f"| {kind} | {facet} | {count} | {KINDS[kind]} |" for (kind, facet), count in sorted(kinds.items())]
    missing = [f"{result.archive}: {name}" for result in results for name in result.missing]
    lines += ["", f"Posts that one of the two does not show: {', '.join(missing) or 'none'}."]
    nowhere = [f"{url} ({why or 'no reason'})" for result in results for url, why in result.unanswered.items()]
    lines += ["", f"Addresses of Jekyll's that nothing answers after `bunko import`: {', '.join(nowhere) or 'none'}."]
    return "\n".join(lines)


def write(page: Path, text: str, version: str) -> None:
    """Replace what stands between the marks of a page."""
    begin, end = "<!-- measured -->", "<!-- end -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n\nWith {version}.\n\n{text}\n\n{end}{after}", encoding="utf-8")


def main() -> int:
    """Compare, print, and write the page of the manual if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", nargs="*", type=Path, help="folders with _posts; the samples if none is named")
    parser.add_argument("--write", type=Path, help="a Markdown page whose generated part is replaced")
    parser.add_argument("--show", action="append", default=[], choices=FACETS, help="list every difference of a facet")
    parser.add_argument("--work", type=Path, help="keep what is built in this folder")
    parser.add_argument("--markdown", default="", help="read the archives as if _config.yml said markdown: this")
    args = parser.parse_args()
    version = jekyll_site.install()
    archives = args.archives or sorted(path.parent for path in SAMPLES.glob("*/_posts"))
    with tempfile.TemporaryDirectory(prefix="bunko-fidelity-") as name:
        results = []
        for archive in archives:
            work = (args.work or Path(name)) / archive.name
            work.mkdir(parents=True, exist_ok=True)
            results.append(compare(archive.resolve(), work.resolve(), args.markdown))
    text = table(results)
    print(text)
    if args.write:
        write(args.write, text, version)
    for result in results:
        for found in result.differences:
            if found.facet in args.show:
                print(f"{found.post} [{found.facet}: {found.kind}] {found.detail}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
