"""From values to HTML: list pages, bylines, and what stands around an article."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import SphinxFileSystemLoader

from bunko.publication.addresses import web_address
from bunko.publication.articles import ArticleView, article_view
from bunko.publication.pages import ARCHIVE, FOLDERS, Page, index_titles
from bunko.sphinx_ext.builder import ArchiveBuilder
from bunko.sphinx_ext.domain import LISTING_BUILDERS, domain_of
from bunko.sphinx_ext.fragments import STATIC, TEMPLATES, Fragments
from bunko.sphinx_ext.ledger import Ledger
from bunko.sphinx_ext.report import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_PYDATA_OPTION = "theme_secondary_sidebar_items"


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

    def add_context(self, pagename: str, context: dict[str, Any]) -> None:
        """Give a page the sidebar, and an article its neighbours and its description."""

        def pathto(other: str) -> str:
            return self.builder.get_relative_uri(pagename, other)

        view = article_view(self.domain.catalogue, pagename) if pagename in self.domain.posts else None
        context["bunko_head"] = context["bunko_neighbours"] = ""
        context["bunko_post"] = self.domain.posts.get(pagename)
        if view is not None:
            _add_article(context, view, pathto, lists=self.lists)
            if pagename in self.domain.urls.addresses and context.get("pageurl"):
                context["pageurl"] = web_address(self.domain.web_address(pagename))
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
    return domain_of(env).press.ledger.stale_documents(env)


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Have the list pages written, where the builder is not ours and does not do it itself."""
    press = domain_of(app.env).press
    if press.lists and not isinstance(app.builder, ArchiveBuilder):
        for page in press.ledger.stale_pages():
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
        domain_of(app.env).press.ledger.close()
