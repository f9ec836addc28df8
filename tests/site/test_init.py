"""``bunko init`` makes a site that builds without a warning, is checked, published, and never overwritten."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any
from venv import EnvBuilder

import pytest
import yaml
from bs4 import BeautifulSoup

import bunko.cli.init.new_site
from bunko.cli.init.new_site import requirement
from bunko.cli.main import main
from bunko.sphinx_ext.incremental.stamps import times_by_content
from sitekit import EXTENSIONS, ROOT, Site

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = '私の "文庫" #1 \\ *C*'
FILES = [
    ".github/workflows/publish.yml",
    ".gitignore",
    "Makefile",
    "conf.py",
    "index.md",
    "posts/2025-01-02-first-post.md",
    "requirements.txt",
    "taxonomy.yml",
]


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment that is another day in Japan than in UTC."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735776000")  # 2025-01-02 00:00 UTC


def init(folder: Path, *arguments: str) -> int:
    return main(["init", str(folder), *arguments])


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_new_site_builds_without_a_warning_and_passes_the_check(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my-site"
    given = ["--title", TITLE, "--author", "編集部", "--url", "https://example.com/blog"]
    assert init(folder, "--language", language, *given) == 0
    assert sorted(files_of(folder)) == FILES
    said = capsys.readouterr().out
    assert all(str(folder / name) in said for name in FILES)
    assert f"cd {folder}" in said
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == ""
    site = Site(folder)
    for builder in ("html", "dirhtml", "bunko-pdf"):
        built = site.build(builder, apart=True)
        assert (built.returncode, built.warnings) == (0, [])
    page = (folder / "_build/html/posts/2025-01-02-first-post.html").read_text(encoding="utf-8")
    assert 'href="https://example.com/blog/posts/2025-01-02-first-post.html"' in page
    home = BeautifulSoup((folder / "_build/html/index.html").read_text(encoding="utf-8"), "lxml")
    assert [h1.get_text().removesuffix("#") for h1 in home.find_all("h1")] == [
        TITLE.replace('"文庫"', "“文庫”") if language == "en" else TITLE
    ]


def test_nothing_is_overwritten_and_what_is_missing_is_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = {"conf.py": 'extensions = ["bunko"]\n', "posts/2020-01-01-a.md": "---\ntitle: 題\n---\n本文。\n"}
    ours |= {"index.rst": "題\n==\n"}
    for name, text in ours.items():
        Site(tmp_path).write(name, text)
    assert init(tmp_path) == 0
    assert "すでにあるので" in capsys.readouterr().out
    written = files_of(tmp_path)
    assert all(written[name] == text.encode() for name, text in ours.items())
    assert set(written) == {*ours, *FILES} - {"index.md", "posts/2025-01-02-first-post.md"}
    assert init(tmp_path, "--title", "別の題") == 0
    assert files_of(tmp_path) == written


def test_without_options_it_is_called_as_its_folder_and_a_makefile_need_not_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path / "深い/文庫", "--no-makefile") == 0
    conf = (tmp_path / "深い/文庫/conf.py").read_text(encoding="utf-8")
    values: dict[str, Any] = {}
    exec(compile(conf, "conf.py", "exec"), values)  # noqa: S102 — as Sphinx does
    assert (values["project"], values["author"], values["language"]) == ("文庫", "文庫", "ja")
    assert "html_baseurl" not in values
    assert not (tmp_path / "深い/文庫/Makefile").exists()
    said = capsys.readouterr().out
    assert "bunko serve" in said
    assert "make" not in said


@pytest.mark.parametrize("arguments", [("--url", "example.com"), ("--timezone", "Nowhere/City")])
def test_a_value_that_cannot_be_used_is_said_and_nothing_is_written(
    tmp_path: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path / "new", *arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert init(tmp_path / "file") == 2


ORIGINS = [
    ("0.2.1", {}, "sphinx-bunko[serve]>=0.2,<0.3"),
    ("1.4.0", {"dir_info": {}, "url": "file:///x"}, "sphinx-bunko[serve]>=1.4,<2"),
    (
        "0.2.1",
        {"url": "https://example.org/b.git", "vcs_info": {"vcs": "git", "commit_id": "c", "requested_revision": "v1"}},
        "sphinx-bunko[serve] @ git+https://example.org/b.git@v1",
    ),
]


@pytest.mark.parametrize(("version", "origin", "wanted"), ORIGINS)
def test_it_requires_the_major_range_or_the_place_that_bunko_came_from(
    version: str, origin: dict[str, object], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bunko.cli.init.new_site, "__version__", version)
    monkeypatch.setattr(bunko.cli.init.new_site, "_origin", lambda: origin)
    assert requirement() == wanted


def test_a_site_moves_out_of_a_clone_and_no_page_changes(
    seed_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps of the chapter "Going live"."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    folder = tmp_path / "my-archive"
    init(folder)
    shutil.rmtree(folder / "posts")
    for name in ("posts", "_static"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("taxonomy.yml", "index.md"):
        shutil.copy(ROOT / name, folder)
    lines = (ROOT / "conf.py").read_text(encoding="utf-8").splitlines(keepends=True)
    ours = [line for line in lines if not re.match("import sys|from pathlib|sys\\.path|exclude_patterns", line)]
    (folder / "conf.py").write_text("".join([*ours, 'exclude_patterns = ["_build", ".*"]\n']), encoding="utf-8")
    built = Site(folder).build(apart=True)
    assert (built.returncode, built.warnings) == (0, [])
    assert built.files() == files_of(seed_site)


# -- the workflow


def steps_of(folder: Path) -> list[dict[str, Any]]:
    workflow = yaml.safe_load((folder / ".github/workflows/publish.yml").read_text(encoding="utf-8"))
    assert workflow[True]["schedule"] == [{"cron": "7 * * * *"}]  # YAML 1.1 reads `on` as true
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    steps: list[dict[str, Any]] = workflow["jobs"]["publish"]["steps"]
    return steps


def command(folder: Path) -> dict[str, str]:
    """Return an environment in which ``bunko`` is a command."""
    (folder / "bin").mkdir(exist_ok=True)
    script = folder / "bin/bunko"
    script.write_text(f'#!/bin/sh\nPYTHONPATH={EXTENSIONS} exec {sys.executable} -m bunko "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}


def test_the_workflow_builds_on_schedule_only_if_a_post_has_become_due(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    init(folder)
    steps = {step.get("name") or step.get("uses", step.get("run")): step for step in steps_of(folder)}
    env = command(tmp_path)

    def run(name: str, event: str, epoch: int) -> tuple[int, str]:
        output = tmp_path / "output"
        output.write_text("", encoding="utf-8")
        more = {"EVENT": event, "GITHUB_OUTPUT": str(output), "SOURCE_DATE_EPOCH": str(epoch)}
        done = subprocess.run(["bash", "-e", "-c", steps[name]["run"]], cwd=folder, env={**env, **more}, check=False)  # noqa: S607 — as the runner does
        return done.returncode, output.read_text(encoding="utf-8").strip()

    now, ask = 1735776000, "Is there anything to do?"
    assert run(ask, "schedule", now) == (0, "build=yes")  # nothing is known of a build before
    assert run("Build", "push", now)[0] == 0
    assert (folder / "_build/html/index.html").is_file()
    (folder / "_build/begun-at").write_text("2025-01-02T00:00:00Z\n", encoding="utf-8")
    assert run("Remember the time", "push", now)[0] == 0
    Site(folder).write("posts/2025-01-03-b.md", "---\ntitle: 題\n---\n本文。\n")
    assert run(ask, "schedule", now + 3600) == (0, "build=no")
    assert run(ask, "push", now + 3600) == (0, "build=yes")
    assert run(ask, "schedule", now + 86400) == (0, "build=yes")
    (folder / "conf.py").write_text("no Python", encoding="utf-8")
    assert run(ask, "schedule", now + 86400) == (2, "")
    skipped = [step for step in steps_of(folder) if "steps.due.outputs.build == 'yes'" in step.get("if", "")]
    assert len(skipped) == 6


def test_a_fresh_checkout_reads_only_what_holds_something_else(site: Site) -> None:
    for name in "abc":
        site.write(f"posts/2025-01-02-{name}.md", f"---\ntitle: 題{name}\n---\n本文。\n")

    def build() -> dict[str, int]:
        times_by_content(site.source, [site.source / "_build"])
        built = site.build()
        assert built.app is not None
        return dict(built.app.env.all_docs)  # when each was read

    before = build()
    for path in site.source.rglob("*.*"):
        path.touch()
    site.write("posts/2025-01-02-b.md", "---\ntitle: 題x\n---\n本文。\n")  # as long as before
    after = build()
    assert [name for name in before if before[name] != after[name]] == ["posts/2025-01-02-b"]
    hidden = site.write(".venv/x", "")
    times_by_content(site.source, [site.source / "_build"])
    assert hidden.stat().st_mtime > 1_500_000_000


# -- make


def test_the_makefile_installs_once_and_every_target_runs_the_command(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    init(folder)
    log = tmp_path / "log"
    for name in ("python", "bunko"):  # what a virtual environment would have
        script = folder / ".venv/bin" / name
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(f'#!/bin/sh\necho {name} "$@" >> {log}\n', encoding="utf-8")
        script.chmod(0o755)

    # `make test` has told its own variables to what it runs.
    told = {"VENV", "PYTHON", "MAKEFLAGS", "MFLAGS"}
    outside = {name: value for name, value in os.environ.items() if name not in told}

    def make(*arguments: str) -> list[str]:
        log.write_text("", encoding="utf-8")
        subprocess.run(["make", "-s", *arguments], cwd=folder, env=outside, check=True, capture_output=True)  # noqa: S607 — make is asked for
        return log.read_text(encoding="utf-8").splitlines()

    pip = "python -m pip install -qq --disable-pip-version-check"
    assert make() == [f"{pip} -r requirements.txt", "bunko build"]
    assert make("serve", "PORT=9000") == ["bunko serve --port 9000"]
    assert make("check", "pdf", "epub", "due") == ["bunko check", "bunko build pdf", "bunko build epub", "bunko due"]
    assert make("upgrade") == [f"{pip} --upgrade -r requirements.txt"]
    with (folder / "requirements.txt").open("a", encoding="utf-8") as stream:
        stream.write("furo\n")
    assert make("check", "PACKAGE=~/bunko")[0].startswith(f"{pip} {Path.home()}")
    (folder / "_build").mkdir()
    make("clean")
    assert not (folder / "_build").exists()
    done = subprocess.run(["make", "help"], cwd=folder, env=outside, check=True, capture_output=True, text=True)  # noqa: S607 — likewise
    targets = re.findall(r"^([a-z]+):.*  ## ", (folder / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.findall(r"^  make (\w+)", done.stdout, re.MULTILINE) == targets


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """A virtual environment as `make` leaves it, which knows the packages of this one."""
    folder = tmp_path / "venv"
    EnvBuilder(symlinks=True).create(folder)
    (site_packages,) = folder.glob("lib/*/site-packages")
    (site_packages / "ours.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    texts = (ROOT / "requirements.txt").read_bytes() + (ROOT / "constraints.txt").read_bytes()
    done = subprocess.run(["cksum"], input=texts, capture_output=True, check=True)  # noqa: S607 — every system has it
    (folder / f"installed-{done.stdout.decode().strip().replace(' ', '-')}").touch()
    return folder


def test_the_command_is_there_after_the_quick_start_of_the_readme(venv: Path, tmp_path: Path) -> None:
    run: Callable[..., Any] = subprocess.run
    run(["make", "-s", "-C", ROOT, "posts", f"VENV={venv}"], check=True, capture_output=True)
    shell = f'. "{venv}/bin/activate" && bunko --version && bunko init "{tmp_path}/new" && bunko check "{tmp_path}/new"'
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = run(["sh", "-c", shell], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"bunko {bunko.__version__}")
    for name in ("README.md", "README.ja.md"):
        assert ". .venv/bin/activate" in (ROOT / name).read_text(encoding="utf-8")
