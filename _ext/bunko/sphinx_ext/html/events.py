"""Handlers of the events of HTML builds: which documents and lists are written, and the context of each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import SphinxFileSystemLoader
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from bunko.sphinx_ext.build import build_of
from bunko.sphinx_ext.html.not_found import write_nearest
from bunko.sphinx_ext.html.page_context import PYDATA_OPTION
from bunko.sphinx_ext.html.templates import STATIC, TEMPLATES
from bunko.sphinx_ext.publish.hooks import add_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def on_builder_inited(app: Sphinx) -> None:
    """Prepare Sphinx's builders of HTML. Their own search index costs more than all the rest and finds no Japanese."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False
        app.config.html_static_path.append(str(STATIC))
        if isinstance(app.builder, Epub3Builder):  # it warns of each file whose type it does not know
            app.builder.media_types = {**app.builder.media_types, ".txt": "text/plain", ".woff2": "font/woff2"}
        app.builder.templates.loaders.append(SphinxFileSystemLoader(TEMPLATES))
        if PYDATA_OPTION.removeprefix("theme_") not in app.builder.theme.get_options({}):
            app.add_css_file("bunko-themes.css", priority=900)


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the documents that must be written again though their files have not changed."""
    return build_of(app.builder).record.stale_documents(env)


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Have the list pages written, where the builder is not ours and does not do it itself."""
    build = build_of(app.builder)
    if not build.page_context.lists:
        return
    write_nearest(app.builder, build.record)
    if not getattr(app.builder, "writes_list_pages", False):
        for page in build.record.stale_pages():
            yield page.name, build.page_context.of_list(page), "page.html"


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Add what our templates show around a page; name the template for it."""
    if isinstance(app.builder, SerializingHTMLBuilder):
        return None  # what our templates need is no data that could be written
    page_context = build_of(app.builder).page_context
    page_context.add_context(pagename, context)
    page_context.add_head(pagename, context, doctree)
    if page_context.lists:
        add_files(app, context)
    if PYDATA_OPTION not in context and app.config.bunko_search and page_context.lists:
        app.add_js_file("bunko.js", loading_method="defer")  # in the others, our own template loads it
    # Themes made from pydata-sphinx-theme load Sphinx's search index on every page, also if there is none.
    return "bunko-pydata-page.html" if templatename == "page.html" and PYDATA_OPTION in context else None


def setup(app: Sphinx) -> None:
    """Connect what writes pages."""
    app.connect("builder-inited", on_builder_inited)
    app.connect("env-get-updated", on_env_get_updated)
    app.connect("html-collect-pages", on_html_collect_pages)
    app.connect("html-page-context", on_html_page_context)
