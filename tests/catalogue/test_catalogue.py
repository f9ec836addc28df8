"""Every post has its place in the archive, whatever the order in which posts are read."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import ARCHIVES, JAPAN, NAMES, names, post, series
from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.terms import names_of
from bunko.posts.taxonomy import SECTIONS, TermKind, read_taxonomy
from bunko.problems import Kind
from bunko.text.names import is_slug, term_key

if TYPE_CHECKING:
    from random import Random

    from bunko.post import Post

TAXONOMY = read_taxonomy(
    """
tags:
  AI: {synonyms: [人工知能], slug: artificial, reading: エーアイ, broader: 技術}
  技術: {reading: ぎじゅつ, description: 技術の話。, broader: すべて}
  すべて: {}
  未使用: {broader: すべて}
  孤児: {broader: 無い親}
  バス: {slug: c}
categories:
  C: {}
"""
)


def everything(catalogue: Catalogue) -> object:
    """Return all that can be asked of a catalogue, as a value."""
    posts = catalogue.posts
    return (
        posts,
        catalogue.terms,
        list(catalogue.months.items()),
        list(catalogue.years.items()),
        [catalogue.neighbours(found.docname) for found in posts],
        [[catalogue.terms_of(found.docname, kind) for kind in SECTIONS.values()] for found in posts],
        catalogue.problems,
        catalogue.duplicates(),
        [catalogue.links.named(found.name) for found in posts],
        [[list(terms) for terms in catalogue.terms.values()]],
    )


# -- order


@given(ARCHIVES, st.randoms(use_true_random=False))
def test_the_order_in_which_posts_are_read_changes_nothing(posts: list[Post], chance: Random) -> None:
    mixed = list(posts)
    chance.shuffle(mixed)
    assert everything(Catalogue(mixed, TAXONOMY)) == everything(Catalogue(posts, TAXONOMY))


@given(ARCHIVES)
def test_posts_are_in_order_of_date_then_name_newest_first_and_undated_ones_last(posts: list[Post]) -> None:
    found = Catalogue(posts).posts
    assert [(one.date, one.docname) for one in found] == sorted(
        [(one.date, one.docname) for one in posts], reverse=True
    )
    assert [one.is_dated for one in found] == sorted((one.is_dated for one in posts), reverse=True)


@given(ARCHIVES)
def test_neighbours_are_next_to_each_other_among_the_posts_of_their_first_category(posts: list[Post]) -> None:
    catalogue = Catalogue(posts)

    def row(found: Post) -> str:
        return next((term.slug for term in catalogue.terms_of(found.docname, TermKind.CATEGORY)), "")

    for found in catalogue.posts:
        older, newer = catalogue.neighbours(found.docname)
        same = [other for other in catalogue.posts if row(other) == row(found)]
        at = same.index(found)
        assert newer == (same[at - 1] if at else None)
        assert older == (same[at + 1] if at + 1 < len(same) else None)


def test_posts_of_one_moment_are_in_order_of_their_names() -> None:
    assert names(Catalogue([post("b", 1), post("c", 1), post("a", 1)]).posts) == ["c", "b", "a"]


def test_an_empty_archive_is_one() -> None:
    catalogue = Catalogue([])
    assert (catalogue.posts, dict(catalogue.months), dict(catalogue.years), catalogue.select()) == ((), {}, {}, [])
    assert catalogue.duplicates() == catalogue.problems == []


# -- months and years


def test_months_are_those_of_the_site_s_zone() -> None:
    moment = datetime(2025, 12, 31, 20, 37, 39, tzinfo=UTC)
    japan = Catalogue([post("2025-12-31-x", moment.astimezone(JAPAN))])
    assert list(japan.months) == [(2026, 1)]
    assert list(japan.years) == [2026]
    assert list(Catalogue([post("2025-12-31-x", moment)]).months) == [(2025, 12)]


@given(ARCHIVES)
def test_every_dated_post_is_in_its_month_and_year_once(posts: list[Post]) -> None:
    catalogue = Catalogue(posts)
    dated = [found for found in catalogue.posts if found.is_dated]
    assert [found for inside in catalogue.months.values() for found in inside] == dated
    assert [found for inside in catalogue.years.values() for found in inside] == dated
    assert list(catalogue.months) == sorted(catalogue.months, reverse=True)
    assert list(catalogue.years) == sorted(catalogue.years, reverse=True)
    assert all(
        (found.date.year, found.date.month) == month for month, inside in catalogue.months.items() for found in inside
    )


# -- terms


@given(ARCHIVES, st.sampled_from([None, TAXONOMY]))
def test_every_post_is_filed_under_each_of_its_names_and_nowhere_else(posts: list[Post], taxonomy: None) -> None:
    catalogue = Catalogue(posts, taxonomy)
    for kind in SECTIONS.values():
        for found in catalogue.posts:
            keys = [term.key for term in catalogue.terms_of(found.docname, kind)]
            assert keys == list(dict.fromkeys(catalogue.taxonomy.key(kind, name) for name in names_of(found, kind)))
        for key, term in catalogue.terms[kind].items():
            assert term.key == key
            assert list(term.posts) == [
                found for found in catalogue.posts if term in catalogue.terms_of(found.docname, kind)
            ]
            assert term.posts or term.narrower
            assert term.broader == "" or key in catalogue.terms[kind][term.broader].narrower
            assert all(catalogue.terms[kind][below].broader == key for below in term.narrower)


_asked = st.dictionaries(st.sampled_from(NAMES[:-1]), st.sampled_from(["x", "c", "ai", "c~plus~plus", "x~2", "バス"]))


@given(ARCHIVES, _asked)
def test_each_term_has_a_slug_of_its_own_whatever_the_taxonomy_asks_for(
    posts: list[Post], asked: dict[str, str]
) -> None:
    text = "\n".join(["tags:", *(f"  {name!r}: {{slug: {slug}}}" for name, slug in asked.items())])
    catalogue = Catalogue(posts, read_taxonomy(text))
    terms = catalogue.terms[TermKind.TAG].values()
    slugs = [term.slug for term in terms]
    assert len(set(slugs)) == len(slugs)
    assert all(is_slug(slug) for slug in slugs)
    assert all(catalogue.term(TermKind.TAG, term.name) == term for term in terms)
    collisions = [problem for problem in catalogue.problems if problem.kind is Kind.SLUG]
    entries = catalogue.taxonomy.entries[TermKind.TAG]
    unmet = [term for term in terms if term.key in entries and entries[term.key].slug != term.slug]
    assert bool(unmet) <= bool(collisions)
    assert all(problem.line and problem.text() for problem in collisions)


def test_an_address_that_the_taxonomy_gives_is_not_taken_by_a_new_tag() -> None:
    taxonomy = read_taxonomy("tags:\n  機械学習: {slug: ml}\n")
    before = Catalogue([post("a", 1, tags=("機械学習",))], taxonomy)
    after = Catalogue([post("a", 1, tags=("機械学習",)), post("b", 2, tags=("ML",))], taxonomy)
    assert before.problems == []
    assert [(term.name, term.slug) for term in after.terms[TermKind.TAG].values()] == [
        ("ML", "ml~2"),
        ("機械学習", "ml"),
    ]
    (problem,) = after.problems
    assert (problem.kind, problem.line) == (Kind.SLUG, 2)
    assert problem.text() == "ml: the slug 'ml' is that of 機械学習; 'ml~2' is used, give one of them another slug:"


def test_two_terms_that_ask_for_one_address_are_named() -> None:
    taxonomy = read_taxonomy("tags:\n  甲: {slug: x}\n  乙: {slug: x}\n")
    catalogue = Catalogue([post("a", 1, tags=("甲", "乙"))], taxonomy)
    assert {term.name: term.slug for term in catalogue.terms[TermKind.TAG].values()} == {"乙": "x", "甲": "甲"}
    assert [problem.line for problem in catalogue.problems] == [2]


def test_a_term_is_called_as_most_posts_spell_it() -> None:
    spellings = ["ＡＩ", "AI", "ai", "AI", "ai"]
    posts = [post(f"p{number}", number, tags=(name,)) for number, name in enumerate(spellings)]
    (term,) = Catalogue(posts).terms[TermKind.TAG].values()
    assert (term.key, term.name, term.slug, len(term.posts)) == ("ai", "AI", "ai", 5)


def test_the_taxonomy_names_and_describes_terms() -> None:
    catalogue = Catalogue([post("a", 1, tags=("人工知能", "ＡＩ", "未知"), categories=("Ｃ",))], TAXONOMY)
    tags = catalogue.terms[TermKind.TAG]
    assert list(tags) == ["ai", "すべて", "技術", "未知"]  # 未使用 has no page
    ai, technique = tags["ai"], tags["技術"]
    assert (ai.name, ai.slug, ai.broader, len(ai.posts)) == ("AI", "artificial", "技術", 1)
    assert (technique.description, technique.narrower, technique.broader, technique.posts) == (
        "技術の話。",
        ("ai",),
        "すべて",
        (),
    )
    assert catalogue.terms[TermKind.CATEGORY]["c"].name == "C"


def test_a_broader_term_that_nobody_knows_is_named_with_its_line() -> None:
    (problem,) = Catalogue([], TAXONOMY).problems
    assert (problem.kind, problem.line) == (Kind.TAXONOMY, 7)
    assert "孤児" in problem.text()
    assert "無い親" in problem.text()
    assert Catalogue([post("a", 1, tags=("無い親",))], TAXONOMY).problems == []


@pytest.mark.parametrize("name", ["AI", "ＡＩ", "人工知能", "artificial"])
def test_a_term_goes_by_its_names_its_synonyms_and_its_slug(name: str) -> None:
    catalogue = Catalogue([post("a", 1, tags=("AI",))], TAXONOMY)
    term = catalogue.term(TermKind.TAG, name)
    assert term is not None
    assert term.key == "ai"
    assert catalogue.term(TermKind.CATEGORY, name) is None
    assert catalogue.nearest_terms(TermKind.TAG, "AIx") == ["AI"]


# -- selection


@given(
    ARCHIVES,
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from([None, 2019, 2020]),
    st.sampled_from([None, 0, 1, 3, 99]),
)
def test_a_selection_is_every_post_that_fits_newest_first(
    posts: list[Post], tag: str, author: str, year: int | None, limit: int | None
) -> None:
    catalogue = Catalogue(posts)

    def fits(found: Post) -> bool:
        return (
            (not tag or term_key(tag) in map(term_key, found.tags))
            and (not author or term_key(author) in map(term_key, found.authors))
            and (year is None or (found.is_dated and found.date.year == year))
        )

    fitting = [found for found in catalogue.posts if fits(found)]
    asked = [(kind, name) for kind, name in ((TermKind.TAG, tag), (TermKind.AUTHOR, author)) if name]
    assert catalogue.select(asked, year=year, limit=limit) == fitting[:limit]


def test_pinned_posts_stand_before_the_others_of_a_selection() -> None:
    catalogue = Catalogue([post("a", 1, is_pinned=True), post("b", 2), post("c", 3, is_pinned=True), post("d", 4)])
    assert names(catalogue.select()) == ["c", "a", "d", "b"]
    assert names(catalogue.select(limit=1)) == ["c"]


# -- series, translations, posts that are not listed


def test_the_neighbours_of_a_part_are_those_of_its_series() -> None:
    parts = [post(name, day, series=series, categories=("経済",)) for name, day, series in
             (("a", 1, "連載"), ("b", 2, ""), ("c", 3, "連 載"), ("d", 4, ""), ("e", 5, "連載"))]  # fmt: skip
    catalogue = Catalogue(parts)
    found = {one.name: [other and other.name for other in catalogue.neighbours(one.docname)] for one in parts}
    assert found["a"] == [None, "e"]
    assert found["e"] == ["a", None]
    assert found["b"] == [None, "d"]
    assert [catalogue.part_of_series(one.docname) for one in parts] == [1, 0, 1, 0, 2]


def test_translations_are_those_of_one_reference_or_of_one_original() -> None:
    ja, en = post("a", 1, translation_ref="x"), post("b", 2, translation_ref="x", lang="en")
    fr, de = post("c", 3, translation_of="a", lang="fr"), post("d", 4, translation_of="e", lang="de")
    catalogue = Catalogue([ja, en, fr, de, post("e", 5), post("f", 6), post("g", 7, translation_of="nothing")])
    for one in (ja, en, fr):
        assert catalogue.translations_of(one.docname) == [("en", en), ("fr", fr), ("ja", ja)]
    assert [lang for lang, _ in catalogue.translations_of("posts/e")] == ["de", "ja"]
    assert catalogue.translations_of("posts/f") == catalogue.translations_of("posts/g") == []


@given(ARCHIVES, st.sets(st.integers(0, 11)))
def test_an_unlisted_post_changes_nothing_but_that_it_can_be_found_by_its_address(
    posts: list[Post], chosen: set[int]
) -> None:
    hidden = [replace(found, is_unlisted=True) for number, found in enumerate(posts) if number in chosen]
    listed = [found for number, found in enumerate(posts) if number not in chosen]
    catalogue, without = Catalogue([*listed, *hidden]), Catalogue(listed)
    assert catalogue.posts == without.posts
    assert catalogue.terms == without.terms
    assert catalogue.select() == without.select()
    for found in listed:
        assert catalogue.neighbours(found.docname) == without.neighbours(found.docname)
        assert catalogue.relations.of(found.docname) == without.relations.of(found.docname)
    for found in hidden:
        assert catalogue.find("doc", found.docname) == (found.docname, "")
        assert catalogue.neighbours(found.docname) == (None, None)
        assert catalogue.relations.of(found.docname) == ()


def test_a_selection_follows_synonyms() -> None:
    catalogue = Catalogue([post("a", 1, tags=("人工知能",), categories=("C",)), post("b", 2, tags=("AI",))], TAXONOMY)
    assert names(catalogue.select([(TermKind.TAG, "ＡＩ")])) == ["b", "a"]
    assert names(catalogue.select([(TermKind.TAG, "AI"), (TermKind.CATEGORY, "ｃ")])) == ["a"]
    assert catalogue.select([(TermKind.TAG, "無い")]) == []


# -- addresses claimed twice


def test_an_address_claimed_twice_stays_with_the_older_post() -> None:
    old = post("2020-01-01-old", permalink="/x/", redirect_from=("/x", "/y.html"))
    new = post("2021-01-01-new", permalink="/x/index.html", redirect_from=("/y", "/z/"))
    catalogue = Catalogue([new, old])
    found = [(problem.docname, problem.kind, problem.text()) for problem in catalogue.duplicates()]
    assert found == [
        (new.docname, Kind.DUPLICATE, f"the address {address} belongs to 2020-01-01-old already; choose another")
        for address in ("/x", "/y")
    ]


@given(ARCHIVES)
def test_addresses_that_differ_are_no_duplicates(posts: list[Post]) -> None:
    apart = [replace(found, permalink=f"/{number}/") for number, found in enumerate(posts)]
    assert Catalogue(apart).duplicates() == []


# -- cost


def test_cost_grows_with_the_posts() -> None:
    def cost(count: int) -> float:
        posts = [
            replace(found, tags=(f"t{number % 97}", f"u{number % (count // 10)}"))
            for number, found in enumerate(series(count))
        ]
        started = time.process_time()
        everything(Catalogue(posts))
        return time.process_time() - started

    small, large = min(cost(500) for _ in range(3)), min(cost(4000) for _ in range(3))
    assert large < small * 8 * 2.5
