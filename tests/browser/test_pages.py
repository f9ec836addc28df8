"""What a reader does on the pages: opens menus, copies code, cites, reads notes, prints, gets lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from browsing import settle
from pageskit import kitchen_site, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

    from pageskit import Served

    Visit = Callable[..., Page]

HERE = ("http://127.0.0.1:", "data:")
POST = "posts/2025-12-29-1-aiamazon-500.html"
PHONE, TABLET, DESK = 390, 820, 1280
PAGES = [
    *["index.html", POST, "posts/2026-01-10-sample.html", "tags/ai.html", "tags/index.html", "categories/index.html"],
    *["authors/index.html", "archive/index.html", "archive/2025.html", "archive/2025/12.html", "404.html"],
]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site like the project's own, with an article that has everything, served as hosts do: with ``404.html``."""
    with serve(kitchen_site(tmp_path_factory)) as found:
        yield found


@pytest.fixture
def at(browser: Browser, served: Served) -> Iterator[Visit]:
    """Return a function that opens a page; nothing that must not happen may have happened on it."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def visit(path: str, width: int = DESK, **options: Any) -> Page:  # noqa: ANN401 — the browser's
        context = browser.new_context(viewport={"width": width, "height": 844}, **options)
        contexts.append(context)
        page = context.new_page()
        missing = not (served.folder / path).exists()

        def on_response(response: Response) -> None:
            if response.status >= 400 and not (missing and response.request.is_navigation_request()):
                complaints.append(f"{response.status}: {response.url}")

        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error" and not (missing and "404" in message.text):
                complaints.append(f"console: {message.text}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("request", lambda request: None if request.url.startswith(HERE) else complaints.append(request.url))
        page.on("response", on_response)
        page.goto(f"{served.address}/{path}", wait_until="load")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def sample(at: Visit, width: int = DESK, **options: Any) -> Page:  # noqa: ANN401 — the browser's
    return at("posts/2026-01-10-sample.html", width, **options)


def on_screen(place: Locator, height: int) -> bool:
    box = place.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= height


# -- what stands where


def test_a_phone_shows_title_byline_and_first_paragraph_without_scrolling(at: Visit) -> None:
    page = at(POST, PHONE)
    article = page.locator("article")
    for place in (article.locator("h1"), article.locator(".bunko-byline"), article.locator("section > p").first):
        assert on_screen(place, 844)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, PHONE, TABLET, DESK])
def test_no_page_scrolls_sideways_or_complains(at: Visit, width: int, scheme: str) -> None:
    page = at(PAGES[0], width, color_scheme=scheme)
    home = page.url.removesuffix(PAGES[0])
    for path in PAGES:
        page.goto(f"{home}{path}", wait_until="load")
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, path
        assert page.locator("h1:visible").count() == 1, path


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_headings_break_between_phrases_only(at: Visit, width: int) -> None:
    page = at(POST, width)
    lines = page.locator("article h1").evaluate(
        """heading => {
            const lines = new Map(), range = document.createRange()
            for (const node of heading.childNodes) for (let at = 0; at < (node.length || 0); at += 1) {
                range.setStart(node, at), range.setEnd(node, at + 1)
                const top = Math.round(range.getBoundingClientRect().top)
                lines.set(top, (lines.get(top) || "") + node.data[at])
            }
            return [...lines.values()].map(line => line.trim())
        }"""
    )
    assert len(lines) > 1
    ends = re.compile(r"(AI覇権の|行方：|Amazon|500億ドル投資が|市場にもたらす|変化の|核心。)\Z")
    assert all(ends.search(line) for line in lines), lines


def test_the_colours_can_be_switched_and_stay(at: Visit) -> None:
    page = sample(at, color_scheme="light")

    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = paper()
    page.get_by_role("button", name="ダーク").click()
    dark = paper()
    assert dark != light
    expect(page.get_by_role("button", name="ダーク")).to_have_attribute("aria-pressed", "true")
    page.goto(page.url.replace("posts/2026-01-10-sample", "index"))
    assert paper() == dark


# -- the menu and the contents


def test_a_phone_opens_and_closes_the_menu(at: Visit) -> None:
    page = sample(at, PHONE)
    menu = page.get_by_role("navigation", name="サイト")
    assert not menu.is_visible() or not on_screen(menu, 844)
    page.get_by_role("button", name="メニュー").click()
    expect(page.locator("dialog[open]").get_by_role("link", name="アーカイブ")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_phone_goes_to_a_section_by_the_contents(at: Visit) -> None:
    page = sample(at, PHONE)
    page.get_by_role("button", name="目次").click()
    page.locator("dialog[open]").get_by_role("link", name="コード").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.wait_for_function("scrollY > 100")
    settle(page)
    box = page.locator("article h2", has_text="コード").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 422  # the page ends not far below


def test_the_contents_mark_the_section_being_read(at: Visit) -> None:
    page = at(POST, DESK)
    marked = page.locator(".bunko-contents a[aria-current]")
    headings = page.locator("article h2")
    for number in range(headings.count()):
        text = headings.nth(number).inner_text().removesuffix("#")
        for paragraph in (0, -1):
            places = page.locator("article section section").nth(number).locator("> p")
            places.nth(paragraph).evaluate("place => scrollTo({top: place.offsetTop - 150, behavior: 'instant'})")
            expect(marked).to_have_text(text)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_without_scripts_everything_is_there_but_the_buttons(at: Visit, width: int) -> None:
    page = sample(at, width, java_script_enabled=False)
    expect(page.get_by_role("navigation", name="目次").get_by_role("link", name="コード")).to_be_visible()
    expect(page.get_by_role("navigation", name="サイト").get_by_role("link", name="タグ")).to_be_visible()
    assert page.get_by_role("button").count() == 0 or not page.get_by_role("button").first.is_visible()
    page.locator(".bunko-cite summary").click()
    expect(page.locator(".bunko-citation")).to_be_visible()


# -- code, tables, notes, citations


def test_code_is_copied_as_it_was_written(at: Visit) -> None:
    page = sample(at, permissions=["clipboard-read", "clipboard-write"])
    code = page.locator("div.highlight").first
    code.hover()
    code.get_by_role("button", name="コピー").click()
    expect(code.get_by_role("button")).to_have_text("コピーしました")
    expect(page.get_by_role("status")).to_have_text("コピーしました")
    assert page.evaluate("navigator.clipboard.readText()") == 'def hello(name):\n    return f"こんにちは、{name}さん"\n'


def test_numbered_code_is_copied_without_its_numbers(at: Visit) -> None:
    page = at("numbered.html", DESK, permissions=["clipboard-read", "clipboard-write"])
    page.locator("div.highlight").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("コピーしました")
    assert page.evaluate("navigator.clipboard.readText()") == "first = 1\nsecond = 2\n"


def test_a_wide_table_scrolls_by_keyboard_on_a_phone(at: Visit) -> None:
    page = sample(at, PHONE)
    table = page.get_by_role("region", name="表")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_a_footnote_appears_beside_its_number_and_goes(at: Visit) -> None:
    page = sample(at)
    note = page.locator(".bunko-note")
    expect(note).to_be_hidden()
    page.locator("a.footnote-reference").first.hover()
    expect(note).to_have_text("脚注の本文。")
    note.hover()
    page.wait_for_timeout(400)
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_a_footnote_leads_back_to_its_number(at: Visit) -> None:
    page = sample(at, java_script_enabled=False)
    page.locator("a.footnote-reference").first.click()
    page.locator("aside.footnote:target a[role=doc-backlink]").click()
    expect(page.locator("a.footnote-reference:target")).to_be_visible()


def test_on_a_touch_screen_the_first_touch_shows_a_footnote(at: Visit) -> None:
    page = sample(at, PHONE, has_touch=True, is_mobile=True)
    page.locator("a.footnote-reference").first.tap()
    expect(page.locator(".bunko-note")).to_have_text("脚注の本文。")
    assert "#" not in page.url


def test_a_citation_can_be_copied_as_text_and_for_bibtex(at: Visit) -> None:
    page = sample(at, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("この記事を引用する").click()
    copied = []
    for place in page.locator(".bunko-cite [data-bunko-copy]").all():
        place.get_by_role("button").click()
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    address = page.url
    assert copied[0] == f"「文字組みの見本：表、コード、脚注。」データ分析班、文庫、2026年1月10日、{address}"
    assert copied[1].startswith("@online{2026-01-10-sample,\n  title = {{文字組みの見本：表、コード、脚注。}},\n")
    assert f"  url = {{{address}}}\n}}" in copied[1]


# -- getting lost


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("posts/2025-12-29-1-aiamazon-50.html", "AI覇権の行方"),
        ("2025/12/29/aiamazon-500/", "AI覇権の行方"),
        ("a/b/c/1-aiamazon_500", "AI覇権の行方"),
        ("posts/2026-01-10-sampel.html", "文字組みの見本"),
        (f"tag/{quote('最新ニュース')}", "タグ：最新ニュース"),
    ],
)
def test_a_wrong_address_leads_to_the_nearest_page(at: Visit, wanted: str, title: str) -> None:
    page = at(wanted, DESK)
    expect(page.locator("h1")).to_have_text("ページが見つかりません")
    first = page.locator(".bunko-nearest a").first
    expect(first).to_contain_text(title)
    first.click()
    expect(page.locator("h1").first).to_contain_text(title.removeprefix("タグ："))


def test_an_address_like_nothing_gets_the_ways_into_the_archive(at: Visit) -> None:
    page = at("zzzz/qqqq", DESK)
    expect(page.locator(".bunko-nearest")).to_be_hidden()
    page.locator(".bunko-ways").get_by_role("link", name="アーカイブ").click()
    expect(page.locator("h1")).to_have_text("アーカイブ")


def test_the_page_for_wrong_addresses_keeps_its_own_anchors(at: Visit) -> None:
    page = at("deep/down/nothing", DESK)
    link = page.locator(".skip-link a").evaluate("link => link.href")
    assert link == page.url.replace("deep/down/nothing", "404.html#main-content")


# -- indexes


def test_the_tag_index_jumps_to_a_row(at: Visit) -> None:
    page = at("tags/index.html", PHONE)
    page.get_by_role("navigation", name="見出しへ").get_by_role("link", name="た", exact=True).click()
    page.wait_for_function("location.hash !== '' && scrollY > 0")
    settle(page)
    heading = page.get_by_role("heading", name="た", exact=True)
    box = heading.bounding_box()
    assert box is not None
    jump = page.locator(".bunko-jump").bounding_box()
    assert jump is not None
    assert box["y"] >= jump["y"] + jump["height"] - 1 or box["y"] + box["height"] <= 844


def test_tags_used_more_are_larger(at: Visit) -> None:
    page = at("tags/index.html", DESK)
    sizes = page.locator(".bunko-terms-tags > li").evaluate_all(
        "items => items.map(item => [+item.querySelector('.bunko-number').textContent, "
        "parseFloat(getComputedStyle(item).fontSize)])"
    )
    assert len({size for _, size in sizes}) > 1
    by_use = sorted(sizes)
    assert [size for _, size in by_use] == sorted(size for _, size in sizes)


# -- print


def test_print_has_the_article_and_no_furniture(at: Visit) -> None:
    page = sample(at)
    page.emulate_media(media="print")
    for gone in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".bunko-header", ".bunko-imprint", ".bunko-copy"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    after = page.locator("article a.external").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://example.org/" in after
