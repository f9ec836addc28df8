"""The time and size of a file, to notice that it has changed."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

Stamp = tuple[int, int] | None  #: time in ns and size; None for a file that is not there


def stamp(path: str) -> Stamp:
    """Return the time and size of a file: they show most changes without reading it."""
    try:
        found = os.stat(path)  # noqa: PTH116 — 10,000 times in every build
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


_FIRST = 631_152_000  #: 1990 in seconds since 1970: archives of files (zip) know no earlier years than 1980
_SPAN = 631_152_000 * 10**9  #: 20 years in ns: long before every build, so that no file seems to be newer than one


def times_by_content(folder: Path, skipped: Collection[Path] = ()) -> None:
    """Give each file below ``folder`` a time that is worked out from what it holds.

    A fresh checkout has new times for all files, and so all would be read again. With these times, a file is what it
    was if it holds what it held, in whatever checkout; one that holds something else has another time. Hidden folders
    and ``skipped`` ones stay as they are.
    """
    left_out = {os.path.normpath(path) for path in skipped}
    for parent, folders, names in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and os.path.normpath(os.path.join(parent, name)) not in left_out  # noqa: PTH118
        ]
        for path in (Path(parent, name) for name in names):
            if path.is_file() and not path.is_symlink():
                number = int.from_bytes(blake2b(path.read_bytes(), digest_size=8).digest())
                moment = _FIRST * 10**9 + number % _SPAN
                os.utime(path, ns=(moment, moment))
