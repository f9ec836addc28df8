"""Posts become a book: floor 3, without Sphinx."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bunko.books.book import Book, make_book
from bunko.books.plan import BookPlan
from bunko.catalogue.catalogue import Catalogue
from bunko.post import Post
from bunko.posts.taxonomy import TermKind, read_taxonomy
from bunko.text.phrases import phrases


def post(name: str, when: datetime, **fields: object) -> Post:
    return Post(docname=f"posts/{name}", name=name, title=f"題 {name}", date=when, **fields)  # type: ignore[arg-type]


def book(*posts: Post, **plan: str) -> Book:
    made = BookPlan(title="文庫", author="編集部", **plan)  # type: ignore[arg-type]
    taxonomy = read_taxonomy("categories:\n  乙: {reading: あ}\n  甲: {reading: い}\n")
    terms = Catalogue(posts, taxonomy).terms[TermKind.CATEGORY].values()
    return make_book(posts, made, address="", translate=str, terms=terms)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("半導体の行方：市場にもたらす変化。", ("半導体の", "行方：", "市場にもたらす", "変化。")),
        ("「引用」と（注）。", ("「引用」", "と", "（注）。")),
        ("Vim 7.4 入門", ("Vim", " ", "7.4", " ", "入門")),
        ("お知らせ", ("お知らせ",)),
        ("電力を読み解く取り組み方", ("電力を", "読み解く", "取り組み方")),  # a stem is no end of a word
        ("日本の電力と半導体", ("日本の", "電力と", "半導体")),  # a particle is
        ("", ()),
    ],
)
def test_titles_break_between_phrases(title: str, expected: tuple[str, ...]) -> None:
    assert phrases(title) == expected


@pytest.mark.parametrize("title", ["AI覇権の行方：Amazon 500億ドル", "漢字" * 40, "a  b\tc", "！？…"])
def test_phrases_lose_nothing(title: str) -> None:
    assert "".join(phrases(title)) == " ".join(title.split())


def test_articles_go_by_date_in_parts_by_year_and_undated_ones_last() -> None:
    made = book(
        post("c", datetime(2025, 1, 1, tzinfo=UTC)),
        post("undated", datetime(1, 1, 1, tzinfo=UTC)),
        post("b", datetime(2024, 5, 1, tzinfo=UTC)),
        post("a", datetime(2024, 5, 1, tzinfo=UTC)),
    )
    assert made.docnames == ("posts/a", "posts/b", "posts/c", "posts/undated")
    assert [part.key for part in made.parts] == ["2024", "2025", "undated"]
    assert made.period == "2024–2025"
    assert made.date == datetime(2025, 1, 1, tzinfo=UTC)


def test_the_byline_has_what_the_post_has() -> None:
    full = post(
        "a", datetime(2024, 5, 1, tzinfo=UTC), authors=("甲", "乙"), reading_time=8, categories=("分析",), tags=("AI",)
    )
    (article,) = book(full).parts[0].articles
    assert article.byline == ("2024年5月1日", "甲, 乙", "8 min read")
    assert (article.kicker, article.tags, article.short_date) == ("分析", ("AI",), "5.01")
    (bare,) = book(post("b", datetime(1, 1, 1, tzinfo=UTC))).parts[0].articles
    assert (bare.byline, bare.kicker, bare.short_date) == ((), "", "")


def test_a_book_without_dates_has_no_period() -> None:
    made = book(post("b", datetime(1, 1, 1, tzinfo=UTC)))
    assert (made.period, made.date) == ("", None)


POSTS = [
    post("a", datetime(2024, 1, 5, tzinfo=UTC), categories=("甲",)),
    post("b", datetime(2024, 3, 5, tzinfo=UTC), categories=("乙", "甲")),
    post("c", datetime(2025, 1, 5, tzinfo=UTC)),
    post("d", datetime(1, 1, 1, tzinfo=UTC), categories=("甲",)),
]


@pytest.mark.parametrize(
    ("order", "parts", "expected"),
    [
        ("date", "year", ["2024: a b", "2025: c", "Undated: d"]),
        ("newest", "year", ["2025: c", "2024: b a", "Undated: d"]),
        ("date", "month", ["2024-01: a", "2024-03: b", "2025-01: c", "Undated: d"]),
        ("newest", "month", ["2025-01: c", "2024-03: b", "2024-01: a", "Undated: d"]),
        ("date", "category", ["乙: b", "甲: a d", "Without a category: c"]),
        ("newest", "category", ["乙: b", "甲: a d", "Without a category: c"]),
        ("category", "none", [": b a d c"]),
        ("category", "year", ["2024: b a", "2025: c", "Undated: d"]),
        ("reading", "none", [": a b c d"]),
        ("newest", "none", [": c b a d"]),
    ],
)
def test_orders_and_parts(order: str, parts: str, expected: list[str]) -> None:
    made = book(*POSTS[::-1], order=order, parts=parts)
    found = [f"{part.title}: {' '.join(article.docname[6:] for article in part.articles)}" for part in made.parts]
    assert found == expected
    assert len({part.key for part in made.parts}) == len(made.parts)
    dates = {article.short_date for part in made.parts for article in part.articles}
    assert ("2024.1.05" in dates) is (parts in {"category", "none"})


def test_articles_go_by_the_reading_of_their_titles_as_the_index_does() -> None:
    titles = {"半導体の行方": "はんどうたい", "バス": "", "はと": "", "AIの話": "", "亜鉛": "", "電力": "でんりょく"}
    posts = [
        replace(post(str(n), datetime(2024, 1, 1, tzinfo=UTC)), title=title, reading=reading)
        for n, (title, reading) in enumerate(titles.items())
    ]
    made = book(*posts, order="reading", parts="none")
    found = [article.title for article in made.parts[0].articles]
    assert found == ["AIの話", "電力", "バス", "はと", "半導体の行方", "亜鉛"]
