"""Readers search: by button and by keys, as they type, in Japanese, with filters, from a server and from files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from browsing import serve
from sitekit import CONF, new_site, once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from sitekit import Site

    Listen = Callable[[Page, str], list[str]]

BOOK = f'{CONF}project = "文庫"\nhtml_theme = "bunko"\n'
POWER = "電力の問題は、値段の問題です。ＧＰＵも電気を使います。"
SERVER = "Ｎｏｄｅ．ｊｓでサーバを書きます。\n\n## 監視\n\n監視にはメトリクスを使う。"
POSTS = {
    "2024-01-01-power": ("電力の話", "技術", "[電力, C#]", "甲", POWER),
    "2024-02-01-server": ("サーバーの構築", "技術", "[C++]", "乙", SERVER),
    "2025-01-01-cat": ("猫との暮らし", "生活", "[猫]", "甲", "猫に電力は要りません。<b>猫</b>は寝ます。"),
    **{f"2025-02-{day:02}-x": (f"連載 第{day}回", "連載", "[猫]", "乙", "連載の本文です。") for day in range(1, 15)},
}  # fmt: skip


def fill(site: Site) -> Site:
    for name, (title, category, tags, author, body) in POSTS.items():
        head = f"title: {title}\ncategory: {category}\ntags: {tags}\nauthor: {author}"
        site.write(f"posts/{name}.md", f"---\n{head}\n---\n{body}\n")
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with our look, built once."""
    folder = once(tmp_path_factory, "search_site", lambda folder: _build(folder / "site", BOOK))
    return folder / "site" / "_build" / "html"


def _build(folder: Path, conf: str) -> None:
    folder.mkdir(exist_ok=True)
    assert fill(new_site(folder, conf)).build(apart=True).returncode == 0


@pytest.fixture(scope="module")
def served(built: Path) -> Iterator[str]:
    """Serve it."""
    with serve(built) as address:
        yield address


@pytest.fixture
def page(browser: Browser, served: str, watch: Listen) -> Iterator[Page]:
    """Open a post; in the end, nothing must have gone wrong and no other host been asked."""
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    complaints = watch(tab, served)
    tab.goto(f"{served}/posts/2024-01-01-power.html")
    yield tab
    tab.wait_for_load_state("networkidle")
    tab.close()
    assert not complaints, "\n".join(complaints)


def search_for(page: Page, query: str) -> None:
    page.keyboard.press("/")
    page.locator(".bunko-search-input").fill(query)


def shows(page: Page, *titles: str) -> None:
    expect(page.locator(".bunko-search-title")).to_have_text(list(titles))


def test_nothing_of_the_search_is_loaded_before_it_is_asked_for(browser: Browser, served: str) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(urlsplit(request.url).path))
    tab.goto(f"{served}/posts/2024-01-01-power.html", wait_until="networkidle")
    assert not [path for path in asked if "search" in path]
    search_for(tab, "電力")
    shows(tab, "電力の話", "猫との暮らし")
    loaded = {path for path in asked if "search" in path}
    assert {"/_static/bunko-search.js", "/_static/bunko-search-view.js", "/_search/meta.js"} <= loaded
    assert "/_search/facets.js" not in loaded
    assert "/_search/dates.js" not in loaded
    tab.close()


@pytest.mark.parametrize("keys", ["/", "Control+k", "Meta+k"])
def test_keys_open_it_and_escape_returns_to_where_one_was(page: Page, keys: str) -> None:
    link = page.locator(".bunko-byline a").first
    link.focus()
    page.keyboard.press(keys)
    expect(page.locator(".bunko-search-input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".bunko-search-dialog")).to_be_hidden()
    expect(link).to_be_focused()


def test_a_slash_that_is_typed_is_a_slash(page: Page) -> None:
    search_for(page, "")
    page.keyboard.type("a/b")
    expect(page.locator(".bunko-search-input")).to_have_value("a/b")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_button_opens_it_and_a_result_leads_to_the_section(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(".bunko-header [data-bunko-search]").click()
    page.locator(".bunko-search-input").fill("メトリクス")
    shows(page, "サーバーの構築")
    expect(page.locator(".bunko-search-quotation mark")).to_have_text("メトリクス")
    expect(page.locator(".bunko-search-about")).to_contain_text("2024年2月1日")
    expect(page.locator(".bunko-search-about")).to_contain_text("技術")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2024-02-01-server.html*")
    assert "#" in page.url


@pytest.mark.parametrize("query", ["サーバ", "サーバー", "ｻｰﾊﾞ", "node.js", "ＮＯＤＥ．ＪＳ", "監視", "書きます"])
def test_width_case_and_the_long_mark_make_no_difference(page: Page, query: str) -> None:
    search_for(page, query)
    shows(page, "サーバーの構築")
    expect(page.locator(".bunko-search-status")).to_have_text("1件")


def test_what_is_not_there_is_not_found_and_the_reader_is_told(page: Page) -> None:
    search_for(page, "電力の猫")
    expect(page.locator(".bunko-search-status")).to_contain_text("「電力の猫」に一致する記事はありません")
    shows(page)


def test_nothing_is_searched_for_while_an_input_method_composes(page: Page) -> None:
    search_for(page, "")
    driver = page.context.new_cdp_session(page)
    for text in ("で", "でん", "でんりょく", "電力"):
        driver.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    page.wait_for_timeout(500)
    expect(page.locator(".bunko-search-input")).to_have_value("電力")
    shows(page)
    driver.send("Input.insertText", {"text": "電力"})
    shows(page, "電力の話", "猫との暮らし")


def test_arrows_walk_through_results_and_enter_opens_one(page: Page) -> None:
    search_for(page, "電力")
    shows(page, "電力の話", "猫との暮らし")
    links = page.locator(".bunko-search-results a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".bunko-search-input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2025-01-01-cat.html*")


def test_focus_stays_in_the_dialog(page: Page) -> None:
    search_for(page, "電力")
    shows(page, "電力の話", "猫との暮らし")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        )


def test_filters_and_order(page: Page) -> None:
    search_for(page, "電力")
    page.locator(".bunko-search-toggle").click()
    page.get_by_label("カテゴリー").select_option("生活")
    shows(page, "猫との暮らし")
    page.get_by_role("button", name="条件を解除").click()
    page.get_by_label("並び順").select_option("date")
    shows(page, "猫との暮らし", "電力の話")
    page.get_by_label("年", exact=True).select_option("2024")
    shows(page, "電力の話")
    page.get_by_role("button", name="条件を解除").click()
    page.get_by_label("タグ").fill("ｃ#")
    shows(page, "電力の話")
    page.locator(".bunko-search-input").fill("")
    page.get_by_label("タグ").fill("")
    page.get_by_label("著者").select_option("甲")
    shows(page, "猫との暮らし", "電力の話")


def test_more_results_come_when_asked_for(page: Page) -> None:
    search_for(page, "連載")
    expect(page.locator(".bunko-search-results li")).to_have_count(10)
    expect(page.locator(".bunko-search-status")).to_have_text("14件")
    page.get_by_role("button", name="さらに表示").click()
    expect(page.locator(".bunko-search-results li")).to_have_count(14)
    expect(page.locator(".bunko-search-results li").nth(10).locator("a")).to_be_focused()
    expect(page.get_by_role("button", name="さらに表示")).to_be_hidden()


def test_a_search_has_an_address_and_a_history(page: Page, served: str) -> None:
    page.goto(f"{served}/search.html?q=電力&category=技術")
    shows(page, "電力の話")
    page.get_by_label("カテゴリー").select_option("")
    shows(page, "電力の話", "猫との暮らし")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["電力"]}
    box = page.locator(".bunko-search-input")
    box.fill("監視")
    box.press("Enter")
    shows(page, "サーバーの構築")
    page.locator(".bunko-search-results a").click()
    page.wait_for_url("**/2024-02-01-server.html*")
    page.go_back()
    shows(page, "サーバーの構築")


def test_the_dialog_leads_to_the_page(page: Page) -> None:
    search_for(page, "電力")
    shows(page, "電力の話", "猫との暮らし")
    page.get_by_role("link", name="結果をページで見る").click()
    page.wait_for_url("**/search.html?q=*")
    shows(page, "電力の話", "猫との暮らし")


def test_it_works_without_a_server(browser: Browser, built: Path, watch: Listen) -> None:
    tab = browser.new_page()
    home = built.as_uri()
    complaints = watch(tab, home)
    tab.goto(f"{home}/posts/2025-01-01-cat.html")
    search_for(tab, "ＧＰＵ 電気")
    shows(tab, "電力の話")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/2024-01-01-power.html*")
    tab.goto(f"{home}/search.html?q=猫&year=2025&sort=date")
    shows(tab, "猫との暮らし")
    tab.close()
    assert not complaints


def test_without_scripts_its_page_says_so(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{served}/posts/2024-01-01-power.html")
    tab.locator(".bunko-header [data-bunko-search]").click()
    tab.wait_for_url("**/search.html")
    expect(tab.locator("article noscript p")).to_be_visible()
    context.close()


@pytest.mark.parametrize("theme", ["basic", "alabaster", "furo", "pydata_sphinx_theme"])
def test_other_themes_have_it_too(browser: Browser, make_site: Callable[..., Site], watch: Listen, theme: str) -> None:
    site = make_site(conf=CONF.replace("basic", theme))
    site.write("posts/2024-01-01-power.md", "---\ntitle: 電力の話\n---\n電力の問題。\n")
    home = site.build(apart=True).outdir.as_uri()
    tab = browser.new_page()
    complaints = watch(tab, home)
    tab.goto(f"{home}/posts/2024-01-01-power.html")
    tab.keyboard.press("Control+k")
    tab.locator(".bunko-search-input").fill("問題")
    shows(tab, "電力の話")
    tab.goto(f"{home}/search.html?q=問題")  # where the themes' own boxes lead
    shows(tab, "電力の話")
    tab.close()
    assert not complaints
