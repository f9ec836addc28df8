"""``sitemap.xml`` and ``robots.txt``, for search engines: https://www.sitemaps.org/protocol.html, RFC 9309."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  #: addresses in one file, by the protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """A page that search engines are told of."""

    url: str  #: absolute and percent-encoded
    modified: datetime | None = None  #: when what it shows last changed, if that is known


def sitemap_files(places: Sequence[SitemapEntry], home: str, *, most: int = MOST) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file: one with all ``places``; or an index, and files of ``most`` places.

    ``home`` is the address of the site, with a slash at its end.
    """
    if len(places) <= most:
        yield SITEMAP, _written("urlset", "url", places)
        return
    parts = [places[start : start + most] for start in range(0, len(places), most)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    index = [
        SitemapEntry(url=f"{home}{name}", modified=max(filter(None, (place.modified for place in part)), default=None))
        for name, part in zip(names, parts, strict=True)
    ]
    yield SITEMAP, _written("sitemapindex", "sitemap", index)
    yield from ((name, _written("urlset", "url", part)) for name, part in zip(names, parts, strict=True))


def _written(kind: str, item: str, places: Sequence[SitemapEntry]) -> bytes:
    root = ET.Element(kind, xmlns=_SPACE)
    for place in places:
        entry = ET.SubElement(root, item)
        ET.SubElement(entry, "loc").text = place.url
        if place.modified:
            ET.SubElement(entry, "lastmod").text = place.modified.isoformat(timespec="seconds")
    ET.indent(root, "")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def robots_text(home: str) -> bytes:
    """Return a ``robots.txt`` that lets everybody in, and names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {home}{SITEMAP}\n".encode()
