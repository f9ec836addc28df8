"""Who cites whom, and what is related to what: explained, total, and touched by what it is about alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive import names, post, series
from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.related import MOST, NEWER, OLDER, Related
from bunko.pages.article import article_view, related_pages
from bunko.post import Link
from bunko.posts.taxonomy import TermKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from bunko.post import Post

Links = dict[str, list[Link]]


def to(*targets: Post) -> list[Link]:
    """Make the links of a post to others."""
    return [Link("post", target.name, "前", f"語 {number}", "後") for number, target in enumerate(targets)]


def related(posts: Sequence[Post], links: Links, to_post: Post) -> tuple[Related, ...]:
    return Catalogue(posts, links=links).relations.of(to_post.docname)


# -- who cites whom


def test_an_article_knows_who_cites_it_newest_first_each_once_by_its_first_link() -> None:
    a, b, c = series(3)
    catalogue = Catalogue([a, b, c], links={b.docname: to(a), c.docname: to(c, a, a)})
    citing = catalogue.connections.citing(a.docname)
    assert [(found.name, link.words) for found, link in citing] == [(c.name, "語 1"), (b.name, "語 0")]
    assert list(catalogue.connections.cited_by(c.docname)) == [a.docname]
    assert catalogue.connections.citing(c.docname) == ()


def test_pages_that_are_no_posts_and_links_to_none_cite_nothing() -> None:
    (a,) = series(1)
    dead = [Link("link", "2000-01-01-none.md"), Link("tag", a.name), Link("doc", "about")]
    catalogue = Catalogue([a], links={"index": to(a), a.docname: dead})
    assert catalogue.connections.citing(a.docname) == ()
    assert catalogue.connections.cited_by(a.docname) == {}


def test_all_kinds_of_links_to_posts_lead_to_them() -> None:
    a, b = series(2)
    for link in (Link("link", f"{a.name}.md#x"), Link("post", a.name), Link("doc", a.docname)):
        citing = Catalogue([a, b], links={b.docname: [link]}).connections.citing(a.docname)
        assert [found.name for found, _ in citing] == [b.name], link


# -- what is related, and why


def test_the_rarer_tag_ties_more() -> None:
    common = series(20, tags=("AI",))
    here = post("2021-01-01-here", tags=("AI", "半導体"))
    rare = post("2020-01-01-rare", tags=("半導体",))
    found = related([*common, here, rare], {}, here)
    assert found[0].post == rare
    assert [tag.name for tag in found[0].tags] == ["半導体"]
    assert all([tag.name for tag in other.tags] == ["AI"] for other in found[1:])


def test_reasons_are_named() -> None:
    here, cited, citing, third, together, same = series(6)
    here = replace(here, tags=("AI", "半導体"))
    cited = replace(cited, tags=("半導体", "ＡＩ"))
    links = {
        here.docname: to(cited),
        citing.docname: to(here),
        third.docname: to(here, together),
        same.docname: to(cited),
    }
    posts = [here, cited, citing, third, together, same]
    found = {other.post.name: other for other in related(posts, links, here)}
    assert found == {
        cited.name: Related(post=cited, tags=found[cited.name].tags, is_cited=True),
        citing.name: Related(post=citing, cites=True),
        third.name: Related(post=third, cites=True),
        together.name: Related(post=together, cited_together=True),
        same.name: Related(post=same, cite_the_same=True),
    }
    assert {tag.key for tag in found[cited.name].tags} == {"ai", "半導体"}


def test_among_equals_the_nearest_in_time_come_first() -> None:
    posts = [post(f"p{day}", day, tags=("AI", "x")) for day in (0, 1, 2, 10, 30, 31, 32)]
    found = related(posts, {}, posts[3])
    assert names(other.post for other in found) == ["p2", "p1", "p0", "p30", "p31"]


def test_an_article_tied_to_nothing_has_no_related_ones() -> None:
    posts = series(5, categories=("技術",), authors=("記者",))
    assert [related(posts, {}, found) for found in posts] == [()] * 5


# -- archives that chance made

TAGS = ("AI", "半導体", "C#", "投資")
DAYS = st.integers(0, 40)


@st.composite
def _archives(draw: st.DrawFn) -> tuple[list[Post], Links]:
    count = draw(st.integers(1, 25))
    posts = [
        post(
            f"p{number}",
            draw(DAYS),
            tags=tuple(draw(st.lists(st.sampled_from(TAGS), max_size=3))),
            categories=tuple(draw(st.lists(st.sampled_from(["技術", "経済"]), max_size=1))),
        )
        for number in range(count)
    ]
    cited = st.lists(st.sampled_from(posts), max_size=3)
    return posts, {found.docname: to(*draw(cited)) for found in posts}


ARCHIVES = _archives()


def views(posts: Sequence[Post], links: Links) -> dict[str, object]:
    """Return all that the pages of articles show of the archive."""
    catalogue = Catalogue(posts, links=links)
    return {
        found.docname: (
            article_view(catalogue, found.docname),
            related_pages(catalogue, found.docname, str),
            [catalogue.find(link.kind, link.target) for link in links.get(found.docname, ())],
        )
        for found in posts
    }


@given(ARCHIVES, st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(archive: tuple[list[Post], Links], chance: Random) -> None:
    posts, links = archive
    mixed = list(posts)
    chance.shuffle(mixed)
    backwards = dict(reversed(links.items()))
    before, after = views(posts, links), views(mixed, backwards)
    assert before == after


@given(ARCHIVES)
def test_every_related_article_has_a_reason_and_the_list_is_short(archive: tuple[list[Post], Links]) -> None:
    posts, links = archive
    for here in posts:
        found = related(posts, links, here)
        assert len(found) <= MOST
        assert len({other.post.docname for other in found} - {here.docname}) == len(found)
        for other in found:
            assert other.tags or other.is_cited or other.cites or other.cited_together or other.cite_the_same
            shared = {tag.key for tag in other.tags}
            assert shared == {tag.lower() for tag in here.tags} & {tag.lower() for tag in other.post.tags}


@given(ARCHIVES, DAYS, st.integers(0, 3))
@example((series(25, tags=("AI",)), {}), 12, 2)
def test_an_unrelated_post_changes_no_article(archive: tuple[list[Post], Links], day: int, links_made: int) -> None:
    """It has tags and a category of its own, and cites articles of its own kind."""
    posts, links = archive
    before = views(posts, links)
    strange = [post(f"q{number}", day, tags=("無縁", f"無縁{number}"), categories=("無縁",)) for number in range(4)]
    more = {strange[0].docname: to(*strange[1 : 1 + links_made])}
    after = views([*posts, *strange], {**links, **more})
    assert {docname: after[docname] for docname in before} == before


@given(ARCHIVES, st.sets(st.sampled_from(TAGS)), st.lists(st.integers(0, 24), max_size=3), DAYS)
def test_a_post_changes_only_articles_that_share_a_tag_a_category_or_a_citation_with_it(
    archive: tuple[list[Post], Links], tags: set[str], cited: list[int], day: int
) -> None:
    posts, links = archive
    before = views(posts, links)
    new = post("q", day, tags=tuple(sorted(tags)), categories=("新",))
    links_of_new = to(*(posts[number % len(posts)] for number in cited))
    after = views([*posts, new], {**links, new.docname: links_of_new})
    changed = {docname for docname in before if after[docname] != before[docname]}
    catalogue = Catalogue([*posts, new], links={**links, new.docname: links_of_new})
    cited_by_new = set(catalogue.connections.cited_by(new.docname))
    tied = {found.docname for found in posts if tags & set(found.tags)} | cited_by_new
    tied |= {source.docname for docname in cited_by_new for source, _ in catalogue.connections.citing(docname)}
    assert changed <= tied


@settings(max_examples=200)
@given(ARCHIVES, st.sets(st.sampled_from(TAGS)), st.lists(st.integers(0, 24), max_size=3))
@example((series(60, tags=TAGS), {}), set(TAGS), [])
def test_the_newest_post_enters_few_lists_however_many_articles_share_its_tags(
    archive: tuple[list[Post], Links], tags: set[str], cited: list[int]
) -> None:
    posts, links = archive
    new = post("q", 100, tags=tuple(sorted(tags)))
    links_of_new = to(*(posts[number % len(posts)] for number in cited))
    before = Catalogue(posts, links=links)
    after = Catalogue([*posts, new], links={**links, new.docname: links_of_new})
    changed = [found for found in posts if lists(before, found) != lists(after, found)]
    cited_by_new = after.connections.cited_by(new.docname)
    assert len(changed) <= NEWER * (len(tags) + len(cited_by_new)) + len(cited_by_new)


def test_a_post_of_an_earlier_date_changes_few_lists_however_many_articles_share_its_tag() -> None:
    posts = series(1000, tags=("AI", "x"))
    new = replace(posts[500], docname="posts/q", name="q")
    before, after = Catalogue(posts), Catalogue([*posts, new])
    changed = [found for found in posts if lists(before, found) != lists(after, found)]
    # Those that look at it, and those whose count of older articles passes a power of two: for each of two tags.
    assert len(changed) <= NEWER + OLDER + 2 * 10


def lists(catalogue: Catalogue, found: Post) -> list[tuple[str, list[str]]]:
    return [(other.post.docname, [tag.key for tag in other.tags]) for other in catalogue.relations.of(found.docname)]


def test_terms_used_together_are_counted() -> None:
    posts = [post("a", 1, tags=("AI", "LLM")), post("b", 2, tags=("ＡＩ", "LLM", "x")), post("c", 3, tags=("AI",))]
    together = Catalogue(posts).used_together(TermKind.TAG)
    assert {key: dict(counts) for key, counts in together.items()} == {
        "ai": {"llm": 2, "x": 1},
        "llm": {"ai": 2, "x": 1},
        "x": {"ai": 1, "llm": 1},
    }
