"""What an article's page shows besides the article: values that depend on the rest of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bunko.content.taxonomy import TermKind
from bunko.publication.pages import month_page, term_page

if TYPE_CHECKING:
    from datetime import datetime

    from bunko.catalogue.catalogue import Catalogue
    from bunko.catalogue.terms import Term
    from bunko.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A link to a page: its name and the words for it."""

    page: str
    title: str


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
    authors: tuple[Reference, ...]
    categories: tuple[Reference, ...]
    tags: tuple[Reference, ...]
    older: Reference | None
    newer: Reference | None


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
        date=post.date if post.is_dated else None,
        updated=post.updated,
        month=month_page(post) if post.is_dated else "",
        reading_time=post.reading_time,
        excerpt=post.excerpt,
        lang=post.lang,
        authors=authors,
        categories=categories,
        tags=tags,
        older=_to_post(older),
        newer=_to_post(newer),
    )


def _to_term(term: Term) -> Reference:
    return Reference(page=term_page(term), title=term.name)


def _to_post(post: Post | None) -> Reference | None:
    return Reference(page=post.docname, title=post.title) if post else None
