"""The one way to write a file: it appears whole, or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PART = ".bunko-*.part"  #: the names that files have until they are whole: what a killed process leaves


@contextmanager
def whole_file(target: Path, *, keep_same: bool = False) -> Iterator[Path]:
    """Give the path of a new file beside ``target``, which takes its place when all is written.

    If the writing fails, ``target`` stays as it was; with ``keep_same``, also if it holds the same already, and so it
    keeps its time. Folders above it are made. Raises `OSError`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.parent / f".bunko-{os.getpid()}-{get_ident()}.part"  # two threads may write into one folder
    try:
        yield part
        if keep_same and holds(target, part.read_bytes()):
            part.unlink()
        else:
            part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_whole(target: Path, content: bytes) -> None:
    """Write a file; if it holds ``content`` already, it keeps its time."""
    if not holds(target, content):
        with whole_file(target) as part:
            part.write_bytes(content)


def holds(target: Path, content: bytes) -> bool:
    """Tell whether a file is there and holds just that."""
    return target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content
