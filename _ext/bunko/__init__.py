"""Bunko (文庫): a folder of Jekyll-format posts becomes an archive of HTML pages and a book.

This is the top floor: ``setup()`` and nothing else. Sphinx is imported when it asks for us, not before, so that the
floors below can be used without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["__version__", "setup"]


def setup(app: Sphinx) -> ExtensionMetadata:  # noqa: PLR0915 — a table of contents
    """Register everything. Sphinx calls this for ``extensions = ["bunko"]``."""
    from bunko.sphinx_ext import config, domain, reading, report, urls
    from bunko.sphinx_ext.epub.builder import setup_epub
    from bunko.sphinx_ext.html import builder, page_context
    from bunko.sphinx_ext.html.formulas import setup_formulas
    from bunko.sphinx_ext.incremental import dependencies, output, packed_toc, patches
    from bunko.sphinx_ext.markdown import byline, directives, headings, links, nodes, parser
    from bunko.sphinx_ext.search import writer
    from bunko.sphinx_ext.typst.builder import setup_pdf

    app.setup_extension("myst_parser")
    app.setup_extension("sphinx_design")
    report.setup_messages(app)
    config.register_options(app)
    app.add_domain(domain.BunkoDomain)
    app.add_builder(builder.ArchiveBuilder, override=True)
    app.add_builder(builder.ArchiveDirectoryBuilder, override=True)
    app.add_source_parser(parser.BunkoParser, override=True)
    app.add_node(directives.post_list)
    nodes.register_nodes(app)
    app.add_node(directives.term_list)
    app.add_post_transform(byline.BylineAsText)
    app.add_post_transform(headings.PhrasedHeadings)
    guard = output.Guard()
    app.connect("config-inited", guard.take)
    app.connect("config-inited", reading.on_config_inited)
    app.connect("config-inited", patches.on_config_inited)
    app.connect("config-inited", urls.on_config_inited)
    app.connect("builder-inited", patches.on_builder_inited)
    app.connect("builder-inited", reading.on_builder_inited)
    app.connect("builder-inited", page_context.on_builder_inited)
    app.connect("builder-inited", dependencies.on_builder_inited)
    app.connect("env-get-outdated", dependencies.on_env_get_outdated)
    app.connect("env-before-read-docs", reading.on_env_before_read_docs)
    app.connect("env-before-read-docs", dependencies.on_env_before_read_docs)
    app.connect("env-updated", dependencies.on_env_updated)
    app.connect("source-read", reading.on_source_read)
    app.connect("doctree-resolved", directives.on_doctree_resolved)
    app.connect("warn-missing-reference", domain.on_warn_missing_reference)
    app.connect("doctree-read", links.on_doctree_read)
    app.connect("doctree-read", patches.bound_memory)
    app.connect("doctree-read", packed_toc.pack_contents, priority=900)  # after Sphinx has gathered them
    app.connect("doctree-read", writer.on_doctree_read, priority=900)
    app.connect("doctree-resolved", patches.bound_memory)
    app.connect("env-get-updated", page_context.on_env_get_updated)
    app.connect("html-collect-pages", page_context.on_html_collect_pages)
    app.connect("html-collect-pages", writer.on_html_collect_pages)
    app.connect("html-page-context", page_context.on_html_page_context)
    app.connect("build-finished", page_context.on_build_finished)
    app.connect("build-finished", patches.on_build_finished)
    app.connect("build-finished", guard.leave)
    app.add_css_file("bunko.css")
    setup_formulas(app)
    setup_pdf(app)
    setup_epub(app)
    return {"version": __version__, "env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
