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


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything. Sphinx calls this for ``extensions = ["bunko"]``."""
    from bunko.sphinx_ext import (
        builder,
        byline,
        citing,
        config,
        directives,
        domain,
        files,
        headings,
        nodes,
        output,
        packed,
        parser,
        reading,
        report,
        search,
        shortcuts,
        urls,
        writing,
    )
    from bunko.sphinx_ext.epub_builder import setup_epub
    from bunko.sphinx_ext.formulas import setup_formulas
    from bunko.sphinx_ext.pdf_builder import setup_pdf

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
    app.connect("config-inited", shortcuts.on_config_inited)
    app.connect("config-inited", urls.on_config_inited)
    app.connect("builder-inited", shortcuts.on_builder_inited)
    app.connect("builder-inited", reading.on_builder_inited)
    app.connect("builder-inited", writing.on_builder_inited)
    app.connect("builder-inited", files.on_builder_inited)
    app.connect("env-get-outdated", files.on_env_get_outdated)
    app.connect("env-before-read-docs", reading.on_env_before_read_docs)
    app.connect("env-before-read-docs", files.on_env_before_read_docs)
    app.connect("env-updated", files.on_env_updated)
    app.connect("source-read", reading.on_source_read)
    app.connect("doctree-resolved", directives.on_doctree_resolved)
    app.connect("warn-missing-reference", domain.on_warn_missing_reference)
    app.connect("doctree-read", citing.on_doctree_read)
    app.connect("doctree-read", shortcuts.bound_memory)
    app.connect("doctree-read", packed.pack_contents, priority=900)  # after Sphinx has gathered them
    app.connect("doctree-read", search.on_doctree_read, priority=900)
    app.connect("doctree-resolved", shortcuts.bound_memory)
    app.connect("env-get-updated", writing.on_env_get_updated)
    app.connect("html-collect-pages", writing.on_html_collect_pages)
    app.connect("html-collect-pages", search.on_html_collect_pages)
    app.connect("html-page-context", writing.on_html_page_context)
    app.connect("build-finished", writing.on_build_finished)
    app.connect("build-finished", shortcuts.on_build_finished)
    app.connect("build-finished", guard.leave)
    app.add_css_file("bunko.css")
    setup_formulas(app)
    setup_pdf(app)
    setup_epub(app)
    return {"version": __version__, "env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
