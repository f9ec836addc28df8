"""What a log of git says of files, and where their histories are shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from archive import JAPAN, NEW_YEAR, post
from bunko.posts.history import LOG, history_address, last_changes, with_history
from bunko.sphinx_ext.history import run_git
from gitkit import HAS_GIT, FakeGit, RealGit

if TYPE_CHECKING:
    from pathlib import Path

    from gitkit import Repository


@pytest.fixture(params=["git", "fake"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """Both answer alike; where there is no git, the fake one stands in."""
    return RealGit(tmp_path) if request.param == "git" and HAS_GIT else FakeGit(tmp_path)


def log_of(repository: Repository, folder: Path) -> bytes:
    return run_git(folder, *LOG) if isinstance(repository, RealGit) else repository(folder, *LOG)  # type: ignore[operator]


def test_a_file_was_changed_when_its_author_last_changed_what_it_holds(repository: Repository, tmp_path: Path) -> None:
    names = ["日本 語.md", 'a"b\tc.md', "one.md", "moved.md", "gone.md", "again.md"]
    for name in names:
        (tmp_path / name).write_text(f"{name} 1\n", encoding="utf-8")
    repository.commit(100)
    (tmp_path / "日本 語.md").write_text("2\n", encoding="utf-8")
    (tmp_path / "again.md").write_text("2\n", encoding="utf-8")
    (tmp_path / "moved.md").write_text("moved 2\n", encoding="utf-8")
    repository.commit(300)
    (tmp_path / "日本 語.md").write_text("3\n", encoding="utf-8")  # written earlier, taken in later
    (tmp_path / 'a"b\tc.md').write_text("2\n", encoding="utf-8")
    (tmp_path / "again.md").unlink()
    (tmp_path / "gone.md").unlink()
    repository.commit(200)
    (tmp_path / "sub").mkdir()
    (tmp_path / "moved.md").rename(tmp_path / "sub/moved.md")
    (tmp_path / "again.md").write_text("3\n", encoding="utf-8")
    repository.commit(400)
    found = last_changes(log_of(repository, tmp_path))
    assert found == {"日本 語.md": 300, 'a"b\tc.md': 200, "one.md": 0, "sub/moved.md": 300, "again.md": 0}


def test_an_empty_log_says_nothing() -> None:
    assert last_changes(b"") == {}
    assert last_changes(b"\x01100\0\x01200\0") == {}  # merges


def test_the_front_matter_wins_and_a_change_before_the_date_is_none() -> None:
    day = timedelta(days=1)
    said = NEW_YEAR + 5 * day
    posts = [post("a", 0), post("b", 0, updated=said), post("c", 0), post("d", 0), post("e", 30)]
    moment = int((NEW_YEAR + 10 * day).timestamp())
    names = [found.docname for found in posts]
    changes = dict(zip(names, [moment, moment, 0, moment, moment], strict=True))
    del changes[names[3]]
    found = [dated.updated for dated in with_history(posts, changes, JAPAN)]
    assert found == [datetime.fromtimestamp(moment, UTC), said, None, None, None]
    assert found[0] is not None
    assert found[0].tzinfo == JAPAN


ADDRESSES = [
    ("https://github.com/me/x/edit/main/posts/a.md", "https://github.com/me/x/commits/main/posts/a.md"),
    ("https://github.com/edit/edit/edit/main/a.md", "https://github.com/edit/edit/commits/main/a.md"),
    ("https://gitlab.com/me/x/-/edit/main/a.md", "https://gitlab.com/me/x/-/commits/main/a.md"),
    ("https://bitbucket.org/me/x/src/main/a.md?mode=edit", "https://bitbucket.org/me/x/history-node/main/a.md"),
    ("https://codeberg.org/me/x/_edit/main/a.md", "https://codeberg.org/me/x/commits/branch/main/a.md"),
    ("https://example.com/change?file=a.md", ""),
    ("", ""),
]


@pytest.mark.parametrize(("edit", "history"), ADDRESSES)
def test_the_history_stands_beside_the_place_where_a_file_is_edited(edit: str, history: str) -> None:
    assert history_address(edit) == history
