"""Fixtures that all tests share. Sphinx is imported late: the tests of floors 0 to 3 run without it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from gallery import make_gallery
from growth import counted, timed
from sitekit import CONF, ROOT, BuildResult, Site, messages, new_site, once

if TYPE_CHECKING:
    from collections.abc import Callable

    from growth import Linear

# A busy machine is no bug: no deadline. What failed is printed so that it can be run again.
settings.register_profile("bunko", deadline=None, print_blob=True)
settings.load_profile("bunko")

SHARED = Path(os.environ.get("BUNKO_SHARED") or ROOT.parent / "shared")


#: The tests that take longest: they start first, so that no worker is left alone with one of them at the end.
LONGEST_FIRST = (
    "tests/epub/test_epub.py",
    "tests/pdf/test_book.py",
    "tests/pdf/test_parity.py",
    "tests/browser/test_themes.py",
    "tests/pdf/",
    "tests/site/",
    "tests/browser/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first; among others the order stays, and so it is the same for every worker."""

    def rank(item: pytest.Item) -> int:
        ranks = (number for number, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start))
        return next(ranks, len(LONGEST_FIRST))

    items.sort(key=rank)


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


@pytest.fixture(params=[counted, pytest.param(timed, marks=pytest.mark.long)], ids=["calls", "time"])
def assert_linear(request: pytest.FixtureRequest) -> Linear:
    """Return a function of work and a size: the work may take no more than its size asks for."""
    measure: Linear = request.param
    return measure


@pytest.fixture(scope="session")
def seed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own site as HTML, built once per session. Read it only."""

    def build(folder: Path) -> None:
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(folder / "doctrees")]
        done = subprocess.run([*command, str(ROOT), str(folder / "html")], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "seed_site", build) / "html"


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's site with sixty more posts, one of them with everything a page may hold. Read it only."""

    def build(folder: Path) -> None:
        built = make_gallery(folder / "site").build(jobs=2, apart=True)
        assert built.returncode == 0, built.warnings

    return once(tmp_path_factory, "gallery", build) / "site/_build/html"


@pytest.fixture(scope="session")
def sample_posts() -> list[Path]:
    """Real posts of other archives, which are not part of the project: without them the test is skipped."""
    posts = sorted((SHARED / "corpus" / "sample").glob("*/_posts/**/*.md"))
    if not posts:
        pytest.skip("the sample corpus is not here (BUNKO_SHARED names the folder that has corpus/sample)")
    return posts


@pytest.fixture(scope="session")
def sample_site(sample_posts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The samples as one site, built once. It knows the hosts of their archives, so that links among them are ours.

    Its feed holds all of them.
    """

    def make(folder: Path) -> None:
        site = new_site(folder / "site", CONF + 'bunko_site_hosts = ["efcl.info", "vim-jp.org"]\n')
        (site.source / "posts").mkdir()
        for post in sample_posts:
            shutil.copy(post, site.source / "posts")
        _keep(site.build(jobs=2, apart=True, html_baseurl="https://archive.example/a/", bunko_feed_limit=1000), folder)

    folder = once(tmp_path_factory, "sample_site", make)
    return _kept(folder, folder / "site/_build/html")


@pytest.fixture(scope="session")
def sample_book(sample_site: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The book of the samples, ``compendium.pdf``, built once, from what the site has read."""
    source = sample_site.outdir.parent.parent
    folder = once(
        tmp_path_factory, "sample_book", lambda folder: _keep(Site(source).build("bunko-pdf", apart=True), folder)
    )
    return _kept(folder, source / "_build/bunko-pdf")


def _keep(built: BuildResult, folder: Path) -> None:
    (folder / "warnings").write_text("\n".join([str(built.returncode), *built.warnings]), encoding="utf-8")


def _kept(folder: Path, outdir: Path) -> BuildResult:
    code, _, log = (folder / "warnings").read_text(encoding="utf-8").partition("\n")
    return BuildResult(outdir=outdir, warnings=messages(log), returncode=int(code))
