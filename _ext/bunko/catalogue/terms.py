"""Tags, categories and authors: which names are one, what each is called, where its page is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bunko.content.taxonomy import Taxonomy, TermEntry, TermKind
from bunko.content.text import slug_of, term_key
from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bunko.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One tag, category or author, with the posts filed under it."""

    kind: TermKind
    key: str  #: the `term_key` that says which names are this one
    name: str  #: as shown: from ``taxonomy.yml``, else the spelling used most
    slug: str
    reading: str = ""
    description: str = ""
    broader: str = ""  #: key of the term this one is a part of
    narrower: tuple[str, ...] = ()  #: keys of the terms that are a part of this one
    posts: tuple[Post, ...] = ()  #: newest first

    @property
    def order(self) -> tuple[str, str]:
        """The place in a list by reading; without one, by the name itself."""
        return (term_key(self.reading or self.name), self.key)


def names_of(post: Post, kind: TermKind) -> tuple[str, ...]:
    """Return the names of one kind that a post gives."""
    return {TermKind.TAG: post.tags, TermKind.CATEGORY: post.categories, TermKind.AUTHOR: post.authors}[kind]


def gather_terms(
    kind: TermKind, posts: Iterable[Post], taxonomy: Taxonomy
) -> tuple[dict[str, Term], dict[str, tuple[str, ...]], list[Problem]]:
    """Return the terms of one kind by key, the keys of each post by docname, and what collides.

    ``posts`` come newest first, and so they stand in each term. A term of ``taxonomy.yml`` that no post uses has no
    page, unless a narrower term does.
    """
    filed: dict[str, list[Post]] = {}
    spellings: dict[str, Counter[str]] = {}
    keys_of: dict[str, tuple[str, ...]] = {}
    for post in posts:
        keys: dict[str, None] = {}
        for name in names_of(post, kind):
            key = taxonomy.key(kind, name)
            keys[key] = None
            spellings.setdefault(key, Counter())[name] += 1
        for key in keys:
            filed.setdefault(key, []).append(post)
        keys_of[post.docname] = tuple(keys)
    entries = taxonomy.entries[kind]
    broader = _broader(kind, filed, taxonomy)
    narrower: dict[str, list[str]] = {}
    for key, above in sorted(broader.items()):
        narrower.setdefault(above, []).append(key)
    slugs, problems = _slugs(kind, sorted({*filed, *narrower}), entries)
    terms = {}
    for key in sorted({*filed, *narrower}):
        entry = entries.get(key)
        terms[key] = Term(
            kind=kind,
            key=key,
            name=entry.name if entry else _commonest(spellings[key]),
            slug=slugs[key],
            reading=entry.reading if entry else "",
            description=entry.description if entry else "",
            broader=broader.get(key, ""),
            narrower=tuple(narrower.get(key, ())),
            posts=tuple(filed.get(key, ())),
        )
    return terms, keys_of, problems


def _broader(kind: TermKind, used: Iterable[str], taxonomy: Taxonomy) -> dict[str, str]:
    """Follow ``broader:`` up from each used term; `read_taxonomy` has removed the circles."""
    found: dict[str, str] = {}
    entries = taxonomy.entries[kind]
    for start in used:
        key = start
        while key not in found and key in entries and entries[key].broader:
            found[key] = taxonomy.key(kind, entries[key].broader)
            if found[key] not in entries and found[key] not in used:
                del found[key]  # names a term that nobody knows: reported by the check, not invented here
                break
            key = found[key]
    return found


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _slugs(
    kind: TermKind, keys: Iterable[str], entries: Mapping[str, TermEntry]
) -> tuple[dict[str, str], list[Problem]]:
    """Give each key its slug. `slug_of` is injective, so that only a ``slug:`` of ``taxonomy.yml`` can collide."""
    slugs = {key: slug_of(key) for key in keys}
    taken = set(slugs.values())
    problems = []
    for key in slugs:
        wanted = entries[key].slug if key in entries else ""
        if not wanted or wanted == slugs[key]:
            continue
        if wanted in taken:
            problems.append(
                Problem(
                    kind=Kind.SLUG,
                    message="{name}: the slug {slug!r} belongs to another {kind}; {instead!r} is used, choose another",
                    values={"name": entries[key].name, "slug": wanted, "kind": kind.value, "instead": slugs[key]},
                    line=entries[key].line,
                )
            )
            continue
        taken.add(wanted)
        slugs[key] = wanted
    return slugs, problems
