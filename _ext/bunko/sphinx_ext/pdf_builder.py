"""``sphinx-build -b bunko-pdf``: every post in one book, ``compendium.pdf``."""

from __future__ import annotations

import io
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pikepdf
import typst
from sphinx.builders import Builder
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.display import progress_message, status_iterator

from bunko.content.taxonomy import TermKind
from bunko.publication.books import make_book
from bunko.sphinx_ext.pdf_assets import STANDARDS, Assets, font_folders, undisplayed, without
from bunko.sphinx_ext.pdf_source import PREAMBLE, article_sources, book_source, plain_article
from bunko.sphinx_ext.pdf_translator import TypstTranslator
from bunko.sphinx_ext.report import translate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from bunko.catalogue.terms import Term
    from bunko.post import Post
    from bunko.publication.books import Book
    from bunko.sphinx_ext.domain import BunkoDomain
    from bunko.sphinx_ext.pdf_translator import Translation

_logger = logging.getLogger(__name__)

FILE = "compendium.pdf"
WORK = ".bunko"  #: what Typst reads, below the output folder: templates, pictures and the book's source
PAPERS = frozenset({"jis-b5", "a5", "a4", "b6"})
ATTEMPTS = 3  #: at a book whose missing glyphs come to light one after the other


class PdfBuilder(Builder):
    """Translates each post to Typst, and sets them all as one book."""

    name = "bunko-pdf"
    format = "typst"
    epilog = f"The book is %(outdir)s/{FILE}."
    default_translator_class = TypstTranslator
    supported_image_types = [  # noqa: RUF012 - Sphinx's declaration
        "image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp",
    ]  # fmt: skip
    supported_remote_images = True  # that is: do not fetch them

    def init(self) -> None:
        """Start with nothing known."""
        self.unknown_nodes: set[str] = set()
        self.titles: dict[str, str] = {}
        self.book_docnames: AbstractSet[str] = frozenset()
        self.current_docname = ""

    def get_outdated_docs(self) -> str:
        """Set the book whenever it is asked for."""
        return "the book"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        """Return a mark that the translator turns into a jump or an address."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the same mark from everywhere."""
        return f"%{to}"

    def write_documents(self, docnames: AbstractSet[str]) -> None:  # noqa: ARG002 - a book is written whole
        """Set the book of all posts."""
        posts = self._posts()
        if not posts:
            _logger.info("there are no posts, and so there is no book")
            (Path(self.outdir) / FILE).unlink(missing_ok=True)
            shutil.rmtree(Path(self.outdir) / WORK, ignore_errors=True)
            return
        config = self.config
        book = make_book(
            posts,
            title=config.bunko_pdf_title or config.project,
            author=config.bunko_pdf_author or _given(config.author),
            address=config.html_baseurl,
            translate=translate,
            terms=self._terms(),
            language=config.language,
        )
        self.titles = {post.docname: post.title for post in posts}
        self.book_docnames = frozenset(self.titles)
        self.assets = self._assets(book)
        translations = {
            docname: self._translated(docname)
            for docname in status_iterator(book.docnames, "translating... ", "darkgreen", len(posts), config.verbosity)
        }
        with progress_message("setting the book"):
            self._save(self._set(book, translations))

    # -- from posts to Typst ----------------------------------------------------------------------------------------

    def _posts(self) -> list[Post]:
        """Return the posts, their terms under the names that the archive has agreed on."""
        domain = cast("BunkoDomain", self.env.get_domain("bunko"))
        catalogue = domain.catalogue

        def names(docname: str, kind: TermKind) -> tuple[str, ...]:
            return tuple(term.name for term in catalogue.terms_of(docname, kind))

        return [
            replace(
                post,
                tags=names(docname, TermKind.TAG),
                categories=names(docname, TermKind.CATEGORY),
                authors=names(docname, TermKind.AUTHOR),
            )
            for docname, post in domain.posts.items()
        ]

    def _terms(self) -> list[Term]:
        """Return every term of the archive."""
        terms = cast("BunkoDomain", self.env.get_domain("bunko")).catalogue.terms
        return [term for named in terms.values() for term in named.values()]

    def _assets(self, book: Book) -> Assets:
        config = self.config
        paper = config.bunko_pdf_paper
        if paper not in PAPERS:
            _logger.warning(
                "bunko_pdf_paper = %r in conf.py is no paper that we know; write one of %s",
                paper, ", ".join(sorted(PAPERS)), type="bunko", subtype="option",
            )  # fmt: skip
            paper = "jis-b5"
        inputs = {"paper": paper, "lang": config.language, "words": json.dumps(dict(book.words), ensure_ascii=False)}
        fonts = font_folders(config.bunko_pdf_fonts, self.confdir)
        roots = [self.srcdir, self.doctreedir]
        return Assets(self.outdir / WORK, roots, fonts, len(config.bunko_pdf_fonts), inputs)

    def _translated(self, docname: str) -> Translation:
        doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
        self.current_docname = docname
        translator = cast("TypstTranslator", self.create_translator(doctree, self))
        doctree.walkabout(translator)
        return translator.translation()

    # -- from Typst to PDF ------------------------------------------------------------------------------------------

    def _set(self, book: Book, translations: Mapping[str, Translation]) -> bytes:
        """Return the PDF, doing without what cannot be set: first glyphs, then the standards, then single articles."""
        articles = article_sources(book, translations)
        source = book_source(book, articles)
        missing = self.assets.undisplayable(source)
        for _ in range(ATTEMPTS):
            try:
                pdf = self._compile(book, source, missing)
            except typst.TypstError as error:
                more = undisplayed(error) - missing
                fault = error.message
                if not more:
                    break
                missing |= more
            else:
                self._warn_missing(missing, articles)
                return pdf
        _logger.warning(
            "the book does not meet the standards for archival and accessible PDF: %s",
            fault,
            type="bunko",
            subtype="pdf",
        )
        try:
            return self._compile(book, source, missing, standards=())
        except typst.TypstError:
            source = book_source(book, self._settable(book, articles))
        try:
            return self._compile(book, source, missing, standards=())
        except typst.TypstError as error:
            message = f"the book cannot be set: {error.message}"
            raise SphinxError(message) from error

    def _compile(
        self, book: Book, source: str, missing: AbstractSet[str], standards: tuple[typst.PDFStandard, ...] = STANDARDS
    ) -> bytes:
        source = without(source, missing)
        (self.outdir / WORK / "compendium.typ").write_text(source, "utf-8")  # for those who want to look
        return self.assets.compile(source, standards=standards, timestamp=_timestamp(book))

    def _warn_missing(self, missing: AbstractSet[str], articles: Mapping[str, str]) -> None:
        for docname, text in articles.items() if missing else ():
            found = sorted(unit for unit in missing if unit in text)
            if found:
                shown = " ".join(f"{unit} ({' '.join(f'U+{ord(char):04X}' for char in unit)})" for unit in found)
                _logger.warning(
                    "no font has %s; the book shows 〓 instead", shown, type="bunko", subtype="pdf", location=docname
                )

    def _settable(self, book: Book, articles: Mapping[str, str]) -> dict[str, str]:
        """Return the articles, those that fail alone as plain text."""
        kept = dict(articles)
        for part in book.parts:
            for article in part.articles:
                try:
                    self.assets.compile(f"{PREAMBLE}#show: book;\n{articles[article.docname]}", standards=())
                except typst.TypstError as error:
                    _logger.warning(
                        "this article cannot be set, and stands in the book as plain text: %s", error.message,
                        type="bunko", subtype="pdf", location=article.docname,
                    )  # fmt: skip
                    text = self.env.get_doctree(article.docname).astext()
                    kept[article.docname] = plain_article(article, part.title, text)
        return kept

    def _save(self, pdf: bytes) -> None:
        """Pack the PDF and put it in its place at once."""
        path = Path(self.outdir) / FILE
        fresh = path.with_suffix(".pdf.new")
        with pikepdf.open(io.BytesIO(pdf)) as book:
            book.save(fresh, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        fresh.replace(path)


def _given(text: str) -> str:
    """Return a value of conf.py, or nothing if it is what Sphinx puts where the author wrote none."""
    return "" if text in {"unknown", "Author name not set"} else text


def _timestamp(book: Book) -> int:
    """Return the book's date in seconds since 1970: SOURCE_DATE_EPOCH, else that of its newest article."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    return max(0, int(book.date.timestamp())) if book.date else 0


def setup_pdf(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(PdfBuilder)
