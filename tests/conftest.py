"""Fixtures that all tests share. Sphinx is imported late: the tests of floors 0 to 3 run without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from sitekit import CONF, ROOT, Site, new_site, once

if TYPE_CHECKING:
    from collections.abc import Callable

# A busy machine is no bug: no deadline. What failed is printed so that it can be run again.
settings.register_profile("bunko", deadline=None, print_blob=True)
settings.load_profile("bunko")

SHARED = Path(os.environ.get("BUNKO_SHARED") or ROOT.parent / "shared")


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., Site]:
    """Return a function that makes a small site: ``make_site()``, ``make_site("other", conf="...")``."""

    def make(name: str = "site", conf: str = CONF) -> Site:
        return new_site(tmp_path / name, conf)

    return make


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A small site with Bunko, the theme ``basic`` and no posts yet."""
    return make_site()


@pytest.fixture(scope="session")
def seed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own site as HTML, built once per session. Read it only."""

    def build(folder: Path) -> None:
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(folder / "doctrees")]
        done = subprocess.run([*command, str(ROOT), str(folder / "html")], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "seed_site", build) / "html"


@pytest.fixture(scope="session")
def sample_posts() -> list[Path]:
    """Real posts of other archives, which are not part of the project: without them the test is skipped."""
    posts = sorted((SHARED / "corpus" / "sample").glob("*/_posts/**/*.md"))
    if not posts:
        pytest.skip("the sample corpus is not here (BUNKO_SHARED names the folder that has corpus/sample)")
    return posts
