"""``sphinx-build -b bunko-pdf``: the books that conf.py asks for, or one of all posts, ``compendium.pdf``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.util.display import progress_message, status_iterator

from bunko.sphinx_ext.books import book_plans, named_posts, stale_books
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.parallel import SharedReading
from bunko.sphinx_ext.pdf_assets import Assets, font_folders, templates_digest
from bunko.sphinx_ext.pdf_setting import Setting, save
from bunko.sphinx_ext.pdf_source import article_sources
from bunko.sphinx_ext.pdf_translator import TypstTranslator
from bunko.sphinx_ext.report import translate

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from bunko.publication.books import Book
    from bunko.publication.shelf import BookPlan
    from bunko.sphinx_ext.pdf_translator import Translation

WORK = ".bunko"  #: what Typst reads, below the output folder: templates, pictures and the last book's source


class PdfBuilder(SharedReading):
    """Translates posts to Typst, and sets books of them."""

    name = "bunko-pdf"
    format = "typst"
    epilog = "The books are in %(outdir)s."
    default_translator_class = TypstTranslator
    supported_image_types = [  # noqa: RUF012 - Sphinx's declaration
        "image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp",
    ]  # fmt: skip
    supported_remote_images = True  # that is: do not fetch them

    def init(self) -> None:
        """Start with nothing known; raise `ConfigError` if ``bunko_books`` cannot be understood."""
        self.unknown_nodes: set[str] = set()
        self.titles: dict[str, str] = {}
        self.current_docname = ""
        self.plans = book_plans(self.config)

    def get_outdated_docs(self) -> str:
        """Look at the books whenever they are asked for."""
        return "the books"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        """Return a mark that the translator turns into a jump or an address."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the same mark from everywhere."""
        return f"%{to}"

    def write_documents(self, docnames: AbstractSet[str]) -> None:  # noqa: ARG002 - a book is written whole
        """Set the books, but for those that show nothing else than they did."""
        posts = named_posts(domain_of(self.env))
        self.titles = {post.docname: post.title for post in posts}
        stale = list(stale_books(self.env, self.plans, posts, ".pdf", templates_digest()))
        if not stale:
            return
        fonts = font_folders(self.config.bunko_pdf_fonts, self.confdir)
        roots = [self.srcdir, self.doctreedir]
        self.assets = Assets(Path(self.outdir) / WORK, roots, fonts, len(self.config.bunko_pdf_fonts))
        translations: dict[str, Translation] = {}
        for plan, book in stale:
            self._set(plan, book, translations)

    def _set(self, plan: BookPlan, book: Book, translations: dict[str, Translation]) -> None:
        """Set one book; ``translations`` are those of the articles that books before it had."""
        self.assets.prepare(book, plan.paper, self.config.language)
        title = translate("translating {book}... ").format(book=plan.name)
        for docname in status_iterator(book.docnames, title, "darkgreen", len(book.docnames), self.config.verbosity):
            if docname not in translations:
                translations[docname] = self._translated(docname)
        with progress_message(translate("setting {book}").format(book=plan.name)):
            articles = article_sources(book, translations)
            setting = Setting(plan.name, book, articles, self.assets, lambda name: self.env.get_doctree(name).astext())
            save(setting.pdf(), Path(self.outdir) / f"{plan.name}.pdf")

    def _translated(self, docname: str) -> Translation:
        doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
        self.current_docname = docname
        translator = cast("TypstTranslator", self.create_translator(doctree, self))
        doctree.walkabout(translator)
        return translator.translation()


def setup_pdf(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(PdfBuilder)
