"""The manual, built by the extension that it describes: ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).parent.parent / "_ext"))

from bunko.sphinx_ext.config import OPTIONS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "Bunko"
author = "Bunko developers"
copyright = author  # noqa: A001 — the name is Sphinx's
language = "en"
root_doc = "index"

extensions = ["bunko"]
exclude_patterns = ["_build"]
bunko_timezone = "UTC"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

html_theme = "bunko"
html_title = "Bunko: the manual"
html_show_sourcelink = False
html_copy_source = False


class OptionsDirective(SphinxDirective):
    """A table of all options, as the extension registers them: it cannot be out of date."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Write the table in Markdown, and have it parsed."""
        rows = ["| option | default | |", "|---|---|---|"]
        rows += [f"| `bunko_{option.name}` | `{option.default!r}` | {option.help} |" for option in OPTIONS]
        holder = nodes.container()
        self.state.nested_parse(StringList([line.replace("``", "`") for line in rows], source=__file__), 0, holder)
        return holder.children


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("bunko-options", OptionsDirective)
