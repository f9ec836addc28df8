"""The house stands: imports only go down, the lower floors need no Sphinx, and rooms stay small.

Typing-only imports and imports inside functions count as well.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from floors import FLOORS, MODULES, PACKAGE, SPHINX_FLOOR, dotted, graph_of_modules, room_of
from sitekit import ROOT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

#: The only packages that the floors without Sphinx may use, and where.
GUESTS = {
    "text": {"markdown_it", "babel"},
    "markup": {"yaml", "markdown_it", "selectolax"},
    "posts": {"yaml"},
    "jekyll": {"yaml"},
}
LONGEST = 300  #: lines of a module or a script
MOST = 15  #: modules of a folder
SCRIPTS = sorted([*PACKAGE.glob("static/*.js"), *PACKAGE.glob("preview/*.js")])


def imports(source: str, module: str, *, package: bool) -> list[tuple[int, str]]:
    """List (line, absolute dotted name) of everything that a module imports."""
    here = module.split(".") if package else module.split(".")[:-1]
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, name.name) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            # `from bunko import post` imports the module bunko.post; `from bunko import __version__` the top floor.
            if origin == "bunko":
                found += [
                    (node.lineno, f"bunko.{name.name}" if name.name in FLOORS else "bunko") for name in node.names
                ]
            else:
                found.append((node.lineno, origin))
    return found


def breaches(source: str, module: str, *, package: bool = False) -> list[str]:
    """Say what a module may not import, one line each."""
    room = room_of(module)
    floor, wrong = FLOORS[room], []
    for line, name in imports(source, module, package=package):
        top = name.partition(".")[0]
        if top == "bunko":
            other = room_of(name)
            if FLOORS[other] > floor:
                wrong.append(f"{module}:{line}: floor {floor} imports {name} of floor {FLOORS[other]}")
        elif floor < SPHINX_FLOOR and top not in sys.stdlib_module_names and top not in GUESTS.get(room, ()):
            wrong.append(f"{module}:{line}: floor {floor} may not import {name}")
    return wrong


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_only_go_down(path: Path) -> None:
    module = dotted(path)
    assert room_of(module) in FLOORS, f"{module} stands on no floor: give it one in FLOORS, or move it"
    assert breaches(path.read_text(encoding="utf-8"), module, package=path.stem == "__init__") == []


def circles(graph: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other, in order (the graph's strongly connected components)."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        found, waiting = set[str](), list(graph[start])
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += graph.get(name, ())
        reached[start] = found
    groups = {tuple(sorted(other for other in reached[name] if name in reached.get(other, ()))) for name in graph}
    return sorted(list(group) for group in groups if group)


def test_no_modules_import_each_other() -> None:
    assert circles(graph_of_modules()) == []


def test_the_rule_sees_a_circle() -> None:
    assert circles({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["d"], "e": []}) == [["b", "c"], ["d"]]


def test_the_picture_of_the_house_is_what_the_imports_give() -> None:
    done = subprocess.run(
        [sys.executable, "docs/house.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=dotted)
def test_rooms_stay_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{lines} lines: split it"


def test_no_folder_is_a_drawer() -> None:
    folders = Counter(path.parent for path in MODULES if path.stem != "__init__")
    assert {str(folder): count for folder, count in folders.items() if count > MOST} == {}


@pytest.mark.parametrize(
    ("source", "module", "count"),
    [
        ("import sphinx", "bunko.text.dates", 1),
        ("from docutils import nodes", "bunko.post", 1),
        ("def f():\n    from sphinx.locale import _", "bunko.pages.list_pages", 1),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import myst_parser", "bunko.catalogue.terms", 1),
        ("import yaml, markdown_it", "bunko.markup.outline", 0),
        ("import yaml", "bunko.catalogue.terms", 1),
        ("from ..pages import article", "bunko.text.dates", 1),
        ("from bunko.sphinx_ext import domain", "bunko.pages.list_pages", 1),
        ("from bunko import sphinx_ext", "bunko.text.dates", 1),
        ("from bunko import __version__", "bunko.sphinx_ext.config", 1),
        ("from bunko import post\nfrom .. import problems", "bunko.text.dates", 0),
        ("from .dates import parse\nfrom bunko.post import Post", "bunko.posts.front_matter", 0),
        ("import sphinx\nfrom bunko.text import dates", "bunko.sphinx_ext.reading", 0),
    ],
)
def test_the_rule_sees(source: str, module: str, count: int) -> None:
    assert len(breaches(source, module)) == count


def test_the_rule_sees_imports_of_a_package_itself() -> None:
    assert breaches("from .. import sphinx_ext", "bunko.posts", package=True)
    assert not breaches("from . import dates", "bunko.posts", package=True)
    assert not breaches("from .sphinx_ext import config", "bunko", package=True)


def test_no_two_classes_have_one_name() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in names.items() if count > 1] == []
