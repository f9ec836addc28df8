"""The books that conf.py asks for, read from ``bunko_books`` and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bunko.books.selection import PlanError, Selection, read_selection

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bunko.posts.taxonomy import TermKind

PAPERS = ("jis-b5", "a5", "a4", "b6")
ORDERS = ("date", "newest", "category", "reading")
PARTS = ("year", "month", "category", "none")
VOLUMES = ("auto", "part", "none")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPlan:
    """What one book holds, in which order, and how it looks."""

    name: str = "compendium"  #: of the file, without its suffix
    title: str = ""  #: empty: the project's
    subtitle: str = ""
    author: str = ""  #: empty: the project's
    edition: str = ""  #: in the colophon, e.g. ``第2版`` or a version
    select: Selection = field(default_factory=Selection)
    order: str = "date"
    parts: str = "year"
    paper: str = "jis-b5"
    cover: bool = True
    search_first: bool = False  #: no white between Japanese and Latin, which some programs read as a space
    colophon: tuple[tuple[str, str], ...] | None = ()  #: rows beside our own; None: no colophon
    volumes: str | int = "auto"  #: one of `VOLUMES`, or the most articles of a volume


def read_books(given: object, default: BookPlan) -> tuple[BookPlan, ...]:
    """Read ``bunko_books``; what a book does not say is as in ``default``. Without any book there is the default one.

    Raises `PlanError` that names the place, the value and the remedy.
    """
    if not isinstance(given, list | tuple):
        raise PlanError("{where}: expected a list of books, got {given!r}", where="bunko_books", given=given)
    if not given:
        return (default,)
    books = tuple(_read_book(one, f"bunko_books[{number}]", default) for number, one in enumerate(given))
    names = [book.name for book in books]
    for name in names:
        if names.count(name) > 1:
            raise PlanError("bunko_books: two books have the name {name!r}; give each one of its own", name=name)
    return books


def books_of_terms(plans: Iterable[BookPlan]) -> Iterator[tuple[TermKind, str, BookPlan]]:
    """Yield the books that hold all posts of one term, and no others, with the term's kind and name."""
    for plan in plans:
        for kind, names in plan.select.terms:
            if len(names) == 1 and plan.select == Selection(terms=((kind, names),)):
                yield kind, names[0], plan


def whole_book(plans: Iterable[BookPlan]) -> BookPlan | None:
    """Return the first book that holds every post."""
    return next((plan for plan in plans if plan.select == Selection()), None)


def _read_book(given: object, where: str, default: BookPlan) -> BookPlan:
    if not isinstance(given, Mapping):
        raise PlanError(
            "{where}: expected a book such as {example}, got {given!r}",
            where=where,
            example={"name": "ai", "select": {"tag": "AI"}},
            given=given,
        )
    known = BookPlan.__slots__
    for key in given:
        if key not in known:
            raise PlanError(
                "{where}: there is no setting {key!r}; write one of {known}",
                where=where,
                key=key,
                known=", ".join(known),
            )
    name = _text(given, "name", where, default.name)
    if not _NAME.fullmatch(name):
        raise PlanError(
            "{where}.name: {name!r} cannot be a file's; write small letters, digits, '-', '_' and '.'",
            where=where,
            name=name,
        )
    return BookPlan(
        name=name,
        title=_text(given, "title", where, default.title),
        subtitle=_text(given, "subtitle", where, default.subtitle),
        author=_text(given, "author", where, default.author),
        edition=_text(given, "edition", where, default.edition),
        select=read_selection(given.get("select", {}), f"{where}.select"),
        order=_choice(given, "order", where, ORDERS, default.order),
        parts=_choice(given, "parts", where, PARTS, default.parts),
        paper=_choice(given, "paper", where, PAPERS, default.paper),
        cover=_switch(given, "cover", where, default=default.cover),
        search_first=_switch(given, "search_first", where, default=default.search_first),
        colophon=_rows(given.get("colophon", default.colophon), f"{where}.colophon"),
        volumes=read_volumes(given.get("volumes", default.volumes), f"{where}.volumes"),
    )


def _text(given: Mapping[str, object], key: str, where: str, default: str) -> str:
    value = given.get(key, default)
    if not isinstance(value, str):
        raise PlanError("{where}: expected text, got {given!r}", where=f"{where}.{key}", given=value)
    return value


def _switch(given: Mapping[str, object], key: str, where: str, *, default: bool) -> bool:
    value = given.get(key, default)
    if not isinstance(value, bool):
        raise PlanError("{where}: expected True or False, got {given!r}", where=f"{where}.{key}", given=value)
    return value


def _choice(given: Mapping[str, object], key: str, where: str, choices: Collection[str], default: str) -> str:
    value = given.get(key, default)
    if value not in choices:
        raise PlanError(
            "{where}: there is no {given!r}; write one of {known}",
            where=f"{where}.{key}",
            given=value,
            known=", ".join(choices),
        )
    return str(value)


def read_volumes(given: object, where: str) -> str | int:
    """Read how a book is divided; raise `PlanError` if it cannot be understood."""
    if given in VOLUMES:
        return str(given)
    if isinstance(given, str) and given.isdecimal():  # of the command line
        given = int(given)
    if isinstance(given, int) and not isinstance(given, bool) and given > 0:
        return given
    raise PlanError(
        "{where}: expected a number of articles or one of {known}; got {given!r}",
        where=where,
        known=", ".join(VOLUMES),
        given=given,
    )


def _rows(given: object, where: str) -> tuple[tuple[str, str], ...] | None:
    if given is False or given is None:
        return None
    rows = () if given is True else tuple(given.items()) if isinstance(given, Mapping) else given
    if not isinstance(rows, tuple) or not all(isinstance(name, str) and isinstance(value, str) for name, value in rows):
        raise PlanError(
            "{where}: expected False, or a mapping of texts such as {example}; got {given!r}",
            where=where,
            example={"発行": "…"},
            given=given,
        )
    return rows
