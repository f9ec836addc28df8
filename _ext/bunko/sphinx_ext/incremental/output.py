"""Write into the output folder: one build at a time, no file half written, no new time for unchanged files."""

from __future__ import annotations

import os
import shutil
import time
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.util import logging

from bunko.sphinx_ext.report import translate
from bunko.whole_file import PART, write_whole

try:
    import fcntl
except ImportError:  # Windows has no flock; there, two builds in one folder are not kept apart
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sphinx.config import Config

_logger = logging.getLogger(__name__)
_PATIENCE = 600  # seconds


class Lock:
    """The right to write in a folder, held until it is released or the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Wait for the right; raise `SphinxError` if another build keeps it for ten minutes."""
        folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = -1
        if fcntl is None:  # there, a folder cannot be opened either
            return
        self._descriptor = os.open(folder, os.O_RDONLY)
        deadline = time.monotonic() + _PATIENCE
        said = False
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if not said:
                    _logger.info(translate("Another build writes in {folder}: waiting …").format(folder=folder))
                    said = True
                if time.monotonic() > deadline:
                    self.release()
                    message = translate("another build still writes in {folder}; end it, or try again later")
                    raise SphinxError(message.format(folder=folder)) from None
                time.sleep(0.1)
            else:
                return

    def release(self) -> None:
        """Give the right back."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        self.release()


def source_name(docname: str, suffix: str, config: Config) -> str:
    """Return the name that Sphinx gives the copy of a source in ``_sources``."""
    link_suffix: str = config.html_sourcelink_suffix
    return docname + suffix if suffix == link_suffix else docname + suffix + link_suffix


def bring_over(aside: Path, place: Path) -> list[str]:
    """Move files to their place as `copy_over` does, whatever disk they come from; return their names below it."""
    names = []
    for path in sorted(found for found in aside.rglob("*") if found.is_file()):
        copy_over(path, place / path.relative_to(aside))
        names.append(path.relative_to(aside).as_posix())
    shutil.rmtree(aside)
    return names


def copy_over(path: Path, target: Path) -> None:
    """Copy a file to its place; if the same content stands there already, keep that, with its time."""
    write_whole(target, path.read_bytes())


def remove_parts(outdir: Path) -> None:
    """Remove what a build that was killed has left beside pages."""
    for path in outdir.rglob(PART):
        path.unlink(missing_ok=True)


def remove(path: Path, outdir: Path) -> None:
    """Remove a file, if it is one, and the folders that it leaves empty, up to the output folder."""
    if path.is_file() or path.is_symlink():
        path.unlink()
    for folder in path.parents:
        if folder == outdir or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()


def folders_of(name: str) -> list[str]:
    """Return the folders that a file stands in, from the top: ``a`` and ``a/b`` for ``a/b/c``."""
    return [name[:at] for at, char in enumerate(name) if char == "/"]


class Times:
    """The times of files at the top that Sphinx writes again in every build, whether they change or not."""

    def __init__(self, outdir: Path) -> None:
        """Take note of the files as they are now."""
        self._before: Mapping[Path, tuple[int, bytes]] = {
            path: (path.stat().st_mtime_ns, _digest(path)) for path in _written_always(outdir)
        }

    def restore(self) -> None:
        """Give each file that has not changed its time back, so that only what changed looks changed."""
        for path, (modified, content) in self._before.items():
            if path.is_file() and path.stat().st_mtime_ns != modified and _digest(path) == content:
                os.utime(path, ns=(modified, modified))


def _written_always(outdir: Path) -> Iterable[Path]:
    if not outdir.is_dir():
        return
    yield from (path for path in outdir.iterdir() if path.is_file() and path.suffix != ".html")


def _digest(path: Path) -> bytes:
    return blake2b(path.read_bytes(), digest_size=16).digest()
