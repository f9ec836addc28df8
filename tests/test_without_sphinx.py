"""Floors 0 to 3 are a library of their own: their tests pass where Sphinx, docutils and MyST are missing."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from sitekit import EXTENSIONS, ROOT

FOLDERS = ["content", "catalogue", "publication"]


def without_sphinx(*command: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    env["PYTHONPATH"] = os.pathsep.join([str(EXTENSIONS), str(ROOT / "tests")])
    command = (sys.executable, *command)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_tests_of_this_floor_pass_without_sphinx(folder: str) -> None:
    done = without_sphinx("-m", "pytest", "-p", "no_sphinx", "-p", "no:xdist", "-q", f"tests/{folder}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^[1-9]\d* passed", done.stdout, re.MULTILINE), done.stdout


@pytest.mark.parametrize("package", ["sphinx", "docutils", "myst_parser"])
def test_the_blocker_blocks(package: str) -> None:
    done = without_sphinx("-c", f"import no_sphinx, {package}")
    assert f"{package} is blocked" in done.stderr
