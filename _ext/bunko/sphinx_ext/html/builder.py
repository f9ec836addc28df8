"""Sphinx's builders ``html`` and ``dirhtml``, for archives of many posts.

They take the place of Sphinx's own under the same names and write the same pages. What is different:

- a page appears whole or not at all, and keeps its time if its bytes are the same (for rsync, and hosts that compare);
- what must be written is known by what pages show, not by the times of files;
- all jobs write, resolving references themselves, where Sphinx has one process resolve for all the others;
- list pages are written in parallel, too;
- a post's title and contents are not run through the transforms that its doctree has been through already.
"""

from __future__ import annotations

import html
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import document_toc
from sphinx.util.build_phase import BuildPhase

from bunko.pages.list_pages import MISSING
from bunko.posts.permalinks import file_of
from bunko.sphinx_ext.build import build_of
from bunko.sphinx_ext.compat.application import jobs_of
from bunko.sphinx_ext.compat.builders import empty_document, static_files_aside
from bunko.sphinx_ext.compat.patches import forget_checksums
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.html.not_found import MISSING_FILE
from bunko.sphinx_ext.incremental.digests import digest
from bunko.sphinx_ext.incremental.output import bring_over, copy_over, source_name
from bunko.sphinx_ext.incremental.packed_toc import packed_contents
from bunko.sphinx_ext.incremental.parallel import SharedReading, in_parallel
from bunko.sphinx_ext.publish.export_files import write_exports
from bunko.sphinx_ext.publish.feed_files import write_feeds
from bunko.sphinx_ext.publish.files import published_texts
from bunko.sphinx_ext.redirects import redirect_pages, report_taken
from bunko.sphinx_ext.urls import page_uri, published_files
from bunko.whole_file import whole_file, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from bunko.sphinx_ext.incremental.build_record import BuildRecord

_END = b"</html>"


class ArchiveBuilder(SharedReading, StandaloneHTMLBuilder):
    """``html``, as above."""

    name = "html"

    #: It writes list pages itself, in parallel; `bunko.sphinx_ext.html.events` has them written by other builders.
    writes_list_pages = True

    @property
    def record(self) -> BuildRecord:
        """What this builder has written, and what it must write now."""
        return build_of(self).record

    def get_outdated_docs(self) -> Iterator[str]:
        """Return none: `BuildRecord.stale_documents` finds them by digests, once everything is read."""
        return iter(())

    def dump_inventory(self) -> None:
        """Write ``objects.inv``, if anything has changed."""
        if not self.record.settled:
            super().dump_inventory()

    # -- addresses --------------------------------------------------------------------------------------------------

    def moved(self, docname: str) -> str:
        """Return the address of a page that does not stand where its name says, else ""."""
        if not self.config.bunko_permalink_pages:
            return ""
        return domain_of(self.env).urls.addresses.get(docname, "")

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a page, from the root of the site."""
        address = self.moved(docname)
        return page_uri(address, self) if address else super().get_target_uri(docname, typ)

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file of a page."""
        address = self.moved(page_name)
        return Path(self.outdir, file_of(address)) if address else super().get_output_path(page_name)

    def finish(self) -> None:
        """Write, when all else is there, the pages that send readers on, and what is for programs."""
        super().finish()
        if not self.record.settled:  # else none of these has changed
            self._write_beside("redirects", redirect_pages(self), report_taken)
            self._write_beside("texts", published_texts(self), lambda _: None)
        write_feeds(self, build_of(self).feeds, self.record)
        write_exports(self, self.record)

    def _write_beside(self, group: str, made: Iterable[tuple[str, bytes]], report_taken: Callable[[str], None]) -> None:
        """Write files beside the pages, but for those whose place is taken, which is reported."""
        files: dict[str, bytes] = {}
        for name, content in made:
            if self.record.is_taken(group, name):
                report_taken(name)
            else:
                files[name] = content
        for name in self.record.stale_files(group, {name: digest(content) for name, content in files.items()}):
            write_whole(Path(self.outdir, name), files[name])

    # -- one page ---------------------------------------------------------------------------------------------------

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,  # noqa: ANN401 — the signature is Sphinx's
    ) -> None:
        """Write a page beside its place, then move it there.

        Raises `OSError` if the page could not be written whole: Sphinx only warns, and would leave half a page.
        """
        target = Path(outfilename or self.get_output_path(pagename))
        with whole_file(target, keep_same=True) as beside:
            super().handle_page(pagename, addctx, templatename, outfilename=beside, event_arg=event_arg)
            content = beside.read_bytes() if beside.is_file() else b""
            if target.suffix == ".html" and not content.rstrip().endswith(_END):
                raise OSError(f"{target} could not be written whole: is the disk full?")
        if pagename not in self.env.all_docs:
            self.record.claim([target.relative_to(self.outdir).as_posix()])

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Give a post its context without what only documents in a toctree have."""
        if docname not in domain_of(self.env).posts:
            return super().get_doc_context(docname, body, metatags)
        suffix = str(self.env.doc2path(docname, base=False))[len(docname) :]
        return {
            "parents": [],
            "prev": None,
            "next": None,
            "title": html.escape(self.env.longtitles[docname].astext()),
            "meta": self.env.metadata.get(docname),
            "body": body,
            "metatags": metatags,
            "rellinks": self.globalcontext["rellinks"][:],
            "sourcename": source_name(docname, suffix, self.config) if self.config.html_copy_source else "",
            "toc": self._contents(docname),
            "display_toc": self.env.toc_num_entries[docname] > 1,
            "page_source_suffix": suffix,
        }

    def _contents(self, docname: str) -> str:
        """Do what `render_partial` does, without the transforms, which these nodes have been through."""
        document = empty_document(self)
        packed = getattr(self.env.tocs[docname], "packed", None)
        document.append(document_toc(self.env, docname, self.tags))
        if packed:
            self.env.tocs[docname] = packed_contents(packed)
        translator: Any = self.create_translator(document, self)
        document.walkabout(translator)
        return "".join(translator.fragment)

    # -- all documents and pages ---------------------------------------------------------------------------------------

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Write documents; in parallel, each job resolves what it writes."""
        if not self.parallel_ok:
            super().write_documents(docnames)
            return
        first, *rest = sorted(docnames)
        self._write_document(first)  # fills caches and compiles templates once, for all
        self._in_parallel("writing output... ", rest, self._write_document)

    def _write_document(self, docname: str) -> None:
        self.phase = BuildPhase.RESOLVING
        doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
        self.phase = BuildPhase.WRITING
        self.write_doc_serialized(docname, doctree)
        self.write_doc(docname, doctree)

    def gen_pages_from_extensions(self) -> None:
        """Write our list pages, then those of other extensions."""
        pages = {page.name: page for page in self.record.stale_pages()}
        page_context = build_of(self).page_context
        self.images.update(page_context.term_pictures)  # to be copied with the others

        def write(name: str) -> None:
            self.handle_page(name, page_context.of_list(pages[name]))

        if self.parallel_ok:
            self._in_parallel("writing lists... ", list(pages), write)
        else:
            for name in pages:
                write(name)
        super().gen_pages_from_extensions()

    # -- other files ------------------------------------------------------------------------------------------------

    def copy_static_files(self) -> None:
        """Gather static files aside, and bring over those that differ, so that what is no longer one can go."""
        aside = Path(self.doctreedir, "bunko", "static")
        shutil.rmtree(aside, ignore_errors=True)
        try:
            with static_files_aside(self, aside) as place:
                super().copy_static_files()
        finally:
            forget_checksums()
        self.record.claim(f"{place.name}/{name}" for name in bring_over(aside, place))

    def copy_extra_files(self) -> None:
        """Copy what ``html_extra_path`` names, and remember it."""
        super().copy_extra_files()
        for path in [Path(self.confdir, name) for name in self.config.html_extra_path]:
            found = [found.relative_to(path) for found in path.rglob("*")] if path.is_dir() else [Path(path.name)]
            self.record.claim(name.as_posix() for name in found if Path(self.outdir, name).is_file())

        withheld = {self.env.doc2path(name) for name in domain_of(self.env).withheld.docnames}
        for name, path in published_files(Path(self.srcdir), self.config.bunko_files):
            if path in withheld:
                continue
            copy_over(path, Path(self.outdir, name))
            self.record.claim([name])

    def _in_parallel(self, title: str, names: Sequence[str], write: Callable[[str], None]) -> None:
        def run(piece: list[str]) -> dict[str, str]:
            for name in piece:
                write(name)
            return self.images  # what `copy_image_files` copies at the end

        for images in in_parallel(title, names, run, jobs_of(self)):
            self.images.update(images)


class ArchiveDirectoryBuilder(DirectoryHTMLBuilder, ArchiveBuilder):
    """``dirhtml``, as above."""

    name = "dirhtml"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a page, from the root of the site; the page of no address is known by its file's."""
        if docname == MISSING:
            return MISSING_FILE
        address = self.moved(docname)
        return page_uri(address, self) if address else super().get_target_uri(docname, typ)

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file of a page."""
        if page_name == MISSING:
            return Path(self.outdir, MISSING_FILE)
        address = self.moved(page_name)
        return Path(self.outdir, file_of(address)) if address else Path(super().get_output_path(page_name))


def setup(app: Sphinx) -> None:
    """Register the builders in the place of Sphinx's own."""
    app.add_builder(ArchiveBuilder, override=True)
    app.add_builder(ArchiveDirectoryBuilder, override=True)
