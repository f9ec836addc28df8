"""Terms (tags, categories, authors, series): which names are one, what each is called, where its page is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bunko.posts.taxonomy import Taxonomy, TermEntry, TermKind
from bunko.problems import Kind, Problem
from bunko.text.names import slug_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bunko.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One tag, category, author or series, with the posts filed under it."""

    kind: TermKind
    key: str  #: the `term_key` that says which names are this one
    name: str  #: as shown: from ``taxonomy.yml``, else the spelling used most
    slug: str
    reading: str = ""
    description: str = ""
    picture: str = ""  #: an address, as written
    links: tuple[tuple[str, str], ...] = ()  #: (words, address)
    broader: str = ""  #: key of the term this one is a part of
    narrower: tuple[str, ...] = ()  #: keys of the terms that are a part of this one
    posts: tuple[Post, ...] = ()  #: newest first


def names_of(post: Post, kind: TermKind) -> tuple[str, ...]:
    """Return the names of one kind that a post gives."""
    if kind == TermKind.TAG:
        return post.tags
    if kind == TermKind.CATEGORY:
        return post.categories
    if kind == TermKind.AUTHOR:
        return post.authors
    if kind == TermKind.SERIES:
        return (post.series,) if post.series else ()
    return post.terms.get(kind, ())


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
    entries = taxonomy.entries.get(kind, {})
    broader, problems = _broader(kind, filed, taxonomy)
    narrower: dict[str, list[str]] = {}
    for key, above in sorted(broader.items()):
        narrower.setdefault(above, []).append(key)
    shown = sorted({*filed, *narrower})
    slugs, collisions = _slugs(shown, entries)
    terms = {}
    for key in shown:
        entry = entries.get(key)
        terms[key] = Term(
            kind=kind,
            key=key,
            name=entry.name if entry else _commonest(spellings[key]),
            slug=slugs[key],
            reading=entry.reading if entry else "",
            description=entry.description if entry else "",
            picture=entry.picture if entry else "",
            links=entry.links if entry else (),
            broader=broader.get(key, ""),
            narrower=tuple(narrower.get(key, ())),
            posts=tuple(filed.get(key, ())),
        )
    return terms, keys_of, problems + collisions


def _broader(kind: TermKind, used: Collection[str], taxonomy: Taxonomy) -> tuple[dict[str, str], list[Problem]]:
    """Return the broader term of each used term, and of those above it; `read_taxonomy` has cut the circles."""
    entries = taxonomy.entries.get(kind, {})
    above: dict[str, str] = {}
    problems = []
    for key, entry in entries.items():
        if not entry.broader:
            continue
        other = taxonomy.key(kind, entry.broader)
        if other in entries or other in used:
            above[key] = other
        else:
            message = "{name}: no {kind} is called {broader!r}, which is to be broader; correct it, or describe it here"
            values = {"name": entry.name, "kind": kind, "broader": entry.broader}
            problems.append(Problem(kind=Kind.TAXONOMY, message=message, values=values, line=entry.line))
    found: dict[str, str] = {}
    for start in used:
        key = start
        while key in above and key not in found:
            found[key] = above[key]
            key = above[key]
    return found, problems


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _slugs(keys: Sequence[str], entries: Mapping[str, TermEntry]) -> tuple[dict[str, str], list[Problem]]:
    """Give each key a slug of its own.

    `slug_of` is injective, so that only a ``slug:`` of ``taxonomy.yml`` can collide. It goes first: a tag that a new
    post brings must not move the page of another.
    """
    slugs: dict[str, str] = {}
    owner: dict[str, str] = {}
    problems = []
    asked = [(key, entries[key].slug) for key in keys if key in entries and entries[key].slug]
    for key, wanted in [*asked, *((key, slug_of(key)) for key in keys)]:
        if key in slugs:
            continue
        slug, number = wanted if wanted not in owner else slug_of(key), 2
        while slug in owner:
            slug, number = f"{slug_of(key)}~{number}", number + 1
        if slug != wanted:
            both = (key, owner[wanted])
            names = [entries[one].name if one in entries else one for one in both]
            message = (
                "{name}: the slug {slug!r} is that of {other}; {instead!r} is used, give one of them another slug:"
            )
            values = {"name": names[0], "other": names[1], "slug": wanted, "instead": slug}
            line = next(entries[one].line for one in both if one in entries)  # at least one has asked for it
            problems.append(Problem(kind=Kind.SLUG, message=message, values=values, line=line))
        slugs[key], owner[slug] = slug, key
    return slugs, problems
