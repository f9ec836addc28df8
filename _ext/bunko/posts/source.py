"""From the bytes of a file to its text, or to the reason why it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from pathlib import Path

#: What Japanese files are if they are not UTF-8; named in the message, never guessed silently.
_OLD_ENCODINGS = ("cp932", "euc_jp", "utf-16")


def read_source(path: Path, limit: int) -> str | Problem:
    """Return the text of a file of at most ``limit`` bytes, with line ends as they are; else what is wrong with it."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= limit else b""
    except OSError as error:
        message = "cannot be read ({reason}): fix the link or the permissions, or delete it"
        return Problem(kind=Kind.SOURCE, message=message, values={"reason": error.strerror or str(error)})
    if size > limit:
        message = "{size:,} bytes is more than {limit:,}: the file is left out; split it, or raise bunko_max_post_size"
        return Problem(kind=Kind.SOURCE, message=message, values={"size": size, "limit": limit})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _undecodable(content, error)


def _undecodable(content: bytes, error: UnicodeDecodeError) -> Problem:
    likely = next((name for name in _OLD_ENCODINGS if _decodes(content, name)), "")
    message = "byte {byte} is not UTF-8: the file is left out; save it as UTF-8"
    if likely:
        message = "byte {byte} is not UTF-8: the file is left out; it may be {likely}, save it as UTF-8"
    line = content.count(b"\n", 0, error.start) + 1
    values = {"byte": f"0x{content[error.start]:02x}", "likely": likely}
    return Problem(kind=Kind.SOURCE, message=message, values=values, line=line)


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
