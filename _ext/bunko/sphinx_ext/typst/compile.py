"""Compile the sources of articles to the PDF of a book; what Typst refuses is replaced and reported."""

from __future__ import annotations

import io
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from sphinx.errors import SphinxError

from bunko.problems import Kind, Problem
from bunko.sphinx_ext.books import timestamp_of
from bunko.sphinx_ext.report import report, translate
from bunko.sphinx_ext.typst.assets import STANDARDS, pdf_options, undisplayed, without
from bunko.sphinx_ext.typst.process import SettingError
from bunko.sphinx_ext.typst.source import PREAMBLE, book_source, plain_article
from bunko.sphinx_ext.typst.syntax import REMOTE
from bunko.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    import typst

    from bunko.books.book import Book
    from bunko.sphinx_ext.typst.assets import Assets
    from bunko.sphinx_ext.typst.process import Typesetter

#: Links to other articles lead nowhere while an article is tried alone.
_ALONE = "#let jump(place, body) = body\n"
_ATTEMPTS = 3  # at a book whose missing glyphs come to light one after the other


class Setting:
    """One book that is being typeset. Several may be at once, so warnings wait until `report` is called."""

    def __init__(
        self, name: str, book: Book, articles: Mapping[str, str], assets: Assets, text_of: Callable[[str], str]
    ) -> None:
        """Take the ``articles``' sources by docname; ``text_of`` gives the bare text of one that cannot be typeset."""
        self._book, self._articles, self._assets, self._text_of = book, articles, assets, text_of
        self._path = assets.work / "sources" / f"{name}.typ"  # Typst knows by its name what it has set before
        self._problems: list[Problem] = []
        self.source = book_source(book, articles)

    def pdf(self, typesetter: Typesetter) -> bytes:
        """Return the PDF: without missing glyphs, else without the standards, else without the look of some articles.

        Raises `SphinxError` if nothing helps.
        """
        missing = self._assets.undisplayable(self.source)
        for _ in range(_ATTEMPTS):
            try:
                pdf = self._compile(typesetter, self.source, missing)
            except SettingError as error:
                more = undisplayed(error) - missing
                fault = error.message
                if not more:
                    break
                missing |= more
            else:
                self._note_missing(missing)
                return pdf
        message = "the book does not meet the standards for archival and accessible PDF: {fault}"
        self._problems.append(Problem(kind=Kind.PDF, message=message, values={"fault": fault}))
        try:
            return self._compile(typesetter, self.source, missing, standards=())
        except SettingError:
            source = book_source(self._book, self._settable())
        try:
            return self._compile(typesetter, source, missing, standards=())
        except SettingError as error:
            message = translate("the book cannot be typeset: {fault}")
            raise SphinxError(message.format(fault=error.message)) from error

    def report(self) -> None:
        """Give the warnings that were collected."""
        report(self._problems, "")

    def _compile(
        self,
        typesetter: Typesetter,
        source: str,
        missing: AbstractSet[str],
        standards: tuple[typst.PDFStandard, ...] = STANDARDS,
    ) -> bytes:
        self._path.parent.mkdir(exist_ok=True)
        self._path.write_text(without(source, missing), "utf-8")
        return typesetter.compile(self._assets.sheet, str(self._path), pdf_options(standards, timestamp_of(self._book)))

    def _note_missing(self, missing: AbstractSet[str]) -> None:
        for docname, text in self._articles.items() if missing else ():
            found = sorted(unit for unit in missing if unit in text)
            if found:
                shown = " ".join(f"{unit} ({' '.join(f'U+{ord(char):04X}' for char in unit)})" for unit in found)
                message = "no font has {characters}; the book shows 〓 instead"
                values = {"characters": shown}
                self._problems.append(Problem(kind=Kind.PDF, message=message, values=values, docname=docname))

    def _settable(self) -> dict[str, str]:
        """Return the articles, those that fail alone as plain text."""
        kept = dict(self._articles)
        for part in self._book.parts:
            for article in part.articles:
                try:
                    self._assets.compile(f"{PREAMBLE}{_ALONE}#show: book;\n{kept[article.docname]}", standards=())
                except SettingError as error:
                    message = "this article cannot be typeset, and stands in the book as plain text: {fault}"
                    values = {"fault": error.message}
                    problem = Problem(kind=Kind.PDF, message=message, values=values, docname=article.docname)
                    self._problems.append(problem)
                    kept[article.docname] = plain_article(article, part.title, self._text_of(article.docname))
        return kept


def save(pdf: bytes, path: Path, volumes: Mapping[str, str] = MappingProxyType({}), *, is_packed: bool = True) -> None:
    """Put a PDF in its place at once, packed to half its size if there is time for that.

    ``volumes`` are its marks of places in other volumes, and what they mean.
    """
    with whole_file(path) as part:
        if not (is_packed or volumes):
            part.write_bytes(pdf)
            return
        modes = pikepdf.ObjectStreamMode
        with pikepdf.open(io.BytesIO(pdf)) as book:
            link_volumes(book, volumes)
            mode = modes.generate if is_packed else modes.preserve
            book.save(part, object_stream_mode=mode, deterministic_id=is_packed)


def link_volumes(book: pikepdf.Pdf, meanings: Mapping[str, str]) -> None:
    """Make each link with the mark of a place in another file a jump there (GoToR); Typst has links to the web only.

    PDF/A-2 allows these jumps. Typst gives every heading that has a label a destination of that name (PDF 1.7,
    12.3.2.3), and so the files can find each other's articles and sections.
    """
    for page in book.pages if meanings else ():
        for link in cast("Iterable[Any]", page.obj.get("/Annots", ())):
            mark = str(link.get("/A", Dictionary()).get("/URI", ""))
            if mark not in meanings:
                continue
            name, _, place = mark.removeprefix(REMOTE).partition("#")
            file = f"{name}.pdf"
            link["/A"] = Dictionary(
                Type=Name.Action,
                S=Name.GoToR,
                F=Dictionary(Type=Name.Filespec, F=String(file), UF=String(file)),
                D=String(place) if place else Array([0, Name.Fit]),
            )
            link["/Contents"] = String(meanings[mark])
