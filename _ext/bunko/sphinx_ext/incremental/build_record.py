"""Decide what must be written and removed, by comparing digests of what pages show with those of the last build."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bunko.pages.list_pages import Page, indexes, list_pages, search_pages
from bunko.pages.map import map_page
from bunko.posts.permalinks import file_of
from bunko.sphinx_ext.config import LISTING_BUILDERS
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.incremental.dependencies import pictures_of
from bunko.sphinx_ext.incremental.digests import digest
from bunko.sphinx_ext.incremental.look import addresses_in, look_of
from bunko.sphinx_ext.incremental.output import Times, folders_of, remove, remove_parts, source_name
from bunko.sphinx_ext.incremental.shown import Shown
from bunko.sphinx_ext.incremental.store import Record, load_record, save_record
from bunko.sphinx_ext.report import translate
from bunko.sphinx_ext.urls import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from bunko.sphinx_ext.publish.feeds import Feeds

_IMAGES = "_images/"
_FILE = "file:"  #: before group and name of files beside the pages, among the names of pages: ``file:feeds:feed.xml``
#: Documents that themes link to on every page if there are such: what templates ask ``hasdoc`` for.
_ASKED_FOR = ("about", "copyright", "genindex", "search")


class BuildRecord:
    """What one builder has written into one output folder, and what it has to write now.

    Two levels, so that small changes cost little. If the facts (posts, links, lists, options, templates) are as they
    were, only documents that were read again are written. Else each document and each list page has a digest of all
    that it shows, and those whose digest differs are written.
    """

    def __init__(self, app: Sphinx, look: str, downloads: Callable[[str], object], feeds: Feeds) -> None:
        """Read what the last build left; ``look`` is a digest of templates and styles.

        ``downloads`` gives the books that a list page links to.
        """
        self._downloads, self._feeds = downloads, feeds
        self._builder = app.builder
        self._config = app.config
        self._outdir = str(app.outdir)
        self._lists = app.builder.name in LISTING_BUILDERS
        self._shown = Shown(app.builder, lists=self._lists, downloads=downloads)
        place = digest(str(Path(app.outdir).resolve()))
        self._path = Path(app.doctreedir) / "bunko" / f"{app.builder.name}-{place}.json"
        self._before = load_record(self._path)
        self._look = look_of(app, look)
        self._times = Times(Path(app.outdir))
        self._facts = ""
        self._docs: dict[str, str] = {}
        self._pages: dict[str, str] = {}
        self._read: dict[str, int] = {}
        self._images: set[str] = set()
        self._others: set[str] = set()
        self._taken: tuple[str, frozenset[str]] = ("", frozenset())  # a group, and the files of all others
        self._stale = False
        self.settled = False  #: True if no fact has changed: then no list, no inventory, no other document has

    def stale_documents(self, env: BuildEnvironment) -> list[str]:
        """Return the documents that show something else than when they were last written, or are not there."""
        before = self._before
        if self._lists:
            linked = [name for name in _ASKED_FOR if name in env.found_docs]
            # The sidebar has these indexes; other themes have toctrees there.
            self._look = digest(self._look, linked, indexes(domain_of(env).catalogue), self._shown.toctrees())
        self._read = dict(env.all_docs)
        self._facts = self._shown.facts(self._look)
        self.settled = before.finished and before.facts == self._facts and self._all_there()
        if self.settled:
            self._docs, self._pages = dict(before.docs), dict(before.pages)
            files = {self._file(name) for name in before.pages if name.startswith(_FILE)}
            self._images = {name for name in before.files - files if name.startswith(_IMAGES)}
        else:
            self._images = {f"{_IMAGES}{name}" for _, name in env.images.values()}
            pictures = pictures_of(env)
            self._docs = {
                docname: self._shown.document(self._look, docname, pictures.get(docname))
                for docname in sorted(env.found_docs)
            }
            self._images |= {f"{_IMAGES}{name}" for name in self._shown.covers}
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
        domain = domain_of(self._builder.env)
        addresses = domain.urls.addresses
        size, language = self._config.bunko_page_size, self._config.language
        lists = list_pages(domain.catalogue, size, translate, language)
        others = (map_page(domain.catalogue, translate), *search_pages(self._config.bunko_search, translate))
        for page in (*lists, *others, *self._feeds.pages()):
            if page.name in self._docs:
                continue  # the site has a page of its own there
            moved = addresses_in(page.context, addresses) if addresses else ()
            shown = digest(self._look, page, self._downloads(page.name), self._feeds.links(page.name), *moved)
            self._pages[page.name] = shown
            if self._before.pages.get(page.name) != shown or not self._exists(page.name):
                stale.append(page)
        if stale:
            self._claim()
        return stale

    def stale_files(self, group: str, files: Mapping[str, str]) -> list[str]:
        """Return those of ``files``, given with digests of what they show, that are not what they were, or not there.

        They stand beside the pages and are made in one way: all of a ``group`` at once, for what it no longer has goes.
        """
        start = f"{_FILE}{group}:"
        now = {start + name: shown for name, shown in files.items()}
        before = {name: shown for name, shown in self._before.pages.items() if name.startswith(start)}
        self._pages = {name: shown for name, shown in self._pages.items() if not name.startswith(start)} | now
        stale = [name for name in files if before.get(start + name) != files[name] or not self._exists(start + name)]
        if stale or before != now:
            self._claim()
        return stale

    def is_taken(self, group: str, name: str) -> bool:
        """Whether a page, a file of the site or one of another group stands where a group would have a file."""
        if self._taken[0] != group:
            start = f"{_FILE}{group}:"
            ours = {self._file(page) for page in self._pages if page.startswith(start)}
            self._taken = group, self._files() - ours
        return name in self._taken[1]

    def digest_of(self, docnames: Iterable[str], *shown: object) -> str:
        """Return a digest of what is made of documents, and of what else it shows."""
        return digest(self._look, shown, [(name, self._docs.get(name), self._read.get(name)) for name in docnames])

    def is_stale(self, name: str, docnames: Iterable[str], *shown: object) -> bool:
        """Whether a book is not there, or shows something else than when it was last written."""
        now = self._pages[name] = self.digest_of(docnames, *shown)
        self.claim([name])
        stale = self._before.pages.get(name) != now or not Path(self._outdir, name).is_file()
        if stale:
            self._claim()
        return stale

    @property
    def facts(self) -> str:
        """A digest of all that is derived from what documents say, but their texts."""
        return self._facts

    def state_of(self, docname: str) -> str:
        """Return a digest of all that a document shows, and of its text."""
        return digest(self._look, self._docs.get(docname), self._read.get(docname))

    def keep(self, name: str) -> None:
        """Leave a file made of documents as it is, for a later build to look at."""
        self.claim([name])
        if name in self._before.pages:
            self._pages[name] = self._before.pages[name]

    def keep_folder(self, folder: str) -> bool:
        """Leave the files that the last build made in a folder as they are; False if there are none, or one is not."""
        names = [name for name in self._before.files if name.startswith(f"{folder}/")]
        self.claim(names)
        return bool(names) and all(Path(self._outdir, name).is_file() for name in names)

    def claim(self, names: Iterable[str], *, at_once: bool = False) -> None:
        """Note further files that this build makes, below the output folder; ``at_once``: even if it is killed."""
        self._others.update(names)
        if at_once:
            self._claim()

    def close(self) -> None:
        """Remove what nothing claims any more, and leave the record for the next build."""
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

    # -- files ------------------------------------------------------------------------------------------------------

    def _claim(self) -> None:
        """Note what is about to be written, so that the next build knows of it even if this one is killed.

        What is about to change has no digest then: nobody could say whether it was written.
        """
        self._stale = True
        before = self._before
        docs, pages = _unchanged(before.docs, self._docs), _unchanged(before.pages, self._pages)
        files = self._files()
        save_record(self._path, Record(docs=docs, pages=pages, files=before.files | files, finished=False))
        # What is no longer claimed goes at the end, but for a file where a folder is to be, or the other way round.
        folders = {folder for name in files for folder in folders_of(name)}
        for name in before.files - files:
            if name in folders or not files.isdisjoint(folders_of(name)):
                remove(Path(self._outdir, name), Path(self._outdir))

    def _all_there(self) -> bool:
        return all(self._exists(name) for name in (*self._before.docs, *self._before.pages))

    def _exists(self, name: str) -> bool:
        # os.path, for it is 10 times as fast as pathlib, and is asked 10,000 times
        return not self._lists or os.path.exists(f"{self._outdir}/{self._file(name)}")  # noqa: PTH110

    def _file(self, name: str) -> str:
        """Return where a page stands below the output folder."""
        if name.startswith(_FILE):
            return name.split(":", 2)[2]
        address = domain_of(self._builder.env).urls.addresses.get(name) if self._config.bunko_permalink_pages else None
        return file_of(address) if address else file_name(self._builder, name)

    def _files(self) -> frozenset[str]:
        """Return the files that documents and pages claim, below the output folder; other builders write others."""
        if not self._lists:
            return frozenset(self._others)
        env = self._builder.env
        found = {self._file(name) for name in (*self._docs, *self._pages)}
        if self._config.html_copy_source:
            found.update(f"_sources/{self._source(docname)}" for docname in self._docs)
        found.update(self._images)
        found.update(f"_downloads/{name}" for _, name in env.dlfiles.values())
        return frozenset(found | self._others)

    def _source(self, docname: str) -> str:
        return source_name(docname, Path(self._builder.env.doc2path(docname)).suffix, self._config)


def _unchanged(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    return {name: shown for name, shown in before.items() if now.get(name, shown) == shown}
