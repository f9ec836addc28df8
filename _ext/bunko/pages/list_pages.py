"""The list pages of the archive, as values: which there are, where, and what each one shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from math import log
from typing import TYPE_CHECKING

from bunko.catalogue.pagination import paginate
from bunko.catalogue.reading_order import is_japanese, reading_order, under_headings
from bunko.posts.clock import Status
from bunko.posts.taxonomy import SECTIONS, TermKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from bunko.catalogue.catalogue import Catalogue
    from bunko.catalogue.terms import Term
    from bunko.post import Post
    from bunko.posts.taxonomy import Taxonomy

_FOLDERS: Mapping[TermKind, str] = {kind: section for section, kind in SECTIONS.items()}
ARCHIVE = "archive"
#: The page that a server shows in the place of one that is not there.
MISSING = "404"
#: The page of the search.
SEARCH = "search"
_ALWAYS = (TermKind.TAG, TermKind.CATEGORY, TermKind.AUTHOR)
COMMON = 30  #: terms that an index shows by use, before it lists all of them by reading
SIZES = 5  #: of the terms shown by use
MOST_TOGETHER = 12  #: tags that a tag's page names as used together with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page that no source file stands behind."""

    name: str  #: its address without the suffix, e.g. ``tags/ai``
    template: str  #: the fragment in ``templates/bunko/`` that shows it
    title: str
    context: Mapping[str, object] = field(default_factory=dict)
    above: tuple[tuple[str, str], ...] = ()  #: (name, title) of the pages above it, outermost first


def folder_of(kind: TermKind) -> str:
    """Return the folder of the pages of one kind of terms: what its section in ``taxonomy.yml`` is called."""
    return _FOLDERS.get(kind, kind)


def term_page(term: Term) -> str:
    """Return the name of a term's page."""
    return f"{folder_of(term.kind)}/{term.slug}"


def month_page(post: Post) -> str:
    """Return the name of the page that lists the month of a post."""
    return f"{ARCHIVE}/{post.date.year:04}/{post.date.month:02}"


def index_titles(taxonomy: Taxonomy, translate: Callable[[str], str]) -> dict[TermKind, str]:
    """Return the titles of the indexes of terms."""
    return {
        TermKind.TAG: translate("Tags"),
        TermKind.CATEGORY: translate("Categories"),
        TermKind.AUTHOR: translate("Authors"),
        TermKind.SERIES: translate("Series"),
        **taxonomy.others,
    }


def indexes(catalogue: Catalogue) -> list[TermKind]:
    """Return the kinds of terms that have an index: tags, categories and authors always, others where used."""
    return [kind for kind in catalogue.terms if kind in _ALWAYS or catalogue.terms[kind]]


def list_pages(
    catalogue: Catalogue, size: int, translate: Callable[[str], str], language: str = "ja"
) -> Iterator[Page]:
    """Yield every list page of the archive, in a fixed order, at most ``size`` posts to a page."""
    yield Page(name=MISSING, template="missing.html", title=translate("There is no such page"))
    yield from _archive(catalogue, size, translate)
    for kind in indexes(catalogue):
        yield from _terms(catalogue, kind, size, translate, japanese=is_japanese(language))


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
    most = max((len(posts) for posts in catalogue.months.values()), default=0)
    yield Page(
        name=f"{ARCHIVE}/index",
        template="archive.html",
        title=translate("Archive"),
        context={"years": years, "total": len(catalogue.posts), "most": most},
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


def _terms(
    catalogue: Catalogue, kind: TermKind, size: int, translate: Callable[[str], str], *, japanese: bool
) -> Iterator[Page]:
    terms = catalogue.terms[kind]
    together = catalogue.used_together(kind) if kind == TermKind.TAG else {}
    index_title = index_titles(catalogue.taxonomy, translate)[kind]
    folder = folder_of(kind)
    index = f"{folder}/index"
    yield Page(
        name=index,
        template="terms.html",
        title=index_title,
        context=index_context(terms.values(), translate, japanese=japanese) | {"folder": folder},
    )
    for term in terms.values():
        extra = {
            "term": shown_term(term),
            "broader": shown_term(terms[term.broader]) if term.broader in terms else None,
            "narrower": [shown_term(terms[key]) for key in term.narrower],
            "together": _shown_together(terms, together.get(term.key, {}), japanese=japanese),
        }
        above = ((index, index_title),)
        if kind == TermKind.SERIES:  # it is read from its beginning, on one page
            context = {"posts": [shown_post(post) for post in term.posts[::-1]], "front": True, "is_series": True}
            context |= {"total": len(term.posts), "newer": "", "older": "", **extra}
            yield Page(name=term_page(term), template="list.html", title=term.name, context=context, above=above)
        else:
            yield from _pages(term_page(term), term.name, term.posts, size, above=above, extra=extra)


def index_context(terms: Collection[Term], translate: Callable[[str], str], *, japanese: bool) -> dict[str, object]:
    """Return what an index shows: all terms under headings, and the ones used most, sized by use; few need no sizes."""
    ordered = [(reading_order(term, japanese=japanese), term) for term in terms]
    groups = [
        (heading, [shown_term(term) for term in found])
        for heading, found in under_headings(ordered, translate, japanese=japanese)
    ]
    return {
        "groups": groups,
        "total": len(terms),
        "common": common_terms(terms, COMMON, japanese=japanese) if len(terms) > COMMON else [],
    }


def common_terms(terms: Iterable[Term], limit: int, *, japanese: bool) -> list[dict[str, object]]:
    """Return the ``limit`` terms with most posts, in reading order, each with a ``size`` of 1 to `SIZES` by use."""
    used = sorted(terms, key=lambda term: (-len(term.posts), term.key))[:limit]
    least, most = (log(1 + len(used[at].posts)) for at in (-1, 0)) if used else (0, 0)
    found = sorted(used, key=lambda term: reading_order(term, japanese=japanese))
    return [
        shown_term(term) | {"size": 1 + round((SIZES - 1) * (log(1 + len(term.posts)) - least) / ((most - least) or 1))}
        for term in found
    ]


def shown_term(term: Term) -> dict[str, object]:
    """Return what a list shows of a term."""
    return {
        "name": term.name,
        "page": term_page(term),
        "count": len(term.posts),
        "description": term.description,
        "reading": term.reading,
        "picture": term.picture,
        "links": list(term.links),
    }


def _shown_together(terms: Mapping[str, Term], counts: Mapping[str, int], *, japanese: bool) -> list[dict[str, object]]:
    """Return what a list shows of the terms most often used together with its own, and with how many posts."""
    found = sorted(counts, key=lambda key: (-counts[key], reading_order(terms[key], japanese=japanese)))[:MOST_TOGETHER]
    return [{"name": terms[key].name, "page": term_page(terms[key]), "count": counts[key]} for key in found]


def shown_post(post: Post) -> dict[str, object]:
    """Return what a list shows of a post."""
    return {
        "docname": post.docname,
        "title": post.title,
        "date": post.date.isoformat() if post.is_dated else "",
        "excerpt": post.excerpt,
        "reading_time": post.reading_time,
        "badge": post.badge,
    }


def badge_words(badge: str, translate: Callable[[str], str]) -> str:
    """Return what a preview says of a post that is not out; of a `Status`."""
    return translate("Draft") if badge == Status.DRAFT else translate("Not out yet")


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
