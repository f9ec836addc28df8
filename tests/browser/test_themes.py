"""Other themes: the same archive, with fewer ornaments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from axe import violations
from browsing import WIDTHS, beyond, opened, serve
from gallery import EVERYTHING, SEED, WITH_EVERYTHING, make_gallery
from sitekit import once

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Literal

    from playwright.sync_api import Browser

#: What docs/themes.md says of each theme.
THEMES = {
    "sphinx_book_theme": 'html_sidebars = {"**": ["bunko-sidebar.html"]}',
    "pydata_sphinx_theme": """
html_sidebars = {"**": ["bunko-sidebar.html"]}
html_theme_options = {
    "navbar_persistent": [],
    "show_prev_next": False,
    "article_footer_items": ["bunko-neighbours.html"],
}""",
    "furo": """
html_sidebars = {
    "**": ["sidebar/scroll-start.html", "bunko-sidebar.html", "sidebar/scroll-end.html"]
}""",
    "alabaster": 'html_sidebars = {"**": ["bunko-sidebar.html", "bunko-neighbours.html"]}',
    "basic": 'html_sidebars = {"**": ["bunko-sidebar.html", "bunko-neighbours.html"]}',
}
PAGES = ["index", EVERYTHING, "tags/ai", "tags/index", "archive/index"]
OURS = "[class*='bunko-']"

CONF = """
extensions = ["bunko"]
project = "文庫"
author = copyright = "編集部"
language = "ja"
suppress_warnings = ["bunko.liquid"]  # the synthetic posts are wild
html_show_sourcelink = False
"""


@pytest.fixture(scope="session")
def themed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that builds the site with a theme, once, without a warning."""

    def built(theme: str) -> Path:
        def build(folder: Path) -> None:
            site = make_gallery(folder / "site", posts=12)
            site.write("conf.py", f'{CONF}html_theme = "{theme}"\n{THEMES[theme]}\n{WITH_EVERYTHING}')
            result = site.build(jobs=2, apart=True)
            assert (result.returncode, result.warnings) == (0, [])

        return once(tmp_path_factory, f"theme-{theme}", build) / "site/_build/html"

    return built


@pytest.mark.parametrize("theme", THEMES)
def test_every_piece_is_there_in_every_theme(themed: Callable[[str], Path], theme: str) -> None:
    def page(name: str) -> BeautifulSoup:
        return BeautifulSoup((themed(theme) / f"{name}.html").read_text(encoding="utf-8"), "lxml")

    article = page(SEED)
    assert len(article.select(".bunko-byline")) == 1
    assert "2025年12月30日" in article.select(".bunko-byline")[0].get_text()
    assert [found.get_text() for found in article.select(".bunko-byline a.bunko-tag")][:2] == ["AI", "最新ニュース"]
    (description,) = article.select("head meta[name=description]")
    assert "Amazon" in str(description["content"])
    (author,) = article.select("head meta[name=author]")
    assert author["content"] == "ALLFORCES編集部"
    newer = EVERYTHING.split("/")[1]
    assert article.select(f"a[href='{newer}.html']"), "the next article"
    assert article.select("nav.bunko-sidebar a[href='../tags/index.html']")
    assert len(page("tags/ai").select(".bunko-post a.bunko-post-title")) > 3
    for name in ("tags/index", "archive/index", "index", "archive/2023"):
        assert len(page(name).select("head meta[name=description]")) == 1, name
        assert len(page(name).select("h1")) == 1, name


@pytest.mark.parametrize("theme", THEMES)
def test_our_pieces_are_no_barrier_in_any_theme(browser: Browser, themed: Callable[[str], Path], theme: str) -> None:
    schemes: tuple[Literal["light", "dark"], ...] = (
        ("light", "dark") if theme in {"pydata_sphinx_theme", "furo"} else ("light",)
    )
    with serve(themed(theme)) as address:
        for scheme in schemes:
            with opened(browser, address, scheme=scheme) as page:
                for name in PAGES:
                    page.goto(f"{name}.html", wait_until="load")
                    for width in WIDTHS[::2]:
                        page.set_viewport_size({"width": width, "height": 900})
                        found = violations(page, [OURS], colours_only=scheme == "dark")
                        assert not found, (name, width, scheme)
                    if name != EVERYTHING:  # wide tables and code are the theme's
                        assert beyond(page) <= 0, name
