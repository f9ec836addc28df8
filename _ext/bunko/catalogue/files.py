"""Resolve an address that an author has written to a file or a page of the site. The only place that does so."""

from __future__ import annotations

from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from bunko.catalogue.links import bare_address, in_site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MEDIA_KEYS = ("media_subpath", "img_path")


def media_folder(extra: Mapping[str, object]) -> str:
    """Return the folder in which the theme Chirpy looks for the pictures of a post, "" if the post names none."""
    return next((value for key in MEDIA_KEYS if isinstance(value := extra.get(key), str)), "")


def file_places(target: str, path: str, hosts: frozenset[str], folder: str = "") -> list[str] | None:
    """Return where the file may be that the address ``target`` names in the file ``path``, both below the site.

    It may be named from beside ``path``, from the post's `media_folder` (``folder``), or from the root of the site (its
    ``hosts``, see `read_target`). None if the address is none of the site's: on another host, data, a template that was
    left.
    """
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https") or (parts.netloc and parts.netloc.casefold() not in hosts):
        return None
    if not parts.path or target.startswith("{"):
        return None
    asked = unquote(parts.path)
    near = (join(folder, asked),) if folder else ()
    beside = () if asked.startswith("/") or parts.netloc else (*near, join(dirname(path), asked))
    places = (normpath(place.lstrip("/")) for place in (*beside, in_site(asked, hosts), asked))
    return [place for place in dict.fromkeys(places) if place.partition("/")[0] not in {"..", ".", ""}]


def file_named(
    target: str, path: str, has_file: Callable[[str], bool], hosts: frozenset[str], folder: str = ""
) -> str | None:
    """Return the first of `file_places` that is a file; "" if none is, None if the address is none of the site's."""
    places = file_places(target, path, hosts, folder)
    return None if places is None else next(filter(has_file, places), "")


def page_named(path: str, has_page: Callable[[str], bool]) -> str:
    """Return the page, of those that are no posts, that stands at the address ``path``; "" if there is none.

    Or the one that came from the file ``path`` of a Jekyll site (``{% link _pages/about.md %}``), which stands where
    Jekyll had put it: at ``/about/``, ``/about.html`` or ``/pages/about/``.
    """
    bare = bare_address(path).lstrip("/")
    names = [bare]
    if path.endswith((".md", ".markdown")):
        _, _, inside = f"/{bare}".rpartition("/_")
        names += [inside, inside.partition("/")[2]] if inside else []
    places = (place for name in names if name for place in (name, f"{name}/index"))
    return next((place for place in places if has_page(place)), "")
