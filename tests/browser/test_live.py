"""``bunko serve``: what is saved shows in the pages that are open, whatever is wrong with it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from bunko.preview.serve import Preview
from sitekit import EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from sitekit import Site

POST = "posts/2026-01-01-a.md"


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """Write a post, start the preview, open the post."""
    site.write(POST, "---\ntitle: 最初の題\ntags: [猫]\n---\n最初の本文。\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "bunko", "serve", str(site.source), "--port", "0", "--jobs", "1"],
        env={**os.environ, "PYTHONPATH": str(EXTENSIONS), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.match(r"http://[^ ]+/", process.stdout.readline())
        assert found
        page = browser.new_page()
        page.goto(f"{found[0]}posts/2026-01-01-a.html")
        expect(page.locator("h1")).to_have_text(re.compile("最初の題"))
        yield page
        page.close()
    finally:
        process.terminate()
        process.communicate()


def shows(page: Page, text: str) -> None:
    expect(page.locator("body")).to_contain_text(text)


def test_a_saved_post_shows_in_the_open_page(site: Site, page: Page) -> None:
    site.write(POST, "---\ntitle: 次の題\ntags: [犬]\n---\n次の本文。\n")
    shows(page, "次の本文。")
    shows(page, "犬")
    assert "bunko/live" not in (site.source / "_build/serve/html/posts/2026-01-01-a.html").read_text(encoding="utf-8")


def test_posts_are_added_renamed_and_deleted_and_drafts_are_shown_as_such(site: Site, page: Page) -> None:
    page.goto(page.url.replace("posts/2026-01-01-a.html", "archive/all.html"))
    site.write("posts/2026-01-02-b.md", "---\ntitle: 二つ目\ndraft: true\n---\n本文。\n")
    shows(page, "二つ目")
    expect(page.locator(".bunko-badge")).to_have_text("下書き")
    (site.source / POST).rename(site.source / "posts/2026-01-03-c.md")
    expect(page.locator("a[href$='2026-01-03-c.html']")).to_have_count(1)
    (site.source / "posts/2026-01-02-b.md").unlink()
    expect(page.locator("body")).not_to_contain_text("二つ目")


def test_a_page_that_has_gone_comes_back(site: Site, page: Page) -> None:
    text = (site.source / POST).read_text(encoding="utf-8")
    (site.source / POST).unlink()
    expect(page.locator("h1")).to_have_text("ページが見つかりません")
    site.write(POST, text)
    shows(page, "最初の本文。")


def test_what_a_build_says_stands_in_the_page(site: Site, page: Page) -> None:
    site.write(POST, "---\ntitle: 題\ntags: {a: b}\n---\n**閉じない\n")
    expect(page.locator("summary")).to_contain_text("1")
    expect(page.locator("pre")).to_contain_text("posts/2026-01-01-a.md:3: WARNING: tags:")
    site.write(POST, "---\ntitle: 題\n---\n直した本文。\n")
    shows(page, "直した本文。")
    expect(page.locator("summary")).to_be_hidden()


def test_a_build_that_fails_leaves_the_page_and_says_why(site: Site, page: Page) -> None:
    conf = (site.source / "conf.py").read_text(encoding="utf-8")
    site.write("conf.py", conf + "oops oops\n")
    line = len(conf.splitlines()) + 1
    expect(page.locator("pre")).to_contain_text(f"invalid syntax (conf.py, line {line})")
    expect(page.locator("pre")).not_to_contain_text("Versions")
    expect(page.locator("pre")).to_be_visible()
    shows(page, "最初の本文。")
    site.write("conf.py", conf)
    expect(page.locator("details")).to_be_hidden()
    site.write(POST, "---\ntitle: 題\n---\nもう一度。\n")
    shows(page, "もう一度。")


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_build_that_is_killed_says_so_and_the_next_one_works(site: Site, page: Page) -> None:
    conf = (site.source / "conf.py").read_text(encoding="utf-8")
    site.write("conf.py", conf + "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    expect(page.locator("pre")).to_contain_text("メモリ")
    site.write("conf.py", conf)
    expect(page.locator("details")).to_be_hidden()
    site.write(POST, "---\ntitle: 題\n---\nもう一度。\n")
    shows(page, "もう一度。")


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("posts/2026-01-01-a.md", True),
        ("conf.py", True),
        ("_build/html/index.html", False),
        (".git/index", False),
        ("posts/.#2026-01-01-a.md", False),
        ("posts/#2026-01-01-a.md#", False),
        ("posts/4913", False),
        ("drafts/x.md", False),
        ("../elsewhere.md", False),
    ],
)
def test_only_sources_start_a_build(tmp_path: Path, path: str, matters: bool) -> None:
    assert Preview(site=tmp_path, excluded=("drafts", ".*")).matters(tmp_path / path) is matters
