"""The feeds of a site, as values: which there are, where, which posts each one holds, and what it says of a post.

Addresses and names are those of jekyll-feed, so that subscribers of a site that comes from Jekyll notice nothing: the
feed of all posts is ``feed.xml``, that of a category ``feed/news.xml``, that of a tag ``feed/by_tag/ai.xml``; and a
post is known by what Jekyll calls its ``id``
(https://github.com/jekyll/jekyll-feed/blob/master/lib/jekyll-feed/feed.xml).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property
from posixpath import dirname, join
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from bunko.books.chapters import clean
from bunko.pages.list_pages import Page, index_titles, term_page
from bunko.pages.urls import uri_of
from bunko.pages.web_address import web_address
from bunko.posts.taxonomy import TermKind
from bunko.publish.metadata import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from bunko.catalogue.catalogue import Catalogue
    from bunko.catalogue.terms import Term
    from bunko.post import Post
    from bunko.posts.taxonomy import Taxonomy

#: What ``bunko_feeds`` may name, beside the kinds of terms that a site adds. Any of them brings the feed of all posts,
#: and "site" nothing else.
WANTED = ("site", "category", "author", "series", "tag")
#: The folder of the feeds of each kind of terms; of those that a site adds, ``by_`` and the name of the kind.
FOLDERS: Mapping[TermKind, str] = {
    TermKind.CATEGORY: "feed",
    TermKind.AUTHOR: "feed/by_author",
    TermKind.SERIES: "feed/by_series",
    TermKind.TAG: "feed/by_tag",
}
PAGE = "feeds"  #: the page that lists all feeds, for people
#: When a feed without entries was updated: Atom asks for a moment, and no output depends on a clock.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Format(Enum):
    """A format of feeds: its media type, and what people call it."""

    ATOM = ("application/atom+xml", "Atom")
    JSON = ("application/feed+json", "JSON Feed")
    RSS = ("application/rss+xml", "RSS")

    def __init__(self, media_type: str, label: str) -> None:
        self.media_type = media_type
        self.label = label


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRules:
    """What the site says of its feeds."""

    wanted: tuple[str, ...] = ("category", "author", "series")  #: of `WANTED`; empty: there are none
    limit: int = 10  #: posts in a feed
    rss: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed, in one or more formats."""

    page: str  #: the list page that shows the same posts; of the feed of all posts, the first page of the site
    title: str
    kind: TermKind | None = None  #: of the term that its posts are filed under; None: it is of all posts
    name: str = ""  #: of that term
    description: str = ""
    files: tuple[tuple[Format, str], ...]  #: below the output folder
    posts: tuple[Post, ...]  #: newest first


def feeds_of(catalogue: Catalogue, rules: FeedRules, *, title: str, description: str, home: str) -> Iterator[Feed]:
    """Yield every feed, in a fixed order: that of all posts first. A term without a post for feeds has none.

    Only that of all posts is written in every format: a program that reads JSON Feed reads Atom as well, and an edited
    post would touch twice the files.
    """
    if not rules.wanted:
        return
    files = [(Format.ATOM, "feed.xml"), (Format.JSON, "feed.json"), *([(Format.RSS, "rss.xml")] if rules.rss else [])]
    posts = _newest(catalogue.posts, rules.limit)
    yield Feed(page=home, title=title, description=description, files=tuple(files), posts=posts)
    for kind in (kind for kind in (*FOLDERS, *catalogue.taxonomy.others) if kind in rules.wanted):
        for term in catalogue.terms[kind].values():
            posts = _newest(term.posts, rules.limit)
            if posts:
                yield Feed(
                    page=term_page(term),
                    title=f"{title} | {term.name}",
                    kind=kind,
                    name=term.name,
                    description=term.description,
                    files=((Format.ATOM, f"{FOLDERS.get(kind, f'feed/by_{kind}')}/{term.slug}.xml"),),
                    posts=posts,
                )


def _newest(posts: Iterable[Post], limit: int) -> tuple[Post, ...]:
    """Return the first of ``posts`` that may be in feeds, and can: a feed tells when something appeared."""
    found: list[Post] = []
    for post in posts:
        if post.in_feeds and post.is_dated:
            found.append(post)
            if len(found) == limit:
                break
    return tuple(found)


# -- what a feed says of a post ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post in a feed. Addresses are absolute."""

    docname: str
    id: str
    link: str
    title: str
    published: datetime
    updated: datetime
    authors: tuple[Person, ...]
    categories: tuple[str, ...]  #: and tags, each name once
    summary: str  #: plain text
    lang: str
    image: str


class Addresses(Protocol):
    """Where things stand on the published site; every address is absolute."""

    def page(self, name: str) -> str:
        """Return the address of a page."""

    def picture(self, post: Post) -> str:
        """Return the address of the picture that a post names, or nothing."""


@dataclass(frozen=True)
class Entries:
    """Makes entries of posts."""

    catalogue: Catalogue
    base: str  #: the address of the site, without a slash at its end
    addresses: Addresses
    language: Callable[[str], str]  #: makes a language tag, or nothing, of what an author wrote
    _made: dict[str, Entry] = field(default_factory=dict)

    def of(self, feed: Feed) -> tuple[Entry, ...]:
        """Return the entries of a feed."""
        for post in feed.posts:
            if post.docname not in self._made:
                self._made[post.docname] = self._entry(post)
        return tuple(self._made[post.docname] for post in feed.posts)

    def _entry(self, post: Post) -> Entry:
        link = self.addresses.page(post.docname)
        terms = [term for kind in (TermKind.CATEGORY, TermKind.TAG) for term in self._terms(post, kind)]
        return Entry(
            docname=post.docname,
            id=self._id(post) or link,
            link=link,
            title=clean(post.title).strip() or link,
            published=post.date,
            updated=post.updated or post.date,
            authors=tuple(
                Person(name=term.name, url=self.addresses.page(term_page(term)))
                for term in self._terms(post, TermKind.AUTHOR)
            ),
            categories=tuple(dict.fromkeys(term.name for term in terms)),
            summary=post.excerpt,
            lang=self.language(post.lang),
            image=self.addresses.picture(post),
        )

    def _terms(self, post: Post, kind: TermKind) -> list[Term]:
        return self.catalogue.terms_of(post.docname, kind)

    def _id(self, post: Post) -> str:
        """Return what jekyll-feed knows a post by; nothing if it had no address in Jekyll, or an older post has it.

        Readers take two posts with one id for one. In Jekyll there can be such, as ``/a/1/`` and ``/a/2/`` of one slug.
        """
        place = jekyll_id(post)
        if not place or (self._shared[place] > 1 and self._first(place) is not post):
            return ""
        return web_address(f"{self.base}/{uri_of(place)}")

    @cached_property
    def _shared(self) -> Counter[str]:
        return Counter(map(jekyll_id, self.catalogue.all_posts))

    def _first(self, place: str) -> Post:
        return next(post for post in reversed(self.catalogue.all_posts) if jekyll_id(post) == place)


def jekyll_id(post: Post) -> str:
    """Return a post's ``id`` in Jekyll, from the root of the site: the folder of its address, and its slug."""
    return join(dirname(post.permalink.rstrip("/")), post.slug) if post.permalink and post.slug else ""


def updated(entries: Collection[Entry]) -> datetime:
    """Return when the newest change in a feed was."""
    return max((entry.updated for entry in entries), default=NEVER)


# -- for people -------------------------------------------------------------------------------------------------------


def feeds_page(feeds: Iterable[Feed], base: str, taxonomy: Taxonomy, translate: Callable[[str], str]) -> Page:
    """Return the page that lists all feeds, and says what they are for."""
    titles = index_titles(taxonomy, translate)
    groups: dict[str, list[Mapping[str, object]]] = {}
    for feed in feeds:
        addresses = [(form.label, feed_address(base, file)) for form, file in feed.files]
        links = [(label, address, unquote(address)) for label, address in addresses]
        shown = {"name": feed.name, "page": feed.page, "links": links}
        groups.setdefault(titles[feed.kind] if feed.kind else translate("All posts"), []).append(shown)
    return Page(name=PAGE, template="feeds.html", title=translate("Feeds"), context={"groups": list(groups.items())})


def feed_address(base: str, file: str) -> str:
    """Return the address of a file of a feed; ``base`` is that of the site."""
    return web_address(f"{base}/{uri_of(f'/{file}')}")
