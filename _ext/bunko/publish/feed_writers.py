"""Feeds as files: Atom (RFC 4287), JSON Feed 1.1 (https://jsonfeed.org/version/1.1) and RSS 2.0, as bytes.

Equal values give equal bytes, on every machine and at every time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from bunko.books.chapters import clean
from bunko.publish.feeds import Format, feed_address, updated
from bunko.publish.metadata import Person
from bunko.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bunko.publish.feeds import Entry, Feed

_ATOM = "http://www.w3.org/2005/Atom"
_MEDIA = "http://search.yahoo.com/mrss/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
for _prefix, _namespace in {"atom": _ATOM, "media": _MEDIA, "content": _CONTENT, "dc": _DC}.items():
    ET.register_namespace(_prefix, _namespace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a feed says of where it comes from, and the texts of its posts."""

    base: str  #: the address of the site, without a slash at its end
    page: str  #: the address of the page that shows the same posts
    author: str
    language: str  #: a language tag, or nothing
    bodies: Mapping[str, str] | None  #: HTML by document; None: excerpts are enough


def write_feed(form: Format, file: str, feed: Feed, entries: Sequence[Entry], source: Source) -> bytes:
    """Return the content of one file of a feed."""
    return _WRITERS[form](feed_address(source.base, file), feed, entries, source)


def _atom(address: str, feed: Feed, entries: Sequence[Entry], source: Source) -> bytes:
    root = ET.Element("feed", {"xmlns": _ATOM, **({_LANG: source.language} if source.language else {})})
    _add(root, "generator", "Bunko", version=__version__)
    _add(root, "link", href=address, rel="self", type=Format.ATOM.media_type)
    _add(root, "link", href=source.page, rel="alternate", type="text/html")
    _add(root, "updated", _stamp(updated(entries)))
    _add(root, "id", address)
    _add(root, "title", feed.title)
    if feed.description:
        _add(root, "subtitle", feed.description)
    # Atom wants an author of each entry, its own or that of the feed.
    _add_person(root, Person(name=source.author or feed.title))
    for entry in entries:
        made = ET.SubElement(root, "entry", {_LANG: entry.lang} if entry.lang else {})
        _add(made, "title", entry.title)
        _add(made, "link", href=entry.link, rel="alternate", type="text/html")
        _add(made, "published", _stamp(entry.published))
        _add(made, "updated", _stamp(entry.updated))
        _add(made, "id", entry.id)
        for person in entry.authors:
            _add_person(made, person)
        for name in entry.categories:
            _add(made, "category", term=name)
        if entry.summary:
            _add(made, "summary", entry.summary)
        if source.bodies is not None:
            _add(made, "content", source.bodies[entry.docname], type="html")
        if entry.image:
            _add(made, f"{{{_MEDIA}}}thumbnail", url=entry.image)
            _add(made, f"{{{_MEDIA}}}content", medium="image", url=entry.image)
    return _xml(root)


def _add_person(parent: ET.Element, person: Person) -> None:
    made = _add(parent, "author")
    _add(made, "name", person.name)
    if person.url:
        _add(made, "uri", person.url)


def _rss(address: str, feed: Feed, entries: Sequence[Entry], source: Source) -> bytes:
    root = ET.Element("rss", {"version": "2.0"})
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", source.page)
    _add(channel, "description", feed.description or feed.title)
    _add(channel, f"{{{_ATOM}}}link", href=address, rel="self", type=Format.RSS.media_type)
    if source.language:
        _add(channel, "language", source.language)
    _add(channel, "lastBuildDate", format_datetime(_whole(updated(entries))))
    _add(channel, "generator", f"Bunko {__version__}")
    for entry in entries:
        item = _add(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.link)
        _add(item, "guid", entry.id, isPermaLink="false")
        _add(item, "pubDate", format_datetime(_whole(entry.published)))
        for person in entry.authors or ((Person(name=source.author),) if source.author else ()):
            _add(item, f"{{{_DC}}}creator", person.name)
        for name in entry.categories:
            _add(item, "category", name)
        if entry.summary:
            _add(item, "description", _as_html(entry.summary))
        if source.bodies is not None:
            _add(item, f"{{{_CONTENT}}}encoded", source.bodies[entry.docname])
        if entry.image:
            _add(item, f"{{{_MEDIA}}}content", medium="image", url=entry.image)
    return _xml(root)


def _as_html(text: str) -> str:
    """Return a text as HTML: what RSS calls a description is read as such."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _json(address: str, feed: Feed, entries: Sequence[Entry], source: Source) -> bytes:
    author = [{"name": source.author}] if source.author else []
    shown = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": source.page,
        "feed_url": address,
        "description": feed.description,
        "language": source.language,
        "authors": author,
    }
    items = [_item(entry, source) for entry in entries]
    text = json.dumps({**_given(shown), "items": items}, ensure_ascii=False, indent=1)
    return f"{clean(text)}\n".encode()


def _item(entry: Entry, source: Source) -> dict[str, object]:
    # One of the two contents must be there, whatever there is to say.
    content = (
        {"content_text": entry.summary or entry.title}
        if source.bodies is None
        else {"content_html": source.bodies[entry.docname]}
    )
    shown = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "image": entry.image,
        "date_published": _stamp(entry.published),
        "date_modified": _stamp(entry.updated),
        "authors": [_given({"name": found.name, "url": found.url}) for found in entry.authors],
        "tags": list(entry.categories),
        "language": entry.lang,
    }
    return {**_given(shown), **content}


def _stamp(moment: datetime) -> str:
    return _whole(moment).isoformat()


def _whole(moment: datetime) -> datetime:
    """Return a moment in whole seconds, and of a whole number of minutes from UTC: Tokyo had 9:18:59 until 1887."""
    moment = moment.replace(microsecond=0)
    return moment.astimezone(UTC) if (moment.utcoffset() or timedelta()) % timedelta(minutes=1) else moment


def _given(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value}


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """Add an element, without the characters that XML does not have."""
    made = ET.SubElement(parent, tag, {key: clean(value) for key, value in attributes.items()})
    made.text = clean(text) or None
    return made


def _xml(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


_WRITERS: Mapping[Format, Callable[[str, Feed, Sequence[Entry], Source], bytes]] = {
    Format.ATOM: _atom,
    Format.JSON: _json,
    Format.RSS: _rss,
}
