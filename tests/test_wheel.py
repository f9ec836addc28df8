"""The extension can be installed: its wheel carries all data files, and works in another project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from sitekit import EXTENSIONS, ROOT, once

if TYPE_CHECKING:
    from pathlib import Path

DATA = ["templates", "styles", "static", "theme", "typst", "epub", "locale", "starter"]
POST = """---
title: "試しの記事"
date: 2025-01-02 03:04:05 +0900
tags: ["AI", "C#"]
---

本文です。**「太字」**です。
"""


def run(*command: str | Path, cwd: Path, path: Path | None = None) -> str:
    """Run Python with these arguments, offline, and return what it prints."""
    env = {**os.environ, "PIP_NO_INDEX": "1", "PYTHONPATH": str(path or "")}
    done = subprocess.run([sys.executable, *command], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline from a copy, so that the work tree gets no build folder."""

    def build(folder: Path) -> None:
        for name in ["pyproject.toml", "README.md", "LICENSE"]:
            shutil.copy(ROOT / name, folder / name)
        shutil.copytree(EXTENSIONS, folder / "_ext", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        run("-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", "dist", ".", cwd=folder)

    (found,) = (once(tmp_path_factory, "wheel", build) / "dist").glob("sphinx_bunko-*.whl")
    return found


def test_the_wheel_carries_every_module_and_every_data_file(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("bunko/")}
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        described = archive.read(metadata).decode()
    package = EXTENSIONS / "bunko"
    files = [path for path in package.rglob("*.py") if "__pycache__" not in path.parts]
    files += [path for folder in DATA for path in (package / folder).rglob("*") if path.is_file()]
    assert {path.relative_to(EXTENSIONS).as_posix() for path in files} - packed == set()
    for folder in DATA:
        assert any(name.startswith(f"bunko/{folder}/") for name in packed), f"no {folder}"
    assert any(name.endswith(".mo") for name in packed), "no compiled message catalogue"
    assert "Requires-Dist: sphinx" in described
    assert "Requires-Python: >=3.11" in described


def test_another_project_uses_the_installed_extension(wheel: Path, tmp_path: Path) -> None:
    target, source, out = tmp_path / "installed", tmp_path / "source", tmp_path / "out"
    run("-m", "pip", "install", "--no-deps", "--no-index", "-q", "--target", target, wheel, cwd=tmp_path)
    (source / "posts").mkdir(parents=True)
    (source / "conf.py").write_text('extensions = ["bunko"]\n', encoding="utf-8")
    (source / "index.md").write_text("# 書庫\n", encoding="utf-8")
    (source / "posts" / "2025-01-02-trial.md").write_text(POST, encoding="utf-8")

    where = run("-c", "import bunko; print(bunko.__file__)", cwd=tmp_path, path=target)
    assert where.startswith(str(target))
    run("-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", source, out, cwd=tmp_path, path=target)
    page = (out / "posts" / "2025-01-02-trial.html").read_text(encoding="utf-8")
    assert "試しの記事" in page
    assert "**" not in page


def test_the_installed_command_makes_a_site(wheel: Path, tmp_path: Path) -> None:
    target, site = tmp_path / "installed", tmp_path / "site"
    run("-m", "pip", "install", "--no-deps", "--no-index", "-q", "--target", target, wheel, cwd=tmp_path)
    said = run("-m", "bunko", "init", site, "--language", "en", cwd=tmp_path, path=target)
    assert "make serve " in said
    assert "PACKAGE" not in said  # it is no checkout that pip could install
    run("-m", "bunko", "build", "--strict", "--site", site, cwd=tmp_path, path=target)
    assert list((site / "_build/html/posts").glob("*-first-post.html"))
