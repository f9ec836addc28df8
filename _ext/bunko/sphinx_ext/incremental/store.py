"""The file in which a builder keeps what it has written: digests, for the next build to compare with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Digests of what documents and list pages showed when they were last written."""

    facts: str = ""  #: digest of all that the rest is derived from, but the texts of documents
    read: Mapping[str, int] = field(default_factory=dict)  #: when each document was read, in Sphinx's microseconds
    docs: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    files: frozenset[str] = frozenset()  #: what they are in the output folder
    finished: bool = True  #: False while a build is at work, and after it was killed


def load_record(path: Path) -> Record:
    """Read a record; a missing or damaged one is empty, so that everything is written again."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["version"] != _VERSION:
            return Record()
        return Record(
            facts=str(found["facts"]),
            read=dict(found["read"]),
            docs=dict(found["docs"]),
            pages=dict(found["pages"]),
            files=frozenset(found["files"]),
            finished=bool(found["finished"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Record()


def save_record(path: Path, record: Record) -> None:
    """Write a record."""
    content = {
        "version": _VERSION,
        "facts": record.facts,
        "read": record.read,
        "docs": record.docs,
        "pages": record.pages,
        "files": sorted(record.files),
        "finished": record.finished,
    }
    write_whole(path, json.dumps(content, sort_keys=True, ensure_ascii=False).encode())
