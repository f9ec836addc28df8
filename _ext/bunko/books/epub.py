"""A book as the files of an EPUB 3: package, contents, cover, title page, parts, articles and colophon.

The rules are those of EPUB 3.3 (https://www.w3.org/TR/epub-33/), which EPUBCheck looks after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from bunko.books.chapters import ChapterSection, escape_attribute, escaped, file_names, resolved
from bunko.markup.html.xhtml import EpubLink, anchor_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bunko.books.book import Book, BookArticle
    from bunko.books.chapters import Chapter

STYLE, COVER_PICTURE = "book.css", "cover.png"
_COVER, _TITLE, _NAV, _COLOPHON = "cover.xhtml", "title.xhtml", "nav.xhtml", "colophon.xhtml"
_NS = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
MIMETYPE = "application/epub+zip"
FOLDER = "EPUB"
CONTAINER = (
    f'{_XML}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    f'<rootfile full-path="{FOLDER}/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_MEDIA_TYPES = {
    "xhtml": "application/xhtml+xml", "css": "text/css", "ncx": "application/x-dtbncx+xml", "png": "image/png",
    "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "svg": "image/svg+xml",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an EPUB says of itself beside what the book says."""

    language: str
    address: str  #: of the site, or empty
    rights: str
    modified: datetime  #: in UTC
    words: Mapping[str, str]  #: "contents", "colophon", "cover", "beginning"
    notice: str  #: on the title page
    colophon: tuple[tuple[str, str], ...]

    @property
    def stamp(self) -> str:
        """The date as the package has it."""
        return self.modified.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the contents."""

    title: str
    address: str
    entries: tuple[_Entry, ...] = ()
    is_section: bool = False


def identifier(book: Book, address: str) -> str:
    """Return the name by which reading systems know the book again: of its site, else of its title and author."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, address or f'bunko:{book.title}/{book.author}')}"


def epub_files(book: Book, facts: Facts, chapters: Mapping[str, Chapter], pictures: Iterable[str]) -> dict[str, str]:
    """Return every text file of the package, by its path below `FOLDER`, but for the style sheet."""
    return _Package(book, facts, chapters).files(sorted(pictures))


class _Package:
    def __init__(self, book: Book, facts: Facts, chapters: Mapping[str, Chapter]) -> None:
        self.book, self.facts, self.chapters = book, facts, chapters
        names = [(f"part:{part.key}", f"part-{part.key}") for part in book.parts if part.title]
        names += [(docname, docname.rpartition("/")[2]) for docname in book.docnames]
        self.names = file_names(names, (_COVER, _TITLE, _NAV, _COLOPHON))

    def files(self, pictures: list[str]) -> dict[str, str]:
        book, facts = self.book, self.facts
        pages = {_COVER: self._cover(), _TITLE: self._title_page(), _NAV: ""}
        entries: list[_Entry] = []
        for part in book.parts:
            inside = tuple(self._entry(article) for article in part.articles)
            if part.title:
                name = self.names[f"part:{part.key}"]
                entries.append(_Entry(part.title, name, inside))
                note = f'<p class="note">{escaped(part.note)}</p>'
                body = f'<section epub:type="part" class="part"><h1>{escaped(part.title)}</h1>{note}</section>'
                pages[name] = self.page(part.title, body, "bodymatter")
            else:
                entries += inside
            for article in part.articles:
                pages[self.names[article.docname]] = self._article(article)
        if facts.colophon:
            entries.append(_Entry(facts.words["colophon"], _COLOPHON))
            pages[_COLOPHON] = self._colophon()
        pages[_NAV] = self._nav(entries)
        return {
            **pages,
            "toc.ncx": self._ncx(entries),
            "content.opf": self._package(list(pages), pictures),
        }

    # -- pages ------------------------------------------------------------------------------------------------------

    def page(self, title: str, body: str, kind: str, lang: str = "") -> str:
        """Return a file of XHTML."""
        language = escape_attribute(lang or self.facts.language)
        return (
            f'{_XML}<!DOCTYPE html>\n<html {_NS} lang="{language}" xml:lang="{language}">\n<head>\n'
            f'<meta charset="utf-8"/>\n<title>{escaped(title) or "-"}</title>\n'
            f'<link rel="stylesheet" type="text/css" href="{STYLE}"/>\n</head>\n'
            f'<body epub:type="{kind}" class="{kind}">\n{body}\n</body>\n</html>\n'
        )

    def _cover(self) -> str:
        alt = "　".join(filter(None, (self.book.title, self.book.period, self.book.author)))
        picture = f'<img src="{COVER_PICTURE}" alt="{escape_attribute(alt)}"/>'
        return self.page(self.book.title, f'<section epub:type="cover" class="cover">{picture}</section>', "cover")

    def _title_page(self) -> str:
        book = self.book
        lines = [
            ("p", "series", book.series),
            ("h1", "title", book.title),
            ("p", "period", "　".join(filter(None, (book.period, book.count)))),
            ("p", "author", book.author),
            ("p", "notice", self.facts.notice),
        ]
        body = "\n".join(f'<{tag} class="{name}">{escaped(text)}</{tag}>' for tag, name, text in lines if text)
        return self.page(
            book.title, f'<section epub:type="titlepage" class="titlepage">\n{body}\n</section>', "frontmatter"
        )

    def _colophon(self) -> str:
        rows = "".join(f"<dt>{escaped(what)}</dt><dd>{escaped(value)}</dd>\n" for what, value in self.facts.colophon)
        title = escaped(self.facts.words["colophon"])
        head = f'<h1>{title}</h1><p class="title">{escaped(self.book.title)}</p>'
        body = f'<section epub:type="colophon" class="colophon">{head}\n<dl>\n{rows}</dl></section>'
        return self.page(self.facts.words["colophon"], body, "backmatter")

    def _article(self, article: BookArticle) -> str:
        chapter = self.chapters[article.docname]
        tags = "".join(f"<span>#{escaped(tag)}</span> " for tag in article.tags).strip()
        byline = "".join(f"<span>{escaped(word)}</span> " for word in article.byline).strip()
        lines = [
            f'<p class="kicker">{escaped(article.kicker)}</p>' if article.kicker else "",
            f"<h1>{_phrased(article.phrases) or '-'}</h1>",
            f'<p class="byline">{byline}</p>' if byline else "",
            f'<p class="tags">{tags}</p>' if tags else "",
        ]
        head = "\n".join(filter(None, lines))
        body = resolved(chapter, lambda jump: self.address(jump, article.docname))
        content = f'<section epub:type="chapter" class="chapter">\n<header>\n{head}\n</header>\n{body}\n</section>'
        return self.page(article.title, content, "bodymatter", chapter.lang)

    def address(self, jump: EpubLink, here: str) -> str:
        """Return where a jump leads: to the beginning of an article if the place in it is not there."""
        anchor = anchor_id(jump.anchor) if jump.anchor else ""
        known = anchor in self.chapters[jump.docname].anchors
        file = "" if jump.docname == here and known else self.names[jump.docname]
        return file + (f"#{anchor}" if known else "")

    # -- contents ---------------------------------------------------------------------------------------------------

    def _entry(self, article: BookArticle) -> _Entry:
        name = self.names[article.docname]

        def inside(sections: Iterable[ChapterSection]) -> tuple[_Entry, ...]:
            return tuple(
                _Entry(found.title, f"{name}#{found.anchor}", inside(found.sections), is_section=True)
                for found in sections
            )

        return _Entry(article.title or "-", name, inside(self.chapters[article.docname].sections))

    def _nav(self, entries: list[_Entry]) -> str:
        words = self.facts.words
        first = self.names[self.book.docnames[0]]
        if entries:
            first = entries[0].address
        marks = [("cover", words["cover"], _COVER), ("toc", words["contents"], _NAV)]
        marks.append(("bodymatter", words["beginning"], first))
        landmarks = "".join(
            f'<li><a epub:type="{kind}" href="{address}">{escaped(title)}</a></li>' for kind, title, address in marks
        )
        title = escaped(words["contents"])
        body = (
            f'<nav epub:type="toc" id="toc" class="contents" role="doc-toc">\n<h1>{title}</h1>\n'
            f"{_list(entries)}</nav>\n"
            f'<nav epub:type="landmarks" hidden="hidden"><h2>{escaped(words["cover"])}</h2><ol>{landmarks}</ol></nav>'
        )
        return self.page(words["contents"], body, "frontmatter")

    def _ncx(self, entries: list[_Entry]) -> str:
        order = iter(range(1, 1_000_000_000))

        def points(found: Iterable[_Entry]) -> str:
            return "".join(point(entry) for entry in found)

        def point(entry: _Entry) -> str:
            number = next(order)
            label = f"<navLabel><text>{escaped(entry.title)}</text></navLabel>"
            head = f'<navPoint id="p{number}" playOrder="{number}">{label}<content src="{entry.address}"/>'
            return f"{head}{points(entry.entries)}</navPoint>\n"

        def depth(found: Iterable[_Entry]) -> int:
            return max((1 + depth(entry.entries) for entry in found), default=0)

        return (
            f'{_XML}<ncx version="2005-1" xmlns="http://www.daisy.org/z3986/2005/ncx/">\n<head>'
            f'<meta name="dtb:uid" content="{identifier(self.book, self.facts.address)}"/>'
            f'<meta name="dtb:depth" content="{depth(entries)}"/>'
            '<meta name="dtb:totalPageCount" content="0"/><meta name="dtb:maxPageNumber" content="0"/></head>\n'
            f"<docTitle><text>{escaped(self.book.title)}</text></docTitle>\n<navMap>\n{points(entries)}</navMap>\n</ncx>\n"
        )

    # -- package ----------------------------------------------------------------------------------------------------

    def _package(self, pages: list[str], pictures: list[str]) -> str:
        files = [*pages, "toc.ncx", STYLE, COVER_PICTURE, *pictures]
        with_math = {self.names[name] for name, chapter in self.chapters.items() if chapter.has_math}
        properties = {_NAV: "nav", COVER_PICTURE: "cover-image", **dict.fromkeys(with_math, "mathml")}
        ids = {name: "ncx" if name == "toc.ncx" else f"f{number}" for number, name in enumerate(files)}
        items = "".join(
            f'<item id="{ids[name]}" href="{name}" media-type="{_MEDIA_TYPES[name.rpartition(".")[2]]}"'
            + (f' properties="{properties[name]}"' if name in properties else "")
            + "/>\n"
            for name in files
        )
        spine = "".join(f'<itemref idref="{ids[name]}"/>\n' for name in pages)
        return (
            f'{_XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"'
            f' xml:lang="{self.facts.language}">\n'
            f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{self._metadata(ids[COVER_PICTURE])}</metadata>\n'
            f"<manifest>\n{items}</manifest>\n"
            f'<spine toc="ncx" page-progression-direction="ltr">\n{spine}</spine>\n</package>\n'
        )

    def _metadata(self, cover: str) -> str:
        book, facts = self.book, self.facts
        named = [
            ("title", book.title or "-"),
            ("creator", book.author),
            ("language", facts.language),
            ("date", facts.stamp),
            *(("subject", tag) for tag in book.keywords),
            ("description", facts.notice),
            ("rights", facts.rights),
            ("source", facts.address),
        ]
        lines = [f'<dc:identifier id="id">{identifier(book, facts.address)}</dc:identifier>']
        lines += [f"<dc:{name}>{escaped(text.strip())}</dc:{name}>" for name, text in named if text.strip()]
        lines.append(f'<meta property="dcterms:modified">{facts.stamp}</meta>')
        access = [
            ("accessMode", "textual"),
            ("accessMode", "visual"),
            ("accessibilityFeature", "tableOfContents"),
            ("accessibilityFeature", "structuralNavigation"),
            ("accessibilityFeature", "readingOrder"),
            ("accessibilityHazard", "unknown"),
        ]
        lines += [f'<meta property="schema:{name}">{text}</meta>' for name, text in access]
        lines.append(f'<meta name="cover" content="{cover}"/>')
        return "".join(f"{line}\n" for line in lines)


def _phrased(phrases: Iterable[str]) -> str:
    """Return a title whose lines break between phrases."""
    return "".join(f'<span class="phrase">{escaped(word)}</span>' if word.strip() else word for word in phrases)


def _list(entries: Iterable[_Entry]) -> str:
    """Return a list of contents; what is inside articles does not show on the page, only in the device's own list."""
    items = "".join(
        f'<li><a href="{entry.address}">{escaped(entry.title)}</a>' + (_list(entry.entries) if entry.entries else "")
        + "</li>\n"
        for entry in entries
    )  # fmt: skip
    hidden = ' hidden="hidden"' if any(entry.is_section for entry in entries) else ""
    return f"<ol{hidden}>\n{items}</ol>\n"
