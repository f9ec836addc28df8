"""Posts become a book, as a value: parts, articles, and every word on cover, contents, bylines and colophon."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bunko.books.index import make_index
from bunko.books.parts import LAST, ordered, part_of, part_title
from bunko.catalogue.reading_order import is_japanese, reading_order
from bunko.posts.taxonomy import TermKind
from bunko.text.long_date import long_date
from bunko.text.phrases import phrases
from bunko.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bunko.books.index import Index
    from bunko.books.plan import BookPlan
    from bunko.catalogue.terms import Term
    from bunko.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class BookArticle:
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
    """The articles of a year, a month or a category, in the order of the book."""

    key: str  #: unique within the book
    title: str  #: empty in a book that has no parts
    note: str  #: how many articles
    articles: tuple[BookArticle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeEntry:
    """A volume, as it stands in the list of all."""

    name: str  #: of its file, without the suffix
    label: str  #: e.g. ``第2巻``
    holds: str  #: e.g. ``2018年 – 2020年``


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """Which volume of a larger book this is."""

    number: int  #: from 1
    label: str
    name: str
    entries: tuple[VolumeEntry, ...]  #: all volumes


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book, or one volume of it, ready to be set."""

    title: str
    phrases: tuple[str, ...]
    author: str
    subtitle: str  #: under the title on the cover
    series: str  #: the line above the title on the cover
    has_cover: bool
    search_first: bool  #: whether text that is found and copied exactly counts for more than white between scripts
    period: str  #: e.g. ``2018–2025``; empty without dated posts
    count: str  #: e.g. ``100本``
    keywords: tuple[str, ...]  #: the most frequent tags, for the file's metadata
    date: datetime | None  #: of the newest post
    parts: tuple[Part, ...]
    index: Index | None  #: None in a book that needs none
    colophon: tuple[tuple[str, str], ...]  #: rows of (what, value)
    notice: str  #: behind the cover: what the book holds, and how to read it
    words: Mapping[str, str]  #: what the template says by itself
    volume: Volume | None = None  #: None: the book is complete in itself

    @property
    def full_title(self) -> str:
        """The title with the number of the volume."""
        return f"{self.title}　{self.volume.label}" if self.volume else self.title

    @property
    def docnames(self) -> tuple[str, ...]:
        """Every article's document, in the order of the book."""
        return tuple(article.docname for part in self.parts for article in part.articles)


def page_address(site: str, docname: str, fragment: str = "", *, permalink: str = "") -> str:
    """Return the address of a page of the published site, not percent-encoded; empty if the site has none.

    ``permalink`` is where the page stands if it is not named as its document is.
    """
    if not site:
        return ""
    return site.rstrip("/") + (permalink or f"/{docname}.html") + (f"#{fragment}" if fragment else "")


def make_book(
    posts: Iterable[Post],
    plan: BookPlan,
    *,
    address: str,
    translate: Callable[[str], str],
    terms: Iterable[Term] = (),
    language: str = "ja",
    permalinks: Mapping[str, str] | None = None,
    elsewhere: Callable[[Term], str] | None = None,
) -> Book:
    """Arrange ``posts``, given in any order, as ``plan`` says; undated posts come last, in a part of their own.

    ``plan`` has a title. ``address`` is the site's, or empty. ``translate`` turns the English messages into the book's
    ``language``. ``terms`` are those of the archive, for the index, and for the order of categories. ``permalinks`` are
    the addresses of pages that are not named as their documents are. ``elsewhere`` gives the index's reference to other
    volumes.
    """
    posts, terms = list(posts), list(terms)
    by_reading = partial(reading_order, japanese=is_japanese(language))
    categories = sorted((term for term in terms if term.kind == TermKind.CATEGORY), key=by_reading)

    def web(post: Post) -> str:
        return page_address(address, post.docname, permalink=(permalinks or {}).get(post.docname, ""))

    def article(post: Post) -> BookArticle:
        return _article(post, plan.parts, web(post), language, translate)

    parts = tuple(_parts(posts, plan, {term.name: rank for rank, term in enumerate(categories)}, article, translate))
    docnames = [article.docname for part in parts for article in part.articles]
    dated = sorted((post for post in posts if post.is_dated), key=lambda post: post.date)
    count = translate("{count} articles").format(count=len(posts))
    period = _period(dated)
    newest = dated[-1].date if dated else None
    rows = (
        (translate("Edited by"), plan.author),
        (translate("Edition"), plan.edition),
        (translate("Articles"), f"{period}　{count}".strip()),
        (translate("Last article"), long_date(newest, language) if newest else ""),
        (translate("Website"), address),
        *(plan.colophon or ()),
        (translate("Typeset with"), f"Bunko {__version__}, Typst / Noto Serif JP, Noto Sans JP, Source Code Pro"),
    )
    return Book(
        title=plan.title,
        phrases=phrases(plan.title),
        author=plan.author,
        subtitle=plan.subtitle,
        series=translate("The collected articles"),
        has_cover=plan.cover,
        search_first=plan.search_first,
        period=period,
        count=count,
        keywords=_frequent(tag for post in posts for tag in post.tags),
        date=newest,
        parts=parts,
        index=make_index(terms, docnames, language=language, translate=translate, elsewhere=elsewhere),
        colophon=() if plan.colophon is None else tuple(row for row in rows if row[1]),
        notice=translate(
            "This book holds {count} of “{title}”. A page number in brackets leads to where a matter is told."
        ).format(count=count, title=plan.title),
        words=_words(translate),
    )


def _parts(
    posts: list[Post],
    plan: BookPlan,
    ranks: Mapping[str, int],
    article: Callable[[Post], BookArticle],
    translate: Callable[[str], str],
) -> Iterable[Part]:
    """Yield the parts in their order, newest first only if the articles are, and in each the articles in theirs."""
    places = {post.docname: part_of(post, plan.parts, ranks) for post in posts}
    found: dict[tuple[object, ...], list[Post]] = {}
    for post in ordered(posts, plan.order, ranks):
        found.setdefault(places[post.docname], []).append(post)
    backwards = plan.order == "newest" and plan.parts in {"year", "month"}
    keys = sorted(found, key=lambda key: (key[0] != LAST, key[1:]) if backwards else key, reverse=backwards)
    for key in keys:
        articles = tuple(map(article, found[key]))
        yield Part(
            key="-".join(str(word) for word in key[1:]) or ("undated" if key[0] == LAST else "all"),
            title=part_title(key, found[key][0], plan.parts, translate),
            note=translate("{count} articles").format(count=len(articles)),
            articles=articles,
        )


def _article(post: Post, parts: str, address: str, language: str, translate: Callable[[str], str]) -> BookArticle:
    date = long_date(post.date, language) if post.is_dated else ""
    minutes = translate("{minutes} min read").format(minutes=post.reading_time) if post.reading_time else ""
    authors = translate(", ").join(post.authors)
    return BookArticle(
        docname=post.docname,
        title=post.title,
        phrases=phrases(post.title),
        short_date=_short_date(post, parts),
        kicker=translate(" / ").join(post.categories),
        byline=tuple(word for word in (date, authors, minutes) if word),
        tags=post.tags,
        address=address,
    )


def _short_date(post: Post, parts: str) -> str:
    """Return a date for the table of contents; parts by year or month say the year themselves."""
    if not post.is_dated:
        return ""
    day = f"{post.date.month}.{post.date.day:02}"
    return day if parts in {"year", "month"} else f"{post.date.year}.{day}"


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
    away, _, closing = translate(" ({volume}, “{title}”)").partition("{volume}")
    joint, _, closing = closing.partition("{title}")
    return {
        "contents": translate("Contents"),
        "colophon": translate("Colophon"),
        "picture": translate("Picture"),
        "page-before": before,
        "page-after": after,
        "away-before": away,
        "away-title": joint,
        "away-after": closing,
        "away-end": translate(" ({volume})").partition("{volume}")[2],
        "volumes": translate("All volumes"),
    }
