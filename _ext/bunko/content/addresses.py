"""Addresses that authors ask for: ``permalink:`` and ``redirect_from:``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: Jekyll's built-in styles, https://jekyllrb.com/docs/permalinks/#built-in-formats
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_PLACE = re.compile(r":([a-z_]+)")
_NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f\\?#]|://|(?:^|/)\.{1,2}(?:/|$)")


def read_address(text: str) -> str:
    """Return ``text`` as a path from the root of the site, decoded: ``a/%E6%97%A5/`` is ``/a/日/``.

    Raises `ValueError` if it is no such path: empty, on another site, with a query or a fragment, or leading out of
    the site.
    """
    path = normalize("NFC", unquote(text.strip()))
    if not path or _NO_ADDRESS.search(path):
        raise ValueError(f"{text!r} is no path")
    return "/" + re.sub("//+", "/", path).removeprefix("/")


def fill_in(permalink: str, *, moment: datetime | None, slug: str, categories: Sequence[str]) -> str:
    """Return ``permalink`` with Jekyll's places such as ``:year`` filled in, and its styles such as ``pretty``.

    What is unknown stays as it is; of a post without a date (``moment`` is None) the parts of the date do.
    """
    template = _STYLES.get(permalink, permalink)
    if ":" not in template:
        return template
    values = {"title": slug, "slug": slug, "categories": "/".join(categories), "output_ext": ".html"}
    if moment is not None:
        values |= {
            "year": f"{moment.year:04}", "short_year": f"{moment.year % 100:02}",
            "month": f"{moment.month:02}", "i_month": str(moment.month),
            "day": f"{moment.day:02}", "i_day": str(moment.day), "y_day": f"{moment.timetuple().tm_yday:03}",
            "hour": f"{moment.hour:02}", "minute": f"{moment.minute:02}", "second": f"{moment.second:02}",
        }  # fmt: skip
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), template)
