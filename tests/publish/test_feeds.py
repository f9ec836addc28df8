"""Which feeds there are, what each holds, and how it is written: read back by others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bunko.catalogue.catalogue import Catalogue
from bunko.markup.html.xhtml import language_tag
from bunko.post import Post
from bunko.posts.taxonomy import Taxonomy, TermKind
from bunko.publish.feed_writers import Source, write_feed
from bunko.publish.feeds import NEVER, Entries, Feed, FeedRules, Format, feeds_of, feeds_page, jekyll_id
from bunko.text.dates import UNDATED
from feedkit import read_atom, read_json, read_rss

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BASE = "https://example.com/blog"
TOKYO = ZoneInfo("Asia/Tokyo")
READERS = {Format.ATOM: read_atom, Format.JSON: read_json, Format.RSS: read_rss}


def a_post(number: int, **given_values: object) -> Post:
    values: dict[str, object] = {
        "docname": f"posts/{number}",
        "name": str(number),
        "title": f"記事{number}",
        "date": datetime(2025, 1, 1, tzinfo=TOKYO) + timedelta(days=number),
    }
    return Post(**(values | given_values))  # type: ignore[arg-type]


class Places:
    """Addresses as a site without permalinks has them."""

    def page(self, name: str) -> str:
        return f"{BASE}/{name}.html"

    def picture(self, post: Post) -> str:
        return f"{BASE}/{post.image}" if post.image else ""


def feeds_in(posts: Iterable[Post], rules: FeedRules) -> list[Feed]:
    return list(feeds_of(Catalogue(posts), rules, title="文庫", description="", home="index"))


def written(posts: Iterable[Post], bodies: Mapping[str, str] | None = None) -> dict[Format, bytes]:
    """Return the feed of all posts in every format."""
    catalogue = Catalogue(posts)
    feed = next(feeds_of(catalogue, FeedRules(rss=True), title="文庫", description="", home="index"))
    entries = Entries(catalogue, BASE, Places(), language_tag).of(feed)
    source = Source(base=BASE, page=f"{BASE}/", author="編集部", language="ja", bodies=bodies)
    return {form: write_feed(form, file, feed, entries, source) for form, file in feed.files}


def test_each_kind_that_is_wanted_has_a_feed_for_each_term_at_jekyll_feeds_addresses() -> None:
    post = a_post(1, categories=("News",), tags=("AI",), authors=("山田",), series="連載")
    rules = FeedRules(wanted=("category", "author", "series", "tag"), rss=True)
    files = [file for feed in feeds_in([post], rules) for _, file in feed.files]
    assert files == [
        "feed.xml",
        "feed.json",
        "rss.xml",
        "feed/news.xml",
        "feed/by_author/山田.xml",
        "feed/by_series/連載.xml",
        "feed/by_tag/ai.xml",
    ]
    assert [feed.kind for feed in feeds_in([post], FeedRules(wanted=("tag",)))] == [None, TermKind.TAG]
    assert [feed.kind for feed in feeds_in([post], FeedRules(wanted=("site",)))] == [None]
    assert feeds_in([post], FeedRules(wanted=())) == []


def test_a_feed_holds_the_newest_posts_that_may_be_in_feeds() -> None:
    posts = [a_post(number, categories=("A",)) for number in range(5)]
    posts[4] = replace(posts[4], in_feeds=False)
    posts[3] = replace(posts[3], is_unlisted=True)
    posts.append(a_post(9, date=UNDATED))
    for feed in feeds_in(posts, FeedRules(limit=2)):
        assert [post.docname for post in feed.posts] == ["posts/2", "posts/1"]


def test_a_term_without_posts_for_feeds_has_no_feed() -> None:
    feeds = feeds_in([a_post(1, categories=("A",), in_feeds=False)], FeedRules())
    assert [(feed.kind, feed.posts) for feed in feeds] == [(None, ())]


@pytest.mark.parametrize(
    ("permalink", "slug", "expected"),
    [
        ("/2025/12/29/x/", "x", "/2025/12/29/x"),
        ("/2025/12/29/x.html", "x", "/2025/12/29/x"),
        ("/about/", "2", "/2"),
        ("/a/b", "題", "/a/題"),
        ("", "x", ""),
    ],
)
def test_a_posts_id_is_jekylls(permalink: str, slug: str, expected: str) -> None:
    assert jekyll_id(a_post(1, permalink=permalink, slug=slug)) == expected


def test_no_two_posts_have_one_id_and_the_older_one_keeps_it() -> None:
    posts = [a_post(number, permalink=f"/a/{number}/", slug="x") for number in range(3)]
    feed = read_json(written(posts)[Format.JSON])
    assert [item["id"] for item in feed["items"]] == [
        f"{BASE}/posts/2.html", f"{BASE}/posts/1.html", f"{BASE}/a/x",
    ]  # fmt: skip


def test_what_a_post_says_is_read_back() -> None:
    changed = datetime(2026, 2, 1, 9, 30, tzinfo=TOKYO)
    post = a_post(
        1,
        title="題 & <b>字</b>",
        updated=changed,
        categories=("C",),
        tags=("t1", "C"),
        authors=("甲", "乙"),
        excerpt="要約",
        lang="en",
        image="x.png",
    )
    files = written([post], {"posts/1": '<p>本文 &amp; <a href="https://example.com/">x</a></p>'})
    atom = read_atom(files[Format.ATOM])
    assert atom.feed.title == "文庫"
    assert atom.feed.updated_parsed[:5] == (2026, 2, 1, 0, 30)
    (entry,) = atom.entries
    assert (entry.title, entry.link, entry.summary) == ("題 & <b>字</b>", f"{BASE}/posts/1.html", "要約")
    assert entry.published_parsed[:4] == (2025, 1, 1, 15)
    assert entry.updated == changed.isoformat()
    assert [author.name for author in entry.authors] == ["甲", "乙"]
    assert [tag.term for tag in entry.tags] == ["C", "t1"]
    assert entry.media_thumbnail == [{"url": f"{BASE}/x.png"}]
    assert "本文" in entry.content[0].value
    assert entry.title_detail.language == "en"
    (item,) = read_json(files[Format.JSON])["items"]
    assert (item["title"], item["summary"], item["tags"]) == ("題 & <b>字</b>", "要約", ["C", "t1"])
    (told,) = read_rss(files[Format.RSS]).entries
    assert (told.id, told.link, told.published_parsed[:4]) == (entry.id, entry.link, (2025, 1, 1, 15))


def test_a_feed_of_excerpts_carries_no_bodies() -> None:
    files = written([a_post(1, excerpt="要約"), a_post(2)])
    assert not any("content" in entry for entry in read_atom(files[Format.ATOM]).entries)
    assert [item["content_text"] for item in read_json(files[Format.JSON])["items"]] == ["記事2", "要約"]
    assert not any("content" in entry for entry in read_rss(files[Format.RSS]).entries)


def test_a_feed_without_posts_is_a_feed_and_shows_no_clock() -> None:
    files = written([])
    assert read_atom(files[Format.ATOM]).feed.updated == NEVER.isoformat()
    assert all(READERS[form](content) for form, content in files.items())


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1880, 1, 1, tzinfo=TOKYO),  # 9:18:59 from UTC, which RFC 3339 cannot say
        datetime(2025, 1, 1, 0, 0, 0, 123456, tzinfo=UTC),
        datetime(2, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_every_date_is_written_as_the_formats_have_it(moment: datetime) -> None:
    for form, content in written([a_post(1, date=moment)]).items():
        READERS[form](content)


#: What XML does not have, what it escapes, what turns the direction of reading, what comes in two forms.
TROUBLE = "<>&\"']]>\x00\x0b\x1b\x7f\x85\u2028\ufffe\uffff\ud800\U0001f600\u202e\ufeffガ\u30ab\u3099"
HOSTILE = st.text(st.one_of(st.sampled_from(TROUBLE), st.characters()), max_size=40)


@settings(max_examples=60)
@given(title=HOSTILE, name=HOSTILE, excerpt=HOSTILE, slug=HOSTILE)
def test_no_title_breaks_a_feed(title: str, name: str, excerpt: str, slug: str) -> None:
    post = a_post(1, title=title, excerpt=excerpt, permalink=f"/a/{slug}/", slug=slug)
    post = replace(post, categories=(name,), tags=(title,), authors=(excerpt or "x",))
    files = written([post], {"posts/1": ""})
    assert files == written([post], {"posts/1": ""})
    for form, content in files.items():
        READERS[form](content)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "A & B &amp; C", "]]>", "\"x\" 'y'", "題：１／２"])
def test_a_title_is_read_back_as_it_was_written(title: str) -> None:
    files = written([a_post(1, title=title)])
    assert read_atom(files[Format.ATOM]).entries[0].title == title
    assert read_json(files[Format.JSON])["items"][0]["title"] == title


def test_the_page_lists_every_feed_with_its_address() -> None:
    feeds = feeds_in([a_post(1, categories=("分析",))], FeedRules())
    page = feeds_page(feeds, BASE, Taxonomy(), str)
    assert page.context["groups"] == [
        (
            "All posts",
            [
                {
                    "name": "",
                    "page": "index",
                    "links": [
                        ("Atom", f"{BASE}/feed.xml", f"{BASE}/feed.xml"),
                        ("JSON Feed", f"{BASE}/feed.json", f"{BASE}/feed.json"),
                    ],
                }
            ],
        ),
        (
            "Categories",
            [
                {
                    "name": "分析",
                    "page": "categories/分析",
                    "links": [("Atom", f"{BASE}/feed/%E5%88%86%E6%9E%90.xml", f"{BASE}/feed/分析.xml")],
                }
            ],
        ),
    ]
