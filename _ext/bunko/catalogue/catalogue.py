"""The catalogue: every post in its place, derived anew from the facts whenever one of them changes."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from bunko.catalogue.connections import Connections
from bunko.catalogue.links import LinkTable, bare_address, read_target
from bunko.catalogue.related import Relations
from bunko.catalogue.terms import Term, gather_terms, names_of
from bunko.posts.taxonomy import Taxonomy, TermKind
from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bunko.post import Link, Post


class Catalogue:
    """What can be browsed. Every order in it is total: by date, then by docname."""

    def __init__(
        self,
        posts: Iterable[Post],
        taxonomy: Taxonomy | None = None,
        links: Mapping[str, Sequence[Link]] | None = None,
        hosts: frozenset[str] = frozenset(),
        language: str = "ja",
    ) -> None:
        """Arrange ``posts``, given in any order; ``links`` are those of each document, ``hosts`` are the site's own.

        ``language`` is that of posts that name none.
        """
        self._language = language
        #: Everything that has a page; what can be found without knowing its address is in `posts`.
        self.all_posts: tuple[Post, ...] = tuple(sorted(posts, key=lambda p: (p.date, p.docname), reverse=True))
        self.posts: tuple[Post, ...] = tuple(post for post in self.all_posts if not post.is_unlisted)
        self.by_docname: Mapping[str, Post] = {post.docname: post for post in self.all_posts}
        self.taxonomy = taxonomy or Taxonomy()
        self._links = links or {}
        self._hosts = hosts
        self._meant: dict[tuple[str, str], tuple[str, str] | None] = {}
        self.terms: dict[TermKind, dict[str, Term]] = {}
        self._keys: dict[TermKind, dict[str, tuple[str, ...]]] = {}
        self.problems: list[Problem] = list(self.taxonomy.problems)
        for kind in self.taxonomy.kinds:
            self.terms[kind], self._keys[kind], problems = gather_terms(kind, self.posts, self.taxonomy)
            self.problems += problems
            for post in self.all_posts:
                if post.is_unlisted:  # it names the terms that others have; it makes none
                    keys = (self.taxonomy.key(kind, name) for name in names_of(post, kind))
                    self._keys[kind][post.docname] = tuple(key for key in keys if key in self.terms[kind])

    @cached_property
    def _rows(self) -> Mapping[str, tuple[tuple[Post, ...], int]]:
        """For each post, the posts of the same series, else of the same first category, newest first, and its place."""
        rows: dict[tuple[TermKind, str] | None, list[Post]] = {}
        for post in self.posts:
            kinds = (TermKind.SERIES, TermKind.CATEGORY)
            keys = ((kind, key) for kind in kinds for key in self._keys[kind].get(post.docname, ()))
            rows.setdefault(next(keys, None), []).append(post)
        return {post.docname: (row, at) for row in map(tuple, rows.values()) for at, post in enumerate(row)}

    def neighbours(self, docname: str) -> tuple[Post | None, Post | None]:
        """Return the next older and the next newer post of the same series, else of the same first category.

        Not of the whole archive: the pages of two articles would change for a post that has nothing to do with them.
        An unlisted post has none.
        """
        row, at = self._rows.get(docname, ((), 0))
        return row[at + 1] if at + 1 < len(row) else None, row[at - 1] if at else None

    def part_of_series(self, docname: str) -> int:
        """Return which part of its series a post is, from 1 by date; 0 if it is of none."""
        row, at = self._rows.get(docname, ((), 0))
        return len(row) - at if row and self._keys[TermKind.SERIES].get(docname) else 0

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
        return LinkTable(self.all_posts[::-1])

    def find(self, kind: str, target: str) -> tuple[str, str] | None:
        """Return the docname and the fragment that a link of this `Link.kind` means; None if it means no post."""
        key = (kind, target)
        if key not in self._meant:
            self._meant[key] = self._find(kind, target)
        return self._meant[key]

    def _find(self, kind: str, target: str) -> tuple[str, str] | None:
        fragment = ""
        docname: str | None = None
        if kind == "link":
            parts = read_target(target, self._hosts)
            if parts is not None:
                docname, fragment = self.links.resolve(parts), parts.fragment
        elif kind == "post":
            docname = self.links.named(target)
        elif kind == "doc" and target in self.by_docname:
            docname = target
        return None if docname is None else (docname, fragment)

    @cached_property
    def _translations(self) -> Mapping[str, tuple[Post, ...]]:
        """The posts that say the same in several languages, by the docname of each of them."""
        groups: dict[str, list[Post]] = {}

        def key_of(post: Post) -> str:
            if post.translation_ref:
                return f"ref {post.translation_ref}"
            original = self.by_docname.get(self.links.named(post.translation_of) or "")
            # A translation of a translation belongs to what that translates: one step, so that there is no circle.
            return (
                f"ref {original.translation_ref}"
                if original and original.translation_ref
                else (original or post).docname
            )

        if any(post.translation_ref or post.translation_of for post in self.posts):
            for post in self.posts:
                groups.setdefault(key_of(post), []).append(post)
        return {post.docname: tuple(group) for group in groups.values() if len(group) > 1 for post in group}

    def translations_of(self, docname: str) -> list[tuple[str, Post]]:
        """Return a post and its translations by language; of two in one language the newer counts.

        Nothing if there is only one.
        """
        found: dict[str, Post] = {}
        for post in self._translations.get(docname, ()):
            found.setdefault(post.lang or self._language, post)
        return sorted(found.items()) if len(found) > 1 else []

    @cached_property
    def connections(self) -> Connections:
        """Which post cites which."""

        def find(link: Link) -> str | None:
            found = self.find(link.kind, link.target)
            return found[0] if found and not self.by_docname[found[0]].is_unlisted else None

        return Connections(self.posts, self._links, find)

    @cached_property
    def relations(self) -> Relations:
        """What is related to each post, and why."""
        return Relations(self.posts, self.terms[TermKind.TAG], self._keys, self.connections)

    def used_together(self, kind: TermKind) -> Mapping[str, Counter[str]]:
        """Return for each term of one kind, by key, how many posts it shares with each of the others."""
        found: dict[str, Counter[str]] = {}
        for keys in (self._keys[kind].get(post.docname, ()) for post in self.posts):
            for key in keys:
                found.setdefault(key, Counter()).update(other for other in keys if other != key)
        return found

    def select(
        self, terms: Iterable[tuple[TermKind, str]] = (), *, year: int | None = None, limit: int | None = None
    ) -> list[Post]:
        """Return the posts filed under every one of ``terms``: the pinned ones, then the others, newest first."""
        keys = [(kind, self.taxonomy.key(kind, name)) for kind, name in terms]
        found = [
            post
            for post in self.posts
            if (year is None or (post.is_dated and post.date.year == year))
            and all(key in self._keys[kind][post.docname] for kind, key in keys)
        ]
        found.sort(key=lambda post: not post.is_pinned)  # the order by date stays among equals
        return found if limit is None else found[:limit]

    def nearest_terms(self, kind: TermKind, name: str) -> list[str]:
        """Return the names of terms most like ``name``, for a message about a dead reference."""
        keys = get_close_matches(self.taxonomy.key(kind, name), self.terms[kind], n=3, cutoff=0.5)
        return [self.terms[kind][key].name for key in keys]

    def duplicates(self) -> list[Problem]:
        """Report addresses that two posts claim; the older one keeps it."""
        owner: dict[str, Post] = {}
        problems = []
        for post in reversed(self.all_posts):
            for address in dict.fromkeys(map(bare_address, filter(None, (post.permalink, *post.redirect_from)))):
                first = owner.setdefault(address, post)
                if first is not post:
                    message = "the address {address} belongs to {other} already; choose another"
                    values = {"address": address, "other": first.name}
                    problem = Problem(kind=Kind.DUPLICATE, message=message, values=values, docname=post.docname, line=1)
                    problems.append(problem)
        return problems
