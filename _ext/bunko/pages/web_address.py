"""Addresses that may stand in a book: every one of them a valid URL, of a kind that a reading device can follow."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_FOLLOWED = frozenset({"http", "https", "mailto", "tel", "ftp"})
_NEED_HOST = frozenset({"http", "https", "ftp"})
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?\.?")
_NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "%/:@!$&'()*+,;=-._~"


def web_address(address: str, base: str = "") -> str:
    """Return ``address``, relative to ``base``, as a valid absolute URL in ASCII; nothing if it cannot be one."""
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        host = _host(parts.netloc)
    except ValueError:
        return ""
    if parts.scheme not in _FOLLOWED or (not host if parts.scheme in _NEED_HOST else not parts.path):
        return ""
    path, query, fragment = (_quoted(part) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _host(netloc: str) -> str:
    """Return host and port in ASCII, without a user's name; raise `ValueError` if there can be no such host."""
    name, colon, port = netloc.rpartition("@")[2].partition(":")
    if not name:
        return ""
    if colon and port and (not port.isascii() or not port.isdecimal() or int(port) > 65535):  # noqa: PLR2004 — TCP's last
        raise ValueError(netloc)
    ascii_name = name.encode("idna").decode() if not name.isascii() else name
    if not _HOST.fullmatch(ascii_name) or ".." in ascii_name:
        raise ValueError(netloc)
    return f"{ascii_name}:{port}" if port else ascii_name


def _quoted(part: str) -> str:
    return quote(_NO_ESCAPE.sub("%25", part), safe=_SAFE + "?", errors="replace")
