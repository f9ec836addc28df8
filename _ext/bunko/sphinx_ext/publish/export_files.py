"""Writes what programs read of the archive: `bunko.publish.exports` as files beside the pages."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bunko.pages.article import article_view
from bunko.pages.citation import cite
from bunko.posts.article import read_article
from bunko.posts.source import read_source
from bunko.publish.exports import (
    ExportedPost,
    article_markdown,
    csl_json,
    llms_text,
    posts_json,
)
from bunko.sphinx_ext.config import site_description
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import picture_of, site_file
from bunko.sphinx_ext.publish.addresses import file_url, image_url, page_url, site_base
from bunko.sphinx_ext.report import translate
from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config

    from bunko.post import Post
    from bunko.sphinx_ext.incremental.build_record import BuildRecord

_FULL = "llms-full.txt"
_BUILDS = ("_build", "build")  #: folders that hold what several builders have made


def write_exports(builder: StandaloneHTMLBuilder, record: BuildRecord) -> None:
    """Write those that ``bunko_exports`` names and that show something else than they did."""
    exports = _Exports(builder)
    makers = dict(exports.makers())
    listed = [post.docname for post in exports.catalogue.posts]
    files = {name: record.digest_of(listed if name == _FULL else (), record.facts) for name in makers}
    if "markdown" in exports.wanted:
        for docname in exports.catalogue.by_docname:
            name = exports.markdown_file(docname)
            makers[name] = partial(exports.markdown, docname)
            files[name] = record.digest_of([docname])
    free = {name: shown for name, shown in files.items() if not record.is_taken("exports", name)}
    for name in record.stale_files("exports", free):
        write_whole(Path(builder.outdir, name), makers[name]())


class _Exports:
    """The exports of one build."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self._builder, self._config, self._env = builder, builder.config, builder.env
        self._domain = domain_of(builder.env)
        self.catalogue = self._domain.catalogue
        self.wanted = frozenset(builder.config.bunko_exports) if site_base(builder.config) else frozenset()

    def makers(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Yield the name of each file of the whole archive, and what makes it."""
        home, site = page_url(self._builder, self._config.root_doc), self._config.project
        if "json" in self.wanted:
            yield "posts.json", lambda: posts_json(site, home, self.facts)
        if "llms" in self.wanted:
            yield "llms.txt", lambda: llms_text(site, site_description(self._config), self.facts, translate("Undated"))
            yield _FULL, lambda: b"\n".join(self.markdown(post.docname) for post in self.catalogue.posts)
        if "bibtex" in self.wanted:
            yield "posts.bib", self._bibtex
        if "csl" in self.wanted:
            yield "posts.csl.json", lambda: csl_json(site, self.facts)

    @cached_property
    def facts(self) -> list[ExportedPost]:
        """The listed posts, newest first."""
        return [self._exported(post) for post in self.catalogue.posts]

    def _exported(self, post: Post) -> ExportedPost:
        view = article_view(self.catalogue, post.docname)
        connections, url = self.catalogue.connections, partial(page_url, self._builder)
        return ExportedPost(
            name=post.name,
            title=post.title,
            url=url(post.docname),
            markdown=self._markdown_url(post.docname) if "markdown" in self.wanted else "",
            date=view.date,
            updated=view.updated,
            language=post.lang or self._config.language,
            excerpt=post.excerpt,
            reading_time=post.reading_time,
            image=self._image(post),
            series=view.series.title if view.series else "",
            part=view.part,
            authors=tuple(author.title for author in view.authors),
            categories=tuple(category.title for category in view.categories),
            tags=tuple(tag.title for tag in view.tags),
            links=tuple(map(url, connections.cited_by(post.docname))),
            linked_from=tuple(url(other.docname) for other, _ in connections.citing(post.docname)),
            extra=dict(post.extra),
        )

    def _image(self, post: Post) -> str:
        path, name = picture_of(self._env, post)
        return image_url(self._builder, name) if path else post.image if "://" in post.image else ""

    def _bibtex(self) -> bytes:
        entries = []
        for post in self.catalogue.posts:
            citation = cite(article_view(self.catalogue, post.docname), self._config.project, "", "", translate)
            entries.append(f"{citation.entry}  url = {{{page_url(self._builder, post.docname)}}}\n}}\n")
        return "\n".join(entries).encode(errors="surrogatepass")

    # -- articles as Markdown -----------------------------------------------------------------------------------------

    def markdown_file(self, docname: str) -> str:
        """Return where the Markdown of an article stands below the output folder: beside its page."""
        page = Path(self._builder.get_output_path(docname)).relative_to(self._builder.outdir)
        return page.with_suffix(".md").as_posix()

    def _markdown_url(self, docname: str) -> str:
        return file_url(self._config, self.markdown_file(docname))

    def markdown(self, docname: str) -> bytes:
        """Return an article as Markdown that stands by itself; what Liquid made of it is in it."""
        post = self.catalogue.by_docname[docname]
        text = read_source(Path(self._env.doc2path(docname)), self._config.bunko_max_post_size)
        article = read_article(docname, text if isinstance(text, str) else "", self._domain.rules)
        written = article_markdown(self._exported(post), article.markdown, partial(self._address, docname))
        return written.encode(errors="surrogatepass")

    def _address(self, docname: str, kind: str, target: str) -> str:
        """Return the absolute address of what a link or a picture in an article names; empty if it stays as it is."""
        if kind == "image":
            path = site_file(self._env, target, docname)
            return image_url(self._builder, self._env.images[path][1]) if path and path in self._env.images else ""
        found = self._domain.resolve("link", target) or self._domain.resolve("post", target)
        if found is None:
            return ""
        page, fragment, _ = found
        return page_url(self._builder, page) + (f"#{quote(fragment)}" if fragment else "")


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Keep Sphinx from reading exported Markdown as sources."""
    outdir, source = Path(app.outdir).resolve(), Path(app.srcdir).resolve()
    if "markdown" in config.bunko_exports and outdir != source and outdir.is_relative_to(source):
        place = outdir.relative_to(source)
        top = place.parts[0] if place.parts[0] in _BUILDS else place.as_posix()
        config.exclude_patterns = [*config.exclude_patterns, top]


def setup(app: Sphinx) -> None:
    """Look at where exports go."""
    app.connect("config-inited", on_config_inited)
