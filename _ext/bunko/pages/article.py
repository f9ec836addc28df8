"""What an article's page shows besides the article: values that depend on the rest of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bunko.pages.list_pages import month_page, term_page
from bunko.posts.taxonomy import TermKind
from bunko.text.long_date import language_name
from bunko.text.sentence import cut_back

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bunko.catalogue.catalogue import Catalogue
    from bunko.catalogue.terms import Term
    from bunko.post import Post


_GAP = "\u2003"
MOST_MENTIONS = 20
MOST_REASONS = 3  #: tags that are named as shared
MOST_EXCERPT = 90  #: characters of an excerpt in a preview


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link to a page: its name and the words for it."""

    page: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An author, as their entry in ``taxonomy.yml`` shows them."""

    page: str
    title: str
    text: str
    picture: str  #: an address, as written
    links: tuple[tuple[str, str], ...]  #: (words, address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An article that cites this one, and the sentence in which it does."""

    page: str
    title: str
    date: datetime | None
    before: str
    words: str  #: of the link; the title of this article where it has none of its own
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """An article that is related to this one, and why."""

    page: str
    title: str
    date: datetime | None
    preview: str
    tags: tuple[PageLink, ...]  #: of both
    is_cited: bool  #: this article cites it
    cites: bool  #: it cites this article
    cited_together: bool
    cite_the_same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPages:
    """What ties an article to others. Bounded, whatever the size of the archive."""

    mentions: tuple[Mention, ...]  #: newest first, at most `MOST_MENTIONS`
    mentioned: int  #: by how many articles
    related: tuple[Relative, ...]
    older: str  #: preview of the older neighbour
    newer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """Everything around one article. Two views are equal exactly if the page looks the same."""

    docname: str
    title: str
    date: datetime | None  #: None if the post has none
    updated: datetime | None
    month: str  #: name of the page of the month
    reading_time: int  #: minutes
    excerpt: str
    lang: str
    badge: str  #: what a preview marks it with
    is_unlisted: bool
    authors: tuple[PageLink, ...]
    categories: tuple[PageLink, ...]
    tags: tuple[PageLink, ...]
    others: tuple[tuple[str, tuple[PageLink, ...]], ...]  #: terms of the kinds that the site has added, by their titles
    series: PageLink | None
    part: int  #: of the series, from 1
    translations: tuple[PageLink, ...]  #: of the other languages, each by its name in that language
    profiles: tuple[Profile, ...]  #: of those authors of whom something is known
    older: PageLink | None
    newer: PageLink | None


def article_view(catalogue: Catalogue, docname: str) -> ArticleView:
    """Return the view of the article ``docname``; raise `KeyError` if it is no post."""
    post = catalogue.by_docname[docname]
    older, newer = catalogue.neighbours(docname)
    authors, categories, tags = (
        tuple(map(_to_term, catalogue.terms_of(docname, kind)))
        for kind in (TermKind.AUTHOR, TermKind.CATEGORY, TermKind.TAG)
    )
    return ArticleView(
        docname=docname,
        title=post.title,
        date=_dated(post),
        updated=post.updated,
        month=month_page(post) if post.is_dated else "",
        reading_time=post.reading_time,
        excerpt=post.excerpt,
        lang=post.lang,
        badge=post.badge,
        is_unlisted=post.is_unlisted,
        authors=authors,
        categories=categories,
        tags=tags,
        others=tuple(
            (title, tuple(map(_to_term, terms)))
            for kind, title in catalogue.taxonomy.others.items()
            if (terms := catalogue.terms_of(docname, kind))
        ),
        series=next(map(_to_term, catalogue.terms_of(docname, TermKind.SERIES)), None),
        part=catalogue.part_of_series(docname),
        translations=tuple(
            PageLink(page=other.docname, title=language_name(lang))
            for lang, other in catalogue.translations_of(docname)
            if other.docname != docname
        ),
        profiles=tuple(
            Profile(
                page=term_page(term), title=term.name, text=term.description, picture=term.picture, links=term.links
            )
            for term in catalogue.terms_of(docname, TermKind.AUTHOR)
            if term.picture or term.links or term.description
        ),
        older=_to_post(older),
        newer=_to_post(newer),
    )


def related_pages(catalogue: Catalogue, docname: str, preview: Callable[[str], str]) -> RelatedPages:
    """Return what ties an article to others; ``preview`` gives that of a docname. Raise `KeyError` if it is no post."""
    title = catalogue.by_docname[docname].title
    citing = catalogue.connections.citing(docname)
    older, newer = (preview(post.docname) if post else "" for post in catalogue.neighbours(docname))
    return RelatedPages(
        mentions=tuple(
            Mention(
                page=post.docname,
                title=post.title,
                date=_dated(post),
                before=link.before,
                words=link.words or title,
                after=link.after,
            )
            for post, link in citing[:MOST_MENTIONS]
        ),
        mentioned=len(citing),
        related=tuple(
            Relative(
                page=found.post.docname,
                title=found.post.title,
                date=_dated(found.post),
                preview=preview(found.post.docname),
                tags=tuple(map(_to_term, found.tags[:MOST_REASONS])),
                is_cited=found.is_cited,
                cites=found.cites,
                cited_together=found.cited_together,
                cite_the_same=found.cite_the_same,
            )
            for found in catalogue.relations.of(docname)
        ),
        older=older,
        newer=newer,
    )


def preview_of(post: Post, day: Callable[[datetime], str]) -> str:
    """Return what a link to a post shows before it is followed: title, date and excerpt, set apart by em spaces.

    It is an attribute of the link, where docutils lets no line breaks stand; other white space may occur in a title.
    """
    date = _dated(post)
    parts = (post.title, day(date) if date else "", cut_back(post.excerpt, MOST_EXCERPT))
    return _GAP.join(part.replace(_GAP, " ") for part in parts).rstrip(_GAP)


def _dated(post: Post) -> datetime | None:
    return post.date if post.is_dated else None


def _to_term(term: Term) -> PageLink:
    return PageLink(page=term_page(term), title=term.name)


def _to_post(post: Post | None) -> PageLink | None:
    return PageLink(page=post.docname, title=post.title) if post else None
