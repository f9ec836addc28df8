"""What must be written, and what must go: digests of what pages show, against those of the last build."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import docutils
import pygments
import sphinx
from sphinx.util.i18n import format_date

from bunko.publication.articles import article_view
from bunko.publication.pages import Page, list_pages
from bunko.sphinx_ext.config import OPTIONS
from bunko.sphinx_ext.domain import LISTING_BUILDERS, BunkoDomain, domain_of
from bunko.sphinx_ext.files import pictures_of
from bunko.sphinx_ext.output import Times, remove, remove_parts, source_name
from bunko.sphinx_ext.record import Record, digest, load_record, save_record, settings_digest
from bunko.sphinx_ext.report import translate
from bunko.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


class Ledger:
    """The books of one builder and one output folder.

    Two levels, so that small changes cost little. If the facts (posts, links, lists, options, templates) are as they
    were, only documents that were read again are written. Else each document and each list page has a digest of all
    that it shows, and those whose digest differs are written.
    """

    def __init__(self, app: Sphinx, look: str) -> None:
        """Open the books that the last build left; ``look`` is a digest of templates and styles."""
        self._builder = app.builder
        self._config = app.config
        self._outdir = str(app.outdir)
        self._lists = app.builder.name in LISTING_BUILDERS
        place = digest(str(Path(app.outdir).resolve()))
        self._path = Path(app.doctreedir) / "bunko" / f"{app.builder.name}-{place}.json"
        self._before = load_record(self._path)
        self._look = digest(
            __version__, settings_digest(app.config), sorted(app.tags), _clock(app.config), _dress(app), look
        )
        self._times = Times(Path(app.outdir))
        self._facts = ""
        self._docs: dict[str, str] = {}
        self._pages: dict[str, str] = {}
        self._read: dict[str, int] = {}
        self._others: set[str] = set()
        self._stale = False
        self.settled = False  #: True if no fact has changed: then no list, no inventory, no other document has

    def stale_documents(self, env: BuildEnvironment) -> list[str]:
        """Return the documents that show something else than when they were last written, or are not there."""
        domain = domain_of(env)
        before = self._before
        self._read = dict(env.all_docs)
        self._facts = self._digest_of_facts(env, domain)
        self.settled = before.finished and before.facts == self._facts and self._all_there()
        if self.settled:
            self._docs, self._pages = dict(before.docs), dict(before.pages)
        else:
            pictures = pictures_of(env)
            self._docs = {
                docname: self._shown(domain, docname, pictures.get(docname)) for docname in sorted(env.found_docs)
            }
        stale = [
            docname
            for docname, shown in self._docs.items()
            if before.docs.get(docname) != shown
            # The time of reading stands for the text: a document that was read again must be written again.
            or before.read.get(docname) != self._read.get(docname)
            or not (self.settled or self._exists(docname))
        ]
        if stale:
            self._claim()
        return stale

    def stale_pages(self) -> list[Page]:
        """Return every list page that shows something else than when it was last written, or is not there."""
        stale: list[Page] = []
        if self.settled:
            return stale
        catalogue = domain_of(self._builder.env).catalogue
        for page in list_pages(catalogue, self._config.bunko_page_size, translate):
            if page.name in self._docs:
                continue  # the site has a page of its own there
            shown = digest(self._look, page)
            self._pages[page.name] = shown
            if self._before.pages.get(page.name) != shown or not self._exists(page.name):
                stale.append(page)
        if stale:
            self._claim()
        return stale

    def is_stale(self, name: str, docnames: Iterable[str], *shown: object) -> bool:
        """Whether a file made of documents is not there, or shows something else than when it was last written."""
        documents = [(docname, self._docs.get(docname), self._read.get(docname)) for docname in docnames]
        now = self._pages[name] = digest(self._look, shown, documents)
        self.claim([name])
        stale = self._before.pages.get(name) != now or not Path(self._outdir, name).is_file()
        if stale:
            self._claim()
        return stale

    def state_of(self, docname: str) -> str:
        """Return what tells all that a document shows, and its text, from what it was and will be."""
        return digest(self._look, self._docs.get(docname), self._read.get(docname))

    def keep(self, name: str) -> None:
        """Leave a file made of documents as it is, for a later build to look at."""
        self.claim([name])
        if name in self._before.pages:
            self._pages[name] = self._before.pages[name]

    def claim(self, names: Iterable[str]) -> None:
        """Note further files that this build makes, below the output folder."""
        self._others.update(names)

    def close(self) -> None:
        """Remove what nothing claims any more, and leave the books for the next build."""
        self._times.restore()
        before = self._before
        files = self._files()
        if self.settled and not self._stale and files == before.files:
            return
        outdir = Path(self._builder.outdir)
        if not before.finished:
            remove_parts(outdir)
        for name in sorted(before.files - files):
            remove(outdir / name, outdir)
        save_record(
            self._path, Record(facts=self._facts, read=self._read, docs=self._docs, pages=self._pages, files=files)
        )

    # -- what things show -------------------------------------------------------------------------------------------

    def _digest_of_facts(self, env: BuildEnvironment, domain: BunkoDomain) -> str:
        options = [getattr(self._config, f"bunko_{option.name}") for option in OPTIONS]
        taxonomy = Path(env.srcdir, self._config.bunko_taxonomy)
        text = taxonomy.read_bytes() if taxonomy.is_file() else b""
        links = [(docname, [(link.kind, link.target) for link in found]) for docname, found in domain.links.items()]
        facts = [sorted(domain.posts.items()), sorted(links), sorted(domain.lists.items())]
        pictures = sorted((path, name) for path, (_, name) in env.images.items())
        return digest(self._look, sorted(env.found_docs), options, text, facts, pictures)

    def _shown(self, domain: BunkoDomain, docname: str, pictures: list[str] | None) -> str:
        view = article_view(domain.catalogue, docname) if docname in domain.posts else None
        links = [domain.resolve(link.kind, link.target) for link in domain.links.get(docname, ())]
        lists = [query.posts(domain.catalogue) for query in domain.lists.get(docname, ())]
        return digest(self._look, view, links, lists, pictures)

    # -- files ------------------------------------------------------------------------------------------------------

    def _claim(self) -> None:
        """Note what is about to be written, so that the next build knows of it even if this one is killed."""
        self._stale = True
        before = self._before
        files = before.files | self._files()
        save_record(self._path, Record(docs=before.docs, pages=before.pages, files=files, finished=False))

    def _all_there(self) -> bool:
        return all(self._exists(name) for name in (*self._before.docs, *self._before.pages))

    def _exists(self, name: str) -> bool:
        # os.path, for it is 10 times as fast as pathlib, and is asked 10,000 times
        return not self._lists or os.path.exists(f"{self._outdir}/{self._file(name)}")  # noqa: PTH110

    def _file(self, name: str) -> str:
        """Return where a page stands below the output folder, as Sphinx's ``get_output_path`` has it."""
        suffix: str = getattr(self._builder, "out_suffix", "")
        if "dirhtml" in self._builder.name and name != "index" and not name.endswith("/index"):
            return f"{name}/index{suffix}"
        return name + suffix

    def _files(self) -> frozenset[str]:
        """Return the files that documents and pages claim, below the output folder; other builders write others."""
        if not self._lists:
            return frozenset(self._others)
        env = self._builder.env
        found = {self._file(name) for name in (*self._docs, *self._pages)}
        if self._config.html_copy_source:
            found.update(f"_sources/{self._source(docname)}" for docname in self._docs)
        found.update(f"_images/{name}" for _, name in env.images.values())
        found.update(f"_downloads/{name}" for _, name in env.dlfiles.values())
        return frozenset(found | self._others)

    def _source(self, docname: str) -> str:
        return source_name(docname, Path(self._builder.env.doc2path(docname)).suffix, self._config)


def _clock(config: Config) -> str:
    """Return what pages show of the time of the build: as a rule, nothing."""
    if config.html_last_updated_fmt is None:
        return ""
    utc = config.html_last_updated_use_utc
    return format_date(config.html_last_updated_fmt, language=config.language, local_time=not utc)


def _dress(app: Sphinx) -> list[object]:
    """Return what tells one state of the theme, and of the site's styles and scripts, from another."""
    theme = getattr(app.builder, "theme", None)
    found: list[object] = [sphinx.__version__, docutils.__version__, pygments.__version__]
    for folder in map(Path, theme.get_theme_dirs() if theme else ()):
        stats = [(path.relative_to(folder).as_posix(), path.stat()) for path in sorted(folder.rglob("*.*"))]
        found += [(name, stat.st_mtime_ns, stat.st_size) for name, stat in stats]
    for folder in (Path(app.confdir, name) for name in getattr(app.config, "html_static_path", ())):
        paths = sorted(path for path in folder.rglob("*") if path.suffix in {".css", ".js"})
        found += [(path.name, path.read_bytes()) for path in paths]  # pages carry their checksums
    return found
