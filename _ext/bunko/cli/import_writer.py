"""Write the files of an import, and write them again later without overwriting what the user has edited since."""

from __future__ import annotations

import json
import os
from hashlib import blake2b
from pathlib import Path

from bunko.cli.console import CommandError
from bunko.whole_file import write_whole


class ImportWriter:
    """Writes files below a folder; remembers what it wrote, so that it knows what was edited since."""

    def __init__(self, folder: Path, record: str, *, force: bool = False) -> None:
        """Write below ``folder`` and remember in its file ``record``; ``force``: also over what was edited."""
        self._folder = folder
        self._path = folder / record
        self._force = force
        self._before: dict[str, str] = {}
        self._now: dict[str, str] = {}
        self.counts = {"written": 0, "updated": 0, "unchanged": 0, "kept": 0, "gone": 0}
        self.kept: list[str] = []  #: edited here, or not ours, or deleted here: left alone
        try:
            self._before = dict(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError) as error:
            raise CommandError(
                "{path} cannot be read ({reason}); delete it to begin anew", path=self._path, reason=error
            ) from error

    def write(self, name: str, content: bytes) -> None:
        """Write a file, unless the user has changed or deleted it since it was written, or made one there himself."""
        target = self._folder / name
        if not Path(os.path.normpath(target)).is_relative_to(os.path.normpath(self._folder)):
            raise CommandError("{path} is not below {folder}: not written", path=name, folder=self._folder)
        mine = self._before.get(name)
        fresh = _digest(content)
        there = _digest(target.read_bytes()) if target.is_file() else None
        if there == fresh:
            self.counts["unchanged"] += 1
            self._now[name] = fresh
            return
        is_edited = there != mine
        if is_edited and (there is not None or mine is not None) and not self._force:
            self.counts["kept"] += 1
            self.kept.append(name)
            if mine is not None:
                self._now[name] = mine
            return
        if target.is_dir() or any(parent.is_file() for parent in target.parents):
            raise CommandError(
                "{path} cannot be written: there is a folder in its place, or a file in its way", path=target
            )
        write_whole(target, content)
        self._now[name] = fresh
        self.counts["written" if there is None else "updated"] += 1

    def close(self) -> None:
        """Remember what was written; what was written before and is gone from the source stays, and is counted."""
        gone = {name: mine for name, mine in self._before.items() if name not in self._now}
        self.counts["gone"] = sum((self._folder / name).is_file() for name in gone if name not in self.kept)
        text = json.dumps({**gone, **self._now}, ensure_ascii=False, indent=0, sort_keys=True)
        write_whole(self._path, text.encode())


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
