"""``bunko serve``: watch the sources, build when they change, show the result."""

from __future__ import annotations

import re
import sys
import time
import webbrowser
from dataclasses import dataclass, field
from gettext import NullTranslations
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.util.matching import Matcher

from bunko.preview.books import PLACE, BookPreview
from bunko.preview.build_server import BuildServer
from bunko.preview.server import Board, PreviewServer

try:
    import watchfiles
except ImportError:  # it is needed here alone
    watchfiles = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from threading import Event

_BUILD = "_build"
_STEP, _DEBOUNCE, _PULSE = 50, 400, 200  # ms: changes that come together are built together
#: What editors leave beside a file for a moment.
_PASSING = (".tmp", ".bak", ".swp", ".swx", ".part", "~", "#", "/4913")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A site to be shown, and how."""

    site: Path
    host: str = "127.0.0.1"
    port: int = 8000  #: 0: any that is free
    jobs: str = "auto"
    open_browser: bool = False
    excluded: tuple[str, ...] = ()  #: ``exclude_patterns`` of the site
    catalog: NullTranslations = field(default_factory=NullTranslations)

    def run(self, stop: Event | None = None) -> None:
        """Build, serve and watch until ``stop`` is set or the user interrupts.

        Raises `SphinxError` if the port is taken, or if watchfiles is not installed.
        """
        say = self.catalog.gettext
        if watchfiles is None:
            raise SphinxError(say("the live preview needs watchfiles: pip install watchfiles"))
        site = self.site.resolve()
        outdir = site / _BUILD / "serve" / "html"
        outdir.mkdir(parents=True, exist_ok=True)
        board = Board()
        doctrees = str(site / _BUILD / "serve" / "doctrees")
        common = ["-q", "--no-color", "-j", self.jobs, "-d", doctrees, "-D", "bunko_preview=1"]
        books = BookPreview(
            arguments=common,
            site=str(site),
            folder=site / _BUILD / "serve" / "pdf",
            building=Lock(),
            say=say,
            tell=lambda words: board.post(building=words),
        )
        try:
            server = PreviewServer((self.host, self.port), outdir, board, books)
        except OSError as error:
            message = say("port {port} cannot be used ({reason}); choose another with --port")
            raise SphinxError(message.format(port=self.port, reason=error.strerror)) from error
        address = f"http://{self.host}:{server.server_port}/"
        Thread(target=server.serve_forever, daemon=True).start()
        builds = BuildServer([*common, "-b", "html", str(site), str(outdir)])
        tell(say("{address} shows the site. Ctrl+C ends.").format(address=address))
        tell(say("{address} shows the books, typeset when you look.").format(address=f"{address}{PLACE[1:]}"))
        try:
            changes = watchfiles.watch(
                site,
                watch_filter=lambda _, path: self.matters(Path(path)),
                step=_STEP,
                debounce=_DEBOUNCE,
                rust_timeout=_PULSE,
                yield_on_timeout=True,
                stop_event=stop,
                raise_interrupt=False,
            )
            next(changes, None)  # from here on, nothing that is saved is missed
            with books.building:
                _build(builds, board, site, say)
            if self.open_browser:
                webbrowser.open(address)
            for changed in filter(None, changes):
                with books.building:
                    books.changed.set()
                    if _is_code(path for _, path in changed):
                        builds.close()  # the modules that it has loaded are old
                        books.close()
                    _build(builds, board, site, say)
        except KeyboardInterrupt:
            pass
        finally:
            server.shutdown()
            server.server_close()
            builds.close()
            books.close()

    def matters(self, path: Path) -> bool:
        """Whether a change of this file may change the site."""
        try:
            inside = path.relative_to(self.site.resolve())
        except ValueError:
            return False
        if any(part.startswith(".") or part == "__pycache__" for part in inside.parts):
            return False
        if inside.parts[:1] == (_BUILD,) or f"/{inside.name}".endswith(_PASSING):
            return False
        excluded = Matcher(list(self.excluded))
        return not any(excluded(part.as_posix()) for part in (inside, *inside.parents[:-1]))


def _is_code(paths: Iterable[str]) -> bool:
    return any(path.endswith(".py") and Path(path).name != "conf.py" for path in paths)


def _build(builds: BuildServer, board: Board, site: Path, say: Callable[[str], str]) -> None:
    board.post(building=say("Building …"))
    started = time.perf_counter()
    outcome = builds.build()
    lasted = time.perf_counter() - started
    said = outcome.said.replace(f"{site}/", "").strip()
    problems = said.count("WARNING: ") + said.count("ERROR: ")
    heading = ""
    if not outcome.ok:
        heading = say("The build failed; you see the site as it was before.")
        said = said or say("It ended without a word: it may have been killed for want of memory.")
    elif said:
        heading = say("Messages of the last build: {count}").format(count=problems or 1)
    tell(f"{time.strftime('%H:%M:%S')}  {lasted:.1f} s  {heading}")
    if said:
        print(said, file=sys.stderr, flush=True)  # noqa: T201 — a command talks
    board.post(build=started, building="", ok=outcome.ok, heading=heading, said=_brief(said))


def _brief(said: str) -> str:
    """Return what was said, without what Sphinx adds for its own developers where it breaks off."""
    before, report, after = said.partition("\nVersions\n====")
    if not report:
        return said
    reasons = re.findall(r"^ *[\w.]*(?:Error|Exception): *(.+)$", after, flags=re.MULTILINE)
    return "\n".join([before.strip(), *reasons[-1:]])


def tell(words: str) -> None:
    """Say something to the user."""
    print(words, flush=True)  # noqa: T201 — a command talks
