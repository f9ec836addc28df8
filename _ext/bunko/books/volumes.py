"""A book too large for one file becomes volumes (巻): whole parts where possible, each volume a book in itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bunko.books.book import Volume, VolumeEntry, make_book
from bunko.books.parts import part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bunko.books.book import Book, Part
    from bunko.books.plan import BookPlan
    from bunko.catalogue.terms import Term
    from bunko.post import Post

LARGEST = 1500  #: articles in one file, if nobody asks for more: setting so many of 6,000 characters takes 6 GB
COMFORTABLE = 400  #: articles in each volume of a larger book: they take less than 2 GB


def make_volumes(
    posts: Iterable[Post],
    plan: BookPlan,
    *,
    address: str,
    translate: Callable[[str], str],
    terms: Iterable[Term] = (),
    language: str = "ja",
    permalinks: Mapping[str, str] | None = None,
) -> tuple[Book, ...]:
    """Arrange ``posts`` as `make_book` does, in one book or in as many volumes as ``plan.volumes`` makes of it."""
    named, terms = {post.docname: post for post in posts}, list(terms)
    arranged = partial(
        make_book,
        plan=plan,
        address=address,
        translate=translate,
        terms=terms,
        language=language,
        permalinks=permalinks,
    )
    book = arranged(named.values())
    groups = divide(book.parts, plan.volumes)
    if len(groups) < 2:  # noqa: PLR2004 — one volume is a book
        return (book,)
    torn = _torn_titles(groups, translate)
    titled = [[title for _, title in torn[number]] for number in range(len(groups))]
    entries = tuple(
        VolumeEntry(
            name=f"{plan.name}-{number}",
            label=translate("Volume {number}").format(number=number),
            holds=_holds(titles, translate, together=plan.parts == "category"),
        )
        for number, titles in enumerate(titled, 1)
    )
    found = _volumes_of_terms(terms, groups)
    volumes = []
    for number, group in enumerate(groups, 1):
        own = entries[number - 1]

        def elsewhere(term: Term, number: int = number) -> str:
            return _see(found[term.kind, term.key] - {number}, len(groups), translate)

        chosen = [named[article.docname] for part in group for article in part.articles]
        made = arranged(chosen, elsewhere=elsewhere)
        label = f"{own.label}　{own.holds}" if plan.parts == "category" and own.holds else own.label
        rows = ((translate("Volume"), translate("{number} of {count}").format(number=number, count=len(groups))),)
        volumes.append(
            replace(
                made,
                subtitle="　".join(filter(None, (plan.subtitle, label))),
                parts=tuple(
                    replace(part, title=title, note=whole.note, articles=part.articles)
                    for (part, title), whole in zip(torn[number - 1], made.parts, strict=True)
                ),
                colophon=rows + made.colophon if made.colophon else (),
                volume=Volume(number=number, label=own.label, name=own.name, entries=entries),
            )
        )
    return tuple(volumes)


def first_file(plan: BookPlan, posts: Sequence[Post]) -> str:
    """Return the name, without the suffix, of the file that a book of ``posts`` begins with, without arranging it.

    The first volume has a list of all of them, each a link to its file.
    """
    most = len(posts) if plan.volumes == "none" else plan.volumes if isinstance(plan.volumes, int) else LARGEST
    is_divided = len(posts) > most or (
        plan.volumes == "part" and len({part_of(post, plan.parts, {}) for post in posts}) > 1
    )
    return f"{plan.name}-1" if is_divided else plan.name


def divide(parts: Sequence[Part], volumes: str | int) -> list[list[Part]]:
    """Return the parts of each volume; only a part that is too large for one volume is divided, equally.

    ``volumes`` is the most articles of a volume, ``part`` for a volume of each part, ``none`` for one volume, or
    ``auto``: one, unless there are more than `LARGEST` articles.
    """
    total = sum(len(part.articles) for part in parts)
    if not total or volumes == "none" or (volumes == "auto" and total <= LARGEST):
        return [list(parts)]
    most = volumes if isinstance(volumes, int) else LARGEST if volumes == "part" else COMFORTABLE
    groups: list[list[Part]] = []
    room = 0
    for part in parts:
        size = len(part.articles)
        if size > most:
            groups += ([piece] for piece in _tear(part, -(-size // most)))
            room = 0
        elif volumes != "part" and size <= room:
            groups[-1].append(part)
            room -= size
        else:
            groups.append([part])
            room = most - size
    return groups


def _tear(part: Part, pieces: int) -> Iterable[Part]:
    size = len(part.articles)
    for number in range(pieces):
        yield replace(part, articles=part.articles[size * number // pieces : size * (number + 1) // pieces])


def _torn_titles(groups: Sequence[Sequence[Part]], translate: Callable[[str], str]) -> list[list[tuple[Part, str]]]:
    """Return the parts of each volume with their titles; pieces of one are numbered."""
    pieces: dict[str, int] = defaultdict(int)
    for group in groups:
        for part in group:
            pieces[part.key] += 1
    seen: dict[str, int] = defaultdict(int)
    found: list[list[tuple[Part, str]]] = []
    for group in groups:
        found.append([])
        for part in group:
            seen[part.key] += 1
            title = part.title
            if title and pieces[part.key] > 1:
                title = translate("{title} ({number}/{count})").format(
                    title=title, number=seen[part.key], count=pieces[part.key]
                )
            found[-1].append((part, title))
    return found


def _holds(titles: Sequence[str], translate: Callable[[str], str], *, together: bool) -> str:
    """Return what a volume holds: parts that follow each other in time as the first and the last, others each."""
    if together:
        return translate(", ").join(titles)
    if len(titles) == 1:
        return titles[0]
    return translate("{first} – {last}").format(first=titles[0], last=titles[-1])


def _volumes_of_terms(terms: Iterable[Term], groups: Sequence[Sequence[Part]]) -> Mapping[tuple[object, str], set[int]]:
    numbers = {
        article.docname: number for number, group in enumerate(groups, 1) for part in group for article in part.articles
    }
    return {
        (term.kind, term.key): {numbers[post.docname] for post in term.posts if post.docname in numbers}
        for term in terms
    }


def _see(volumes: set[int], count: int, translate: Callable[[str], str]) -> str:
    """Return the reference of an entry of the index to the other volumes that have its term."""
    if not volumes:
        return ""
    if len(volumes) == count - 1 > 1:
        return translate("see every volume")
    runs: list[list[int]] = []
    for number in sorted(volumes):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)  # noqa: PLR2004 — from three on
    return translate("see volume {numbers}").format(numbers=shown)
