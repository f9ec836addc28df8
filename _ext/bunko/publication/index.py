"""The index of a book (索引): its categories, tags and authors, and under each the articles filed there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from bunko.content.collation import Script, kana_row, kanji_row, sort_key
from bunko.content.taxonomy import TermKind
from bunko.publication.pages import index_titles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bunko.catalogue.terms import Term
    from bunko.content.collation import SortKey, Weight

#: The order of the sections: from what an article is, through what it is about, to who wrote it.
KINDS = (TermKind.CATEGORY, TermKind.TAG, TermKind.AUTHOR)
LEAST_ARTICLES = 2  #: in a book that needs an index
LEAST_AUTHORS = 2  #: in a section of authors; who wrote the whole book stands on its cover
MOST_PAGES = 60  #: page numbers behind one term: nobody looks up more
UNDIVIDED = 40  #: names in Latin letters, or in kanji without a reading, that stand under one heading
UNHEADED = 8  #: terms of a section that the eye takes in without headings


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One term."""

    term: str
    reading: str
    docnames: tuple[str, ...]  #: in the order of the book; at least one
    note: str = ""  #: in the place of page numbers between the first and the last, where there are too many
    elsewhere: str = ""  #: the other volumes that have the term


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The terms under one letter."""

    heading: str  #: empty in a section that needs none
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The terms of one kind."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All sections that have terms."""

    title: str
    sections: tuple[Section, ...]


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
    japanese = language.partition("_")[0] == "ja"
    found: dict[TermKind, list[tuple[_Order, Entry]]] = {kind: [] for kind in KINDS}
    for term in terms:
        filed = sorted({places[post.docname] for post in term.posts if post.docname in places})
        if filed:
            entry = _entry(term, filed, docnames, translate)
            if elsewhere is not None:
                entry = replace(entry, elsewhere=elsewhere(term))
            found[term.kind].append((_order(term, japanese=japanese), entry))
    if len(found[TermKind.AUTHOR]) < LEAST_AUTHORS:
        found[TermKind.AUTHOR] = []
    titles = index_titles(translate)
    sections = tuple(
        Section(title=titles[kind], groups=tuple(_groups(entries, translate, japanese=japanese)))
        for kind, entries in found.items()
        if entries
    )
    return Index(title=translate("Index"), sections=sections) if sections else None


#: By the reading, then by the name, then by what tells any two terms of a kind apart.
_Order = tuple["SortKey", "SortKey", str]


def _order(term: Term, *, japanese: bool) -> _Order:
    by_name = sort_key(term.name)
    return (sort_key(term.reading) if term.reading and japanese else by_name, by_name, term.key)


def _entry(term: Term, filed: list[int], docnames: Sequence[str], translate: Callable[[str], str]) -> Entry:
    crowded = len(filed) > MOST_PAGES
    return Entry(
        term=term.name,
        reading=term.reading,
        docnames=tuple(docnames[place] for place in filed),
        note=translate("passim ({count} articles)").format(count=len(filed)) if crowded else "",
    )


def _groups(entries: list[tuple[_Order, Entry]], translate: Callable[[str], str], *, japanese: bool) -> Iterable[Group]:
    """Yield the groups of a section, in their order.

    Names in Latin letters stand under theirs, but in a Japanese book together if they are few. Names in kanji without
    a reading stand together; many are divided by the sound of their first kanji, as JIS X 0208 orders it.
    """
    ordered = sorted(entries, key=lambda item: item[0])
    scripts = Counter(_first(order)[0] for order, _ in ordered)
    few_letters = japanese and scripts[Script.LATIN] <= UNDIVIDED
    few_kanji = scripts[Script.KANJI] + scripts[Script.RARE_KANJI] <= UNDIVIDED

    def heading(item: tuple[_Order, Entry]) -> str:
        script, code = first = _first(item[0])
        if len(ordered) <= UNHEADED:
            return ""
        match script:
            case Script.LATIN:
                return translate("A–Z") if few_letters else chr(code).upper()
            case Script.KANA:
                return kana_row(chr(code))
            case Script.KANJI | Script.RARE_KANJI if few_kanji:
                return translate("Kanji")
            case Script.KANJI | Script.RARE_KANJI:
                row = kanji_row(first)
                return translate("Kanji: {row}").format(row=row) if row else translate("Kanji: others")
            case _:
                return translate("Figures and symbols")

    for title, group in groupby(ordered, heading):
        yield Group(heading=title, entries=tuple(entry for _, entry in group))


def _first(order: _Order) -> Weight:
    """Return the first level of the first character; a name of marks alone is a symbol."""
    weights = order[0][0]
    return weights[0] if weights else (Script.SYMBOL, 0)
