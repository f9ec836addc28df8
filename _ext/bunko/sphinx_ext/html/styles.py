"""Our style sheets: many small files below ``styles/``, joined into one file for each sheet when a site is built.

A part is about one thing, so that it can be found and changed; a page loads few files, so that it appears at once. The
joined sheets are written to the folder of doctrees and are static files like any other, so every builder of Sphinx
copies them and knows their checksums.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from bunko.sphinx_ext.compat.patches import forget_checksums
from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

STYLES = Path(__file__).parents[2] / "styles"

#: The sheets, and the parts of each in their order: of two rules that say equally much, the later one holds.
SHEETS: Mapping[str, tuple[str, ...]] = {
    "bunko.css": (
        *("base/tokens", "base/dark", "base/system", "base/theme", "base/page"),
        *("frame/frame", "frame/sidebar", "frame/contents", "frame/widths"),
        *("article/text", "article/code", "article/tables", "article/figures", "article/formulas", "article/copy"),
        *("article/targets", "article/footnotes", "article/widths", "article/signs"),
        *("pieces/byline", "pieces/imprint", "pieces/neighbours", "pieces/lists", "pieces/terms", "pieces/archive"),
        *("pieces/missing", "pieces/feeds", "pieces/cards", "pieces/profile"),
        *("connections/related", "connections/previews", "connections/timeline"),
        "print",
    ),
    "bunko-search.css": ("search/tokens", "search/dialog", "search/form", "search/results", "search/page"),
    "bunko-map.css": ("map",),
    "bunko-hooks.css": ("hooks",),
    "bunko-themes.css": ("themes",),
}

# `/* include base/dark.css */`, alone on its line, stands for the declarations of that file, which has one rule.
_INCLUDE = re.compile(r"^( *)/\* include (\S+)\.css \*/\n", re.MULTILINE)


def sheet(name: str) -> str:
    """Return a joined sheet: its parts with a blank line between them."""
    return "\n".join(_INCLUDE.sub(_included, _part(part)) for part in SHEETS[name])


def includes(part: str) -> list[str]:
    """Name the parts whose declarations a part includes."""
    return [name for _, name in _INCLUDE.findall(_part(part))]


def _part(name: str) -> str:
    return (STYLES / f"{name}.css").read_text(encoding="utf-8")


def _included(found: re.Match[str]) -> str:
    indent, name = found.groups()
    _, _, rule = _part(name).partition("{\n")
    declarations, _, _ = rule.rpartition("}\n")
    return "".join(f"{indent}{line[2:]}" for line in declarations.splitlines(keepends=True))


def add_sheets(app: Sphinx) -> None:
    """Write the sheets, and name their folder as one of static files."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    folder = Path(app.doctreedir, "bunko", "styles")
    shutil.rmtree(folder, ignore_errors=True)  # a sheet of an older version would be copied, too
    for name in SHEETS:
        write_whole(folder / name, sheet(name).encode())
    forget_checksums()  # of an earlier build of this process
    # A list of its own: the default one is shared by all builds of a process, and this folder belongs to one.
    app.config.html_static_path = [*app.config.html_static_path, str(folder)]


def setup(app: Sphinx) -> None:
    """Write the sheets once the builder is known; every page loads the first."""
    app.connect("builder-inited", add_sheets)
    app.add_css_file("bunko.css")
