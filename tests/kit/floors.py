"""The floors of the house and who imports whom, for the test of floors and for the picture in the manual."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

EXTENSIONS = Path(__file__).resolve().parents[2] / "_ext"
PACKAGE = EXTENSIONS / "bunko"
#: The floor of each room, which is a folder or a module right below the package. Imports only go down.
FLOORS = {
    "post": 0,
    "problems": 0,
    "version": 0,
    "text": 0,
    "whole_file": 0,
    "markup": 1,
    "posts": 1,
    "catalogue": 2,
    "lint": 3,
    "pages": 3,
    "search": 3,
    "books": 4,
    "jekyll": 4,
    "publish": 4,
    "sphinx_ext": 5,
    "__init__": 6,
    "__main__": 6,
    "cli": 6,
    "preview": 6,
}
SPHINX_FLOOR = 5  #: from here up Sphinx, docutils and other packages may be imported
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(module: str) -> str:
    """Name the room of ``bunko.text.dates``: text. ``bunko`` itself is the top."""
    return [*module.split("."), "__init__"][1]


def dotted(path: Path) -> str:
    """Return the dotted name of the module in a file."""
    parts = path.relative_to(EXTENSIONS).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules_of(source: str, names: Collection[str]) -> set[str]:
    """Return our own modules that a module imports: ``from bunko.text import dates`` is of text.dates."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            wholes = (f"{node.module}.{name.name}" for name in node.names)
            found |= {whole if whole in names else node.module for whole in wholes}
    return found.intersection(names)


def graph_of_modules() -> dict[str, set[str]]:
    """Return, for each of our modules, those of ours that it imports."""
    names = {dotted(path) for path in MODULES}
    return {dotted(path): modules_of(path.read_text(encoding="utf-8"), names) for path in MODULES}
