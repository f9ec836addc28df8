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
    """Set up every part. Sphinx calls this for ``extensions = ["bunko"]``."""
    from bunko.sphinx_ext import build, config, domain, reading, report, urls, withheld
    from bunko.sphinx_ext.compat import patches
    from bunko.sphinx_ext.epub import builder as epub
    from bunko.sphinx_ext.html import builder, events, formulas, raw_images, styles, theme
    from bunko.sphinx_ext.incremental import dependencies, packed_toc
    from bunko.sphinx_ext.markdown import byline, directives, headings, links, nodes, parser
    from bunko.sphinx_ext.publish import card_maker, export_files, feeds, hooks
    from bunko.sphinx_ext.search import writer
    from bunko.sphinx_ext.typst import builder as typst

    app.setup_extension("myst_parser")
    app.setup_extension("sphinx_design")
    # Where one handler of an event must come before another, `app.connect` says so, by a priority and its reason.
    for part in (report, config, domain, build, reading, withheld, urls):
        part.setup(app)
    for part in (parser, nodes, directives, links, byline, headings):
        part.setup(app)
    for part in (patches, dependencies, packed_toc):
        part.setup(app)
    for part in (builder, styles, theme, events, formulas, raw_images, writer):
        part.setup(app)
    for part in (hooks, feeds, export_files, card_maker, typst, epub):
        part.setup(app)
    return {"version": __version__, "env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
