"""Which Markdown a post is written in. Decided here alone, for the reading of its record and for the parser."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Dialect(StrEnum):
    """The ways to read the Markdown of a post."""

    KRAMDOWN = "kramdown"  #: by kramdown's rules, as Jekyll does
    COMMONMARK = "commonmark"  #: by CommonMark's rules; what kramdown adds becomes CommonMark before it is parsed
    MYST = "myst"  #: as any page of a MyST site


def dialect_of(extra: Mapping[str, object], site: Dialect) -> Dialect:
    """Return the dialect of a post with the keys ``extra`` in its header, on a site whose posts are of ``site``.

    A header that has settings for MyST asks for a parser that knows them, which that of kramdown does not.
    """
    return Dialect.COMMONMARK if site is Dialect.KRAMDOWN and "myst" in extra else site
