"""Resolve what an author has written into a link to a post: `LinkTable`."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from bunko.text.dates import split_file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bunko.post import Post

_DATED_NAME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-[^/]+")
_DATED_PATH = re.compile(r"(?:^|/)(\d{4}/\d{1,2}/\d{1,2})/([^/]+)/?\Z", re.ASCII)
_SUFFIX = re.compile(r"\.(?:md|markdown|mkd|html?)\Z")
_INDEX = re.compile(r"(?:^|(?<=/))index\.html?\Z")
_MOST_COMPARED = 300  # names: comparing one with 10,000 takes a second, and an archive has many dead links


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A link that may lead to a post, taken apart: ``path`` is decoded, ``fragment`` is without ``#``."""

    path: str
    fragment: str = ""


def read_target(href: str, hosts: frozenset[str] = frozenset()) -> Target | None:
    """Return ``href`` as a `Target` if it is written as one of the links to a post, else None.

    These are a dated file name with or without folders and suffix, a path from the root, and an address on one of the
    site's own ``hosts`` (in lower case; among them, ``/blog`` is the folder in which the site stands, see `in_site`).
    Percent-encoded Japanese is decoded, as browsers show it and authors copy it.
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    path = in_site(normalize("NFC", unquote(parts.path)), hosts)
    target = Target(path=path, fragment=unquote(parts.fragment))
    if parts.scheme or parts.netloc:
        is_own = parts.scheme in ("", "http", "https") and parts.netloc.casefold() in hosts
        return target if is_own else None
    is_dated = _DATED_NAME.fullmatch(target.path.rstrip("/").rpartition("/")[2])
    return target if is_dated or target.path.startswith("/") else None


def in_site(path: str, hosts: frozenset[str]) -> str:
    """Return a path from the root of the host as one from the root of the site, which may stand in a folder of it."""
    base = next((host for host in sorted(hosts) if host.startswith("/") and path.startswith(f"{host}/")), "")
    return path.removeprefix(base)


def own_hosts(addresses: Iterable[str], base: str = "") -> frozenset[str]:
    """Return the ``hosts`` of `read_target`: those of ``addresses``, or given as such, and the folder ``base``."""
    named = {address.rpartition("//")[2].partition("/")[0].casefold() for address in addresses}
    folder = base.strip("/")
    return frozenset(named - {""} | ({f"/{folder}"} if folder else set()))


class LinkTable:
    """Every address under which a post is known, its own and those that Jekyll would have given it."""

    def __init__(self, posts: Iterable[Post]) -> None:
        """Index ``posts``, given oldest first: where two claim one address, the older keeps it.

        But a name or an address that is certainly a post's own goes before one that is only likely to be.
        """
        posts = list(posts)
        self._by_name: dict[str, str] = {}
        self._by_path: dict[str, str] = {}
        self._by_day: dict[tuple[date, str], str] = {}
        self._by_slug: dict[str, list[str]] = {}
        for post in posts:
            self._by_name.setdefault(normalize("NFC", post.name), post.docname)
            self._by_path.setdefault(bare_address(post.docname), post.docname)
            self._by_slug.setdefault(_slug(post), []).append(post.name)
        for post in posts:
            self._by_name.setdefault(_last(normalize("NFC", post.name)), post.docname)
            for address in (post.permalink, *post.redirect_from):
                if address:
                    self._by_path.setdefault(bare_address(address), post.docname)
        # Real archives link by the date of the file name and by the date of the front matter.
        for post in posts:
            if post.file_date is not None:
                self._note_day(post.file_date, post)
        for post in posts:
            if post.is_dated:
                self._note_day(post.date.date(), post)

    def _note_day(self, day: date, post: Post) -> None:
        for slug in (post.slug, _slug(post)):
            self._by_day.setdefault((day, normalize("NFC", slug)), post.docname)

    def resolve(self, target: Target) -> str | None:
        """Return the docname of the post that ``target`` means, None if there is none."""
        path = bare_address(target.path)
        found = self._by_path.get(path)
        if found is None:
            dated = _DATED_PATH.search(path)
            if dated is not None:
                found = self._on_day(f"{dated[1].replace('/', '-')}-{dated[2]}")
        return found or self.named(path.removeprefix("/").removeprefix("_posts/")) or self.named(_last(path))

    def named(self, name: str) -> str | None:
        """Return the docname of the post called ``name`` (`Post.name` or its last part, with or without a suffix)."""
        name = normalize("NFC", name)
        bare = _SUFFIX.sub("", name)
        return self._by_name.get(name) or self._by_name.get(bare) or self._on_day(bare)

    def _on_day(self, name: str) -> str | None:
        # Jekyll's post_url compares dates, not digits: 2025-1-2-x is 2025-01-02-x.
        day, slug = split_file_name(name)
        return self._by_day.get((day, slug)) if day else None

    def nearest(self, target: str, most: int = 3) -> list[str]:
        """Return the names of posts most like ``target``, for a message about a dead link.

        In a large archive, only posts with the same slug or of the same month are compared.
        """
        path = bare_address(unquote(target.partition("#")[0].partition("?")[0]))
        dated = _DATED_PATH.search(path)
        wanted = f"{dated[1].replace('/', '-')}-{dated[2]}" if dated else _last(path)
        same = self._by_slug.get(split_file_name(wanted)[1], [])[:most]
        close = get_close_matches(wanted, list(islice(self._like(wanted), _MOST_COMPARED)), n=most, cutoff=0.5)
        return list(dict.fromkeys([*same, *close]))[:most]

    def _like(self, name: str) -> Iterator[str]:
        names = self._names
        if len(names) <= _MOST_COMPARED:
            yield from names
        elif _DATED_NAME.fullmatch(name):
            month = name[: len("2025-12")]
            at = bisect_left(names, month)
            while at < len(names) and names[at].startswith(month):
                yield names[at]
                at += 1

    @cached_property
    def _names(self) -> list[str]:
        return sorted(self._by_name)


def looks_like_a_page(target: Target) -> bool:
    """Tell an address of a page from that of a file: ``/about/`` and ``/x.html`` from ``/images/x.png``."""
    last = _last(target.path.rstrip("/"))
    return "." not in last or _SUFFIX.search(last) is not None


def bare_address(address: str) -> str:
    """Return what all ways to write one address share: ``/a`` for ``a/``, ``/a/index.html`` and ``/a.html``."""
    path = _INDEX.sub("", normalize("NFC", address)).strip("/")
    return f"/{_SUFFIX.sub('', path)}"


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _slug(post: Post) -> str:
    """Return the slug that the file name gives, also where the front matter gives another."""
    return split_file_name(_last(post.name))[1]
