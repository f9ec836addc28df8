"""The index of a book: every term of its articles once, in an order that depends on nothing but the terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from archive import ARCHIVES, post, series
from bunko.books.book import make_book
from bunko.books.index import MOST_PAGES, Index, IndexSection, make_index
from bunko.books.plan import BookPlan
from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.reading_order import UNDIVIDED, UNHEADED
from bunko.posts.taxonomy import TermKind, read_taxonomy

if TYPE_CHECKING:
    from random import Random

    from bunko.post import Post

TAXONOMY = read_taxonomy("tags:\n  AI: {reading: エーアイ}\n  投資: {reading: とうし}\n  C: {reading: シー}\n")


def index(posts: list[Post], *, language: str = "ja", chance: Random | None = None) -> Index | None:
    terms = [term for named in Catalogue(posts, TAXONOMY).terms.values() for term in named.values()]
    if chance is not None:
        chance.shuffle(terms)
    docnames = [one.docname for one in sorted(posts, key=lambda one: (one.date, one.docname))]
    return make_index(terms, docnames, language=language, translate=str)


def section(*tags: str, language: str = "ja") -> IndexSection:
    """Return the section of tags of two posts, one of which has all of them."""
    made = index([post("a", 1, tags=tags), post("b", 2)], language=language)
    assert made is not None
    assert [section.title for section in made.sections] == ["Tags"]
    return made.sections[0]


def groups(found: IndexSection) -> dict[str, list[str]]:
    return {group.heading: [entry.term for entry in group.entries] for group in found.groups}


def terms(found: IndexSection) -> list[str]:
    return [entry.term for group in found.groups for entry in group.entries]


@given(ARCHIVES, st.randoms(use_true_random=False), st.sampled_from(["ja", "en"]))
def test_the_index_does_not_depend_on_the_order_of_terms_or_posts(
    posts: list[Post], chance: Random, language: str
) -> None:
    mixed = list(posts)
    chance.shuffle(mixed)
    assert index(mixed, language=language, chance=chance) == index(posts, language=language)


@given(ARCHIVES)
def test_every_term_of_an_article_is_there_once_with_the_articles_in_the_order_of_the_book(posts: list[Post]) -> None:
    made = index(posts)
    catalogue = Catalogue(posts, TAXONOMY)
    kinds = {"Categories": TermKind.CATEGORY, "Tags": TermKind.TAG, "Authors": TermKind.AUTHOR}
    for found in made.sections if made else ():
        named = catalogue.terms[kinds.pop(found.title)]
        assert sorted(terms(found)) == sorted(term.name for term in named.values())
        for entry in (entry for group in found.groups for entry in group.entries):
            (term,) = (term for term in named.values() if term.name == entry.term)
            filed = sorted(term.posts, key=lambda one: (one.date, one.docname))
            assert list(entry.docnames) == [one.docname for one in filed]
    for kind in kinds.values():
        assert len(posts) < 2 or len(catalogue.terms[kind]) < 1 + (kind == TermKind.AUTHOR)


@given(ARCHIVES)
def test_no_heading_stands_twice_in_a_section(posts: list[Post]) -> None:
    made = index(posts)
    for found in made.sections if made else ():
        assert len(groups(found)) == len(found.groups)


def test_sections_are_categories_tags_and_authors_of_whom_there_are_two() -> None:
    fields = {"tags": ("AI",), "categories": ("分析",)}
    one = index(series(3, authors=("甲",), **fields))
    assert one is not None
    assert [found.title for found in one.sections] == ["Categories", "Tags"]
    both = index([*series(3, authors=("甲",), **fields), post("z", 9, authors=("乙",))])
    assert both is not None
    assert [found.title for found in both.sections] == ["Categories", "Tags", "Authors"]


def test_a_book_of_one_article_or_without_terms_has_no_index() -> None:
    assert index(series(1, tags=("AI",))) is None
    assert index(series(3)) is None
    assert index([]) is None


def test_readings_and_kana_go_by_the_fifty_sounds_and_kanji_without_a_reading_stand_apart() -> None:
    found = section("AI", "投資", "ガス", "かき", "バス", "ハス", "電力", "安全", "LLM", "C++", "100%", "Éa", "λ")
    assert groups(found) == {
        "Numbers and symbols": ["100%", "λ"],
        "A–Z": ["C++", "Éa", "LLM"],
        "あ": ["AI"],
        "か": ["かき", "ガス"],
        "た": ["投資"],
        "は": ["ハス", "バス"],
        "Kanji": ["安全", "電力"],
    }


def test_many_latin_names_have_a_heading_for_each_letter() -> None:
    found = section(*(f"{chr(97 + number % 26)}{number}" for number in range(UNDIVIDED)))
    assert list(groups(found)) == ["A–Z"]
    found = section(*(f"{chr(97 + number % 26)}{number}" for number in range(UNDIVIDED + 1)))
    assert list(groups(found)) == [chr(65 + number) for number in range(26)]


def test_many_kanji_are_divided_by_their_sound() -> None:
    few = section(*(f"{'投画生弌'[number % 4]}{number}" for number in range(UNDIVIDED)))
    assert list(groups(few)) == ["Kanji"]
    many = section(*(f"{'投画生弌'[number % 4]}{number}" for number in range(UNDIVIDED + 1)))
    assert list(groups(many)) == ["Kanji: か", "Kanji: さ", "Kanji: た", "Kanji: others"]


def test_a_short_section_needs_no_headings() -> None:
    names = tuple("あ漢a1xyzん")
    assert len(names) == UNHEADED
    assert groups(section(*names)) == {"": ["1", "a", "x", "y", "z", "あ", "ん", "漢"]}


def test_other_languages_go_by_the_name_in_any_case_letter_by_letter() -> None:
    names = ("zebra", "Apple", "apricot", "AI", "C", "delta", "Éclair", "echo", "New York", "Newark", "2024")
    found = section(*names, language="en")
    assert terms(found) == [
        "2024", "AI", "Apple", "apricot", "C", "delta", "echo", "Éclair", "New York", "Newark", "zebra",
    ]  # fmt: skip
    assert list(groups(found)) == ["Numbers and symbols", "A", "C", "D", "E", "N", "Z"]


def test_a_term_of_very_many_articles_says_how_many() -> None:
    few = index(series(MOST_PAGES, tags=("AI",)))
    many = index(series(MOST_PAGES + 1, tags=("AI",)))
    assert few is not None
    assert many is not None
    assert few.sections[0].groups[0].entries[0].note == ""
    assert many.sections[0].groups[0].entries[0].note == f"passim ({MOST_PAGES + 1} articles)"
    assert len(many.sections[0].groups[0].entries[0].docnames) == MOST_PAGES + 1


def test_articles_that_are_not_in_the_book_are_not_in_its_index() -> None:
    posts = [*series(3, tags=("AI",)), *(post(f"z{number}", 50, tags=("別",)) for number in range(2))]
    catalogue = Catalogue(posts, TAXONOMY)
    found = [term for named in catalogue.terms.values() for term in named.values()]
    made = make_book(posts[:3], BookPlan(), address="", translate=str, terms=found).index
    assert made is not None
    assert [terms(section) for section in made.sections] == [["AI"]]


def test_an_article_has_its_address_if_the_site_has_one() -> None:
    (one,) = series(1)
    for site, expected in (("https://example.com/", f"https://example.com/{one.docname}.html"), ("", "")):
        made = make_book([one], BookPlan(), address=site, translate=str)
        assert made.parts[0].articles[0].address == expected
