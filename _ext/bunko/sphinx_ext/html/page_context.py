"""Render values as HTML with our templates: list pages, bylines, and what stands around an article."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.util.osutil import relative_uri

from bunko.markup.html.xhtml import language_tag
from bunko.pages.article import ArticleView, article_view
from bunko.pages.citation import cite
from bunko.pages.descriptions import one_line, page_description
from bunko.pages.list_pages import ARCHIVE, MISSING, SEARCH, Page, folder_of, index_titles, indexes
from bunko.pages.map import MAP
from bunko.posts.history import history_address
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.html.not_found import base_tag
from bunko.sphinx_ext.images import site_file
from bunko.sphinx_ext.publish.addresses import page_url
from bunko.sphinx_ext.publish.head import Head
from bunko.sphinx_ext.publish.hooks import comments_values, imprint_values
from bunko.sphinx_ext.report import translate
from bunko.text.long_date import long_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.builders import Builder

    from bunko.catalogue.catalogue import Catalogue
    from bunko.sphinx_ext.books import Downloads
    from bunko.sphinx_ext.html.templates import Templates
    from bunko.sphinx_ext.publish.feeds import Feeds

PYDATA_OPTION = "theme_secondary_sidebar_items"
_MOST_ADDRESSES = 20_000


class PageContext:
    """Gives the pages of one builder what our templates show around them."""

    def __init__(self, builder: Builder, templates: Templates, downloads: Downloads, feeds: Feeds) -> None:
        """Take what pages are made with."""
        self.builder = builder
        self.config = builder.config
        self.domain = domain_of(builder.env)
        self.lists = self.domain.lists_pages
        self.templates = templates
        self._downloads, self._feeds = downloads, feeds
        self._feed_links: dict[tuple[tuple[str, str, str], ...], str] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self._head = Head(builder)

    def _linked(self, pagename: str, page: str) -> list[tuple[str, str]]:
        """Return the downloads of ``page``, with addresses that hold on ``pagename``."""
        here = self.builder.get_target_uri(pagename)
        return [
            (title, address if "://" in address or address.startswith("/") else relative_uri(here, address))
            for title, address in self._downloads(page)
        ]

    @property
    def term_pictures(self) -> dict[str, str]:
        """The pictures of terms: name in the output by path below the source folder."""
        return self._head.term_pictures

    def _picture(self, pagename: str) -> Callable[[str], str]:
        """Return what gives the address of a picture of a term from a page, empty if there is no such picture."""
        here, env = self.builder.get_target_uri(pagename), self.builder.env

        def picture(address: str) -> str:
            path = site_file(env, address, self.config.root_doc)
            name = self.term_pictures.get(path) if path else None
            if name:
                return relative_uri(here, f"{self.builder.imagedir}/{quote(name)}")
            return address if path is None and "://" in address else ""

        return picture

    def of_list(self, page: Page) -> dict[str, Any]:
        """Return what the theme's template needs for a list page."""
        pathto = self._pathto(page.name)
        shown = {"title": page.title, "home": self.config.root_doc, "downloads": self._linked(page.name, page.name)}
        shown["picture"] = self._picture(page.name)
        body = self.templates.render(page.template, {**shown, "page": page, **page.context}, pathto)
        parents = [{"link": pathto(name), "title": html.escape(title)} for name, title in page.above]
        return {
            "title": html.escape(page.title),
            "body": body,
            "parents": parents,
            "metatags": base_tag(self.config) if page.name == MISSING else "",
            "toc": "",
            "display_toc": False,
            "bunko_page": page,
            "bunko_description": page_description(page.title, page.context),
        }

    def add_context(self, pagename: str, context: dict[str, Any]) -> None:
        """Give a page the sidebar, and an article its neighbours and its description."""
        pathto = self._pathto(pagename)
        view = article_view(self.domain.catalogue, pagename) if pagename in self.domain.posts else None
        context["bunko_head"] = context["bunko_neighbours"] = ""
        context["bunko_imprint"] = lambda _edit: ""
        context["bunko_words"] = _words()
        context["bunko_feeds"] = (pathto(self._feeds.page), translate("Feeds")) if self._feeds.page else None
        context["bunko_related"] = context["bunko_backlinks"] = context["bunko_comments"] = ""
        context["bunko_post"] = self.domain.posts.get(pagename)
        context["bunko_view"] = view
        if self.lists and context.get("pageurl"):
            context["pageurl"] = page_url(self.builder, pagename) or None
        if view is not None:
            _add_article(context, view, pathto, lists=self.lists)
            context["bunko_head"] = self.templates.render("head.html", {"article": view}, pathto)
            context["bunko_imprint"] = self._imprint(view, context, pathto)
            around = {"article": view, "around": self.domain.related_pages(pagename) if self.lists else None}
            context["bunko_neighbours"] = self.templates.render("neighbours.html", around, pathto)
            if self.lists:
                for part in ("related", "backlinks"):
                    context[f"bunko_{part}"] = self.templates.render(f"{part}.html", around, pathto)
                comments = comments_values(self.config, self.domain.posts[pagename])
                if comments:
                    context["bunko_comments"] = self.templates.render("comments.html", comments, pathto)
                if PYDATA_OPTION not in context:  # the theme has no place of its own for them
                    parts_of_body = ("bunko_related", "bunko_backlinks", "bunko_comments")
                    context["body"] += "".join(context[part] for part in parts_of_body)
        if self.lists:
            parts = {
                "article": view,
                "indexes": _indexes(self.domain.catalogue),
                "home": self.config.root_doc,
                "page": pagename,
            }
            parts["search"] = SEARCH if self.config.bunko_search else ""
            context["bunko_search"] = self.templates.render("search-button.html", parts, pathto)
            parts |= {name: context.get(name) for name in ("title", "shorttitle", "parents", "toc", "display_toc")}
            for part in ("sidebar", "header", "contents"):
                context[f"bunko_{part}"] = self.templates.render(f"{part}.html", parts, pathto)

    def add_head(self, pagename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
        """Put what a page says of itself into its head, where every theme has a place for it."""
        head, metatags, pathto = context["bunko_head"], context.get("metatags") or "", self._pathto(pagename)
        description = "" if head else context.get("bunko_description") or _first_paragraph(doctree)
        if not head and 'name="description"' not in metatags:
            head = self.templates.render("head.html", {"article": None, "description": description}, pathto)
        if self.lists:
            shown = self._head.values(pagename, context, context["bunko_view"], description)
            head += self.templates.render("metadata.html", shown, pathto)
        own = self.config.bunko_head_html if self.lists else ""
        context["metatags"] = metatags + head + self._links_to_feeds(pagename) + own

    def _links_to_feeds(self, pagename: str) -> str:
        """Return what names feeds in the head of a page; most pages name the same."""
        links = tuple(self._feeds.links(pagename))
        if links and links not in self._feed_links:
            self._feed_links[links] = self.templates.render("feed-links.html", {"feeds": links}, self._pathto(pagename))
        return self._feed_links[links] if links else ""

    def _imprint(
        self, view: ArticleView, context: dict[str, Any], pathto: Callable[[str], str]
    ) -> Callable[[str], str]:
        """Return what renders the imprint of an article: its books, its source, how to cite it, where to edit it."""
        config = self.config
        date = long_date(view.date, config.language) if view.date else ""
        here = self.builder.get_target_uri(view.docname)
        url = page_url(self.builder, view.docname)
        found = [(term, self._linked(view.docname, term.page)) for term in view.categories] if self.lists else []
        values = {
            "article": view,
            "lists": self.lists,
            "picture": self._picture(view.docname),
            "cite": cite(view, config.project, url, date, translate),
            "downloads": [(term.title, address) for term, books in found for _, address in books],
            "source": _source(context, here),
            **imprint_values(self.builder, self.domain.posts[view.docname]),
        }
        is_committed = view.docname in self.domain.history

        def render(edit: str) -> str:
            """Where a page can be edited is known to the theme alone, and only when it writes the page."""
            places = {"edit": edit, "history": history_address(edit) if is_committed else ""}
            return self.templates.render("imprint.html", {**values, **places}, pathto)

        return render

    def byline(self, docname: str) -> str:
        """Return the byline of an article as HTML."""
        pathto = self._pathto(docname)
        view = article_view(self.domain.catalogue, docname)
        language = language_tag(self.config.language)
        values = {"article": view, "post": self.domain.posts[docname], "lists": self.lists, "language": language}
        return self.templates.render("byline.html", values, pathto)

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


def _indexes(catalogue: Catalogue) -> list[dict[str, str]]:
    titles = index_titles(catalogue.taxonomy, translate)
    return [
        {"page": f"{ARCHIVE}/index", "title": translate("Archive")},
        *({"page": f"{folder_of(kind)}/index", "title": titles[kind]} for kind in indexes(catalogue)),
        {"page": MAP, "title": translate("Timeline")},
    ]
