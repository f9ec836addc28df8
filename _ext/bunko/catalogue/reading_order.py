"""Terms in the order in which an index has them, under headings: 五十音, then kanji without a reading."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from bunko.text.collation import Script, kana_row, kanji_row, sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bunko.catalogue.terms import Term
    from bunko.text.collation import SortKey, Weight

UNDIVIDED = 40  #: names in Latin letters, or in kanji without a reading, that stand under one heading
UNHEADED = 8  #: with so many terms or fewer, an index needs no headings

#: By the reading, then by the name, then by what tells any two terms of a kind apart.
Order = tuple["SortKey", "SortKey", str]
Item = TypeVar("Item")


def is_japanese(language: str) -> bool:
    """Whether terms go by their readings in a language, as Sphinx calls it: ``ja``, ``ja_JP``."""
    return language.partition("_")[0] == "ja"


def reading_order(term: Term, *, japanese: bool) -> Order:
    """Return what puts a term in its place: in Japanese by its reading, in other languages by its name."""
    by_name = sort_key(term.name)
    return (sort_key(term.reading) if term.reading and japanese else by_name, by_name, term.key)


def under_headings(
    items: Iterable[tuple[Order, Item]], translate: Callable[[str], str], *, japanese: bool
) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """Yield headings with the items below each, in their order; few items need no heading, and have an empty one.

    Names in Latin letters stand under theirs, but in Japanese together if they are few. Names in kanji without a
    reading stand together; many are divided by the sound of their first kanji, as JIS X 0208 orders it.
    """
    ordered = sorted(items, key=lambda item: item[0])
    scripts = Counter(_first(order)[0] for order, _ in ordered)
    few_letters = japanese and scripts[Script.LATIN] <= UNDIVIDED
    few_kanji = scripts[Script.KANJI] + scripts[Script.RARE_KANJI] <= UNDIVIDED

    def heading(item: tuple[Order, Item]) -> str:
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
                return translate("Numbers and symbols")

    for title, group in groupby(ordered, heading):
        yield title, tuple(item for _, item in group)


def _first(order: Order) -> Weight:
    """Return the first level of the first character; a name of marks alone is a symbol."""
    weights = order[0][0]
    return weights[0] if weights else (Script.SYMBOL, 0)
