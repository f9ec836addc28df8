"""Links to share, a licence, and comments that are asked for, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from axe import violations
from browsing import WIDTHS, beyond, listen, opened, serve, small_targets
from sitekit import CONF, new_site, once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

PAGE = "posts/2025-01-02-a.html"
HOST = "https://giscus.app/"
#: What giscus' script does, as far as the page can tell: a frame in the element that waits for it.
SCRIPT = """{
    const frame = Object.assign(document.createElement("iframe"), {className: "giscus-frame giscus-frame--loading"});
    const query = new URLSearchParams({...document.currentScript.dataset});
    frame.title = "Comments";
    frame.src = `https://giscus.app/ja/widget?${query}`;
    document.querySelector(".giscus").append(frame);
}"""
WIDGET = """<!doctype html><html lang="ja"><title>x</title><p>コメント</p>
<script>addEventListener("message", (event) => { document.body.dataset.got = JSON.stringify(event.data) })</script>"""


def conf(load: str) -> str:
    giscus = {"repo": "me/blog", "repo_id": "R", "category": "c", "category_id": "D", "load": load}
    return CONF.replace('"basic"', '"bunko"') + (
        f'html_baseurl = "https://example.org/"\nbunko_license = "CC BY 4.0"\nbunko_giscus = {giscus!r}\n'
        'bunko_share = ["x", "hatena", "line", "facebook"]\n'
    )


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of two sites, by when their comments are loaded."""

    def build(folder: Path) -> None:
        for load in ("click", "scroll"):
            site = new_site(folder / load, conf(load))
            text = "本文。\n\n" * 60
            site.write("posts/2025-01-02-a.md", f"---\ntitle: 題\ncategories: [分類]\n---\n{text}")
            assert site.build(apart=True).warnings == []

    folder = once(tmp_path_factory, "hooks", build)
    with serve(folder / "click/_build/html") as click, serve(folder / "scroll/_build/html") as scroll:
        yield {"click": click, "scroll": scroll}


@pytest.fixture
def giscus(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page to which giscus answers, and what was asked of it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        is_script = route.request.url.endswith("client.js")
        kind = "text/javascript" if is_script else "text/html; charset=utf-8"
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=SCRIPT if is_script else WIDGET, content_type=kind, headers=headers)

    context.route(f"{HOST}**", answer)
    yield context.new_page(), asked
    context.close()


def test_everybody_can_use_what_is_added(browser: Browser, sites: dict[str, str]) -> None:
    with opened(browser, sites["click"]) as page:  # and nothing is asked of another host
        page.goto(PAGE, wait_until="load")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.wait_for_function(f"document.documentElement.dataset.theme == '{scheme}'")
                assert violations(page) == [], (width, scheme)
            assert small_targets(page) == [], width
            assert beyond(page) <= 0, width
        expect(page.get_by_role("navigation", name="この記事を共有").get_by_role("link")).to_have_count(4)
        expect(page.get_by_role("link", name="CC BY 4.0")).to_be_visible()


def test_without_scripts_the_discussions_are_a_link_and_no_button_does_nothing(
    browser: Browser, sites: dict[str, str]
) -> None:
    with opened(browser, sites["click"], scripts=False) as page:
        page.goto(PAGE, wait_until="load")
        expect(page.get_by_role("link", name="GitHub のディスカッション")).to_be_visible()
        expect(page.get_by_text("コメントを表示")).to_be_hidden()


def test_comments_are_loaded_when_they_are_asked_for_in_the_colours_of_the_page(
    giscus: tuple[Page, list[str]], sites: dict[str, str]
) -> None:
    page, asked = giscus
    page.emulate_media(color_scheme="dark")
    page.goto(f"{sites['click']}/{PAGE}", wait_until="networkidle")
    page.keyboard.press("End")
    page.wait_for_timeout(300)
    assert asked == []
    page.get_by_role("button", name="コメントを表示").click()
    frame = page.frame_locator("iframe.giscus-frame")
    expect(frame.get_by_text("コメント")).to_be_visible()
    script, widget = asked
    assert script == f"{HOST}client.js"
    said: dict[str, Any] = parse_qs(urlsplit(widget).query)
    wanted = {"repo": "me/blog", "repoId": "R", "category": "c", "categoryId": "D", "mapping": "pathname", "lang": "ja"}
    assert {key: said[key] for key in wanted} == {key: [value] for key, value in wanted.items()}
    assert said["theme"] == ["dark"]
    assert "load" not in said
    assert page.evaluate("document.activeElement.className") == "bunko-comments"
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    expect(frame.locator("body")).to_have_attribute("data-got", '{"giscus":{"setConfig":{"theme":"light"}}}')


def test_comments_are_loaded_when_they_come_into_view_if_the_site_says_so(
    giscus: tuple[Page, list[str]], sites: dict[str, str]
) -> None:
    page, asked = giscus
    page.goto(f"{sites['scroll']}/{PAGE}", wait_until="networkidle")
    assert asked == []
    page.keyboard.press("End")
    expect(page.frame_locator("iframe.giscus-frame").get_by_text("コメント")).to_be_visible()
    assert len(asked) == 2


def test_without_a_way_to_the_host_the_button_stays(browser: Browser, sites: dict[str, str]) -> None:
    with browser.new_context() as context:
        context.route(f"{HOST}**", lambda route: route.abort())
        page = context.new_page()
        complaints = listen(page, sites["click"])
        page.goto(f"{sites['click']}/{PAGE}", wait_until="networkidle")
        page.get_by_role("button", name="コメントを表示").click()
        expect(page.get_by_role("button", name="コメントを表示")).to_be_visible()
        assert not [complaint for complaint in complaints if "script error" in complaint]
