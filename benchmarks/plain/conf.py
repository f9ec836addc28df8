"""The floor that Bunko is measured against: Sphinx and MyST with the least that makes HTML of the same posts.

No toctree, no search index, no general index, no copies of the sources; front matter is left to MyST.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "plain"
language = "ja"
extensions = ["myst_parser"]
html_theme = "basic"
html_use_index = False
html_domain_indices = False
html_copy_source = False
suppress_warnings = ["toc", "myst", "misc.highlighting_failure"]


def without_search(app: Sphinx) -> None:
    """Turn the search index off: it alone costs several times what all the rest does."""
    app.builder.search = False


def setup(app: Sphinx) -> None:
    """Connect the one handler, which runs before the builder looks at its ``search``."""
    app.connect("builder-inited", without_search)
