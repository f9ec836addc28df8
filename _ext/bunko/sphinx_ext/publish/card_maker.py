"""Make social cards: those that are new are set by Typst, the others come from a folder that is kept beside doctrees.

Cards are made once all documents are read, before it is decided which pages are stale: a page names its card in its
head, and so must know whether it could be set.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from sphinx.errors import SphinxError
from sphinx.util.display import status_iterator

from bunko.problems import Kind, Problem
from bunko.publish.cards import FOLDER, HEIGHT, TEMPLATE, WIDTH, Card, card_path, cards_data, cards_source, is_card
from bunko.sphinx_ext.build import build_of
from bunko.sphinx_ext.compat.application import jobs_of
from bunko.sphinx_ext.config import LISTING_BUILDERS
from bunko.sphinx_ext.incremental.digests import contents_of, digest
from bunko.sphinx_ext.publish.cards import cards_of, has_cards, note_cards, wanted_cards
from bunko.sphinx_ext.report import report, report_in_file, translate
from bunko.sphinx_ext.typst.assets import FONT_PACKAGES, TEMPLATES, Assets, font_folders, without
from bunko.sphinx_ext.typst.process import KilledError, SettingError, Typesetter
from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

_MOST, _FEWEST = 50, 10  # cards in one document: more take more memory, fewer are not worth a process
_PIXELS = 72  # in an inch: a point is one pixel then
_PROBE = Card(title="-", category="-", date="-", site="-", lang="en")  # if it fails, that is the template's fault


@dataclass(frozen=True, slots=True)
class _Job:
    """A card to be made."""

    name: str  #: of its file in the cache, which is a digest of all that it shows
    docname: str
    card: Card


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the cards that are not in the cache, and remove from it what no post has any more."""
    cache = _cache(app)
    if has_cards(app.builder):
        template = _template(app)
        look = _look(app.config, Path(app.confdir), template)
        jobs = [_Job(f"{digest(look, card)}.png", docname, card) for docname, card in wanted_cards(env).items()]
        there = {path.name for path in cache.glob("*.png")}
        missing = {job.name: job for job in reversed(jobs) if job.name not in there}  # two posts may have the same
        if missing:
            _Maker(app, template).make(list(reversed(missing.values())))
            there = {path.name for path in cache.glob("*.png")}
        note_cards(app.builder, {job.docname: job.name for job in jobs if job.name in there})
        for name in there.difference(job.name for job in jobs):
            (cache / name).unlink()
    elif app.builder.name in LISTING_BUILDERS and not app.config.bunko_social_cards:
        shutil.rmtree(cache, ignore_errors=True)
    return []


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the cards that are not what they were in this output folder. They are no pages."""
    if app.builder.name in LISTING_BUILDERS:
        files = {card_path(docname): name for docname, name in cards_of(app.builder).items()}
        for path in build_of(app.builder).record.stale_in_folder(FOLDER, files):
            write_whole(Path(app.outdir, path), (_cache(app) / files[path]).read_bytes())
    yield from ()


def _cache(app: Sphinx) -> Path:
    return Path(app.doctreedir, "bunko", "cards")


def _template(app: Sphinx) -> Path:
    """Return the template: the site's own, ``bunko/card.typ`` in a folder of ``templates_path``, else ours."""
    own = (Path(app.confdir, folder, "bunko", TEMPLATE) for folder in app.config.templates_path)
    return next((path for path in own if path.is_file()), TEMPLATES / TEMPLATE)


def _files_of(template: Path) -> list[Path]:
    """Return the template and the files beside it that it may read: those whose names begin as its own does."""
    return sorted(path for path in template.parent.glob(f"{template.stem}*") if path.is_file())


def _look(config: Config, confdir: Path, template: Path) -> str:
    """Return a digest of what makes the look of every card: template, engine, fonts."""
    files = [TEMPLATES / "measures.typ", *_files_of(template)]
    fonts = [contents_of(confdir / folder) for folder in config.bunko_pdf_fonts]
    versions = [_version(name) for name in ("typst", *FONT_PACKAGES)]
    return digest([(path.name, path.read_bytes()) for path in files], fonts, versions)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # `font_folders` reports it
        return ""


class _Maker:
    """Sets cards in processes of their own, several at once, and reports those that cannot be set."""

    def __init__(self, app: Sphinx, template: Path) -> None:
        own = app.config.bunko_pdf_fonts
        confdir = Path(app.confdir)
        fonts = font_folders(own, confdir)
        self._app, self._template, self._cache = app, template, _cache(app)
        self._assets = Assets(Path(app.doctreedir, "bunko", "card-work"), [], fonts, len(own), lambda *_: None)
        for path in _files_of(template):
            shutil.copyfile(path, self._assets.work / path.name)

    def make(self, jobs: Sequence[_Job]) -> None:
        """Put cards into the cache, but for those that cannot be set. Raises `SphinxError`."""
        jobs = self._displayable(jobs)
        processes = jobs_of(self._app.builder)
        size = max(_FEWEST, min(_MOST, -(-len(jobs) // processes)))
        pieces = [jobs[start : start + size] for start in range(0, len(jobs), size)]
        problems: list[Problem] = []
        free: SimpleQueue[Typesetter] = SimpleQueue()
        with ExitStack() as stack:
            for _ in range(min(processes, len(pieces))):
                typesetter = stack.enter_context(Typesetter())
                free.put(typesetter)
                if typesetter.is_kept:  # it serves one after the other
                    break

            def work(number: int) -> list[Problem]:
                typesetter = free.get()
                try:
                    return self._set(pieces[number], f"cards-{number}", typesetter)
                finally:
                    free.put(typesetter)

            pool = stack.enter_context(ThreadPoolExecutor(free.qsize()))
            names = [[job.docname for job in piece] for piece in pieces]
            progress = status_iterator(names, translate("drawing cards... "), "darkgreen", len(pieces))
            try:
                for found, _ in zip(pool.map(work, range(len(pieces))), progress, strict=True):
                    problems += (problem for problem in found if problem not in problems)
            except KilledError:
                message = translate("the process that drew the social cards was killed: is the memory full?")
                raise SphinxError(message) from None
        report_in_file([problem for problem in problems if not problem.docname], str(self._template))
        report([problem for problem in problems if problem.docname], "")

    def _set(self, jobs: Sequence[_Job], name: str, typesetter: Typesetter) -> list[Problem]:
        """Set cards together; if that cannot be done, each alone, and return what is wrong."""
        try:
            pictures = self._pictures([job.card for job in jobs], name, typesetter)
        except SettingError:
            return self._set_each(jobs, name, typesetter)
        for job, picture in zip(jobs, pictures, strict=True):
            write_whole(self._cache / job.name, picture)
        return []

    def _set_each(self, jobs: Sequence[_Job], name: str, typesetter: Typesetter) -> list[Problem]:
        problems: list[Problem] = []
        try:
            self._pictures([_PROBE], name, typesetter)
        except SettingError as error:
            message = "the template of social cards cannot be used: {fault}"
            return [Problem(kind=Kind.CARD, message=message, values={"fault": error.message})]
        for job in jobs:
            try:
                write_whole(self._cache / job.name, self._pictures([job.card], name, typesetter)[0])
            except SettingError as error:
                message = "the social card of this post cannot be set, and is left out: {fault}"
                values = {"fault": error.message}
                problems.append(Problem(kind=Kind.CARD, message=message, values=values, docname=job.docname))
        return problems

    def _pictures(self, cards: Sequence[Card], name: str, typesetter: Typesetter) -> list[bytes]:
        sources = self._assets.work / "sources"
        sources.mkdir(exist_ok=True)
        (sources / f"{name}.json").write_text(cards_data(cards), "utf-8")
        source = sources / f"{name}.typ"
        source.write_text(cards_source(f"sources/{name}.json"), "utf-8")
        pictures = typesetter.pages(self._assets.sheet, str(source), {"format": "png", "ppi": _PIXELS})
        if len(pictures) != len(cards) or not all(map(is_card, pictures)):
            message = translate("a card is not one page of {width}pt × {height}pt")
            raise SettingError(message.format(width=WIDTH, height=HEIGHT))
        return pictures

    def _displayable(self, jobs: Sequence[_Job]) -> list[_Job]:
        """Return jobs with 〓 for every character that no font has, and report these."""
        rare = {text for job in jobs for text in _texts(job.card) if not _is_common(text)}
        missing = self._assets.undisplayable("".join(sorted(rare))) if rare else set()
        problems = []
        found = []
        for job in jobs:
            units = sorted(unit for unit in missing if any(unit in text for text in _texts(job.card)))
            if units:
                message = "no font has {characters}; the social card shows 〓 instead"
                shown = " ".join(f"{unit} ({' '.join(f'U+{ord(char):04X}' for char in unit)})" for unit in units)
                values = {"characters": shown}
                problems.append(Problem(kind=Kind.CARD, message=message, values=values, docname=job.docname))
            found.append(replace(job, card=_without(job.card, units)) if units else job)
        report(problems, "")
        return found


def _texts(card: Card) -> tuple[str, ...]:
    return card.title, card.category, card.date, card.site


def _without(card: Card, units: Iterable[str]) -> Card:
    title, category, date, site = (without(text, units) for text in _texts(card))
    return replace(card, title=title, category=category, date=date, site=site)


def _is_common(text: str) -> bool:
    """Whether a text has only characters of JIS X 0208 and 0212: all of them are in our fonts, which saves to ask."""
    try:
        text.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return True


def setup(app: Sphinx) -> None:
    """Connect making and writing."""
    app.connect("env-get-updated", on_env_get_updated, priority=400)  # before it is decided which pages are stale
    app.connect("html-collect-pages", on_html_collect_pages)
