"""From what authors write into a link to the post they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bunko.post import Post

_DATED_NAME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-[^/]+")
_DATED_PATH = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})/([^/]+?)(?:\.html?)?/?(?:index\.html)?$")
_SUFFIX = re.compile(r"\.(?:md|markdown|mkd|html?)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A link that may lead to a post, taken apart: ``path`` is decoded, ``fragment`` is without ``#``."""

    path: str
    fragment: str = ""


def read_target(href: str, hosts: frozenset[str] = frozenset()) -> Target | None:
    """Return ``href`` as a `Target` if it is written as one of the links to a post, else None.

    These are a dated file name with or without folders and suffix, a path from the root, and an address on one of the
    site's own ``hosts``. Percent-encoded Japanese is decoded, as browsers show it and authors copy it.
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme or parts.netloc:
        own = parts.scheme in ("", "http", "https") and parts.netloc.casefold() in hosts
        return Target(path=path or "/", fragment=unquote(parts.fragment)) if own else None
    last = path.rstrip("/").rpartition("/")[2]
    if path.startswith("/") or _DATED_NAME.fullmatch(last):
        return Target(path=path, fragment=unquote(parts.fragment))
    return None


class LinkTable:
    """Every address under which a post is known, its own and those that Jekyll would have given it."""

    def __init__(self, posts: Iterable[Post]) -> None:
        """Index ``posts``, given oldest first: where two claim one address, the older keeps it."""
        self._by_name: dict[str, str] = {}
        self._by_path: dict[str, str] = {}
        self._by_day: dict[tuple[int, int, int, str], str] = {}
        for post in posts:
            self._by_name.setdefault(post.name, post.docname)
            self._by_name.setdefault(post.name.rpartition("/")[2], post.docname)
            self._by_path.setdefault(f"/{post.docname}", post.docname)
            for address in (post.permalink, *post.redirect_from):
                if address.startswith("/"):
                    self._by_path.setdefault(_bare(address), post.docname)
        for post in posts:
            # Real archives link by the date of the file name and by the date of the front matter.
            slugs = {post.slug, post.name.rpartition("/")[2]} if post.file_date is None else {post.slug}
            if post.file_date is not None:
                slugs.add(post.name.rpartition("/")[2].split("-", 3)[3])
            for day in (post.file_date, post.date.date() if post.is_dated else None):
                if day is not None:
                    for slug in slugs:
                        self._by_day.setdefault((day.year, day.month, day.day, slug), post.docname)

    def resolve(self, target: Target) -> str | None:
        """Return the docname of the post that ``target`` means, None if there is none."""
        path = target.path
        found = self._by_path.get(_bare(path))
        if found is not None:
            return found
        dated = _DATED_PATH.search(path)
        if dated is not None:
            year, month, day, slug = dated.groups()
            found = self._by_day.get((int(year), int(month), int(day), slug))
            if found is not None:
                return found
        name = _SUFFIX.sub("", path.rstrip("/"))
        found = self._by_name.get(name.lstrip("/").removeprefix("_posts/"))
        return found or self._by_name.get(name.rpartition("/")[2])

    def named(self, name: str) -> str | None:
        """Return the docname of the post called ``name`` (`Post.name`, or its last part)."""
        return self._by_name.get(_SUFFIX.sub("", name))

    def nearest(self, target: str, most: int = 3) -> list[str]:
        """Return the names of posts most like ``target``, for a message about a dead link."""
        wanted = _SUFFIX.sub("", target.rstrip("/")).rpartition("/")[2]
        close = get_close_matches(wanted, self._by_name, n=most, cutoff=0.5)
        dated = _DATED_PATH.search(target)
        if not close and dated is not None:
            close = [name for name in self._by_name if name.endswith(f"-{wanted}")][:most]
        return close


def looks_like_a_page(target: Target) -> bool:
    """Tell an address of a page from that of a file: ``/about/`` and ``/x.html`` from ``/images/x.png``."""
    last = target.path.rstrip("/").rpartition("/")[2]
    return "." not in last or _SUFFIX.search(last) is not None


def _bare(path: str) -> str:
    path = path.removesuffix("index.html").rstrip("/")
    return _SUFFIX.sub("", path) if path.endswith((".html", ".htm")) else path
