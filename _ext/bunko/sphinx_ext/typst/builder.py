"""``sphinx-build -b bunko-pdf``: the books that conf.py asks for, or one of all posts, ``compendium.pdf``."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.util.display import status_iterator

from bunko.sphinx_ext.books import book_plans, named_posts
from bunko.sphinx_ext.build import build_of
from bunko.sphinx_ext.compat.application import jobs_of, warnings_so_far
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import site_file
from bunko.sphinx_ext.incremental.parallel import SharedReading
from bunko.sphinx_ext.report import translate
from bunko.sphinx_ext.typst.assets import Assets, font_folders, look_digest
from bunko.sphinx_ext.typst.cache import TranslationCache
from bunko.sphinx_ext.typst.tasks import set_books, stale_tasks
from bunko.sphinx_ext.typst.translator import TypstTranslator
from bunko.sphinx_ext.typst.visitor import TranslatingBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from bunko.books.plan import BookPlan
    from bunko.sphinx_ext.typst.translator import Translation


class PdfBuilder(SharedReading, TranslatingBuilder):
    """Translates posts to Typst, and typesets books of them."""

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
        self.unknown_nodes = set()
        self.titles = {}
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
        """Set the books and volumes, but for those that show nothing else than they did."""
        domain = domain_of(self.env)
        posts = named_posts(domain)
        self.titles = {post.docname: post.title for post in posts}
        self._record = build_of(self).record
        self._cache: TranslationCache | None = None
        self._translations: dict[str, Translation] = {}

        def text_of(docname: str) -> str:
            return self.env.get_doctree(docname).astext()

        look = look_digest(self.config.bunko_pdf_fonts, self.confdir)
        for plan, tasks in stale_tasks(self.env, self._record, self.plans, posts, look, self._translate):
            self.assets.prepare(tasks[0].book, plan.paper, self.config.language)
            set_books(tasks, self.assets, Path(self.outdir), text_of, jobs=jobs_of(self))
        if self._cache is not None:
            self._cache.save(self.titles)

    @cached_property
    def assets(self) -> Assets:  # type: ignore[override]  # a property of the class, an attribute to others
        """The engine for small things, and the pictures: made when they are needed first."""
        fonts = font_folders(self.config.bunko_pdf_fonts, self.confdir)
        roots = [self.srcdir, self.doctreedir]
        # Not in the output folder: it is what is published, and this is of whatever was set last.
        return Assets(
            Path(self.doctreedir) / "bunko" / "typst",
            roots,
            fonts,
            len(self.config.bunko_pdf_fonts),
            partial(site_file, self.env),
        )

    def _translate(self, plan: BookPlan, docnames: Sequence[str]) -> Mapping[str, Translation]:
        """Return the translations of articles: those of books before, those kept from the last build, or new ones."""
        if self._cache is None:
            self._cache = TranslationCache(Path(self.doctreedir) / "bunko" / f"{self.name}.pickle")
        missing = []
        for docname in docnames:
            if docname not in self._translations:
                kept = self._cache.get(docname, self._record.state_of(docname))
                if kept is None:
                    missing.append(docname)
                else:
                    self._translations[docname] = kept
        title = translate("translating {book}... ").format(book=plan.name)
        for docname in status_iterator(missing, title, "darkgreen", len(missing), self.config.verbosity):
            self._translations[docname] = self._translated(docname)
        return self._translations

    def _translated(self, docname: str) -> Translation:
        """Translate an article; cache that for later builds if it depends on no other article and gave no warning."""
        assert self._cache is not None  # noqa: S101 — `_translate` has made it
        warned = warnings_so_far(self)
        doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
        self.current_docname = docname
        translator = cast("TypstTranslator", self.create_translator(doctree, self))
        doctree.walkabout(translator)
        translation = translator.translation()
        if translator.alone and warnings_so_far(self) == warned:
            self._cache.put(docname, self._record.state_of(docname), translation)
        return translation


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(PdfBuilder)
