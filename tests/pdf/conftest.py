"""The books that the tests of their look share."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from make_posts import make_posts
from sitekit import ROOT, new_site, once

if TYPE_CHECKING:
    from pathlib import Path

SPECIMEN = ROOT / "tests/pdf/specimen"
PAPERS = ("a5", "a4", "jis-b5", "b6")
CONF = f"""
project = "文庫"
author = "編集部"
extensions = ["bunko"]
html_theme = "basic"
language = "ja"
bunko_books = [{{"name": paper, "paper": paper}} for paper in {PAPERS}]
bunko_myst_in_posts = True
myst_enable_extensions = ["colon_fence", "deflist", "tasklist", "dollarmath", "strikethrough"]
"""


@pytest.fixture(scope="session")
def typeset_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``a5.pdf``, ``a4.pdf``, ...: the specimen, the project's own post and synthetic ones."""

    def make(folder: Path) -> None:
        site = new_site(folder, CONF)
        make_posts(12, folder / "posts")
        for path in [*SPECIMEN.iterdir(), ROOT / "posts/2025-12-29-1-aiamazon-500.md"]:
            shutil.copy(path, folder / "posts")
        built = site.build("bunko-pdf", apart=True)
        assert built.returncode == 0
        assert built.warnings == []

    return once(tmp_path_factory, "typeset_books", make) / "_build/bunko-pdf"
