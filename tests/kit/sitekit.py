"""Help for tests: throw-away Sphinx sites, and things built once per test session."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
EXTENSIONS = ROOT / "_ext"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

#: A site as small as can be. The lists of posts need no document of their own. ``templates_path`` is there because
#: themes made of pydata-sphinx-theme add to it in place: to the default, which all builds of a process share. The clock
#: stands where every post of a test is out. Social cards, which start a process, are for the tests that ask for them.
CONF = (
    'extensions = ["bunko"]\nhtml_theme = "basic"\nlanguage = "ja"\ntemplates_path = []\nbunko_as_of = "2040-01-01"\n'
    "bunko_social_cards = False\n"
)
INDEX = "# Archive\n"


@dataclass(frozen=True, kw_only=True)
class BuildResult:
    """What one run of Sphinx left behind."""

    outdir: Path
    warnings: list[str]  #: one message each, without colours, as ``/path/to/file.md:12: WARNING: ...``
    returncode: int = 0
    app: Sphinx | None = field(default=None, repr=False)  #: None after a run in a process of its own

    def read(self, path: str) -> str:
        """Return the text of an output file."""
        return (self.outdir / path).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Return every output file, so that two builds can be compared byte for byte."""
        found = (path for path in self.outdir.rglob("*") if path.is_file())
        return {path.relative_to(self.outdir).as_posix(): path.read_bytes() for path in sorted(found)}


@dataclass(frozen=True)
class Site:
    """A Sphinx project in a folder of the test's own."""

    source: Path

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file below the source folder, as UTF-8 with its line ends as they are."""
        target = self.source / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def remove(self, path: str) -> None:
        """Delete a file below the source folder."""
        (self.source / path).unlink()

    def build(
        self, builder: str = "html", *, jobs: int = 1, fresh: bool = False, apart: bool = False, **conf: object
    ) -> BuildResult:
        """Build the site, incrementally unless ``fresh``; ``conf`` overrides values of conf.py.

        Runs in this process, or ``apart`` in one of its own: for crashes, and where state must not leak.
        """
        outdir, doctrees = self.source / "_build" / builder, self.source / "_build" / "doctrees"
        run = self._apart if apart else self._here
        return run(builder, outdir, doctrees, jobs, fresh, conf)

    def _here(
        self, builder: str, outdir: Path, doctrees: Path, jobs: int, fresh: bool, conf: Mapping[str, object]
    ) -> BuildResult:
        from sphinx.application import Sphinx
        from sphinx.locale import translators
        from sphinx.util.docutils import docutils_namespace, patch_docutils

        if str(EXTENSIONS) not in sys.path:
            sys.path.insert(0, str(EXTENSIONS))
        translators.clear()  # themes add words of their own to Sphinx's, for all builds of a process
        log = StringIO()
        with patch_docutils(self.source), docutils_namespace():
            app = Sphinx(
                self.source,
                self.source,
                outdir,
                doctrees,
                builder,
                confoverrides=dict(conf),
                status=None,
                warning=log,
                freshenv=fresh,
                parallel=jobs,
            )
            app.build(force_all=fresh)
        return BuildResult(outdir=outdir, warnings=messages(log.getvalue()), returncode=app.statuscode, app=app)

    def _apart(
        self, builder: str, outdir: Path, doctrees: Path, jobs: int, fresh: bool, conf: Mapping[str, object]
    ) -> BuildResult:
        command = [sys.executable, "-m", "sphinx", "-q", "--no-color", "-b", builder, "-j", str(jobs)]
        command += ["-d", str(doctrees), *(["-E", "-a"] if fresh else [])]
        for key, value in conf.items():
            text = ",".join(value) if isinstance(value, list | tuple) else str(int(value) if value is True else value)
            command += ["-D", f"{key}={text}"]
        done = subprocess.run(
            [*command, str(self.source), str(outdir)],
            env={**os.environ, "PYTHONPATH": str(EXTENSIONS)},
            capture_output=True,
            text=True,
            check=False,
        )
        return BuildResult(outdir=outdir, warnings=messages(done.stderr), returncode=done.returncode)


def new_site(source: Path, conf: str = CONF) -> Site:
    """Make a site with a conf.py and an empty first page."""
    site = Site(source)
    site.write("conf.py", conf)
    site.write("index.md", INDEX)
    return site


def messages(log: str) -> list[str]:
    """Split Sphinx's warning stream into messages; a message may have several lines."""
    found: list[str] = []
    for line in COLOUR.sub("", log).splitlines():
        if not line.strip():
            continue
        if found and not re.search(r"\b(WARNING|ERROR|CRITICAL|SEVERE)\b", line):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that ``make`` filled, once per test session, however many pytest-xdist workers there are.

    The first worker holds a lock while it works; the others wait for it. If it fails, the next one tries, and fails
    for the same reason, so that every test that needs the folder says why.
    """
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent  # shared by all workers of one run
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            done.touch()
    return folder
