"""From the catalogue to files: what is stale is written, what nothing claims any more is removed."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import SphinxFileSystemLoader

from bunko.publication.articles import ArticleView, article_view
from bunko.publication.pages import ARCHIVE, FOLDERS, Page, index_titles, list_pages
from bunko.sphinx_ext.builder import ArchiveBuilder
from bunko.sphinx_ext.domain import LISTING_BUILDERS, BunkoDomain, domain_of
from bunko.sphinx_ext.fragments import STATIC, TEMPLATES, Fragments
from bunko.sphinx_ext.output import Times, remove, remove_parts
from bunko.sphinx_ext.record import Record, digest, load_record, save_record
from bunko.sphinx_ext.report import translate
from bunko.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_PYDATA_OPTION = "theme_secondary_sidebar_items"


class Press:
    """One build of one builder: knows what was shown before, and what is to be shown now."""

    def __init__(self, app: Sphinx) -> None:
        """Take up the record that this builder left in this output folder."""
        self.builder = app.builder
        self.lists = app.builder.name in LISTING_BUILDERS
        self.config = app.config
        self.domain = domain_of(app.env)
        self.fragments = Fragments(app.config, Path(app.confdir))
        place = digest(str(Path(app.outdir).resolve()))
        self.path = Path(app.doctreedir) / "bunko" / f"{app.builder.name}-{place}.json"
        self.before = load_record(self.path)
        self.docs: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        build_info = getattr(app.builder, "build_info", None)
        self._times = Times(Path(app.outdir))
        self.look = digest(__version__, getattr(build_info, "config_hash", ""), self.fragments.digest())

    # -- documents --------------------------------------------------------------------------------------------------

    def stale_documents(self, env: BuildEnvironment) -> list[str]:
        """Return the documents that show something else than when they were last written."""
        domain = domain_of(env)
        self.docs = {docname: self._shown(domain, docname) for docname in sorted(env.found_docs)}
        stale = [docname for docname, shown in self.docs.items() if self.before.docs.get(docname) != shown]
        if stale:
            self._claim()
        return stale

    def _claim(self) -> None:
        """Note what is about to be written, so that the next build knows of it even if this one is killed."""
        files = self.before.files | self._files()
        save_record(self.path, Record(docs=self.before.docs, pages=self.before.pages, files=files, finished=False))

    def _shown(self, domain: BunkoDomain, docname: str) -> str:
        view = article_view(domain.catalogue, docname) if docname in domain.posts else None
        links = [domain.resolve(link.kind, link.target) for link in domain.links.get(docname, ())]
        lists = [query.posts(domain.catalogue) for query in domain.lists.get(docname, ())]
        # The time of reading stands for the text: a document that was read again must be written again.
        return digest(self.look, domain.env.all_docs.get(docname), view, links, lists)

    # -- pages ------------------------------------------------------------------------------------------------------

    def stale_pages(self) -> list[Page]:
        """Return every list page that shows something else than when it was last written, or is not there."""
        stale = []
        for page in list_pages(self.domain.catalogue, self.config.bunko_page_size, translate):
            if page.name in self.docs:
                continue  # the site has a page of its own there
            shown = digest(self.look, page)
            self.pages[page.name] = shown
            if self.before.pages.get(page.name) != shown or not self._file(page.name).exists():
                stale.append(page)
        if stale:
            self._claim()
        return stale

    def page_context(self, page: Page) -> dict[str, Any]:
        """Return what the theme's template needs for a list page."""

        def pathto(other: str) -> str:
            return self.builder.get_relative_uri(page.name, other)

        body = self.fragments.render(page.template, {**page.context, "title": page.title}, pathto)
        parents = [{"link": pathto(name), "title": html.escape(title)} for name, title in page.above]
        return {
            "title": html.escape(page.title),
            "body": body,
            "parents": parents,
            "metatags": "",
            "toc": "",
            "display_toc": False,
        }

    def _file(self, name: str) -> Path:
        return Path(cast("StandaloneHTMLBuilder", self.builder).get_output_path(name))

    # -- context ----------------------------------------------------------------------------------------------------

    def add_context(self, pagename: str, context: dict[str, Any]) -> None:
        """Give a page the sidebar, and an article its neighbours and its description."""

        def pathto(other: str) -> str:
            return self.builder.get_relative_uri(pagename, other)

        view = article_view(self.domain.catalogue, pagename) if pagename in self.domain.posts else None
        context["bunko_head"] = context["bunko_neighbours"] = ""
        context["bunko_post"] = self.domain.posts.get(pagename)
        if view is not None:
            _add_article(context, view, pathto, lists=self.lists)
            context["bunko_head"] = self.fragments.render("head.html", {"article": view}, pathto)
            context["bunko_neighbours"] = self.fragments.render("neighbours.html", {"article": view}, pathto)
        if self.lists:
            around = {"article": view, "indexes": _indexes(), "home": self.config.root_doc, "page": pagename}
            around |= {name: context.get(name) for name in ("title", "shorttitle", "parents", "toc", "display_toc")}
            for part in ("sidebar", "header", "contents"):
                context[f"bunko_{part}"] = self.fragments.render(f"{part}.html", around, pathto)

    def byline(self, docname: str) -> str:
        """Return the byline of an article as HTML."""

        def pathto(other: str) -> str:
            return self.builder.get_relative_uri(docname, other)

        view = article_view(self.domain.catalogue, docname)
        values = {"article": view, "post": self.domain.posts[docname], "lists": self.lists}
        return self.fragments.render("byline.html", values, pathto)

    # -- the end ----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Remove what nothing claims any more, and leave the record for the next build."""
        outdir = Path(self.builder.outdir)
        files = self._files()
        if not self.before.finished:
            remove_parts(outdir)
        for name in sorted(self.before.files - files):
            remove(outdir / name, outdir)
        self._times.restore()
        now = Record(docs=self.docs, pages=self.pages, files=files)
        if now != self.before:
            save_record(self.path, now)

    def _files(self) -> frozenset[str]:
        """Return the files that documents and pages claim, below the output folder; other builders write others."""
        if not self.lists:
            return frozenset()
        outdir = Path(self.builder.outdir)
        found = [self._file(name).relative_to(outdir) for name in (*self.docs, *self.pages)]
        if self.config.html_copy_source:
            found += [Path("_sources", self._source(docname)) for docname in self.docs]
        env = self.domain.env
        found += [Path("_images", name) for _, name in env.images.values()]
        found += [Path("_downloads", name) for _, name in env.dlfiles.values()]
        return frozenset(path.as_posix() for path in found)

    def _source(self, docname: str) -> str:
        source = docname + "".join(Path(self.domain.env.doc2path(docname)).suffixes[-1:])
        suffix = self.config.html_sourcelink_suffix
        return source if source.endswith(suffix) else source + suffix


def _add_article(context: dict[str, Any], view: ArticleView, pathto: Callable[[str], str], *, lists: bool) -> None:
    for key, reference in (("prev", view.older), ("next", view.newer)):
        context[key] = {"link": pathto(reference.page), "title": html.escape(reference.title)} if reference else None
    parents = view.categories[:1] if lists else ()
    context["parents"] = [{"link": pathto(found.page), "title": html.escape(found.title)} for found in parents]


def _indexes() -> list[dict[str, str]]:
    titles = index_titles(translate)
    return [
        {"page": f"{ARCHIVE}/index", "title": translate("Archive")},
        *({"page": f"{folder}/index", "title": titles[kind]} for kind, folder in FOLDERS.items()),
    ]


def on_builder_inited(app: Sphinx) -> None:
    """Prepare the build; Sphinx's own search index costs more than all the rest and finds no Japanese."""
    domain_of(app.env).press = Press(app)
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False
        app.config.html_static_path.append(str(STATIC))
        app.builder.templates.loaders.append(SphinxFileSystemLoader(TEMPLATES))


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the documents that must be written again though their files have not changed."""
    del app
    return domain_of(env).press.stale_documents(env)


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Have the list pages written, where the builder is not ours and does not do it itself."""
    press = domain_of(app.env).press
    if press.lists and not isinstance(app.builder, ArchiveBuilder):
        for page in press.stale_pages():
            yield page.name, press.page_context(page), "page.html"


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Add what our templates show around a page; name the template for it."""
    del doctree
    domain_of(app.env).press.add_context(pagename, context)
    # Themes made from pydata-sphinx-theme load Sphinx's search index on every page, also if there is none.
    return "bunko-pydata-page.html" if templatename == "page.html" and _PYDATA_OPTION in context else None


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Tidy up after a build that went well; after another, the next one starts from the old record."""
    if exception is None:
        domain_of(app.env).press.finish()
