"""Dates and histories from git: if the site asks, if there is git, if it knows all; the front matter wins."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

import bunko.sphinx_ext.history
from archives import differing
from gitkit import HAS_GIT, FakeGit, RealGit
from sitekit import CONF, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitkit import Repository
    from sitekit import BuildResult

HOME = "https://example.org/"
OPTIONS = f"""
html_baseurl = "{HOME}"
html_context = {{"github_user": "me", "github_repo": "x", "github_version": "main", "doc_path": ""}}
html_theme_options = {{"use_edit_page_button": True}}
"""
GIT = CONF.replace('"basic"', '"bunko"') + OPTIONS + "bunko_git = True\n"
A, B = "posts/2025-01-02-a", "posts/2025-01-03-b"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.fixture(params=["git", "fake"])
def repository(request: pytest.FixtureRequest, site: Site, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Of two posts, both committed; one was changed afterwards. Where there is no git, one that answers as it does."""
    if request.param == "git" and HAS_GIT:
        found: Repository = RealGit(site.source)
    else:
        found = fake = FakeGit(site.source)
        monkeypatch.setattr(bunko.sphinx_ext.history, "run_git", fake)
    site.write("conf.py", GIT)
    site.write(f"{A}.md", "---\ntitle: 一\n---\n本文。\n")
    site.write(f"{B}.md", "---\ntitle: 二\n---\n本文。\n")
    found.commit(at("2025-01-03T12:00:00+09:00"))
    site.write(f"{A}.md", "---\ntitle: 一\n---\n直した本文。\n")
    found.commit(at("2025-05-06T23:00:00+00:00"))
    return found


def said(built: BuildResult, name: str) -> dict[str, Any]:
    """Return what a page and what programs read say of its last change."""
    page, path = built.read(f"{name}.html"), re.escape(f"{HOME}{name}.html")
    data = next(json.loads(text) for text in re.findall(r'ld\+json">(.*?)</script>', page) if "BlogPosting" in text)
    byline = re.search(r'bunko-updated">\S+ <time datetime="([^"]*)"', page)
    sitemap = re.search(rf"<loc>{path}</loc>\s*<lastmod>([^<]*)", built.read("sitemap.xml"))
    (entry,) = (item for item in json.loads(built.read("feed.json"))["items"] if name in item["url"])
    history = re.search(r'href="([^"]*)">変更履歴', page)
    return {
        "byline": byline and byline[1],
        "data": data["dateModified"],
        "sitemap": sitemap and sitemap[1],
        "feed": entry["date_modified"],
        "history": history and history[1],
    }


def test_a_change_shows_wherever_dates_do_and_its_history_beside_the_place_to_edit(
    site: Site, repository: Repository
) -> None:
    del repository
    built = site.build()
    assert built.warnings == []
    found = said(built, A)
    assert found.pop("history") == f"https://github.com/me/x/commits/main/{A}.md"
    assert set(found.values()) == {"2025-05-07T08:00:00+09:00"}
    untouched = said(built, B)
    assert untouched["byline"] is None
    assert untouched["data"] == "2025-01-03T00:00:00+09:00"
    assert untouched["history"] == f"https://github.com/me/x/commits/main/{B}.md"
    assert "edit/main/posts" in built.read(f"{A}.html")


def test_the_front_matter_wins(site: Site, repository: Repository) -> None:
    site.write(f"{A}.md", "---\ntitle: 一\nupdated: 2025-02-03\n---\n本文。\n")
    repository.commit(at("2025-08-01T00:00:00+09:00"))
    assert said(site.build(), A)["byline"] == "2025-02-03T00:00:00+09:00"


def test_it_is_off_unless_a_site_asks_for_it(site: Site, repository: Repository) -> None:
    site.write("conf.py", GIT.replace("bunko_git = True", ""))
    found = said(site.build(), A)
    assert (found["byline"], found["history"]) == (None, None)
    if isinstance(repository, FakeGit):
        assert repository.asked == []


def test_an_incremental_build_after_a_commit_equals_a_clean_one(site: Site, repository: Repository) -> None:
    site.build()
    site.write(f"{B}.md", "---\ntitle: 二\n---\n直した。\n")
    site.write("posts/2025-01-04-c.md", "---\ntitle: 三\n---\n本文。\n")
    before = site.build()
    assert said(before, B)["byline"] is None
    assert said(before, "posts/2025-01-04-c")["history"] is None
    repository.commit(at("2025-09-01T00:00:00+09:00"))
    after = site.build()
    assert after.app is not None
    assert said(after, B)["byline"] == "2025-09-01T00:00:00+09:00"
    assert said(after, "posts/2025-01-04-c")["history"]
    kept = {name: content for name, content in after.files().items() if name != ".buildinfo"}
    clean = site.build("dirhtml", fresh=True)
    assert clean.warnings == []
    fresh = site.build(fresh=True)
    assert {name: content for name, content in fresh.files().items() if name != ".buildinfo"} == kept
    assert differing(site.build(), fresh) == []


def test_the_log_is_read_once_for_each_state_of_the_repository(
    site: Site, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real: Callable[..., bytes] = bunko.sphinx_ext.history.run_git

    def note(*arguments: Any) -> bytes:  # noqa: ANN401 — handed on
        asked.append(arguments[1])
        return real(*arguments)

    monkeypatch.setattr(bunko.sphinx_ext.history, "run_git", note)
    site.build()
    site.build()
    assert asked == ["rev-parse", "log", "rev-parse"]
    site.write(f"{B}.md", "---\ntitle: 二\n---\n直した。\n")
    repository.commit(at("2025-09-01T00:00:00+09:00"))
    site.build(jobs=2)
    assert asked[3:] == ["rev-parse", "log"]


def test_a_shallow_clone_says_nothing(site: Site, repository: Repository) -> None:
    if isinstance(repository, FakeGit):
        repository.is_shallow = True
        cloned = site
    else:
        cloned = Site(site.source.parent / "shallow")
        address = site.source.as_uri()
        RealGit(site.source.parent).run("clone", "--quiet", "--depth", "1", address, str(cloned.source))
    found = said(cloned.build(), A)
    assert (found["byline"], found["history"]) == (None, None)


def test_a_site_in_a_folder_of_a_repository_is_found(site: Site) -> None:
    if not HAS_GIT:
        return  # what git calls the files of a folder is asked of git alone
    whole = RealGit(site.source)
    inner = Site(site.source / "内")
    inner.write("conf.py", GIT)
    inner.write("index.md", "# x\n")
    inner.write(f"{A}.md", "---\ntitle: 一\n---\n本文。\n")
    whole.commit(at("2025-01-03T12:00:00+09:00"))
    inner.write(f"{A}.md", "---\ntitle: 一\n---\n直した。\n")
    whole.commit(at("2025-05-06T23:00:00+00:00"))
    assert said(inner.build(), A)["byline"] == "2025-05-07T08:00:00+09:00"


def test_without_git_or_a_repository_nothing_is_said_and_nothing_fails(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("conf.py", GIT)
    site.write(f"{A}.md", "---\ntitle: 一\n---\n本文。\n")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(site.source.parent))
    assert site.build().warnings == []
    monkeypatch.setenv("PATH", str(site.source))
    built = site.build(fresh=True)
    assert built.warnings == []
    assert said(built, A)["history"] is None


def test_a_cache_that_is_damaged_is_made_anew(site: Site, repository: Repository) -> None:
    del repository
    site.build()
    path = site.source / "_build/doctrees/bunko/git.json"
    for text in ("", "[]", "{}", '[{"version": 1}, 3]'):
        path.write_text(text, encoding="utf-8")
        assert said(site.build(), A)["byline"] == "2025-05-07T08:00:00+09:00"
