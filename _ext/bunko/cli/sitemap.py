"""``sitemap.xml``: the addresses that a site says it has."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from bunko.cli.console import CommandError
from bunko.posts.permalinks import read_address

#: Read with a pattern, not as XML: it is somebody else's file, and all that is wanted of it are these.
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</loc>", re.DOTALL)


def addresses_of(sitemap: str, baseurl: str = "") -> list[str]:
    """Return the paths of a sitemap, decoded, without ``baseurl``; raise `CommandError` if it has none."""
    found = []
    base = baseurl.strip("/")
    for loc in _LOC.findall(sitemap):
        path = urlsplit(unescape(loc)).path or "/"
        if base and path.removeprefix("/").split("/")[0] == base:
            path = path.removeprefix(f"/{base}") or "/"
        try:
            found.append(read_address(path))
        except ValueError:
            continue
    if not found:
        raise CommandError("the sitemap names no address: it has no <loc>https://…</loc>")
    return list(dict.fromkeys(found))
