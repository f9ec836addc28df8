"""When a post is out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import JAPAN, PLAIN
from bunko.posts.article import ReadingRules, read_article, read_release
from bunko.posts.clock import Clock, Status, is_in_draft_folder, with_badges
from bunko.posts.defaults import Defaults

NOW = datetime(2026, 11, 30, 12, tzinfo=JAPAN)
CLOCK = Clock(now=NOW)
RULES = ReadingRules(zone=JAPAN)
MOMENTS = st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))


def status(header: str, docname: str = "posts/2026-01-01-a", **rules: object) -> Status:
    given_rules = replace(RULES, **rules)  # type: ignore[arg-type]
    return CLOCK.status(read_release(docname, f"---\n{header}\n---\n本文 draft: true\n", given_rules))


@pytest.mark.parametrize("header", ["draft: true", "draft: yes", "draft: 'on'", "published: false", "published: 'off'"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_post_that_says_so_is_a_draft(header: str, end: str) -> None:
    text = f"\ufeff---\ntitle: 題\n{header}\n---\n".replace("\n", end)
    assert CLOCK.status(read_release("posts/2026-01-01-a", text, RULES)) is Status.DRAFT


@pytest.mark.parametrize("value", ["wip", "はい", "[true]", "{a: b}", "2031-01-01", '""'])
def test_what_cannot_be_understood_keeps_a_post_back_and_is_told(value: str) -> None:
    text = f"---\ntitle: 題\ndraft: {value}\n---\n"
    article = read_article("posts/2026-01-01-a", text, RULES)
    assert article.post.is_draft
    assert [problem.line for problem in article.problems] == [3]


@pytest.mark.parametrize(
    "header", ["draft: false", "draft:", "draft: null", "published: true", "published:", "x: {draft: true}", "a: b: c"]
)
def test_every_other_post_is_none(header: str) -> None:
    assert status(f"title: 題\n{header}") is Status.OUT


@pytest.mark.parametrize(
    "header",
    [
        *("a: b: c\ndraft: true", "'draft': true", "published: false\ntitle: [x", "{draft: true}", "Draft: true"),
        *("PUBLISHED: No", "published: 0", "published: いいえ", "published: [false]", "draft: 1", "ｄｒａｆｔ: true"),
        *("<<: {draft: true}", "x: &x {draft: true}\n<<: *x", "\u200bdraft: true", "draft:true", "draft：true"),
        *("a: b\n draft: true", "- draft: true", "draft: true\ndraft: false: true", "title: a\n\tdraft: true"),
    ],
)
def test_a_draft_is_one_however_its_header_is_written(header: str) -> None:
    assert status(header) is Status.DRAFT


@pytest.mark.parametrize(
    "docname", ["drafts/a", "_drafts/a", "posts/drafts/a", "posts/x/_drafts/y/2020-01-01-a", "posts/_drafts/a"]
)
def test_what_lies_in_a_folder_of_drafts_is_one_and_needs_no_date(docname: str) -> None:
    assert status("title: 題", docname) is Status.DRAFT
    article = read_article(docname, "---\ntitle: 題\n---\n本文。\n", RULES)
    assert article.problems == ()


def test_a_post_whose_name_says_draft_is_none() -> None:
    assert not is_in_draft_folder("posts/drafts")
    assert not is_in_draft_folder("posts/my-drafts/a")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("date: 2026-11-30 12:00:00 +0900", Status.OUT),
        ("date: 2026-11-30 12:00:01 +0900", Status.SCHEDULED),
        ("date: 2026-11-30 03:00:00 +0000", Status.OUT),
        ("date: 2026-12-01", Status.SCHEDULED),
        ("date: 2026-11-30", Status.OUT),
        ("expires: 2026-11-30 12:00:00 +0900", Status.EXPIRED),
        ("expires: 2026-11-30 12:00:01 +0900", Status.OUT),
        ("expiryDate: 2026-11-29", Status.EXPIRED),
        ("expires: 2026-11-29\ndate: 2031-01-01", Status.EXPIRED),
        ("expires: 2026-11-29\ndraft: true", Status.DRAFT),
        ("expires: いつか", Status.DRAFT),
        ("date: 来年", Status.DRAFT),
        ("date: [2020-01-01]", Status.DRAFT),
        ("publishDate: 2031-01-01", Status.SCHEDULED),
        ("publishDate: 2026-01-01\ndate: 2031-01-01", Status.OUT),
    ],
)
def test_date_and_expiry_decide_to_the_second(header: str, expected: Status) -> None:
    assert status(header) is expected


def test_the_date_of_a_file_name_counts_where_there_is_no_other() -> None:
    assert status("title: 題", "posts/2026-12-01-a") is Status.SCHEDULED
    assert status("date: 2026-01-01", "posts/2026-12-01-a") is Status.OUT


def test_defaults_of_a_folder_count() -> None:
    defaults = Defaults({"posts/secret": {"draft": True}})
    assert status("title: 題", "posts/secret/2026-01-01-a", defaults=defaults) is Status.DRAFT
    assert status("draft: false", "posts/secret/2026-01-01-a", defaults=defaults) is Status.OUT


@given(MOMENTS, st.none() | MOMENTS, st.booleans(), st.booleans(), st.booleans())
def test_what_is_shown_is_what_is_out_and_what_is_asked_for(
    date: datetime, expires: datetime | None, is_draft: bool, future: bool, drafts: bool
) -> None:
    post = replace(PLAIN, date=date, expires=expires, is_draft=is_draft)
    clock = Clock(now=NOW, shows_future=future, shows_drafts=drafts)
    expected = {
        Status.OUT: True,
        Status.SCHEDULED: future,
        Status.EXPIRED: False,
        Status.DRAFT: drafts and not (expires is not None and expires <= NOW),
    }
    assert clock.shows(post) is expected[clock.status(post)]


@given(st.lists(st.tuples(MOMENTS, st.none() | MOMENTS, st.booleans()), max_size=4))
def test_between_two_changes_nothing_appears_or_goes(facts: list[tuple[datetime, datetime | None, bool]]) -> None:
    posts = [replace(PLAIN, date=date, expires=expires, is_draft=draft) for date, expires, draft in facts]
    moments = sorted({moment for post in posts for moment in CLOCK.changes(post)})
    for earlier, later in zip([NOW - timedelta(days=1), *moments], [*moments, NOW + timedelta(days=1)], strict=True):
        first = [Clock(now=earlier).shows(post) for post in posts]
        assert first == [Clock(now=later - timedelta(microseconds=1)).shows(post) for post in posts]


def test_a_badge_says_why_a_post_is_not_out() -> None:
    posts = [replace(PLAIN, is_draft=True), replace(PLAIN, date=NOW + timedelta(1)), PLAIN]
    assert [post.badge for post in with_badges(posts, CLOCK)] == ["draft", "scheduled", ""]
    assert with_badges(posts, CLOCK, wanted=False) == posts


@pytest.mark.parametrize(
    "text",
    [
        *(
            "\n---\ndraft: true\n---\n",
            " ---\ndraft: true\n---\n",
            "----\ndraft: true\n----\n",
            "---\ndraft: true\n本文。\n",
        ),
        *(
            "+++\ndraft = true\n+++\n",
            '{\n  "draft": true\n}\n',
            ":draft: true\n\n本文。\n",
            "\u200b---\npublished: false\n---\n",
        ),
        "---\ntitle: 題\n" + "x: y\n" * 20_000 + "published: false\n---\n",
    ],
)
def test_a_header_that_cannot_be_read_and_may_keep_a_post_back_does_so_and_is_told(text: str) -> None:
    assert CLOCK.status(read_release("posts/2026-01-01-a", text, RULES)) is Status.DRAFT
    assert any("kept back" in problem.message for problem in read_article("posts/2026-01-01-a", text, RULES).problems)


@pytest.mark.parametrize(
    "text",
    [
        "本文。\n\ndraft: true\n",
        "```yaml\ndraft: true\n```\n",
        "---\ndraft: false\n本文。\n",
        "# 題\n\npublished: false\n",
    ],
)
def test_a_text_that_speaks_of_drafts_is_none(text: str) -> None:
    assert CLOCK.status(read_release("posts/2026-01-01-a", text, RULES)) is Status.OUT
