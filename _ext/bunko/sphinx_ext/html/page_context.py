"""From values to HTML: list pages, bylines, and what stands around an article."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import SphinxFileSystemLoader
from sphinx.util.osutil import relative_uri

from bunko.markup.html.xhtml import language_tag
from bunko.pages.article import ArticleView, article_view
from bunko.pages.citation import cite
from bunko.pages.descriptions import one_line, page_description
from bunko.pages.list_pages import ARCHIVE, FOLDERS, MISSING, SEARCH, Page, index_titles
from bunko.pages.map import MAP
from bunko.pages.web_address import web_address
from bunko.sphinx_ext.books import published_books
from bunko.sphinx_ext.domain import LISTING_BUILDERS, domain_of
from bunko.sphinx_ext.html.builder import ArchiveBuilder
from bunko.sphinx_ext.html.not_found import base_tag, write_nearest
from bunko.sphinx_ext.html.templates import STATIC, TEMPLATES, Fragments
from bunko.sphinx_ext.incremental.ledger import Ledger
from bunko.sphinx_ext.report import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from bunko.catalogue.catalogue import Catalogue

_PYDATA_OPTION = "theme_secondary_sidebar_items"
_MOST_ADDRESSES = 20_000


class Press:
    """Dresses the pages of one builder: gives each what our templates show around it."""

    def __init__(self, app: Sphinx) -> None:
        """Prepare the fragments, and open the books of the builder."""
        self.builder = app.builder
        self.lists = app.builder.name in LISTING_BUILDERS
        self.config = app.config
        self.domain = domain_of(app.env)
        self.fragments = Fragments(app.config, Path(app.confdir))
        self.ledger = Ledger(app, self.fragments.digest())
        self._addresses: dict[tuple[str, str], str] = {}
        self._books: tuple[Catalogue, Mapping[str, tuple[tuple[str, str], ...]]] | None = None

    def downloads(self, page: str) -> tuple[tuple[str, str], ...]:
        """Return the books that hold what a list page lists, and no more: (title, address); see ``bunko_pdf_url``."""
        catalogue = self.domain.catalogue
        if self._books is None or self._books[0] is not catalogue:
            self._books = (catalogue, published_books(self.config, catalogue))
        return self._books[1].get(page, ())

    def _linked(self, pagename: str, page: str) -> list[tuple[str, str]]:
        """Return the downloads of ``page``, with addresses that hold on ``pagename``."""
        here = self.builder.get_target_uri(pagename)
        return [
            (title, address if "://" in address or address.startswith("/") else relative_uri(here, address))
            for title, address in self.downloads(page)
        ]

    def page_context(self, page: Page) -> dict[str, Any]:
        """Return what the theme's template needs for a list page."""
        pathto = self._pathto(page.name)
        shown = {"title": page.title, "home": self.config.root_doc, "downloads": self._linked(page.name, page.name)}
        body = self.fragments.render(page.template, {**shown, "page": page, **page.context}, pathto)
        parents = [{"link": pathto(name), "title": html.escape(title)} for name, title in page.above]
        return {
            "title": html.escape(page.title),
            "body": body,
            "parents": parents,
            "metatags": base_tag(self.config) if page.name == MISSING else "",
            "toc": "",
            "display_toc": False,
            "bunko_description": page_description(page.title, page.context),
        }

    def add_context(self, pagename: str, context: dict[str, Any]) -> None:
        """Give a page the sidebar, and an article its neighbours and its description."""
        pathto = self._pathto(pagename)
        view = article_view(self.domain.catalogue, pagename) if pagename in self.domain.posts else None
        context["bunko_head"] = context["bunko_neighbours"] = ""
        context["bunko_imprint"] = lambda _edit: ""
        context["bunko_words"] = _words()
        context["bunko_related"] = context["bunko_backlinks"] = ""
        context["bunko_post"] = self.domain.posts.get(pagename)
        if view is not None:
            _add_article(context, view, pathto, lists=self.lists)
            if pagename in self.domain.urls.addresses and context.get("pageurl"):
                context["pageurl"] = web_address(self.domain.web_address(pagename))
            context["bunko_head"] = self.fragments.render("head.html", {"article": view}, pathto)
            context["bunko_imprint"] = self._imprint(view, context, pathto)
            around = {"article": view, "around": self.domain.surroundings(pagename) if self.lists else None}
            context["bunko_neighbours"] = self.fragments.render("neighbours.html", around, pathto)
            if self.lists:
                for part in ("related", "backlinks"):
                    context[f"bunko_{part}"] = self.fragments.render(f"{part}.html", around, pathto)
                if _PYDATA_OPTION not in context:  # the theme has no place of its own for them
                    context["body"] += context["bunko_related"] + context["bunko_backlinks"]
        if self.lists:
            parts = {"article": view, "indexes": _indexes(), "home": self.config.root_doc, "page": pagename}
            parts["search"] = SEARCH if self.config.bunko_search else ""
            context["bunko_search"] = self.fragments.render("search-button.html", parts, pathto)
            parts |= {name: context.get(name) for name in ("title", "shorttitle", "parents", "toc", "display_toc")}
            for part in ("sidebar", "header", "contents"):
                context[f"bunko_{part}"] = self.fragments.render(f"{part}.html", parts, pathto)

    def add_head(self, pagename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
        """Put a description into the head of a page, where every theme has a place for it."""
        head, metatags = context["bunko_head"], context.get("metatags") or ""
        if not head and 'name="description"' not in metatags:
            description = context.get("bunko_description") or _first_paragraph(doctree)

            def pathto(other: str) -> str:
                return self.builder.get_relative_uri(pagename, other)

            head = self.fragments.render("head.html", {"article": None, "description": description}, pathto)
        context["metatags"] = metatags + head

    def _imprint(
        self, view: ArticleView, context: dict[str, Any], pathto: Callable[[str], str]
    ) -> Callable[[str], str]:
        """Return what says what stands below an article: its books, its source, how to cite it, where to edit it."""
        config, base = self.config, self.config.html_baseurl
        date = self.fragments.long_date(view.date) if view.date else ""
        here = self.builder.get_target_uri(view.docname)
        url = f"{base.rstrip('/')}/{here}" if base else ""
        found = [(term, self._linked(view.docname, term.page)) for term in view.categories] if self.lists else []
        values = {
            "article": view,
            "cite": cite(view, config.project, url, date, translate),
            "downloads": [(term.title, address) for term, books in found for _, address in books],
            "source": _source(context, here),
        }
        # Where a page can be edited is known to the theme alone, and only when it writes the page.
        return lambda edit: self.fragments.render("imprint.html", {**values, "edit": edit}, pathto)

    def byline(self, docname: str) -> str:
        """Return the byline of an article as HTML."""
        pathto = self._pathto(docname)
        view = article_view(self.domain.catalogue, docname)
        language = language_tag(self.config.language)
        values = {"article": view, "post": self.domain.posts[docname], "lists": self.lists, "language": language}
        return self.fragments.render("byline.html", values, pathto)

    def _pathto(self, page: str) -> Callable[[str], str]:
        """Return what gives the addresses of pages from one page.

        They are remembered by its folder, all that they depend on: to work one out takes longer than to write the link.
        """
        folder = self.builder.get_target_uri(page).rpartition("/")[0]

        def pathto(other: str) -> str:
            if other == page:
                return self.builder.get_relative_uri(page, other)
            found = self._addresses.get((folder, other))
            if found is None:
                if len(self._addresses) >= _MOST_ADDRESSES:
                    self._addresses.clear()
                found = self._addresses[folder, other] = self.builder.get_relative_uri(page, other)
            return found

        return pathto


def _add_article(context: dict[str, Any], view: ArticleView, pathto: Callable[[str], str], *, lists: bool) -> None:
    for key, reference in (("prev", view.older), ("next", view.newer)):
        context[key] = {"link": pathto(reference.page), "title": html.escape(reference.title)} if reference else None
    parents = view.categories[:1] if lists else ()
    context["parents"] = [{"link": pathto(found.page), "title": html.escape(found.title)} for found in parents]


def _first_paragraph(doctree: nodes.document | None) -> str:
    paragraphs = doctree.findall(nodes.paragraph) if doctree is not None else ()
    return next((one_line(found.astext()) for found in paragraphs if found.astext().strip()), "")


def _source(context: dict[str, Any], here: str) -> str:
    """Return the address of the source, where ``html_copy_source`` and ``html_show_sourcelink`` say so."""
    shown = context.get("show_source") and context.get("has_source") and context.get("sourcename")
    return relative_uri(here, quote(f"_sources/{context['sourcename']}")) if shown else ""


def _words() -> tuple[str, ...]:
    """Return what ``bunko.js`` says, in the order that it knows."""
    return translate("Copy"), translate("Copied"), translate("Table")


def _indexes() -> list[dict[str, str]]:
    titles = index_titles(translate)
    return [
        {"page": f"{ARCHIVE}/index", "title": translate("Archive")},
        *({"page": f"{folder}/index", "title": titles[kind]} for kind, folder in FOLDERS.items()),
        {"page": MAP, "title": translate("Map")},
    ]


def on_builder_inited(app: Sphinx) -> None:
    """Prepare the build; Sphinx's own search index costs more than all the rest and finds no Japanese."""
    domain_of(app.env).press = Press(app)
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False
        app.config.html_static_path.append(str(STATIC))
        if isinstance(app.builder, Epub3Builder):  # it warns of each file whose type it does not know
            app.builder.media_types = {**app.builder.media_types, ".txt": "text/plain", ".woff2": "font/woff2"}
        app.builder.templates.loaders.append(SphinxFileSystemLoader(TEMPLATES))
        if _PYDATA_OPTION.removeprefix("theme_") not in app.builder.theme.get_options({}):
            app.add_css_file("bunko-themes.css", priority=900)


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the documents that must be written again though their files have not changed."""
    del app
    return domain_of(env).press.ledger.stale_documents(env)


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Have the list pages written, where the builder is not ours and does not do it itself."""
    press = domain_of(app.env).press
    if press.lists:
        write_nearest(app)
    if press.lists and not isinstance(app.builder, ArchiveBuilder):
        for page in press.ledger.stale_pages():
            yield page.name, press.page_context(page), "page.html"


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Add what our templates show around a page; name the template for it."""
    press = domain_of(app.env).press
    press.add_context(pagename, context)
    press.add_head(pagename, context, doctree)
    if _PYDATA_OPTION not in context and app.config.bunko_search and app.builder.name in LISTING_BUILDERS:
        app.add_js_file("bunko.js", loading_method="defer")  # in the others, our own template loads it
    # Themes made from pydata-sphinx-theme load Sphinx's search index on every page, also if there is none.
    return "bunko-pydata-page.html" if templatename == "page.html" and _PYDATA_OPTION in context else None


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Tidy up after a build that went well; after another, the next one starts from the old record."""
    if exception is None:
        domain_of(app.env).press.ledger.close()
