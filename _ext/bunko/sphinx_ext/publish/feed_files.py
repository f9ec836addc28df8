"""Write the feeds of a site. The text of each post is made once, and kept until the post shows something else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from docutils import nodes
from sphinx.util.build_phase import BuildPhase
from sphinx.util.logging import suppress_logging
from sphinx.util.osutil import relative_uri

from bunko.markup.html.xhtml import language_tag
from bunko.pages.web_address import web_address
from bunko.problems import Kind, Problem
from bunko.publish.feed_bodies import feed_body
from bunko.publish.feed_writers import Source, write_feed
from bunko.publish.feeds import Entries
from bunko.sphinx_ext.books import given
from bunko.sphinx_ext.compat.application import jobs_of
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.epub.translator import fence_html, take_head
from bunko.sphinx_ext.html.formulas import mathml
from bunko.sphinx_ext.images import picture_of
from bunko.sphinx_ext.incremental.digests import digest
from bunko.sphinx_ext.incremental.output import copy_over
from bunko.sphinx_ext.incremental.parallel import WORTH_SHARING, in_parallel
from bunko.sphinx_ext.publish.addresses import image_url, page_url
from bunko.sphinx_ext.report import report_in_file, translate
from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.writers.html5 import HTML5Translator

    from bunko.post import Post
    from bunko.publish.feeds import Entry, Feed, Format
    from bunko.sphinx_ext.incremental.build_record import BuildRecord
    from bunko.sphinx_ext.publish.feeds import Feeds

_IMAGES = "_images"


def write_feeds(builder: StandaloneHTMLBuilder, feeds: Feeds, record: BuildRecord) -> None:
    """Write every file of a feed that shows something else than before, or is not there."""
    if not feeds.base:
        feeds.explain()
        return
    config = builder.config
    addresses = _SiteAddresses(builder, feeds.base)
    entries = Entries(domain_of(builder.env).catalogue, feeds.base, addresses, language_tag)
    files: dict[str, tuple[Format, Feed, tuple[Entry, ...]]] = {}
    for feed in feeds.feeds:
        for form, file in feed.files:
            if record.is_taken("feeds", file):
                report_in_file([_taken(file)], "conf.py")
            else:
                files[file] = form, feed, entries.of(feed)
    record.claim(addresses.pictures)
    is_full = config.bunko_feed_content == "full"
    author = given(config.author)

    def documents(found: Iterable[Entry]) -> list[str]:
        return [entry.docname for entry in found] if is_full else []

    stale = record.stale_files(
        "feeds",
        {
            file: record.digest_of(documents(found), replace(feed, posts=()), found, is_full, author)
            for file, (_, feed, found) in files.items()
        },
    )
    if not stale:
        return
    for name, path in addresses.pictures.items():
        copy_over(path, Path(builder.outdir, name))
    bodies = _Bodies(builder, addresses, record)
    if is_full:
        bodies.make({entry.docname for file in stale for entry in files[file][2]})
    for file in stale:
        form, feed, found = files[file]
        source = Source(
            base=feeds.base,
            page=addresses.page(feed.page),
            author=author,
            language=language_tag(config.language),
            bodies={docname: bodies.read(docname) for docname in documents(found)} if is_full else None,
        )
        write_whole(Path(builder.outdir, file), write_feed(form, file, feed, found, source))
    bodies.keep({docname for _, _, found in files.values() for docname in documents(found)})


def _taken(file: str) -> Problem:
    message = "the feed {address} is not written: the site has a file of its own there"
    return Problem(kind=Kind.DUPLICATE, message=message, values={"address": f"/{file}"}, docname="")


class _SiteAddresses:
    """Where pages and pictures stand on the published site."""

    def __init__(self, builder: StandaloneHTMLBuilder, base: str) -> None:
        self._builder, self._base = builder, base
        self._domain = domain_of(builder.env)
        self.pictures: dict[
            str, Path
        ] = {}  #: what entries show, and perhaps no page: files, by the place where they are to be

    def page(self, name: str) -> str:
        """Return the address of a page, as its ``<link rel="canonical">`` has it."""
        return page_url(self._builder, name)

    def picture(self, post: Post) -> str:
        """Return the address of the picture that a post names, or nothing."""
        if "://" in post.image:
            return web_address(post.image)
        path, name = picture_of(self._builder.env, post)
        if not path:
            return ""
        if path in self._domain.published:
            return web_address(f"{self._base}/{quote(path)}")
        self.pictures[f"{_IMAGES}/{name}"] = Path(self._builder.srcdir, path)
        return image_url(self._builder, name)


class _Bodies:
    """The texts of posts, each in a file that is named by all that the post shows: what is there is right."""

    def __init__(self, builder: StandaloneHTMLBuilder, addresses: _SiteAddresses, record: BuildRecord) -> None:
        self._builder, self._addresses, self._record = builder, addresses, record
        self._folder = Path(builder.doctreedir, "bunko", "feeds", builder.name)

    def _path(self, docname: str) -> Path:
        return self._folder / f"{digest(docname, self._record.state_of(docname))}.html"

    def read(self, docname: str) -> str:
        """Return the text of a post that was made."""
        return self._path(docname).read_text(encoding="utf-8")

    def make(self, docnames: Collection[str]) -> None:
        """Make the texts that are not there yet; in parallel, if there are many."""
        missing = [docname for docname in sorted(docnames) if not self._path(docname).is_file()]
        if self._builder.parallel_ok and len(missing) >= WORTH_SHARING:
            for _ in in_parallel(translate("writing feeds... "), missing, self._make, jobs_of(self._builder)):
                pass
        else:
            self._make(missing)

    def _make(self, docnames: Iterable[str]) -> None:
        for docname in docnames:
            html = feed_body(_html(self._builder, docname), self._addresses.page(docname))
            write_whole(self._path(docname), html.encode())

    def keep(self, docnames: Iterable[str]) -> None:
        """Remove all texts but those of ``docnames``."""
        kept = {self._path(docname).name for docname in docnames}
        for path in list(self._folder.glob("*.html")):
            if path.name not in kept:
                path.unlink()


def _html(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """Return the text of a post as its page shows it, without title and byline. Its warnings have been given."""
    with suppress_logging():
        builder.phase = BuildPhase.RESOLVING
        doctree = builder.env.get_and_resolve_doctree(docname, builder, tags=builder.tags)
        builder.phase = BuildPhase.WRITING
        builder.post_process_images(doctree)
        take_head(doctree)
        fence_html(doctree)
        _show_formulas(doctree)
        doctree.settings = builder.docsettings
        place = partial(relative_uri, builder.get_target_uri(docname))
        builder.secnumbers = builder.env.toc_secnumbers.get(docname, {})
        builder.fignumbers = builder.env.toc_fignumbers.get(docname, {})
        builder.imgpath, builder.dlpath = place(_IMAGES), place("_downloads")
        builder.current_docname = docname
        translator = cast("HTML5Translator", builder.create_translator(doctree, builder))
        doctree.walkabout(translator)
    return "".join(translator.fragment)


def _show_formulas(doctree: nodes.document) -> None:
    """Write formulas as MathML, whatever the site's own way: a reader of feeds runs no script for them."""
    for node in list(doctree.findall(lambda found: isinstance(found, nodes.math | nodes.math_block))):
        block = isinstance(node, nodes.math_block)
        made, _ = mathml(node.astext(), block=block)
        node.parent.replace(node, nodes.raw("", f"<div>{made}</div>" if block else made, format="html"))
