"""``bunko new`` begins a post that is read back as it was meant; ``bunko build`` and all errors in one line."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive import JAPAN
from bunko.cli.console import Progress, paint
from bunko.cli.main import main
from bunko.cli.new import post_text
from bunko.posts.article import ReadingRules, read_article
from sitekit import CONF, EXTENSIONS

if TYPE_CHECKING:
    from sitekit import Site


def new(site: Site, *arguments: str) -> int:
    return main(["new", "--site", str(site.source), *arguments])


def test_a_new_post_has_the_name_and_the_header_it_needs(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("conf.py", CONF + 'author = "編集部"\n')
    assert (
        new(site, "AI覇権の行方 (1)", "--date", "2025-12-29 20:37", "--category", "投資分析", "--tag", "AI、半導体")
        == 0
    )
    path = Path(capsys.readouterr().out.strip())
    assert path == site.source / "posts/2025-12-29-ai覇権の行方-1.md"
    assert path.read_bytes().decode() == (
        '---\ntitle: "AI覇権の行方 (1)"\ndate: 2025-12-29 20:37:00 +0900\ncategories: ["投資分析"]\n'
        'tags: ["AI", "半導体"]\nauthor: "編集部"\n---\n\n'
    )


def test_it_is_dated_today_in_the_zone_of_the_site_and_builds(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    zone = "Pacific/Kiritimati"  # where it is tomorrow
    site.write("conf.py", CONF + f'bunko_timezone = "{zone}"\n')
    before = datetime.now(ZoneInfo(zone)).date()
    assert new(site, "題", "--slug", "My Post!") == 0
    name = Path(capsys.readouterr().out.strip()).stem
    assert name in {f"{day:%Y-%m-%d}-my-post" for day in (before, datetime.now(ZoneInfo(zone)).date())}
    assert site.build().warnings == []


def test_nothing_is_ever_overwritten(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    path = site.write("posts/2025-01-02-題.md", "私の記事。\n")
    assert new(site, "題", "--date", "2025-01-02") == 2
    assert path.read_text(encoding="utf-8") == "私の記事。\n"
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("",), (" ",), ("!?",), ("題", "--date", "いつか"), ("題", "--slug", "…")])
def test_what_cannot_be_named_or_dated_is_said_and_nothing_is_written(
    site: Site, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(site, *arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (site.source / "posts").exists()


def test_no_title_leads_out_of_the_folder(site: Site) -> None:
    assert new(site, "../../x/..\\y", "--date", "2025-01-02") == 0
    assert [path.name for path in (site.source / "posts").iterdir()] == ["2025-01-02-x-y.md"]
    assert new(site, "長" * 300, "--date", "2025-01-02") == 0
    assert len(list((site.source / "posts").iterdir())) == 2


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=15).map(
    lambda text: " ".join(text.split())
)


@given(WORDS.filter(bool), st.lists(WORDS.filter(bool), max_size=3), st.lists(WORDS.filter(bool), max_size=2))
@example("題", [], [","])
@example("題", [","], ["山田、Jr."])
def test_whatever_the_words_are_the_header_is_read_back(title: str, tags: list[str], authors: list[str]) -> None:
    text = post_text(title, datetime(2025, 1, 2, 3, 4, 5, tzinfo=JAPAN), [], tags, authors)
    article = read_article("posts/2025-01-02-x", text + "本文。\n", ReadingRules(zone=JAPAN))
    assert article.problems == ()
    assert article.post.tags == tuple(dict.fromkeys(tags))
    assert article.post.authors == tuple(dict.fromkeys(authors))
    assert article.post.date == datetime(2025, 1, 2, 3, 4, 5, tzinfo=JAPAN)
    if "&" not in title and "**" not in title:  # entities are characters in a title, and bold is a slip
        assert article.post.title == title


# -- the command


def bunko(*arguments: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bunko", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(EXTENSIONS), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_site_and_the_books_are_built_where_they_are_expected(site: Site) -> None:
    site.write("posts/2025-01-02-a.md", "---\ntitle: 題\n---\n本文。\n")
    done = bunko("build", "html", "epub", "--site", str(site.source), folder=site.source.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert (site.source / "_build/html/posts/2025-01-02-a.html").is_file()
    assert (site.source / "_build/epub/compendium.epub").is_file()
    site.write("posts/2025-01-02-a.md", "---\ntitle: 題\ndate: いつか\n---\n本文。\n")
    assert bunko("build", "--strict", folder=site.source).returncode == 1
    assert bunko("build", folder=site.source).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [("build",), ("check",), ("new", "題"), ("build", "docx"), ("import", "nowhere"), ("serve",), ("check", "nowhere")],
)
def test_errors_are_one_line_without_a_traceback(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = bunko(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("bunko: ")
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_errors_are_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    said = {
        language: bunko("check", folder=tmp_path, LC_ALL=language, PYTHONUTF8="1").stderr
        for language in ("C", "ja_JP.UTF-8")
    }
    assert "has no conf.py" in said["C"]
    assert "conf.py がありません" in said["ja_JP.UTF-8"]


def test_a_conf_py_that_is_wrong_is_said_in_one_line(site: Site) -> None:
    site.write("conf.py", "this is no Python\n")
    for arguments in (("check",), ("new", "題")):
        done = bunko(*arguments, folder=site.source)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "conf.py" in done.stderr


@pytest.mark.parametrize("command", ["", "init", "new", "serve", "check", "build", "due", "import"])
def test_help_has_examples(command: str, tmp_path: Path) -> None:
    done = bunko(*filter(None, [command]), "--help", folder=tmp_path)
    assert done.returncode == 0
    assert f"bunko {command}".strip() in done.stdout.split("examples:")[1]


def test_a_pipe_that_is_closed_is_no_error(site: Site) -> None:
    for number in range(40):
        site.write(f"posts/2025-01-02-a{number}.md", f"---\ntitle: 題{number}\n---\n![](x{number}.png)\n" * 30)
    command = f"{sys.executable} -m bunko check {site.source} | head -1"
    done = subprocess.run(
        ["sh", "-c", command],  # noqa: S607 — every system has a shell
        env={**os.environ, "PYTHONPATH": str(EXTENSIONS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "roken" not in done.stderr


def on_terminal(*arguments: str, folder: Path, **env: str) -> str:
    """Run the command on a terminal of its own, and return all that it shows."""
    main_end, their_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bunko", *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(EXTENSIONS), "TERM": "xterm", **env},
        stdin=their_end, stdout=their_end, stderr=their_end,
    )  # fmt: skip
    os.close(their_end)
    shown = b""
    try:
        while piece := os.read(main_end, 65536):
            shown += piece
    except OSError:  # the terminal has gone
        pass
    os.close(main_end)
    process.wait()
    return shown.decode(errors="replace")


def test_colours_and_bars_are_for_terminals_and_no_color_is_obeyed(site: Site) -> None:
    site.write("posts/2025-01-02-a.md", "---\ntitle: 題\n---\n##見出し\n")
    shown = on_terminal("check", folder=site.source)
    assert "\x1b[31m[heading-space]" in shown
    assert "░" in shown or "█" in shown
    assert "\x1b[31m" not in on_terminal("check", folder=site.source, NO_COLOR="1")
    assert "\x1b" not in bunko("check", folder=site.source).stdout


def test_nothing_is_painted_or_drawn_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("x", 3) as bar:
        for _ in range(3):
            bar.step()
    assert paint("x", "red") == "x"
    assert capsys.readouterr().err == ""
