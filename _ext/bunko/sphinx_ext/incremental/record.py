"""What one builder has written where: digests, so that the next build writes only what shows something else."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx.config import Config

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


def digest(*shown: object) -> str:
    """Return a digest of values by their ``repr``, which for our records says all that they hold."""
    return blake2b(repr(shown).encode(errors="surrogatepass"), digest_size=12).hexdigest()


def contents_of(folder: Path, *suffixes: str) -> list[tuple[str, str]]:
    """Return the names of the files below a folder, with digests of what they hold; of some suffixes, or of all.

    A file under another name is another file: a template or a style that is renamed no longer counts.
    """
    paths = sorted(path for path in folder.rglob("*") if not suffixes or path.suffix in suffixes)
    return [
        (path.relative_to(folder).as_posix(), blake2b(path.read_bytes(), digest_size=12).hexdigest())
        for path in paths
        if path.is_file()
    ]


def settings_digest(config: Config) -> str:
    """Return a digest of the options that show in pages, in whatever order sets are iterated."""
    return digest(
        sorted(((found.name, _plain(found.value)) for found in config.filter(frozenset({"env", "html"}))), key=repr)
    )


def _plain(value: object) -> object:
    """Return a value as one whose ``repr`` says what it is, and nothing of where it is in memory."""
    if isinstance(value, dict):
        return sorted(((_plain(key), _plain(found)) for key, found in value.items()), key=repr)
    if isinstance(value, set | frozenset):
        return sorted(map(_plain, value), key=repr)
    if isinstance(value, list | tuple):
        return [_plain(found) for found in value]
    if callable(value):
        return getattr(value, "__module__", ""), getattr(value, "__qualname__", repr(value))
    return value


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
    """Write a record beside its place, then move it there: a reader sees the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "version": _VERSION,
        "facts": record.facts,
        "read": record.read,
        "docs": record.docs,
        "pages": record.pages,
        "files": sorted(record.files),
        "finished": record.finished,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    beside = path.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
