"""Floors 0 to 3 are a library of their own: each module of theirs loads where Sphinx, docutils and MyST are missing.

That none of them is imported later, within a function, is what ``test_floors.py`` shows.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from floors import FLOORS, MODULES, SPHINX_FLOOR, dotted, room_of
from sitekit import EXTENSIONS, ROOT

IMPORT_ALL = """
import importlib, sys, no_sphinx
for name in sys.argv[1:]:
    importlib.import_module(name)
print(len(sys.argv) - 1, "modules")
"""


def without_sphinx(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(EXTENSIONS), str(ROOT / "tests" / "kit")])
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)


def test_the_lower_floors_load_without_sphinx() -> None:
    modules = [name for name in map(dotted, MODULES) if FLOORS[room_of(name)] < SPHINX_FLOOR]
    assert len(modules) > 80
    done = without_sphinx(IMPORT_ALL, *modules)
    assert (done.returncode, done.stdout) == (0, f"{len(modules)} modules\n"), done.stderr


@pytest.mark.parametrize("package", ["sphinx", "docutils", "myst_parser"])
def test_the_blocker_blocks(package: str) -> None:
    done = without_sphinx(f"import no_sphinx, {package}")
    assert f"{package} is blocked" in done.stderr
