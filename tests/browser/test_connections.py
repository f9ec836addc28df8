"""A reader follows connections: previews by pointer, key and touch, and the map, on hosts and from files."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browsing import serve
from sitekit import ROOT, new_site, once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    Watch = Callable[[Page, str], list[str]]

OLD, NEW, OTHER = "posts/2025-01-01-a", "posts/2025-02-01-b", "posts/2025-03-01-c"
TEXTS = {
    OLD: "---\ntitle: 元の記事\nexcerpt: 元の要約です。\ntags: [半導体, AI]\n---\n本文です。\n",
    NEW: "---\ntitle: 次の記事\nexcerpt: 次の要約です。\ntags: [半導体]\n---\n"
    "これは[元の話](2025-01-01-a.md)の続きです。\n\n段落です。\n",
    OTHER: "---\ntitle: 別の記事\ntags: [AI]\n---\n[元の話](2025-01-01-a.md)と[続き](2025-02-01-b.md)。\n",
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of three articles that cite each other, with the project's own configuration."""

    def build(folder: Path) -> None:
        conf = (ROOT / "conf.py").read_text(encoding="utf-8")
        conf = conf.replace('Path(__file__).parent / "_ext"', f'"{ROOT / "_ext"}"').replace('["_static"]', "[]")
        site = new_site(folder / "site", re.sub(r"^html_favicon.*\n", "", conf, flags=re.MULTILINE))
        for name, text in TEXTS.items():
            site.write(f"{name}.md", text)
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "-d", str(folder / "doctrees")]
        done = subprocess.run(
            [*command, str(site.source), str(folder / "html")], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "connections", build) / "html"


@pytest.fixture(params=["host", "file"])
def home(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Where the site is: on a static host, and in a folder."""
    if request.param == "file":
        yield folder.as_uri()
        return
    with serve(folder) as address:
        yield address


@pytest.fixture(params=[390, 1280])
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """A window of a width."""
    made = browser.new_context(viewport={"width": request.param, "height": 800})
    yield made
    made.close()


def serious(complaints: list[str]) -> list[str]:
    """Leave out what was no longer needed when the reader went on."""
    return [complaint for complaint in complaints if "ERR_ABORTED" not in complaint]


def test_the_pointer_shows_a_preview_can_go_to_it_and_leaves_it(
    context: BrowserContext, home: str, watch: Watch
) -> None:
    page = context.new_page()
    complaints = watch(page, home)
    page.goto(f"{home}/{NEW}.html")
    link, card = page.locator("p a", has_text="元の話"), page.locator("#bunko-preview")
    assert link.get_attribute("title") == "元の記事\u20032025年1月1日\u2003元の要約です。"
    assert card.count() == 0
    link.hover()
    expect(card).to_be_visible()
    assert [part.inner_text() for part in card.locator("> *").all()] == ["元の記事", "2025年1月1日", "元の要約です。"]
    assert link.get_attribute("title") is None, "no second tooltip"
    assert link.get_attribute("aria-describedby") == "bunko-preview"
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]  # type: ignore[index]
    card.locator("p").hover()
    page.wait_for_timeout(600)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    link.hover()
    expect(card).to_be_visible()
    page.locator("h1").hover()
    expect(card).to_be_hidden()
    assert serious(complaints) == []


def test_the_focus_shows_a_preview_and_escape_dismisses_it(context: BrowserContext, home: str, watch: Watch) -> None:
    page = context.new_page()
    complaints = watch(page, home)
    page.goto(f"{home}/{NEW}.html")
    card = page.locator("#bunko-preview")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "元の話":
            break
    expect(card).to_be_visible()
    assert "元の要約です。" in card.inner_text()
    page.wait_for_timeout(600)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "元の話", "the focus stays where it was"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("2025-01-01-a"))
    assert serious(complaints) == []


def test_a_long_touch_shows_a_preview_whose_title_is_the_link_and_a_short_one_follows(
    browser: Browser, home: str, watch: Watch
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    complaints = watch(page, home)
    page.goto(f"{home}/{NEW}.html")
    link, card = page.locator("p a", has_text="元の話"), page.locator("#bunko-preview")
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    assert box is not None
    point = {"x": box["x"] + 5, "y": box["y"] + 5}
    touch = context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(card).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    assert page.url.endswith(f"{NEW}.html"), "a long touch follows no link"
    card.locator("a").tap()
    page.wait_for_url(re.compile("2025-01-01-a"))
    page.go_back()
    page.locator("p a", has_text="元の話").tap()
    page.wait_for_url(re.compile("2025-01-01-a"))
    context.close()
    assert serious(complaints) == []


def test_the_map_shows_what_ties_articles_and_leads_from_map_to_map(
    context: BrowserContext, home: str, watch: Watch
) -> None:
    page = context.new_page()
    complaints = watch(page, home)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{home}/{NEW}.html", wait_until="networkidle")
    assert not [url for url in asked if "d3-" in url or "bunko-map" in url or "previews" in url], "before it is opened"
    page.get_by_role("button", name="リンクグラフ").click()
    dialog = page.get_by_role("dialog", name="リンクグラフ")
    expect(dialog.locator(".bunko-graph")).to_be_visible()
    assert dialog.locator("h3").all_inner_texts() == ["この記事からリンク", "この記事への言及", "関連記事"]
    assert dialog.locator("[class^=bunko-node]").count() == 4, "three articles and the tag of two"
    assert dialog.locator("[class^=bunko-node-tag]").text_content() == "半導体#半導体"
    width = page.evaluate("document.querySelector('dialog').scrollWidth - document.querySelector('dialog').clientWidth")
    assert width <= 0
    page.keyboard.press("Tab")
    expect(dialog.locator(".bunko-map-list a:focus")).to_have_text("元の記事")
    expect(dialog.locator("a.bunko-node-article.bunko-on")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"2025-01-01-a\.html#bunko-map"))
    there = page.get_by_role("dialog", name="リンクグラフ")
    expect(there.locator(".bunko-node-here")).to_contain_text("元の記事")
    page.keyboard.press("Escape")
    expect(there).to_be_hidden()
    expect(page).to_have_url(re.compile(r"2025-01-01-a\.html$"))
    assert serious(complaints) == []


def test_months_are_reached_from_the_map_of_the_archive_without_scripts(
    browser: Browser, home: str, watch: Watch
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    complaints = watch(page, home)
    page.goto(f"{home}/{OLD}.html")
    page.get_by_role("link", name="年表").click()
    page.get_by_role("link", name="2025年2月: 1本の記事").click()
    assert page.locator("h1").inner_text() == "2025年2月"
    context.close()
    assert serious(complaints) == []
