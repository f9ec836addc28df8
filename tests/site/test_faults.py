"""Whatever happens to a build, the next one equals a clean one, and no reader sees half a page."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from archives import add_post, archive, clean_build, differing
from sitekit import EXTENSIONS

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit import Site


def start(site: Site, *extra: str, limit: int | None = None) -> subprocess.Popen[str]:
    """Start a build in a process group of its own; no file may then grow beyond ``limit`` bytes."""

    def prepare() -> None:
        os.setsid()
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(site.source / "_build/doctrees"), *extra]
    return subprocess.Popen(
        [*command, str(site.source), str(site.source / "_build/html")],
        env={**os.environ, "PYTHONPATH": str(EXTENSIONS)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=prepare,  # noqa: PLW1509 — the test has no threads when it starts a build
    )


def half_pages(outdir: Path) -> list[str]:
    pages = (path for path in outdir.rglob("*.html") if "_static" not in path.parts)
    return [path.name for path in pages if not path.read_text(encoding="utf-8").rstrip().endswith("</html>")]


def kill_and_heal(site: Site, moments: list[float], jobs: int) -> None:
    for number, moment in enumerate(moments):
        add_post(site, number)
        build = start(site, "-j", str(jobs))
        time.sleep(moment)
        os.killpg(build.pid, signal.SIGKILL)
        build.communicate()
        assert half_pages(site.source / "_build/html") == [], moment
        if number % 2:  # else the next build, too, finds what a killed one has left
            for path in sorted((site.source / "posts").glob("2031-*"))[:1]:
                path.unlink()
    assert differing(site.build(apart=True), clean_build(site)) == []


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_build_after_killed_ones_equals_a_clean_one(site: Site, jobs: int) -> None:
    draw = random.Random(jobs)
    kill_and_heal(archive(site, 30), [draw.uniform(0.5, 3.0) for _ in range(4)], jobs)


def test_what_a_killed_build_wrote_is_written_again_when_its_change_is_taken_back(site: Site) -> None:
    archive(site, 5)
    site.build(apart=True)
    conf = (site.source / "conf.py").read_text(encoding="utf-8")
    dies = "def setup(app):\n    app.connect('build-finished', lambda *_: os.kill(os.getpid(), 9), priority=1)\n"
    site.write("conf.py", conf + "import os\n" + dies)
    add_post(site)
    assert site.build(apart=True).returncode == -signal.SIGKILL
    site.write("conf.py", conf)
    next((site.source / "posts").glob("2031-*")).unlink()
    assert differing(site.build(apart=True), clean_build(site)) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(50))
def test_a_build_of_300_posts_heals_after_a_kill_at_any_moment(site: Site, seed: int) -> None:
    draw = random.Random(seed)
    kill_and_heal(archive(site, 300), [draw.uniform(0.3, 14.0)], 1 + seed % 2)


def test_a_full_disk_fails_the_build_and_leaves_no_half_page(site: Site) -> None:
    archive(site, 5)
    site.build(apart=True)
    site.write("posts/2031-01-01-long.md", "---\ntitle: 長い\n---\n" + "長い段落。\n\n" * 30_000)
    build = start(site, limit=400_000)
    _, errors = build.communicate()
    assert build.returncode != 0
    assert "written whole" in errors or "File too large" in errors
    assert half_pages(site.source / "_build/html") == []
    assert differing(site.build(apart=True), clean_build(site)) == []


def test_two_builds_in_one_folder_take_turns(site: Site) -> None:
    archive(site, 10)
    builds = [start(site) for _ in range(3)]
    for build in builds:
        _, errors = build.communicate()
        assert build.returncode == 0, errors
    assert differing(site.build(), clean_build(site)) == []


def test_what_has_not_changed_keeps_its_time(site: Site) -> None:
    archive(site, 5)
    outdir = site.build(html_use_index=False, html_copy_source=False).outdir

    def times() -> dict[str, int]:
        return {path.relative_to(outdir).as_posix(): path.stat().st_mtime_ns for path in outdir.rglob("*.*")}

    before = times()
    some = next((site.source / "posts").iterdir())
    some.touch()
    site.build(html_use_index=False, html_copy_source=False)
    assert times() == before
    some.write_text(some.read_text(encoding="utf-8") + "\n加筆。\n", encoding="utf-8")
    site.build(html_use_index=False, html_copy_source=False)
    written = [name for name, moment in times().items() if before.get(name) != moment]
    assert [name for name in written if not name.startswith("_search/")] == [f"posts/{some.stem}.html"]


def test_a_reader_never_sees_half_a_page(site: Site) -> None:
    archive(site, 20)
    outdir = site.build().outdir
    seen: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.extend(half_pages(outdir))

    reader = threading.Thread(target=read)
    reader.start()
    site.build(apart=True, jobs=2, html_title="別の名", fresh=True)
    stop.set()
    reader.join()
    assert seen == []
