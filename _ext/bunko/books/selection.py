"""Which posts a book holds: a query as it stands in conf.py, read once and then asked of each post.

A query is a mapping whose conditions must all hold; a list within one means any of its values:

    {"category": ["経済", "投資"], "year": (2023, 2025), "not": {"tag": "速報"}}

``all``, ``any`` and ``not`` take further queries, one or a list of them. The empty query fits every post.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from bunko.posts.taxonomy import TermKind
from bunko.problems import SentenceError

if TYPE_CHECKING:
    from bunko.catalogue.catalogue import Catalogue
    from bunko.post import Post

_TERMS = {
    "category": TermKind.CATEGORY,
    "tag": TermKind.TAG,
    "author": TermKind.AUTHOR,
    "series": TermKind.SERIES,
}
_QUERIES = ("all", "any", "not")
CONDITIONS = (*_TERMS, "year", "since", "until", "docname", *_QUERIES)


class PlanError(SentenceError):
    """What conf.py says of the books cannot be understood; the sentence names the place, the value and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Conditions that must all hold; an empty one always does."""

    terms: tuple[tuple[TermKind, tuple[str, ...]], ...] = ()  #: of each kind, the names of which the post has one
    years: tuple[tuple[int, int], ...] = ()  #: first and last, both included
    since: dt.date | None = None  #: this day or later
    until: dt.date | None = None  #: this day or earlier
    docnames: tuple[str, ...] = ()  #: patterns as in a shell: ``posts/2025-*``
    every: tuple[Selection, ...] = ()
    some: tuple[Selection, ...] | None = None  #: None: no condition; empty: no post fits
    none: tuple[Selection, ...] = ()

    def fits(self, post: Post, catalogue: Catalogue) -> bool:
        """Whether a post of the catalogue is selected. An undated post is of no year, and neither before nor after."""
        day = post.date.date() if post.is_dated else None
        return (
            all(_has_one(catalogue, post, kind, names) for kind, names in self.terms)
            and (not self.years or (day is not None and any(a <= day.year <= b for a, b in self.years)))
            and (self.since is None or (day is not None and day >= self.since))
            and (self.until is None or (day is not None and day <= self.until))
            and (not self.docnames or any(fnmatchcase(post.docname, pattern) for pattern in self.docnames))
            and all(other.fits(post, catalogue) for other in self.every)
            and (self.some is None or any(other.fits(post, catalogue) for other in self.some))
            and not any(other.fits(post, catalogue) for other in self.none)
        )


def _has_one(catalogue: Catalogue, post: Post, kind: TermKind, names: tuple[str, ...]) -> bool:
    """Whether the post is filed under one of the names, however spelled."""
    wanted = {catalogue.taxonomy.key(kind, name) for name in names}
    return any(term.key in wanted for term in catalogue.terms_of(post.docname, kind))


def read_selection(given: object, where: str = "select") -> Selection:
    """Read a query of conf.py. Raises `PlanError` that names the place below ``where``, the value and the remedy."""
    if not isinstance(given, Mapping):
        raise PlanError(
            "{where}: expected a query such as {example}, got {given!r}",
            where=where,
            example={"tag": "AI"},
            given=given,
        )
    for key in given:
        if key not in CONDITIONS:
            raise PlanError(
                "{where}: there is no condition {key!r}; write one of {known}",
                where=where,
                key=key,
                known=", ".join(CONDITIONS),
            )
    terms = tuple((kind, _texts(given[key], f"{where}.{key}")) for key, kind in _TERMS.items() if key in given)
    queries = {key: _queries(given[key], f"{where}.{key}") for key in _QUERIES if key in given}
    return Selection(
        terms=terms,
        years=_years(given["year"], f"{where}.year") if "year" in given else (),
        since=_day(given["since"], f"{where}.since") if "since" in given else None,
        until=_day(given["until"], f"{where}.until") if "until" in given else None,
        docnames=_texts(given["docname"], f"{where}.docname") if "docname" in given else (),
        every=queries.get("all", ()),
        some=queries.get("any"),
        none=queries.get("not", ()),
    )


def _texts(given: object, where: str) -> tuple[str, ...]:
    values = [given] if isinstance(given, str) else given
    if not isinstance(values, list | tuple) or not values or not all(isinstance(one, str) and one for one in values):
        raise PlanError("{where}: expected a name or a list of names, got {given!r}", where=where, given=given)
    return tuple(values)


def _years(given: object, where: str) -> tuple[tuple[int, int], ...]:
    """Read a year, a pair (first, last), or a list of these."""
    values: Iterable[object] = given if isinstance(given, list) else [given]
    found = []
    for value in values:
        pair = value if isinstance(value, tuple) else (value, value)
        if len(pair) != 2 or not all(isinstance(year, int) for year in pair) or pair[0] > pair[1]:  # noqa: PLR2004 — first and last
            raise PlanError(
                "{where}: expected a year, or (first, last), or a list of these; got {given!r}",
                where=where,
                given=given,
            )
        found.append((pair[0], pair[1]))
    return tuple(found)


def _day(given: object, where: str) -> dt.date:
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return given
    try:
        return dt.date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        raise PlanError(
            "{where}: expected a day such as {example!r}, got {given!r}", where=where, example="2025-01-31", given=given
        ) from None


def _queries(given: object, where: str) -> tuple[Selection, ...]:
    if isinstance(given, Mapping):
        return (read_selection(given, where),)
    if not isinstance(given, list | tuple):
        raise PlanError("{where}: expected a query or a list of queries, got {given!r}", where=where, given=given)
    return tuple(read_selection(one, f"{where}[{number}]") for number, one in enumerate(given))
