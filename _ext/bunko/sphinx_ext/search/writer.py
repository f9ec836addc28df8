"""The search index of a site: grams are gathered as documents are read, and written once all are.

Grams and text of a document stay in a file beside its doctree, so that the environment stays small. What a block of
documents makes of the index is kept, too, so that after an edit one block is worked out, and the rest is put together.
"""

from __future__ import annotations

import pickle
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bunko.catalogue.reading_order import is_japanese, reading_order
from bunko.pages.list_pages import SEARCH
from bunko.posts.taxonomy import TermKind
from bunko.search import index as search_index
from bunko.search.index import Grams, SearchEntry, TextFact, as_json, script
from bunko.sphinx_ext.build import build_of
from bunko.sphinx_ext.config import LISTING_BUILDERS
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.incremental.digests import digest
from bunko.sphinx_ext.incremental.parallel import in_parallel
from bunko.sphinx_ext.report import translate
from bunko.sphinx_ext.search.text import visible_text
from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx


FOLDER = "_search"  #: below the output folder
#: The kinds of terms that a search can be narrowed by.
FACETS = (TermKind.TAG, TermKind.CATEGORY, TermKind.AUTHOR)


class Text(NamedTuple):
    """What the file of a document holds."""

    digest: str
    numbers: bytes
    flags: bytes
    text: str
    anchors: list[tuple[int, str]]

    @property
    def grams(self) -> Grams:
        """The grams."""
        return Grams(self.numbers, self.flags)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Take note of the text of a document, unless it is to stay out of the search."""
    docname = app.env.current_document.docname
    post = domain_of(app.env).posts.get(docname)
    if app.config.bunko_search and not _is_left_out(app, docname):
        _note(app, docname, doctree, post.title if post else "")


def _is_left_out(app: Sphinx, docname: str) -> bool:
    """Whether a post is unlisted, or says ``search: false``, as in themes of Jekyll, or ``nosearch``, as in Sphinx."""
    post = domain_of(app.env).posts.get(docname)
    if post and post.is_unlisted:
        return True
    said = dict(post.extra) if post else app.env.metadata.get(docname, {})
    return "nosearch" in said or str(said.get("search", "")).casefold() == "false"


def _note(app: Sphinx, docname: str, doctree: nodes.document, title: str) -> Text:
    visible = visible_text(doctree)
    title = title or visible.title
    said = digest(search_index.FORMAT, title, visible.lines, visible.anchors)
    found = search_index.grams_of(title, visible.text)
    text = Text(said, found.numbers, found.flags, visible.text, visible.anchors)
    write_whole(_path(app, docname), pickle.dumps(tuple(text), pickle.HIGHEST_PROTOCOL))
    domain_of(app.env).texts[docname] = TextFact(said, len(found), title)
    return text


def _path(app: Sphinx, docname: str) -> Path:
    return Path(app.doctreedir, "bunko", "search", f"{docname}.text")


def _text_of(app: Sphinx, docname: str) -> Text:
    """Return the text of a document; if its file is missing, damaged or of another reading, from the doctree."""
    fact = domain_of(app.env).texts[docname]
    try:
        text = Text(*pickle.loads(_path(app, docname).read_bytes()))  # noqa: S301 — from our own process
    except (OSError, EOFError, TypeError, ValueError, pickle.UnpicklingError):
        text = None
    if text is None or text.digest != fact.digest:
        text = _note(app, docname, app.env.get_doctree(docname), fact.title)
    return text


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the index. It has no pages."""
    if app.config.bunko_search and app.builder.name in LISTING_BUILDERS:
        _IndexWriter(app).write()
    yield from ()


class _IndexWriter:
    """Writes the index of one build."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._domain = domain_of(app.env)
        self._out = Path(app.outdir, FOLDER)
        self._plan = search_index.plan(self._entries())
        #: The cells of each block, for each builder, for addresses differ.
        self._kept = Path(app.doctreedir, "bunko", f"search-{app.builder.name}")
        self._digests = [digest(search_index.FORMAT, self._plan.bits, block) for block in self._plan.blocks]
        self._all = digest(self._digests, self._facets(), self._meta())
        #: What was written last into this folder.
        self._done = self._kept / f"written-{digest(str(self._out.resolve()))}"

    def write(self) -> None:
        """Write what has changed."""
        names = self._plan.names
        written = self._done.read_text(encoding="utf-8").split("\n") if self._done.is_file() else []
        there = self._there()
        settled = written[:1] == [self._all] and there.issuperset(names)
        build_of(self._app.builder).record.claim([f"{FOLDER}/{name}.js" for name in names], at_once=not settled)
        if settled:
            return
        self._done.unlink(missing_ok=True)  # if this build is killed, the next one writes everything
        numbers = [
            str(number)
            for number in range(len(self._plan.blocks))
            if written[number + 1 : number + 2] != [self._digests[number]]
            or not there.issuperset(self._plan.fragments(number))
            or not self._cells_path(number).is_file()
        ]
        if self._app.builder.parallel_ok:
            for _ in in_parallel(translate("indexing... "), numbers, self._write_blocks, self._app.parallel):
                pass
        else:
            self._write_blocks(numbers)
        self._write_shards()
        self._put("meta", self._meta())
        self._put("facets", search_index.deflated(as_json(self._facets())))
        self._put("dates", search_index.deflated(search_index.dates_of(self._plan.blocks)))
        write_whole(self._done, "\n".join([self._all, *self._digests]).encode())

    # -- blocks: fragments, and cells -------------------------------------------------------------------------------

    def _write_blocks(self, numbers: Iterable[str]) -> None:
        for number in map(int, numbers):
            block = self._plan.blocks[number]
            texts = [_text_of(self._app, entry.docname) for entry in block]
            for name, entry, text in zip(self._plan.fragments(number), block, texts, strict=True):
                self._put(name, search_index.fragment_of(entry, text.text, text.anchors))
            grams = [(text.grams, entry.facets) for entry, text in zip(block, texts, strict=True)]
            cells = search_index.cells_of(grams, self._plan.bits)
            for path in self._kept.glob(f"{number:x}-*"):
                path.unlink(missing_ok=True)
            write_whole(self._cells_path(number), pickle.dumps(cells, pickle.HIGHEST_PROTOCOL))

    def _cells_path(self, number: int) -> Path:
        return self._kept / f"{number:x}-{self._digests[number]}"

    def _write_shards(self) -> None:
        rows: list[list[bytes]] = [
            pickle.loads(self._cells_path(number).read_bytes())  # noqa: S301 — from our own process
            for number in range(len(self._plan.blocks))
        ]
        for name, cells in zip(self._plan.shards, zip(*rows, strict=True), strict=True):
            self._put(name, search_index.shard_of(cells))

    # -- all other ---------------------------------------------------------------------------------------------------

    def _there(self) -> set[str]:
        """Return the names of the files that are there."""
        return {f"{folder}{path.stem}" for folder in ("", "s/", "f/") for path in Path(self._out, folder).glob("*.js")}

    def _put(self, name: str, content: bytes) -> None:
        write_whole(self._out / f"{name}.js", script(name, content))

    def _entries(self) -> Iterator[SearchEntry]:
        builder, catalogue = self._app.builder, self._domain.catalogue
        for docname, text in self._domain.texts.items():
            about: dict[str, Any] = {
                "docname": docname,
                "address": builder.get_target_uri(docname),
                "text": text.digest,
                "size": text.size,
                "title": text.title,
            }
            post = self._domain.posts.get(docname)
            if post:
                for key, kind in (
                    ("categories", TermKind.CATEGORY),
                    ("tags", TermKind.TAG),
                    ("authors", TermKind.AUTHOR),
                ):
                    about[key] = tuple(term.name for term in catalogue.terms_of(docname, kind))
                about["date"] = post.date if post.is_dated else None
            yield SearchEntry(**about)

    def _facets(self) -> dict[str, list[str]]:
        """Return what can be chosen from: categories, tags and authors in reading order, years from the last."""
        catalogue = self._domain.catalogue
        order = partial(reading_order, japanese=is_japanese(self._app.config.language))
        found = {
            str(kind): [term.name for term in sorted(catalogue.terms[kind].values(), key=order)] for kind in FACETS
        }
        return {**found, "year": [str(year) for year in sorted(catalogue.years, reverse=True)]}

    def _meta(self) -> bytes:
        # Browsers keep files: the version in the address of each keeps them from mixing two states of the index.
        return search_index.meta_of(
            self._plan,
            digest(self._digests, self._facets())[:12],
            page=self._app.builder.get_target_uri(SEARCH),
            language=self._app.config.language,
            words=self._words(),
        )

    @staticmethod
    def _words() -> dict[str, str]:
        """Return what the search says, by the names that ``bunko-search.js`` has for it."""
        return {
            "search": translate("Search"),
            "close": translate("Close"),
            "placeholder": translate("Search this site"),
            "filters": translate("Filters"),
            "category": translate("Category"),
            "tag": translate("Tag"),
            "author": translate("Author"),
            "year": translate("Year"),
            "any": translate("All"),
            "sort": translate("Order"),
            "relevance": translate("Best match first"),
            "date": translate("Newest first"),
            "reset": translate("Reset filters"),
            "searching": translate("Searching…"),
            "one": translate("1 result"),
            "some": translate("{count} results"),
            "about": translate("About {count} results"),
            "none": translate("Nothing found for “{query}”."),
            "none_filtered": translate("Nothing found with these filters."),
            "advice": translate("Try fewer or other words."),
            "more": translate("More results"),
            "page": translate("All results on a page"),
            "hint_move": translate("choose"),
            "hint_open": translate("open"),
            "hint_close": translate("close"),
            "idle": translate("Type words; a space between them asks for all. Width and case do not matter."),
            "failed": translate("The index could not be loaded. Please reload the page."),
            "old": translate("This browser is too old for the search."),
            "results": translate("Results"),
        }


def setup(app: Sphinx) -> None:
    """Gather grams as documents are read, and write the index once all are."""
    app.connect("doctree-read", on_doctree_read, priority=900)  # after Sphinx has gathered titles and contents
    app.connect("html-collect-pages", on_html_collect_pages, priority=600)  # after the list pages
