"""The books that conf.py asks for, made of the posts that there are, and which of them must be written again."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError
from sphinx.util.logging import getLogger

from bunko.books.book import make_book
from bunko.books.plan import PAPERS, BookPlan, books_of_terms, read_books, read_volumes, whole_book
from bunko.books.selection import PlanError
from bunko.books.volumes import first_file, make_volumes
from bunko.pages.list_pages import ARCHIVE, term_page
from bunko.posts.taxonomy import TermKind
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.report import translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from bunko.books.book import Book
    from bunko.catalogue.catalogue import Catalogue
    from bunko.post import Post
    from bunko.sphinx_ext.domain import BunkoDomain
    from bunko.sphinx_ext.incremental.build_record import BuildRecord

_logger = getLogger(__name__)


def book_plans(config: Config) -> tuple[BookPlan, ...]:
    """Return the books that conf.py asks for; raise `ConfigError` if it cannot be understood."""
    paper = config.bunko_pdf_paper
    if paper not in PAPERS:
        message = translate("bunko_pdf_paper = {paper!r} in conf.py is no paper that we know; write one of {known}")
        raise ConfigError(message.format(paper=paper, known=", ".join(PAPERS)))
    try:
        default = BookPlan(
            title=config.bunko_pdf_title or config.project,
            author=config.bunko_pdf_author or given(config.author),
            edition=config.release,
            paper=paper,
            volumes=read_volumes(config.bunko_pdf_volumes, "bunko_pdf_volumes"),
        )
        plans = read_books(config.bunko_books, default)
    except PlanError as error:
        message = f"conf.py: {error.text(translate)}"
        raise ConfigError(message) from error
    chosen = config.bunko_book
    if chosen and chosen not in [plan.name for plan in plans]:
        message = translate("there is no book {name!r}; conf.py has {known}")
        raise ConfigError(message.format(name=chosen, known=", ".join(plan.name for plan in plans)))
    return plans


def published_books(config: Config, catalogue: Catalogue) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the books that hold just what a list page lists, as (title, address), by the name of the page.

    Without ``bunko_pdf_url`` there are none. An address may be relative to the top of the site; that of a book in
    volumes is the first volume's.
    """
    folder = config.bunko_pdf_url
    if not folder:
        return {}
    plans = book_plans(config)
    whole = whole_book(plans)
    found = [(f"{ARCHIVE}/index", whole, catalogue.posts)] if whole else []
    for kind, name, plan in books_of_terms(plans):
        term = catalogue.term(kind, name)
        if term is not None:
            found.append((term_page(term), plan, term.posts))
    pages: dict[str, tuple[tuple[str, str], ...]] = {}
    for page, plan, posts in found:
        address = f"{folder.rstrip('/')}/{first_file(plan, posts)}.pdf"
        pages[page] = (*pages.get(page, ()), (plan.title, address))
    return pages


class Downloads:
    """The books that hold what a list page lists, and no more; see ``bunko_pdf_url``."""

    def __init__(self, config: Config, domain: BunkoDomain) -> None:
        """Find them when they are asked for first, and again when the catalogue is another."""
        self._config, self._domain = config, domain
        self._known: tuple[Catalogue, Mapping[str, tuple[tuple[str, str], ...]]] | None = None

    def __call__(self, page: str) -> tuple[tuple[str, str], ...]:
        """Return the books of a page, as (title, address)."""
        catalogue = self._domain.catalogue
        if self._known is None or self._known[0] is not catalogue:
            self._known = (catalogue, published_books(self._config, catalogue))
        return self._known[1].get(page, ())


def given(text: str) -> str:
    """Return a value of conf.py, or nothing if it is what Sphinx puts where the author wrote none."""
    return "" if text in {"unknown", "Author name not set"} else text


def named_posts(domain: BunkoDomain) -> list[Post]:
    """Return the posts that are listed, their terms under the names that the archive has agreed on."""
    catalogue = domain.catalogue

    def names(docname: str, kind: TermKind) -> tuple[str, ...]:
        return tuple(term.name for term in catalogue.terms_of(docname, kind))

    return [
        replace(
            post,
            tags=names(post.docname, TermKind.TAG),
            categories=names(post.docname, TermKind.CATEGORY),
            authors=names(post.docname, TermKind.AUTHOR),
        )
        for post in catalogue.posts
    ]


def stale_books(
    env: BuildEnvironment,
    record: BuildRecord,
    plans: Iterable[BookPlan],
    posts: list[Post],
    suffix: str,
    *look: object,
) -> Iterator[tuple[BookPlan, Book]]:
    """Yield the books whose files, named with ``suffix``, are not there or show something else; ``look`` is how."""
    domain = domain_of(env)
    for plan in plans:
        file = f"{plan.name}{suffix}"
        if env.config.bunko_book not in {"", plan.name}:
            record.keep(file)
            continue
        book = _book(plan, posts, domain, env.config)
        if not book.docnames:
            _logger.info(translate("the book {name!r} is left out: no post fits its query").format(name=plan.name))
        elif record.is_stale(file, book.docnames, look, book, plan.paper, timestamp_of(book)):
            yield plan, book


def volumes_of(plan: BookPlan, posts: list[Post], domain: BunkoDomain, config: Config) -> tuple[Book, ...]:
    """Return the book that ``plan`` asks for, in as many volumes as it has."""
    return make_volumes(_chosen(plan, posts, domain), plan, **book_arguments(domain, config))


def _book(plan: BookPlan, posts: list[Post], domain: BunkoDomain, config: Config) -> Book:
    return make_book(_chosen(plan, posts, domain), plan, **book_arguments(domain, config))


def _chosen(plan: BookPlan, posts: list[Post], domain: BunkoDomain) -> list[Post]:
    return [post for post in posts if plan.select.fits(post, domain.catalogue)]


def book_arguments(domain: BunkoDomain, config: Config) -> dict[str, Any]:
    """Return what the makers of books want to know of the site."""
    return {
        "address": config.html_baseurl,
        "translate": translate,
        "terms": [term for named in domain.catalogue.terms.values() for term in named.values()],
        "language": config.language,
        "permalinks": domain.urls.addresses,
    }


def timestamp_of(book: Book) -> int:
    """Return the book's date in seconds since 1970: SOURCE_DATE_EPOCH, else that of its newest article."""
    moment = os.environ.get("SOURCE_DATE_EPOCH", "")
    if moment.isdecimal():
        return int(moment)
    return max(0, int(book.date.timestamp())) if book.date else 0
