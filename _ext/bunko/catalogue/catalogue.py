"""The catalogue: every post in its place, derived anew from the facts whenever one of them changes."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from bunko.catalogue.links import LinkTable, bare_address
from bunko.catalogue.terms import Term, gather_terms
from bunko.content.taxonomy import Taxonomy, TermKind
from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bunko.post import Post


class Catalogue:
    """What can be browsed. Every order in it is total: by date, then by docname."""

    def __init__(self, posts: Iterable[Post], taxonomy: Taxonomy | None = None) -> None:
        """Arrange ``posts``, given in any order."""
        self.posts: tuple[Post, ...] = tuple(sorted(posts, key=lambda p: (p.date, p.docname), reverse=True))
        self.by_docname: Mapping[str, Post] = {post.docname: post for post in self.posts}
        self.taxonomy = taxonomy or Taxonomy()
        self.terms: dict[TermKind, dict[str, Term]] = {}
        self._keys: dict[TermKind, dict[str, tuple[str, ...]]] = {}
        self.problems: list[Problem] = list(self.taxonomy.problems)
        for kind in TermKind:
            self.terms[kind], self._keys[kind], problems = gather_terms(kind, self.posts, self.taxonomy)
            self.problems += problems

    @cached_property
    def _rows(self) -> Mapping[str, tuple[tuple[Post, ...], int]]:
        """For each post, the posts of the same first category, newest first, and its place among them."""
        rows: dict[str | None, list[Post]] = {}
        for post in self.posts:
            rows.setdefault(next(iter(self._keys[TermKind.CATEGORY].get(post.docname, ())), None), []).append(post)
        return {post.docname: (row, at) for row in map(tuple, rows.values()) for at, post in enumerate(row)}

    def neighbours(self, docname: str) -> tuple[Post | None, Post | None]:
        """Return the next older and the next newer post of the same first category, or of those without one.

        Not of the whole archive: the pages of two articles would change for a post that has nothing to do with them.
        """
        row, at = self._rows[docname]
        return row[at + 1] if at + 1 < len(row) else None, row[at - 1] if at else None

    def terms_of(self, docname: str, kind: TermKind) -> list[Term]:
        """Return the terms of one kind that a post is filed under, in the author's order."""
        return [self.terms[kind][key] for key in self._keys[kind].get(docname, ())]

    def term(self, kind: TermKind, name: str) -> Term | None:
        """Return the term that goes by ``name``, one of its spellings or synonyms, or by its slug."""
        terms = self.terms[kind]
        return terms.get(self.taxonomy.key(kind, name)) or next((t for t in terms.values() if t.slug == name), None)

    @cached_property
    def months(self) -> Mapping[tuple[int, int], tuple[Post, ...]]:
        """Posts by (year, month), both orders newest first; undated posts are in none."""
        found: dict[tuple[int, int], list[Post]] = {}
        for post in self.posts:
            if post.is_dated:
                found.setdefault((post.date.year, post.date.month), []).append(post)
        return {month: tuple(posts) for month, posts in found.items()}

    @cached_property
    def years(self) -> Mapping[int, tuple[Post, ...]]:
        """Posts by year, both orders newest first; undated posts are in none."""
        found: dict[int, list[Post]] = {}
        for (year, _), posts in self.months.items():
            found.setdefault(year, []).extend(posts)
        return {year: tuple(posts) for year, posts in found.items()}

    @cached_property
    def links(self) -> LinkTable:
        """The table that says which post a link means."""
        return LinkTable(self.posts[::-1])

    def select(
        self, *, tag: str = "", category: str = "", author: str = "", year: int | None = None, limit: int | None = None
    ) -> list[Post]:
        """Return the posts, newest first, that fit every condition given."""
        wanted = ((TermKind.TAG, tag), (TermKind.CATEGORY, category), (TermKind.AUTHOR, author))
        keys = {kind: self.taxonomy.key(kind, name) for kind, name in wanted if name}
        found = [
            post
            for post in self.posts
            if (year is None or (post.is_dated and post.date.year == year))
            and all(key in self._keys[kind][post.docname] for kind, key in keys.items())
        ]
        return found if limit is None else found[:limit]

    def nearest_terms(self, kind: TermKind, name: str) -> list[str]:
        """Return the names of terms most like ``name``, for a message about a dead reference."""
        keys = get_close_matches(self.taxonomy.key(kind, name), self.terms[kind], n=3, cutoff=0.5)
        return [self.terms[kind][key].name for key in keys]

    def duplicates(self) -> list[Problem]:
        """Report addresses that two posts claim; the older one keeps it."""
        owner: dict[str, Post] = {}
        problems = []
        for post in reversed(self.posts):
            for address in dict.fromkeys(map(bare_address, filter(None, (post.permalink, *post.redirect_from)))):
                first = owner.setdefault(address, post)
                if first is not post:
                    message = "the address {address} belongs to {other} already; choose another"
                    values = {"address": address, "other": first.name}
                    problem = Problem(kind=Kind.DUPLICATE, message=message, values=values, docname=post.docname, line=1)
                    problems.append(problem)
        return problems
