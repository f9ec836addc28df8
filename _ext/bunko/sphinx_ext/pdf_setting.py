"""From the sources of articles to the file of a book, doing without what cannot be set."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import typst
from sphinx.errors import SphinxError
from sphinx.util import logging

from bunko.sphinx_ext.books import timestamp_of
from bunko.sphinx_ext.pdf_assets import STANDARDS, undisplayed, without
from bunko.sphinx_ext.pdf_source import PREAMBLE, book_source, plain_article

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from bunko.publication.books import Book
    from bunko.sphinx_ext.pdf_assets import Assets

_logger = logging.getLogger(__name__)
#: Links to other articles lead nowhere while an article is tried alone.
_ALONE = "#let jump(place, body) = body\n"
_ATTEMPTS = 3  # at a book whose missing glyphs come to light one after the other


class Setting:
    """One book, being set."""

    def __init__(
        self, name: str, book: Book, articles: Mapping[str, str], assets: Assets, text_of: Callable[[str], str]
    ) -> None:
        """Take the ``articles``' sources by docname; ``text_of`` gives the bare text of one that cannot be set."""
        self._book, self._articles, self._assets, self._text_of = book, articles, assets, text_of
        self._source = assets.work / "sources" / f"{name}.typ"  # for those who want to look

    def pdf(self) -> bytes:
        """Return the PDF: without missing glyphs, else without the standards, else without the look of some articles.

        Raises `SphinxError` if nothing helps.
        """
        source = book_source(self._book, self._articles)
        missing = self._assets.undisplayable(source)
        for _ in range(_ATTEMPTS):
            try:
                pdf = self._compile(source, missing)
            except typst.TypstError as error:
                more = undisplayed(error) - missing
                fault = error.message
                if not more:
                    break
                missing |= more
            else:
                self._warn_missing(missing)
                return pdf
        _warn("the book does not meet the standards for archival and accessible PDF: %s", fault)
        try:
            return self._compile(source, missing, standards=())
        except typst.TypstError:
            source = book_source(self._book, self._settable())
        try:
            return self._compile(source, missing, standards=())
        except typst.TypstError as error:
            message = f"the book cannot be set: {error.message}"
            raise SphinxError(message) from error

    def _compile(
        self, source: str, missing: AbstractSet[str], standards: tuple[typst.PDFStandard, ...] = STANDARDS
    ) -> bytes:
        source = without(source, missing)
        self._source.parent.mkdir(exist_ok=True)
        self._source.write_text(source, "utf-8")
        return self._assets.compile(source, standards=standards, timestamp=timestamp_of(self._book))

    def _warn_missing(self, missing: AbstractSet[str]) -> None:
        for docname, text in self._articles.items() if missing else ():
            found = sorted(unit for unit in missing if unit in text)
            if found:
                shown = " ".join(f"{unit} ({' '.join(f'U+{ord(char):04X}' for char in unit)})" for unit in found)
                _warn("no font has %s; the book shows 〓 instead", shown, location=docname)

    def _settable(self) -> dict[str, str]:
        """Return the articles, those that fail alone as plain text."""
        kept = dict(self._articles)
        for part in self._book.parts:
            for article in part.articles:
                try:
                    self._assets.compile(f"{PREAMBLE}{_ALONE}#show: book;\n{kept[article.docname]}", standards=())
                except typst.TypstError as error:
                    message = "this article cannot be set, and stands in the book as plain text: %s"
                    _warn(message, error.message, location=article.docname)
                    kept[article.docname] = plain_article(article, part.title, self._text_of(article.docname))
        return kept


def save(pdf: bytes, path: Path) -> None:
    """Pack a PDF and put it in its place at once."""
    fresh = path.with_suffix(".pdf.new")
    with pikepdf.open(io.BytesIO(pdf)) as book:
        book.save(fresh, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    fresh.replace(path)


def _warn(message: str, *values: object, location: str | None = None) -> None:
    _logger.warning(message, *values, type="bunko", subtype="pdf", location=location)
