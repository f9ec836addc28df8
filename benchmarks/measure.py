"""What the benchmarks share: the sites of Bunko and of plain Sphinx, what a build took, and which machine it was."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SITE = ["conf.py", "index.md", "taxonomy.yml", "_static"]  # Bunko's own site, but for its posts
BUILD = "_build"  # all that a build makes, below the folder of its site
OUTPUT = "_build/html"
PACKAGES = ["sphinx", "docutils", "myst-parser", "markdown-it-py", "sphinx-book-theme"]
TAIL = 4000  # characters of a failed build's log that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one build took."""

    posts: int
    cpu: float  #: seconds, user and system, all processes
    wall: float  #: seconds
    memory: float  #: MB, the largest process
    others: float  #: cores that the rest of the machine was using meanwhile: wall time means little if this is large

    @property
    def per_post(self) -> float:
        """CPU milliseconds for each post, start-up included."""
        return self.cpu / self.posts * 1000


def run(command: Sequence[str], site: Path, posts: int) -> Cost:
    """Run a build in the folder of its site and count; raises RuntimeError if it fails.

    A new process counts as at least as large as this one was when it started it, so this one had better stay small.
    """
    log = site.parent / f"{site.name}.log"
    # Users have compiled Python; without it every start would compile Bunko anew, but not the installed packages.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with log.open("w", encoding="utf-8") as output:
        busy, started = machine_cpu(), time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=site,
            env={**environment, "PYTHONPATH": str(ROOT / "_ext")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        # wait4 gives the use of exactly this process and of the workers that it has waited for.
        _, status, used = os.wait4(process.pid, 0)
        wall, busy = time.perf_counter() - started, machine_cpu() - busy
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{site.name} failed:\n{log.read_text(encoding='utf-8', errors='replace')[-TAIL:]}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KB elsewhere
    cpu = used.ru_utime + used.ru_stime
    return Cost(posts=posts, cpu=cpu, wall=wall, memory=used.ru_maxrss / unit, others=max(0.0, busy - cpu) / wall)


def machine_cpu() -> float:
    """Return the CPU seconds that all processes have used since the machine started; 0 where it is not Linux."""
    try:
        user, nice, system = Path("/proc/stat").read_text().split(maxsplit=4)[1:4]
    except OSError:
        return 0.0
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


def clean(site: Path) -> None:
    """Remove what was built, so that the next build starts from nothing."""
    shutil.rmtree(site / BUILD, ignore_errors=True)


def share(posts: Path, folder: Path) -> None:
    """Put the same posts into another folder, as links: to change one there, replace its file."""
    shutil.copytree(posts, folder, copy_function=os.link)


def bunko_site(posts: Path, site: Path) -> None:
    """Copy the project's own configuration and first page."""
    for name in SITE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, site / name)
        elif source.exists():
            shutil.copy(source, site / name)
    share(posts, site / "posts")


def plain_site(posts: Path, site: Path) -> None:
    """Make the floor."""
    shutil.copy(HERE / "plain" / "conf.py", site / "conf.py")
    (site / "index.md").write_text("# Plain\n", encoding="utf-8")
    share(posts, site / "posts")


def sphinx(jobs: int, *more: str) -> list[str]:
    """Return the command that builds HTML of the site in the folder it is run in."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-j", str(jobs), *more]
    return [*command, "-d", f"{BUILD}/doctrees", ".", OUTPUT]


def machine(*more: str) -> str:
    """Name the processor, the cores and the versions; ``more`` are further programs with theirs."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line[:10] == "model name"]
        model = names[0] if names else model
    versions = ", ".join([*(f"{package} {version(package)}" for package in PACKAGES), *more])
    return f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}"
