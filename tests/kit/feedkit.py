"""Looks at feeds as others do: a reader that we did not write, the schema of Atom, and the rules of JSON Feed."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import feedparser
from bs4 import BeautifulSoup
from lxml import etree

from bunko.markup.html.tree import tags
from casefile import CASES

if TYPE_CHECKING:
    from collections.abc import Mapping

ATOM = "{http://www.w3.org/2005/Atom}"
#: What no body of a post may have: it asks for a script, a style or a form, or shows another page inside.
_FORBIDDEN = tags(
    "script style link meta base form input button select textarea iframe frame object embed applet svg template"
)
_ADDRESSES = ("href", "src", "srcset", "poster", "action", "data", "cite", "background", "longdesc", "formaction")
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "ftp"})
_JSON_FEED = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "language": str,
    "authors": list, "items": list,
}  # fmt: skip
_JSON_ITEM = {
    "id": str, "url": str, "title": str, "summary": str, "image": str, "date_published": str, "date_modified": str,
    "authors": list, "tags": list, "language": str, "content_html": str, "content_text": str,
}  # fmt: skip


@cache
def _schema() -> Any:  # noqa: ANN401 — lxml has no types
    return etree.RelaxNG(etree.parse(CASES / "atom.rng"))


def parsed(content: bytes) -> Any:  # noqa: ANN401 — feedparser has no types
    """Return what feedparser reads; what it has to complain of fails."""
    found = feedparser.parse(content, response_headers={"content-type": "application/xml; charset=utf-8"})
    assert not found.bozo, found.get("bozo_exception")
    return found


def read_atom(content: bytes) -> Any:  # noqa: ANN401
    """Check a feed against RFC 4287, and return what feedparser reads."""
    root = etree.fromstring(content)
    assert _schema().validate(root.getroottree()), list(_schema().error_log)
    entries = root.findall(f"{ATOM}entry")
    ids = [root.findtext(f"{ATOM}id"), *(entry.findtext(f"{ATOM}id") for entry in entries)]
    assert len(set(ids)) == len(ids)
    assert all(is_absolute(found) for found in ids)
    assert root.find(f"{ATOM}author") is not None or all(entry.find(f"{ATOM}author") is not None for entry in entries)
    for element in [root, *entries]:
        links = [(link.get("rel"), link.get("type"), link.get("href")) for link in element.findall(f"{ATOM}link")]
        assert all(is_absolute(address) for _, _, address in links)
        assert len([link for link in links if link[0] == "alternate"]) == 1
    for content_element in root.iter(f"{ATOM}content"):
        check_body(content_element.text or "")
    newest = max((entry.findtext(f"{ATOM}updated") for entry in entries), key=datetime.fromisoformat, default=None)
    assert newest in (None, root.findtext(f"{ATOM}updated"))
    return parsed(content)


def read_json(content: bytes) -> dict[str, Any]:
    """Check a feed against https://jsonfeed.org/version/1.1, and return it."""
    feed: dict[str, Any] = json.loads(content.decode())
    _check_keys(feed, _JSON_FEED, {"version", "title", "items"})
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    for item in feed["items"]:
        _check_keys(item, _JSON_ITEM, {"id"})
        assert "content_html" in item or "content_text" in item
        check_body(item.get("content_html", ""))
        for moment in (item["date_published"], item["date_modified"]):
            assert datetime.fromisoformat(moment).tzinfo is not None
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
    for found in [feed, *feed["items"]]:
        for author in found.get("authors", []):
            _check_keys(author, {"name": str, "url": str, "avatar": str}, set())
            assert author
        assert all(is_absolute(found[key]) for key in found if key.endswith("url") or key in {"id", "image"})
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    return feed


def _check_keys(found: Mapping[str, object], known: Mapping[str, type], needed: set[str]) -> None:
    assert needed <= found.keys() <= known.keys(), found.keys()
    assert {key: type(value) for key, value in found.items()} == {key: known[key] for key in found}


def read_rss(content: bytes) -> Any:  # noqa: ANN401
    """Check a feed against RSS 2.0, and return what feedparser reads."""
    channel = etree.fromstring(content).find("channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    for item in channel.findall("item"):
        assert item.findtext("title") or item.findtext("description")
        check_body(item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or "")
    return parsed(content)


def is_absolute(address: str) -> bool:
    """Tell whether an address holds wherever it is shown."""
    parts = urlsplit(address)
    return address.isascii() and parts.scheme in _SCHEMES and (bool(parts.netloc) or parts.scheme in {"mailto", "tel"})


def check_body(html: str) -> None:
    """Fail unless HTML means the same wherever it is shown: nothing is relative, nothing runs, nothing is asked."""
    for tag in BeautifulSoup(f"<body>{html}</body>", "html.parser").find_all(True):
        assert tag.name not in _FORBIDDEN, tag.name
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), name
            assert name not in {"style", "class", "id"}, name
            if name in _ADDRESSES:
                inside = tag.name == "img" and str(value).startswith("data:image/")
                assert inside or is_absolute(str(value)), (tag.name, name, value)
