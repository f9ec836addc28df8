"""The pages of the archive: each has a name of its own, shows what it should, and changes only when that does."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import ARCHIVES, JAPAN, NAMES, NEW_YEAR, post, series
from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.terms import names_of
from bunko.pages.article import article_view
from bunko.pages.list_pages import ARCHIVE, COMMON, MISSING, Page, list_pages, month_page, term_page
from bunko.posts.taxonomy import SECTIONS, TermKind, read_taxonomy
from bunko.text.dates import UNDATED

if TYPE_CHECKING:
    from random import Random

    from bunko.post import Post

SIZES = st.integers(1, 5)
NEVER_ONE = tuple(name for name in NAMES if name)


def pages(catalogue: Catalogue, size: int = 3) -> dict[str, Page]:
    """Return the pages by name, once it is sure that no two have one name."""
    found = list(list_pages(catalogue, size, str))
    assert len({page.name.casefold() for page in found}) == len(found)
    return {page.name: page for page in found}


def shown(page: Page) -> list[str]:
    """Return the docnames of the posts on a page."""
    return [str(shown["docname"]) for shown in cast("list[dict[str, object]]", page.context.get("posts", []))]


def lists(found: dict[str, Page]) -> dict[str, list[str]]:
    """Return the docnames of each list, all its pages together, newest first, by following the links between them."""
    whole = {}
    for name, page in found.items():
        if page.template != "list.html" or not page.context["front"]:
            continue
        posts, here = shown(page), page
        while here.context["older"]:
            older = found[str(here.context["older"])]
            assert older.context["newer"] == here.name
            assert older.above[-1] == (name, page.title)
            here = older
            posts += shown(here)
        assert here is page or here.name == f"{name}/oldest"
        whole[name] = posts
    return whole


# -- names


@given(ARCHIVES, SIZES)
def test_no_two_pages_share_a_name_whatever_terms_are_called(posts: list[Post], size: int) -> None:
    pages(Catalogue(posts), size)


def test_hostile_names_have_pages_of_their_own_with_many_posts_each() -> None:
    posts = [replace(found, tags=NEVER_ONE, categories=NEVER_ONE, authors=NEVER_ONE) for found in series(7)]
    catalogue = Catalogue(posts)
    found = pages(catalogue, 2)
    distinct = len(catalogue.terms[TermKind.TAG])
    assert distinct == len(NEVER_ONE) - 3  # ＡＩ and ai are AI, the decomposed ガス is ガス
    for folder in ("tags", "categories", "authors"):
        own = [name for name in found if name.startswith(f"{folder}/") and name.count("/") == 1]
        assert len(own) == distinct + 1
        assert f"{folder}/index" in own


@given(ARCHIVES, SIZES)
def test_no_name_leads_out_of_the_folder_or_is_too_long_for_a_file(posts: list[Post], size: int) -> None:
    for name in pages(Catalogue(posts), size):
        path = PurePosixPath(name)
        assert not path.is_absolute()
        assert not {"..", ".", ""} & set(name.split("/"))
        assert all(len(f"{part}.html".encode()) <= 255 for part in path.parts)
        assert path.parts[0] in {MISSING, ARCHIVE, *SECTIONS}


@given(ARCHIVES, SIZES)
def test_no_page_stands_where_the_folder_of_another_is(posts: list[Post], size: int) -> None:
    found = pages(Catalogue(posts), size)
    files = {f"{name}.html" for name in found}
    folders = {str(folder) for name in found for folder in PurePosixPath(name).parents}
    assert not files & folders


def test_a_year_with_very_many_posts_does_not_take_the_pages_of_its_months() -> None:
    start = datetime(2025, 1, 1, tzinfo=JAPAN)
    posts = [post(f"p{number:03}", start + timedelta(days=number)) for number in range(360)]
    found = pages(Catalogue(posts), 10)
    assert len(lists(found)["archive/2025"]) == 360
    assert lists(found)["archive/2025/10"] == [one.docname for one in reversed(posts) if one.date.month == 10]


def test_early_years_have_four_digits_everywhere() -> None:
    early = post("p", datetime(868, 5, 11, tzinfo=JAPAN))
    assert month_page(early) == "archive/0868/05"
    assert {"archive/0868", "archive/0868/05"} < set(pages(Catalogue([early])))


# -- what is where


@given(ARCHIVES, SIZES)
def test_every_post_is_on_the_pages_where_it_belongs_and_on_no_other(posts: list[Post], size: int) -> None:
    catalogue = Catalogue(posts)
    expected: dict[str, list[str]] = defaultdict(list, {"archive/all": [one.docname for one in catalogue.posts]})
    for one in catalogue.posts:
        if one.is_dated:
            expected[f"archive/{one.date.year}"].append(one.docname)
            expected[month_page(one)].append(one.docname)
        for kind in SECTIONS.values():
            for page in dict.fromkeys(term_page(term) for term in catalogue.terms_of(one.docname, kind)):
                expected[page].append(one.docname)
            assert len(catalogue.terms_of(one.docname, kind)) <= len(names_of(one, kind))
    assert lists(pages(catalogue, size)) == dict(expected)


@given(ARCHIVES, SIZES)
def test_every_page_that_a_page_or_an_article_names_is_there(posts: list[Post], size: int) -> None:
    catalogue = Catalogue(posts)
    found = pages(catalogue, size)
    for page in found.values():
        assert all(name in found for name, _ in page.above)
        assert all(page.context.get(key) in {None, "", *found} for key in ("newer", "older", "name"))
    for one in posts:
        view = article_view(catalogue, one.docname)
        assert view.month in {"", *found}
        assert all(reference.page in found for reference in (*view.authors, *view.categories, *view.tags))
        assert all(other is None or other.page in catalogue.by_docname for other in (view.older, view.newer))


@given(ARCHIVES, SIZES)
def test_no_page_shows_more_posts_than_its_size(posts: list[Post], size: int) -> None:
    assert all(len(shown(page)) <= size for page in pages(Catalogue(posts), size).values())


def test_indexes_list_every_term_by_reading_with_its_number_of_posts() -> None:
    taxonomy = read_taxonomy(
        "tags:\n  技術: {reading: ぎじゅつ}\n  AI: {reading: エーアイ, broader: 技術, description: 説明}\n"
    )
    catalogue = Catalogue([post("a", 1, tags=("AI", "c")), post("b", 2, tags=("ＡＩ",))], taxonomy)
    found = pages(catalogue)
    ((heading, terms),) = cast("list[tuple[str, list[dict[str, object]]]]", found["tags/index"].context["groups"])
    assert heading == ""  # so few need none
    assert [(term["name"], term["page"], term["count"]) for term in terms] == [
        ("c", "tags/c", 1),
        ("AI", "tags/ai", 2),
        ("技術", "tags/技術", 0),
    ]
    ai, technique = found["tags/ai"], found["tags/技術"]
    assert cast("dict[str, object]", ai.context["broader"])["page"] == "tags/技術"
    assert [term["page"] for term in cast("list[dict[str, object]]", technique.context["narrower"])] == ["tags/ai"]
    assert shown(technique) == []


def test_an_index_of_many_terms_has_headings_and_shows_the_most_used_ones_by_use() -> None:
    names = [f"タグ{number}" for number in range(COMMON)] + ["あ", "い", "犬", "Z"]
    posts = [post(f"p{number}", 1, tags=tuple(names[: number + 1])) for number in range(len(names))]
    context = pages(Catalogue(posts))["tags/index"].context
    groups = cast("list[tuple[str, list[dict[str, object]]]]", context["groups"])
    assert [heading for heading, _ in groups] == ["A–Z", "あ", "た", "Kanji"]
    common = cast("list[dict[str, object]]", context["common"])
    assert {term["name"] for term in common} == set(names[:COMMON])
    by_use = sorted(common, key=lambda term: cast("int", term["count"]))
    sizes = [cast("int", term["size"]) for term in by_use]
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (1, 5)


def test_an_index_of_few_terms_shows_none_by_use() -> None:
    context = pages(Catalogue([post("a", 1, tags=("AI",))]))["tags/index"].context
    assert context["common"] == []


def test_titles_go_through_the_translation() -> None:
    words = {
        "Tags": "タグ",
        "Archive": "書庫",
        "All posts": "すべて",
        "{year}": "{year}年",
        "{year}-{month:02}": "{year}年{month}月",
    }
    found = list_pages(Catalogue([post("2025-01-02-a", tags=("AI",))]), 3, lambda text: words.get(text, text))
    titles = {page.name: page.title for page in found}
    assert titles["tags/index"] == "タグ"
    assert titles["tags/ai"] == "AI"
    assert titles["archive/index"] == "書庫"
    assert titles["archive/all"] == "すべて"
    assert titles["archive/2025"] == "2025年"
    assert titles["archive/2025/01"] == "2025年1月"


# -- what changes


@given(ARCHIVES, SIZES, st.randoms(use_true_random=False))
def test_pages_do_not_depend_on_the_order_in_which_posts_are_read(posts: list[Post], size: int, chance: Random) -> None:
    mixed = list(posts)
    chance.shuffle(mixed)
    assert list(list_pages(Catalogue(mixed), size, str)) == list(list_pages(Catalogue(posts), size, str))


@given(
    ARCHIVES,
    st.sampled_from([UNDATED, NEW_YEAR, datetime(2040, 1, 1, tzinfo=JAPAN), datetime(1980, 1, 1, tzinfo=JAPAN)]),
)
def test_an_unrelated_post_changes_no_article(posts: list[Post], day: datetime) -> None:
    added = post("2040-01-01-zzz", day, tags=("新しい名",), categories=("新しい名",))
    before, after = Catalogue(posts), Catalogue([*posts, added])
    for one in posts:
        assert article_view(after, one.docname) == article_view(before, one.docname)


def test_a_new_post_rewrites_only_the_front_of_each_list_and_the_pages_beside_a_new_cut() -> None:
    fronts = {"archive/index", "archive/all", "archive/2020", "archive/2020/01"}
    fronts |= {f"{folder}/index" for folder in ("tags", "authors")} | {"tags/ai", "authors/記者"}
    for count in range(4, 9):
        posts = series(count, tags=("AI",), authors=("記者",))
        before, after = pages(Catalogue(posts[:-1]), 3), pages(Catalogue(posts), 3)
        changed = {name for name, page in after.items() if before.get(name) != page}
        moved = {name for name in changed if re.search(r"/(from-[-0-9]+|oldest)$", name)}
        assert changed - moved == fronts
        assert len(moved) <= 2 * len(fronts)


def test_an_older_page_says_nothing_that_changes_as_posts_are_added() -> None:
    found = pages(Catalogue(series(12)), 3)
    assert found["archive/all/oldest"].context["total"] is None
    before = {name: page for name, page in found.items() if name.endswith("/oldest")}
    after = pages(Catalogue(series(60)), 3)
    assert before
    assert {name: after[name] for name in before} == before


@given(ARCHIVES)
def test_views_are_equal_exactly_if_what_they_show_is(posts: list[Post]) -> None:
    catalogue = Catalogue(posts)
    for one in posts:
        view = article_view(catalogue, one.docname)
        assert (view.title, view.date is None, view.month == "") == (one.title, not one.is_dated, not one.is_dated)
        assert view == article_view(Catalogue(posts), one.docname)
        retitled = [replace(other, title="別") if other is one else other for other in posts]
        assert view != article_view(Catalogue(retitled), one.docname)


def test_what_is_no_post_has_no_view() -> None:
    with pytest.raises(KeyError):
        article_view(Catalogue([]), "index")
