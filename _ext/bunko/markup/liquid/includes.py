"""The files that ``{% include %}`` puts into posts (https://jekyllrb.com/docs/includes/)."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 200_000  # bytes; what is put into posts is small


def read_include(folder: Path, name: str) -> str | None:
    """Return the text of ``name`` below ``folder``, None if there is none or it leads out of there."""
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()) or path.stat().st_size > _LARGEST:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def digest_of(folder: Path) -> str:
    """Return a digest of all files in ``folder``: if it differs, posts may say something else. "" without a folder."""
    if not folder.is_dir():
        return ""
    digest = blake2b(digest_size=12)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode(errors="surrogateescape") + b"\0")
        try:
            digest.update(path.read_bytes() if path.stat().st_size <= _LARGEST else b"")
        except OSError:  # nor can it be put into a post
            continue
    return digest.hexdigest()
