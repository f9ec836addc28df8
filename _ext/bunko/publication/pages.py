"""The list pages of the archive, as values: which there are, where, and what each one shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from bunko.catalogue.pagination import paginate
from bunko.content.taxonomy import TermKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bunko.catalogue.catalogue import Catalogue
    from bunko.catalogue.terms import Term
    from bunko.post import Post

#: The folder of each kind's pages, and the title of its index.
FOLDERS: Mapping[TermKind, str] = {
    TermKind.TAG: "tags",
    TermKind.CATEGORY: "categories",
    TermKind.AUTHOR: "authors",
}
ARCHIVE = "archive"
SEARCH = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page that no source file stands behind."""

    name: str  #: its address without the suffix, e.g. ``tags/ai``
    template: str  #: the fragment in ``templates/bunko/`` that shows it
    title: str
    context: Mapping[str, object] = field(default_factory=dict)
    above: tuple[tuple[str, str], ...] = ()  #: (name, title) of the pages above it, outermost first


def term_page(term: Term) -> str:
    """Return the name of a term's page."""
    return f"{FOLDERS[term.kind]}/{term.slug}"


def month_page(post: Post) -> str:
    """Return the name of the page that lists the month of a post."""
    return f"{ARCHIVE}/{post.date.year:04}/{post.date.month:02}"


def index_titles(translate: Callable[[str], str]) -> dict[TermKind, str]:
    """Return the titles of the three indexes of terms."""
    return {
        TermKind.TAG: translate("Tags"),
        TermKind.CATEGORY: translate("Categories"),
        TermKind.AUTHOR: translate("Authors"),
    }


def list_pages(catalogue: Catalogue, size: int, translate: Callable[[str], str]) -> Iterator[Page]:
    """Yield every list page of the archive, in a fixed order, at most ``size`` posts to a page."""
    yield from _archive(catalogue, size, translate)
    for kind in TermKind:
        yield from _terms(catalogue, kind, size, translate)


def search_pages(wanted: bool, translate: Callable[[str], str]) -> Iterator[Page]:
    """Yield the page that shows what a search finds, at an address of its own; none if it is not ``wanted``."""
    if wanted:
        yield Page(name=SEARCH, template="search.html", title=translate("Search"))


def _archive(catalogue: Catalogue, size: int, translate: Callable[[str], str]) -> Iterator[Page]:
    top = ((f"{ARCHIVE}/index", translate("Archive")),)
    years = [
        (year, [(month, len(posts)) for (_, month), posts in group])
        for year, group in groupby(catalogue.months.items(), key=lambda item: item[0][0])
    ]
    yield Page(
        name=f"{ARCHIVE}/index",
        template="archive.html",
        title=translate("Archive"),
        context={"years": years, "total": len(catalogue.posts)},
    )
    yield from _pages(f"{ARCHIVE}/all", translate("All posts"), catalogue.posts, size, above=top)
    for year, posts in catalogue.years.items():
        title = translate("{year}").format(year=year)
        months = next(months for found, months in years if found == year)
        yield from _pages(f"{ARCHIVE}/{year:04}", title, posts, size, above=top, extra={"year": year, "months": months})
    for (year, month), posts in catalogue.months.items():
        above = (*top, (f"{ARCHIVE}/{year:04}", translate("{year}").format(year=year)))
        title = translate("{year}-{month:02}").format(year=year, month=month)
        yield from _pages(f"{ARCHIVE}/{year:04}/{month:02}", title, posts, size, above=above)


def _terms(catalogue: Catalogue, kind: TermKind, size: int, translate: Callable[[str], str]) -> Iterator[Page]:
    terms = catalogue.terms[kind]
    index_title = index_titles(translate)[kind]
    index = f"{FOLDERS[kind]}/index"
    yield Page(
        name=index,
        template="terms.html",
        title=index_title,
        context={"terms": [shown_term(term) for term in sorted(terms.values(), key=lambda term: term.order)]},
    )
    for term in terms.values():
        extra = {
            "term": shown_term(term),
            "broader": shown_term(terms[term.broader]) if term.broader in terms else None,
            "narrower": [shown_term(terms[key]) for key in term.narrower],
        }
        yield from _pages(term_page(term), term.name, term.posts, size, above=((index, index_title),), extra=extra)


def shown_term(term: Term) -> dict[str, object]:
    """Return what a list shows of a term."""
    return {
        "name": term.name,
        "page": term_page(term),
        "count": len(term.posts),
        "description": term.description,
        "reading": term.reading,
    }


def shown_post(post: Post) -> dict[str, object]:
    """Return what a list shows of a post."""
    return {
        "docname": post.docname,
        "title": post.title,
        "date": post.date.isoformat() if post.is_dated else "",
        "excerpt": post.excerpt,
        "reading_time": post.reading_time,
    }


def _pages(
    name: str,
    title: str,
    posts: Sequence[Post],
    size: int,
    *,
    above: tuple[tuple[str, str], ...] = (),
    extra: Mapping[str, object] | None = None,
) -> Iterator[Page]:
    """Yield a list in pages: the newest at ``name``, the others below it, as `paginate` names them.

    An older page tells nothing that changes as posts are added elsewhere: neither a number nor how many there are.
    """

    def address(part: str | None) -> str:
        return "" if part is None else f"{name}/{part}" if part else name

    for part in paginate(posts, size):
        front = part.newer is None
        yield Page(
            name=address(part.name),
            template="list.html",
            title=title,
            context={
                "posts": [shown_post(post) for post in part.posts],
                "front": front,
                "newer": address(part.newer),
                "older": address(part.older),
                "total": len(posts) if front else None,
                **((extra or {}) if front else {}),
            },
            above=above if front else (*above, (name, title)),
        )
