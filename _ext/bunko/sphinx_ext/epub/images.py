"""The pictures of an EPUB: which files they are, under which name they go in, and which cannot."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes
from xml.etree import ElementTree as ET

import imagesize

from bunko.problems import Kind, Problem
from bunko.sphinx_ext.images import file_below
from bunko.sphinx_ext.report import report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

COLLECTED = "bunko-picture:"  #: before the name under which Sphinx has collected a picture
MISSING = "bunko-missing:"  #: before the address of one that Sphinx has looked for and warned about
_HEADS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_NO_SVG = frozenset({"script", "foreignObject", "metadata", "handler", "iframe", "audio", "video", "canvas"})
_OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!#|data:|['\"#])", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z_][\w.-]*")


class EpubPictures:
    """Finds pictures for the articles of one book."""

    def __init__(self, roots: Sequence[Path], find: Callable[[str, str], str | None]) -> None:
        """Take pictures from below ``roots`` only; the first is the source folder, and ``find`` is `site_file`."""
        self._find = find
        self._roots = [root.resolve() for root in roots]
        self._known: dict[Path, tuple[str, Path | bytes] | None] = {}

    def find(self, source: str, docname: str, collected: Mapping[str, str]) -> tuple[str, Path | bytes] | None:
        """Return the address of a picture in the book and the file or the bytes that go there, or None.

        ``collected`` has the pictures that Sphinx knows: paths below the source folder, by name.
        """
        if source.startswith("data:"):
            return _entry(_embedded(source))
        if source.startswith(COLLECTED):
            path = self._path(collected.get(unquote(source.rpartition("/")[2]), ""))
            return self._take(path, source, docname) if path else None
        is_known = source.startswith(MISSING)
        address = source.removeprefix(MISSING).split("?")[0].split("#")[0]
        name = self._find(address, docname)
        if name is None:  # it is on the web
            return None
        path = self._path(name)
        if path is None:
            if not is_known:
                message = "no picture {picture!r}; the book shows its description instead"
                report([Problem(kind=Kind.EPUB, message=message, values={"picture": address})], docname)
            return None
        return self._take(path, address, docname)

    def _path(self, name: str) -> Path | None:
        return file_below(self._roots, *(root / name.lstrip("/") for root in self._roots)) if name else None

    def _take(self, path: Path, source: str, docname: str) -> tuple[str, Path | bytes] | None:
        if path not in self._known:
            try:
                entry = _entry(path.read_bytes())
            except OSError:
                entry = None
            self._known[path] = (entry[0], path) if entry and not entry[0].endswith(".svg") else entry
        if self._known[path] is None:
            message = "the picture {picture!r} is none that a book can hold (PNG, JPEG, GIF, WebP, SVG)"
            report([Problem(kind=Kind.EPUB, message=message, values={"picture": source})], docname)
        return self._known[path]


def _embedded(uri: str) -> bytes:
    head, _, data = uri.partition(",")
    try:
        return b64decode(unquote(data), validate=False) if head.endswith(";base64") else unquote_to_bytes(data)
    except ValueError:
        return b""


def _entry(data: bytes) -> tuple[str, Path | bytes] | None:
    """Return name and content for the book; the name has a digest of the content, and the suffix of its real type."""
    kind = next((kind for head, kind in _HEADS.items() if data.startswith(head)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kind = "webp"
    if not kind:
        kind, data = "svg", _drawing(data)
    elif min(imagesize.get(io.BytesIO(data))) <= 0:
        return None
    return (f"images/{sha256(data).hexdigest()[:20]}.{kind}", data) if data else None


def _drawing(data: bytes) -> bytes:
    """Return an SVG file without scripts, without what other programs keep in it, and without links to elsewhere."""
    if b"<svg" not in data:
        return b""
    try:
        root = ET.fromstring(data)  # noqa: S314 — expat bounds entities itself since 2.4.1
    except (ET.ParseError, ValueError, LookupError):
        return b""
    if root.tag != f"{_SVG}svg":
        return b""
    ET.register_namespace("", _SVG[1:-1])
    ET.register_namespace("xlink", _XLINK[1:-1])
    try:
        _tidy_drawing(root, set())
        return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
    except RecursionError:  # groups in groups, some hundreds deep
        return b""


def _tidy_drawing(element: ET.Element, ids: set[str]) -> None:
    for key, value in list(element.attrib.items()):
        name = key.removeprefix(_XLINK)
        is_foreign = key.startswith("{") and not key.startswith((_XLINK, _XML))
        leads_away = name == "href" and not value.startswith(("#", "data:image/"))
        bad_id = name == "id" and (value in ids or not _ID.fullmatch(value))
        if is_foreign or leads_away or bad_id or name.lower().startswith("on") or _OUTSIDE.search(value):
            del element.attrib[key]
        elif name == "id":
            ids.add(value)
    for child in list(element):
        name = child.tag.removeprefix(_SVG)
        text = "".join(child.itertext()) if name == "style" else ""
        if name in _NO_SVG or name == child.tag or _OUTSIDE.search(text):
            element.remove(child)
        else:
            _tidy_drawing(child, ids)
