"""``sphinx-build -b bunko-epub``: the books that conf.py asks for, for reading devices.

It takes from Sphinx's builder of EPUBs how documents become HTML, and leaves the rest: the pages, the contents and the
package are ours, made of the same `Book` as the PDF. No theme, no template and no style of the site comes in.
"""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote

from docutils import nodes
from pygments.formatters import HtmlFormatter
from sphinx.builders.epub3 import Epub3Builder
from sphinx.highlighting import PygmentsBridge
from sphinx.util.display import progress_message

from bunko.books.chapters import Chapter, read_chapter
from bunko.books.epub import CONTAINER, COVER_PICTURE, FOLDER, MIMETYPE, STYLE, Facts, epub_files
from bunko.markup.html.xhtml import EpubLink, language_tag
from bunko.pages.web_address import web_address
from bunko.sphinx_ext.books import book_plans, given, named_posts, stale_books, timestamp_of
from bunko.sphinx_ext.build import build_of
from bunko.sphinx_ext.compat.application import jobs_of
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.epub.images import COLLECTED, MISSING, EpubPictures
from bunko.sphinx_ext.epub.translator import ChapterTranslator, fence_html, take_head
from bunko.sphinx_ext.images import site_file
from bunko.sphinx_ext.incremental.parallel import WORTH_SHARING, SharedReading, in_parallel
from bunko.sphinx_ext.report import translate
from bunko.sphinx_ext.typst.assets import Assets, font_folders, look_digest
from bunko.sphinx_ext.typst.source import cover_source
from bunko.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from bunko.books.book import Book

STYLES = Path(__file__).parents[2] / "epub" / STYLE
_PAGE = "bunko-page:"  #: before the name of a document, in the addresses that Sphinx asks for
_CODE_STYLE = "xcode"  #: of the colours of code: dark ones, that can be told from paper on every screen
_COVER_PAPER = "jis-b5"  #: 182 by 257 mm: a shape that reading devices show well, whatever paper the PDF is for
_COVER_RESOLUTION = 200  #: pixels in an inch: 1433 by 2024 in all


class EpubBuilder(SharedReading, Epub3Builder):
    """Makes each post a chapter, and packs them all as one book."""

    name = "bunko-epub"
    epilog = "The books are in %(outdir)s."
    default_translator_class = ChapterTranslator
    supported_image_types = [  # noqa: RUF012 — Sphinx's declaration
        "image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp",
    ]  # fmt: skip
    supported_remote_images = True  # that is: do not fetch them

    def init_highlighter(self) -> None:
        """Colour code as suits paper."""
        self.highlighter = PygmentsBridge("html", _CODE_STYLE)
        self.dark_highlighter = None

    def init(self) -> None:
        """Read which books there are; raise `ConfigError` if ``bunko_books`` cannot be understood."""
        super().init()
        self.plans = book_plans(self.config)

    def get_outdated_docs(self) -> str:  # type: ignore[override]  # Sphinx's other builders of books do so, too
        """Look at the books whenever they are asked for."""
        return "the books"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a mark that becomes a jump or an address of the web."""
        del typ
        return _PAGE + quote(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the same mark from everywhere."""
        del from_
        return self.get_target_uri(to, typ)

    def copy_assets(self) -> None:
        """Copy none: a book has no static files, no downloads."""

    def finish(self) -> None:
        """Do nothing more: there are no further pages."""

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Make the books whose content has changed, or whose files are missing."""
        del docnames  # a book is written whole
        posts = named_posts(domain_of(self.env))
        look = look_digest(self.config.bunko_pdf_fonts, Path(self.confdir))
        record, styles = build_of(self).record, STYLES.read_bytes()
        for plan, book in stale_books(self.env, record, self.plans, posts, ".epub", styles, look):
            self.around = _EpubLinkResolver(self, book.docnames)
            chapters = {chapter.docname: chapter for chapter in self._all_chapters(book.docnames)}
            with progress_message(translate("packing {book}").format(book=plan.name)):
                self._pack(Path(self.outdir) / f"{plan.name}.epub", book, chapters)

    # -- chapters ---------------------------------------------------------------------------------------------------

    def _all_chapters(self, docnames: tuple[str, ...]) -> Iterable[Chapter]:
        if not self.parallel_ok or len(docnames) < WORTH_SHARING:
            return self._chapters(docnames)
        title = translate("writing chapters... ")
        pieces = in_parallel(title, docnames, self._chapters, jobs_of(self))
        return [chapter for piece in pieces for chapter in piece]

    def _chapters(self, docnames: Iterable[str]) -> list[Chapter]:
        return [self._chapter(docname) for docname in docnames]

    def _chapter(self, docname: str) -> Chapter:
        doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
        self.post_process_images(doctree)
        for image in doctree.findall(nodes.image):
            # `uri` is known if Sphinx has the picture; a warning has been given if it should have, and has not.
            if image["uri"] not in self.images and "?" not in image.get("candidates", "?"):
                image["uri"] = MISSING + image["uri"]
        doctree.settings = self.docsettings
        self.secnumbers = self.env.toc_secnumbers.get(docname, {})
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})
        self.imgpath = COLLECTED
        self.current_docname = docname
        take_head(doctree)
        fence_html(doctree)
        translator = cast("ChapterTranslator", self.create_translator(doctree, self))
        doctree.walkabout(translator)
        self.around.turn_to(docname)
        chapter = read_chapter(docname, "".join(translator.fragment), self.around)
        lang = language_tag(domain_of(self.env).posts[docname].lang)
        return replace(chapter, lang=lang, pictures=dict(self.around.shown))

    # -- the package ------------------------------------------------------------------------------------------------

    def _pack(self, target: Path, book: Book, chapters: Mapping[str, Chapter]) -> None:
        pictures = {name: found for chapter in chapters.values() for name, found in chapter.pictures.items()}
        files: dict[str, object] = dict(epub_files(book, self._facts(book), chapters, pictures))
        files |= pictures
        files[STYLE] = f"{STYLES.read_text('utf-8')}\n/* code */\n{_code_style()}\n"
        files[COVER_PICTURE] = self._cover(book)
        with whole_file(target) as part, zipfile.ZipFile(part, "w") as archive:
            _add(archive, "mimetype", MIMETYPE, zipfile.ZIP_STORED)  # first and plain, so that its bytes tell the type
            _add(archive, "META-INF/container.xml", CONTAINER)
            for name in sorted(files):
                _add(archive, f"{FOLDER}/{name}", files[name])

    def _cover(self, book: Book) -> bytes:
        """Return the cover of the PDF as PNG."""
        fonts = font_folders(self.config.bunko_pdf_fonts, Path(self.confdir))
        assets = Assets(
            Path(self.doctreedir, "bunko", "cover"), [], fonts, len(self.config.bunko_pdf_fonts), lambda *_: None
        )
        assets.prepare(book, _COVER_PAPER, self.config.language)
        return assets.png(cover_source(book), _COVER_RESOLUTION)

    def _facts(self, book: Book) -> Facts:
        words = {
            "contents": book.words["contents"],
            "colophon": book.words["colophon"],
            "cover": translate("Cover"),
            "beginning": translate("Text"),
        }
        notice = translate("This book holds {count} of “{title}” by their dates.")
        typeset = translate("Typeset with")
        return Facts(
            language=language_tag(self.config.language) or "en",
            address=self.config.html_baseurl,
            rights=given(str(self.config.copyright)),
            modified=datetime.fromtimestamp(timestamp_of(book), UTC),
            words=words,
            notice=notice.format(count=book.count, title=book.title),
            colophon=(*(row for row in book.colophon if row[0] != typeset), (translate("Made with"), "Bunko")),
        )


class _EpubLinkResolver:
    """What links and pictures of an article are looked up in: the archive, with `turn_to` as the way to the article."""

    def __init__(self, builder: EpubBuilder, docnames: Iterable[str]) -> None:
        self._builder = builder
        self._domain = domain_of(builder.env)
        self._docnames = frozenset(docnames)
        self._pictures = EpubPictures([Path(builder.srcdir), Path(builder.doctreedir)], partial(site_file, builder.env))
        self._docname = ""
        self._collected: dict[str, str] = {}  #: paths below the source folder, by the names that Sphinx gave them
        self.shown: dict[str, Path | bytes] = {}  #: pictures of the article, by their address in the book

    def turn_to(self, docname: str) -> None:
        """Look up what this article has from now on."""
        self._docname = docname
        self.shown = {}
        # Sphinx adds the pictures of each article to those before: only what is new is looked at, not all every time.
        images = self._builder.images
        new = islice(reversed(images.items()), len(images) - len(self._collected))
        self._collected.update((name, path) for path, name in new)

    def link(self, href: str) -> EpubLink | str:
        """Return where a link leads: to an article of the book, to the web, or nowhere."""
        if href.startswith("#"):
            return EpubLink(self._docname, unquote(href[1:])) if href != "#" else ""
        if href.startswith(_PAGE):
            name, _, anchor = href.removeprefix(_PAGE).partition("#")
            docname = unquote(name)
            if docname in self._docnames:
                return EpubLink(docname, anchor)
            return web_address(self._domain.web_address(docname, anchor))
        found = self._domain.resolve("link", href)
        if found and found[0] in self._docnames:
            return EpubLink(found[0], found[1])
        return web_address(href, self._domain.web_address(self._docname))

    def picture(self, source: str) -> str:
        """Return the address of a picture in the book, or nothing if it has none."""
        found = self._pictures.find(source, self._docname, self._collected)
        if found is None:
            return ""
        self.shown[found[0]] = found[1]
        return found[0]


def _code_style() -> str:
    formatter: Any = HtmlFormatter(style=_CODE_STYLE, nobackground=True)
    return str(formatter.get_style_defs(".highlight"))


def _add(archive: zipfile.ZipFile, name: str, content: object, method: int = zipfile.ZIP_DEFLATED) -> None:
    """Add a file with a date and rights that are the same whenever and wherever the book is made."""
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.create_system = 3  # Unix: what ZipInfo says by itself depends on the machine
    info.external_attr = 0o644 << 16
    info.compress_type = method
    if isinstance(content, Path):
        content = content.read_bytes()
    archive.writestr(info, content if isinstance(content, bytes) else str(content).encode())


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(EpubBuilder)
