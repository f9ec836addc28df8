"""The index of a book (索引): its categories, tags and authors, and under each the articles filed there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bunko.catalogue.reading_order import is_japanese, reading_order, under_headings
from bunko.pages.list_pages import index_titles
from bunko.posts.taxonomy import Taxonomy, TermKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bunko.catalogue.reading_order import Order
    from bunko.catalogue.terms import Term

#: The order of the sections: from what an article is, through what it is about, to who wrote it.
KINDS = (TermKind.CATEGORY, TermKind.TAG, TermKind.AUTHOR)
LEAST_ARTICLES = 2  #: in a book that needs an index
LEAST_AUTHORS = 2  #: in a section of authors; who wrote the whole book stands on its cover
MOST_PAGES = 60  #: page numbers behind one term: nobody looks up more


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One term."""

    term: str
    docnames: tuple[str, ...]  #: in the order of the book; at least one
    note: str = ""  #: in the place of page numbers between the first and the last, where there are too many
    elsewhere: str = ""  #: the other volumes that have the term


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The terms under one letter."""

    heading: str  #: empty in a section that needs none
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSection:
    """The terms of one kind."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All sections that have terms."""

    title: str
    sections: tuple[IndexSection, ...]


def make_index(
    terms: Iterable[Term],
    docnames: Sequence[str],
    *,
    language: str,
    translate: Callable[[str], str],
    elsewhere: Callable[[Term], str] | None = None,
) -> Index | None:
    """Arrange ``terms``, given in any order, for the book that consists of ``docnames``; None if it needs no index.

    In Japanese, a term stands where its reading belongs; in other languages, where its name does. ``elsewhere`` gives
    the reference of a term to other volumes of the book, or nothing.
    """
    if len(docnames) < LEAST_ARTICLES:
        return None
    places = {docname: place for place, docname in enumerate(docnames)}
    japanese = is_japanese(language)
    found: dict[TermKind, list[tuple[Order, IndexEntry]]] = {kind: [] for kind in KINDS}
    for term in terms:
        filed = sorted({places[post.docname] for post in term.posts if post.docname in places})
        if filed and term.kind in found:
            entry = _entry(term, filed, docnames, translate)
            if elsewhere is not None:
                entry = replace(entry, elsewhere=elsewhere(term))
            found[term.kind].append((reading_order(term, japanese=japanese), entry))
    if len(found[TermKind.AUTHOR]) < LEAST_AUTHORS:
        found[TermKind.AUTHOR] = []
    titles = index_titles(Taxonomy(), translate)
    sections = tuple(
        IndexSection(title=titles[kind], groups=tuple(_groups(entries, translate, japanese=japanese)))
        for kind, entries in found.items()
        if entries
    )
    return Index(title=translate("Index"), sections=sections) if sections else None


def _entry(term: Term, filed: list[int], docnames: Sequence[str], translate: Callable[[str], str]) -> IndexEntry:
    crowded = len(filed) > MOST_PAGES
    return IndexEntry(
        term=term.name,
        docnames=tuple(docnames[place] for place in filed),
        note=translate("passim ({count} articles)").format(count=len(filed)) if crowded else "",
    )


def _groups(
    entries: list[tuple[Order, IndexEntry]], translate: Callable[[str], str], *, japanese: bool
) -> Iterable[Group]:
    """Yield the groups of a section, in their order."""
    for heading, found in under_headings(entries, translate, japanese=japanese):
        yield Group(heading=heading, entries=found)
