"""Posts become a book, as a value: parts, articles, and every word on cover, contents, bylines and colophon."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bunko.publication.index import make_index
from bunko.publication.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bunko.catalogue.terms import Term
    from bunko.post import Post
    from bunko.publication.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One post, as the book announces it. Its text is not here: a translator makes it from the doctree."""

    docname: str
    title: str
    phrases: tuple[str, ...]  #: of the title; a line may break between them
    short_date: str  #: in the table of contents
    kicker: str  #: above the title: the categories
    byline: tuple[str, ...]  #: below it: date, authors, reading time
    tags: tuple[str, ...]
    address: str  #: on the web; empty if the site has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The articles of a year, oldest first."""

    key: str  #: unique within the book
    title: str
    note: str  #: how many articles
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One volume, ready to be set."""

    title: str
    phrases: tuple[str, ...]
    author: str
    series: str  #: the line above the title on the cover
    period: str  #: e.g. ``2018–2025``; empty without dated posts
    count: str  #: e.g. ``100本``
    keywords: tuple[str, ...]  #: the most frequent tags, for the file's metadata
    date: datetime | None  #: of the newest post
    parts: tuple[Part, ...]
    index: Index | None  #: None in a book that needs none
    colophon: tuple[tuple[str, str], ...]  #: rows of (what, value)
    notice: str  #: behind the cover: what the book holds, and how to read it
    words: Mapping[str, str]  #: what the template says by itself

    @property
    def docnames(self) -> tuple[str, ...]:
        """Every article's document, in the order of the book."""
        return tuple(article.docname for part in self.parts for article in part.articles)


def page_address(site: str, docname: str, fragment: str = "") -> str:
    """Return the address of a page of the published site, not percent-encoded; empty if the site has none."""
    if not site:
        return ""
    return f"{site.rstrip('/')}/{docname}.html" + (f"#{fragment}" if fragment else "")


def make_book(
    posts: Iterable[Post],
    *,
    title: str,
    author: str,
    address: str,
    translate: Callable[[str], str],
    terms: Iterable[Term] = (),
    language: str = "ja",
) -> Book:
    """Arrange ``posts``, given in any order: parts by year, oldest first, undated posts in a last part of their own.

    ``address`` is the site's, or empty. ``translate`` turns the English messages into the book's ``language``.
    ``terms`` are those of the archive, for the index.
    """
    ordered = sorted(posts, key=lambda post: (not post.is_dated, post.date, post.docname))
    dated = [post for post in ordered if post.is_dated]
    count = translate("{count} articles").format(count=len(ordered))
    period = _period(dated)
    newest = max((post.date for post in dated), default=None)
    rows = (
        (translate("Edited by"), author),
        (translate("Articles"), f"{period}　{count}".strip()),
        (translate("Last article"), _long_date(newest, translate) if newest else ""),
        (translate("Website"), address),
        (translate("Typeset with"), "Bunko, Typst / Noto Serif JP, Noto Sans JP, Source Code Pro"),
    )
    return Book(
        title=title,
        phrases=phrases(title),
        author=author,
        series=translate("The collected articles"),
        period=period,
        count=count,
        keywords=_frequent(tag for post in ordered for tag in post.tags),
        date=newest,
        parts=tuple(_parts(ordered, address, translate)),
        index=make_index(terms, [post.docname for post in ordered], language=language, translate=translate),
        colophon=tuple(row for row in rows if row[1]),
        notice=translate(
            "This book holds {count} of “{title}” by their dates. "
            "A page number in brackets leads to where a matter is told."
        ).format(count=count, title=title),
        words=_words(translate),
    )


def _parts(ordered: list[Post], site: str, translate: Callable[[str], str]) -> Iterable[Part]:
    for year, group in groupby(ordered, key=lambda post: post.date.year if post.is_dated else None):
        articles = tuple(_article(post, site, translate) for post in group)
        yield Part(
            key=str(year or "undated"),
            title=translate("{year}").format(year=year) if year else translate("Undated"),
            note=translate("{count} articles").format(count=len(articles)),
            articles=articles,
        )


def _article(post: Post, site: str, translate: Callable[[str], str]) -> Article:
    date = _long_date(post.date, translate) if post.is_dated else ""
    minutes = translate("{minutes} min read").format(minutes=post.reading_time) if post.reading_time else ""
    authors = translate(", ").join(post.authors)
    return Article(
        docname=post.docname,
        title=post.title,
        phrases=phrases(post.title),
        short_date=f"{post.date.month}.{post.date.day:02}" if post.is_dated else "",
        kicker=translate(" / ").join(post.categories),
        byline=tuple(word for word in (date, authors, minutes) if word),
        tags=post.tags,
        address=page_address(site, post.docname),
    )


def _long_date(date: datetime, translate: Callable[[str], str]) -> str:
    return translate("{year}-{month:02}-{day:02}").format(year=date.year, month=date.month, day=date.day)


def _period(dated: list[Post]) -> str:
    if not dated:
        return ""
    first, last = dated[0].date.year, dated[-1].date.year
    return str(first) if first == last else f"{first}–{last}"


def _frequent(tags: Iterable[str], limit: int = 12) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for tag in tags:
        counts[tag] = counts.get(tag, 0) + 1
    return tuple(sorted(counts, key=lambda tag: (-counts[tag], tag))[:limit])


def _words(translate: Callable[[str], str]) -> dict[str, str]:
    before, _, after = translate(" (p. {page})").partition("{page}")
    return {
        "contents": translate("Contents"),
        "colophon": translate("Colophon"),
        "picture": translate("Picture"),
        "page-before": before,
        "page-after": after,
    }
