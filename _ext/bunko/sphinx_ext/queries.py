"""The queries of the lists inside pages: which posts or terms a directive asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bunko.pages.list_pages import common_terms
from bunko.posts.taxonomy import TermKind

if TYPE_CHECKING:
    from bunko.catalogue.catalogue import Catalogue
    from bunko.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which posts a list shows, and how. An empty condition is none."""

    tag: str = ""
    category: str = ""
    author: str = ""
    series: str = ""
    year: int | None = None
    limit: int | None = None
    style: str = "list"
    lead: bool = False  #: whether the first card is set large

    @property
    def terms(self) -> list[tuple[TermKind, str]]:
        """The terms that a post must have."""
        asked = {
            TermKind.TAG: self.tag,
            TermKind.CATEGORY: self.category,
            TermKind.AUTHOR: self.author,
            TermKind.SERIES: self.series,
        }
        return [(kind, name) for kind, name in asked.items() if name]

    def found(self, catalogue: Catalogue) -> list[Post]:
        """Return the posts that fit: those that are pinned, then the others, newest first."""
        return catalogue.select(self.terms, year=self.year, limit=self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermQuery:
    """Which terms a list shows."""

    kind: TermKind
    japanese: bool  #: whether terms are in the order of their readings
    limit: int | None = None  #: the most used ones

    def found(self, catalogue: Catalogue) -> list[dict[str, object]]:
        """Return what is shown of the terms, in reading order."""
        terms = catalogue.terms[self.kind].values()
        return common_terms(terms, len(terms) if self.limit is None else self.limit, japanese=self.japanese)
