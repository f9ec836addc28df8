"""Digests of values, of the files in a folder, and of options."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.config import Config


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
