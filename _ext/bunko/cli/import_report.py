"""The report of an import, for people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from bunko.jekyll.report import Place, Report

_MOST = 20  # lines of one kind; all of them are in the JSON


def report_text(report: Report, target: Path, say: Callable[[str], str]) -> str:
    """Return the report as lines of text, in the language of ``say``."""
    return "\n".join(_lines(report, target, say))


def _lines(report: Report, target: Path, say: Callable[[str], str]) -> Iterator[str]:
    out = len(report.left_out)
    line = say("Posts: {all} in the source = {here} here + {out} left out")
    yield line.format(all=report.posts_in, here=report.posts_out, out=out)
    yield from _some((f"{left.path}: {left.reason(say)}" for left in report.left_out), out, say)
    if report.pages:
        yield say("Pages that come over: {count}").format(count=len(report.pages))
        yield from _some(report.pages, len(report.pages), say)
    if report.not_posts:
        yield say("Not posts, and so left where they are: {count}").format(count=len(report.not_posts))
        lines = (f"{left.path}{left.url and f' ({left.url})'}: {left.reason(say)}" for left in report.not_posts)
        yield from _some(lines, len(report.not_posts), say)
    answered = Counter(found.by for found in report.urls)
    yield say("URLs of the old site: {count}; resolved by pages {page}, redirects {redirect}, files {file}").format(
        count=len(report.urls), page=answered["page"], redirect=answered["redirect"], file=answered["file"]
    )
    if answered[""]:
        yield say("URLs that lead nowhere: {count}").format(count=answered[""])
        unanswered = (
            f"{found.url}{(found.left and f' ({found.left.path})') or ''}" for found in report.urls if not found.by
        )
        yield from _some(unanswered, answered[""], say)
    yield say("Settings of _config.yml:")
    settings = {
        "": say("no use here"),
        "files": say("what comes over"),
        "reading": say("how posts are read"),
        "bunko_site": say("bunko_site, for posts that ask for them"),
    }
    yield from _by_use(report.settings.items(), settings)
    yield say("Keys of front matters, and the posts that have them:")
    uses = {"used": say("used"), "ignored": say("no use here"), "kept": say("kept for templates, in post.extra")}
    yield from _by_use(((f"{key} ({count})", use) for key, (count, use) in report.keys.items()), uses)
    if report.constructs:
        fates = {"done": say("as in Jekyll"), "ignored": say("without effect here"), "text": say("left as text")}
        yield say("Liquid and kramdown:")
        yield from _by_use(((f"{name} ({count})", fate) for name, fate, count in report.constructs), fates)
    yield say("Links within the site: {good} lead to a page, {bad} to none").format(
        good=report.links_resolved, bad=len(report.links_unresolved)
    )
    yield from _places(report.links_unresolved, say)
    yield say("Pictures: {good} found, {bad} missing, {elsewhere} on other sites").format(
        good=report.images_found, bad=len(report.images_missing), elsewhere=report.images_elsewhere
    )
    yield from _places(report.images_missing, say)
    if report.problems:
        yield say("To fix in posts: {count}").format(count=len(report.problems))
        yield from _places(report.problems, say)
    yield from (f"{note.path}: {note.reason(say)}" for note in report.notes)
    counts = report.files
    yield say(
        "Files: {written} written, {updated} updated, {unchanged} unchanged, {kept} left as you have them"
    ).format(**counts)
    yield from _some(report.kept, len(report.kept), say)
    yield say("Next: bunko build --site {folder}").format(folder=target)


def _by_use(found: Iterable[tuple[str, str]], words: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each use, with all that have it."""
    groups: dict[str, list[str]] = {}
    for name, use in found:
        groups.setdefault(use, []).append(name)
    yield from (f"  {words.get(use, use)}: {', '.join(names)}" for use, names in groups.items())


def _places(places: list[Place], say: Callable[[str], str]) -> Iterator[str]:
    def line(place: Place) -> str:
        nearest = say("; the nearest: {names}").format(names=", ".join(place.nearest)) if place.nearest else ""
        return f"{place.path}:{place.line}: {place.words(say)}{nearest}"

    yield from _some(map(line, places), len(places), say)


def _some(lines: Iterable[str], count: int, say: Callable[[str], str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == _MOST:
            yield "  " + say("… and {count} more; --json FILE has them all").format(count=count - _MOST)
            return
        yield f"  {line}"
