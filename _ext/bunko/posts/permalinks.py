"""Addresses as Jekyll gives them: ``permalink:`` and ``redirect_from:``, templates and styles, and the files behind.

The rules are those of Jekyll 4 (``Jekyll::URL``, ``Drops::UrlDrop``, ``Utils.slugify``, ``Document#destination``;
https://jekyllrb.com/docs/permalinks/). ``tests/cases/permalinks.json`` holds what Jekyll itself makes of them.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING
from unicodedata import category, normalize
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

#: Jekyll's built-in styles, https://jekyllrb.com/docs/permalinks/#built-in-formats
STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_OF_DATES = frozenset(
    "year short_year w_year month i_month short_month long_month week w_day short_day long_day day i_day y_day hour"  # noqa: SIM905
    " minute second".split()
)
#: What may stand behind a colon in the address of a post. ``collection`` is always ``posts``.
PLACES = _OF_DATES | {"title", "slug", "name", "path", "categories", "slugified_categories", "output_ext", "collection"}
_PLACE = re.compile(r":([a-z_]+)")
_ELSEWHERE = re.compile(r"[?#]|://")
_NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]|(?:^|/)\.{1,2}(?:/|$)")
_PRETTY = frozenset("._~!$&'()+,;=@")
_LONGEST_NAME, _LONGEST_PATH = 255, 1_000  # bytes of UTF-8: what file systems hold, and what hosts and tools take


def read_address(text: str) -> str:
    """Return ``text`` as a path from the root of the site, decoded: ``a/%E6%97%A5/`` is ``/a/日/``.

    Raises `ValueError` if it is no such path: empty, on another site, with a query or a fragment, or leading out of
    the site.
    """
    path = normalize("NFC", unquote(text.strip()))
    if not path or _ELSEWHERE.search(text) or _NO_ADDRESS.search(path):
        raise ValueError(f"{text!r} is no path")
    return "/" + re.sub("//+", "/", path).removeprefix("/")


def file_of(address: str) -> str:
    """Return the file, below the output folder, that answers ``address`` (as `read_address` returns it).

    ``/a/`` is ``a/index.html``; ``/a.html`` is itself; ``/a`` is ``a.html``, as in Jekyll, whose hosts find it.
    Raises `ValueError` if no file system holds such a file.
    """
    path = address.removeprefix("/")
    if not path or path.endswith("/"):
        path += "index.html"
    elif not path.endswith(".html"):
        path += ".html"
    names = [name.encode() for name in path.split("/")]
    if max(map(len, names)) > _LONGEST_NAME or len(path.encode()) > _LONGEST_PATH:
        raise ValueError(f"{address!r} is too long for a file")
    return path


def address_of(file: str) -> str:
    """Return the address of a page for its file: ``a/index.html`` is ``/a/``."""
    return f"/{file.removesuffix('index.html') if file.rpartition('/')[2] == 'index.html' else file}"


def fill_in(
    permalink: str,
    *,
    moment: datetime | None,
    slug: str,
    categories: Sequence[str],
    name: str = "",
    others: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the address of a post, percent-encoded where it must be: ``permalink`` with its ``:places`` filled in.

    ``categories`` are those that Jekyll sees; ``name`` is that of the file below ``_posts``, without its suffix;
    ``others`` are places that have a value of their own, as those of pages.
    Raises `ValueError` if it names another site, or a place that Jekyll does not know, or one of the date that the post
    does not have (``moment`` is None).
    """
    if "://" in permalink:
        raise ValueError(f"{permalink!r} is no path")
    if ":" not in permalink:
        return permalink
    values = {
        "title": slugify(slug, pretty=True), "slug": slugify(slug), "output_ext": ".html", "collection": "posts",
        "name": slugify(name.rpartition("/")[2]), "path": name,
        "categories": "/".join(dict.fromkeys(name.lower() for name in categories)),
        "slugified_categories": "/".join(dict.fromkeys(map(slugify, categories))),
    }  # fmt: skip
    if moment is not None:
        values |= _of_date(moment)
    values |= others

    def value(match: re.Match[str]) -> str:
        # `:month_:day` is a month and an underscore; so in Jekyll, and only there.
        place = match[1] if match[1] in PLACES else match[1].removesuffix("_")
        if place not in values:
            raise ValueError(f"there is no {match[0]}")
        return values[place].translate(_ENCODED) + match[1][len(place) :]

    return _sanitized(_PLACE.sub(value, permalink))


def template_of(permalink: str) -> str:
    """Return the template that Jekyll's setting ``permalink`` stands for. In a post, a style is no style."""
    return STYLES.get(permalink, permalink)


def unknown_places(permalink: str, known: Iterable[str] = PLACES) -> list[str]:
    """Return the ``:places`` of a template that Jekyll does not know; there it stops the build."""
    return [
        match[0]
        for match in _PLACE.finditer(template_of(permalink))
        if match[1] not in known and match[1].removesuffix("_") not in known
    ]


def slugify(text: str, *, pretty: bool = False) -> str:
    """Return ``text`` as Jekyll's ``slugify`` has it.

    Letters, marks and decimal digits stay, all else becomes a hyphen, and letters small; if ``pretty``, capitals and
    some signs stay, too.
    """
    kept = (char if _stays(char, pretty=pretty) else "-" for char in text)
    slug = re.sub("--+", "-", "".join(kept)).removeprefix("-").removesuffix("-")
    return slug if pretty else slug.lower()


def _stays(char: str, *, pretty: bool) -> bool:
    if char.isascii():
        return char.isalnum() or (pretty and char in _PRETTY)
    return category(char)[0] in "ML" or category(char) == "Nd"


#: A value stands for itself: what would mean something in an address is encoded.
_ENCODED = str.maketrans({"%": "%25", "?": "%3F", "#": "%23", "\\": "%5C"})


def _sanitized(address: str) -> str:
    return re.sub("//+", "/", f"/{address}".replace("..", "/").replace("./", ""))


def _of_date(moment: datetime) -> dict[str, str]:
    month, day = _MONTHS[moment.month - 1], _DAYS[moment.weekday()]
    week_year, week, week_day = moment.isocalendar()
    return {
        "year": f"{moment.year:04}", "short_year": f"{moment.year % 100:02}", "w_year": f"{week_year:04}",
        "month": f"{moment.month:02}", "i_month": str(moment.month), "short_month": month[:3],
        "long_month": month, "week": f"{week:02}", "w_day": str(week_day), "short_day": day[:3],
        "long_day": day, "day": f"{moment.day:02}", "i_day": str(moment.day),
        "y_day": f"{moment.timetuple().tm_yday:03}", "hour": f"{moment.hour:02}", "minute": f"{moment.minute:02}",
        "second": f"{moment.second:02}",
    }  # fmt: skip
