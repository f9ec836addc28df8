"""Compares articles in HTML with the same articles in a PDF: their links, and their text to the last character.

White space and marks without width are aside. Everything else that an article shows in the browser becomes a list of
`Token`; the text of the PDF has to be these tokens one after the other, and nothing else. What a book must show
differently (a page number behind a link, a box for a picture on the web) is a kind of token, and is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING
from unicodedata import category
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from pdfkit import PICTURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pdfkit import Book

GETA = "〓"
HIDDEN = frozenset({"script", "style", "template", "head", "title", "rp", "noembed", "noframes", "textarea", "select"})
EMBEDS = frozenset({"iframe", "embed", "video", "audio", "source", "object"})
PARTS_OF_TABLES = frozenset({"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"})
FURNITURE = (
    *("headerlink", "bunko-byline", "bunko-neighbours", "bunko-related", "bunko-backlinks"),
    *("fn-bracket", "backrefs"),
)
NO_OTHERS: Mapping[str, tuple[str, str]] = MappingProxyType({})
_PAGE = re.compile(r"（(\d+)頁）")


def squashed(text: str) -> str:
    """Return ``text`` without what has no ink: white space, controls, marks without width, selectors of variants."""
    return "".join(
        char
        for char in text
        if category(char) not in {"Cc", "Cf", "Cn", "Cs", "Zs", "Zl", "Zp"}
        and not ("\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef")
    )


@dataclass(frozen=True, slots=True)
class Token:
    """What the book has to show next: one of ``choices``, the first that fits."""

    kind: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article in HTML."""

    head: str  #: categories, title and byline, as the book sets them
    tokens: list[Token]
    notes: list[list[Token]]  #: the footnotes, in the order of their first references
    links: set[tuple[str, str]]  #: the article and the fragment that each link to an article leads to


@dataclass
class Findings:
    """What came of a comparison."""

    reasons: Counter[str] = field(default_factory=Counter)  #: explained differences, by kind
    faults: dict[str, str] = field(default_factory=dict)  #: the first unexplained one of an article


# -- HTML --------------------------------------------------------------------------------------------------------------


def read_page(
    folder: Path, docname: str, articles: Iterable[str], others: Mapping[str, tuple[str, str]] = NO_OTHERS
) -> Page:
    """Read the page of an article, in the HTML below ``folder``, as the book of ``articles`` has it.

    ``others`` are the volumes and titles of the articles in other volumes.
    """
    soup = BeautifulSoup((folder / f"{docname}.html").read_text(encoding="utf-8"), "lxml")
    body = soup.select_one("article.bd-article, div.body")
    assert isinstance(body, Tag)
    title = body.find("h1")
    assert isinstance(title, Tag)
    byline = body.select_one(".bunko-byline")
    assert isinstance(byline, Tag)
    for link in title.select(".headerlink"):
        link.decompose()
    head = _head(title.get_text(), byline)
    title.decompose()
    reader = _Reader(docname, frozenset(articles), others, body)
    tokens = list(_merged(reader.tokens(body)))
    notes = [list(_merged(reader.note_tokens(note))) for note in reader.notes]
    return Page(head=squashed(head), tokens=tokens, notes=notes, links=reader.links)


def heading(folder: Path, docname: str, fragment: str) -> str:
    """Return the heading of the section that a fragment names, without white space."""
    soup = BeautifulSoup((folder / f"{docname}.html").read_text(encoding="utf-8"), "lxml")
    found = soup.find(id=fragment) if fragment else soup
    assert isinstance(found, Tag), (docname, fragment)
    title = found.find(["h1", "h2", "h3", "h4", "h5", "h6"] if fragment else "h1")
    assert isinstance(title, Tag), (docname, fragment)
    for link in title.select(".headerlink"):
        link.decompose()
    return "".join(title.get_text().split())


def _head(title: str, byline: Tag) -> str:
    def words(selector: str) -> list[str]:
        return [found.get_text() for found in byline.select(selector)]

    date = "".join(words(".bunko-byline-about > time"))
    authors = "、".join(words(".bunko-author"))
    tags = "".join(f"#{tag}" for tag in words(".bunko-tag"))
    return "／".join(words(".bunko-category")) + title + date + authors + "".join(words(".bunko-minutes")) + tags


class _Reader:
    """Walks through an article as a browser shows it."""

    def __init__(
        self, docname: str, articles: frozenset[str], others: Mapping[str, tuple[str, str]], body: Tag
    ) -> None:
        self.docname, self.articles, self.others, self.body = docname, articles, others, body
        self.links: set[tuple[str, str]] = set()
        self.notes: list[Tag] = []

    def tokens(self, node: Tag) -> Iterator[Token]:
        """Yield what is shown of a node."""
        for child in node.children:
            if isinstance(child, Tag):
                yield from self._tag(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                yield Token("text", (squashed(str(child)),))

    def _tag(self, tag: Tag) -> Iterator[Token]:
        classes = tag.get_attribute_list("class")
        if tag.name in HIDDEN or any(name in classes for name in FURNITURE):
            return
        if tag.name == "img":
            yield _picture(tag)
        elif tag.name in EMBEDS:
            yield from _embed(tag)
        elif "footnote-reference" in classes:
            yield from self._note(tag)
        elif tag.name == "table":
            # Browsers set what stands between cells before the table.
            stray = list(_stray(tag))
            for node in stray:
                yield from self.tokens(node.extract())
            yield from self.tokens(tag)
        elif not (tag.name == "aside" and "footnote" in " ".join(map(str, classes))):
            yield from self.tokens(tag)
            if tag.name == "a" and tag.get("href"):
                yield from self._mark(str(tag["href"]), tag.get_text())

    def note_tokens(self, note: Tag) -> Iterator[Token]:
        """Yield what is shown of a footnote, without its number."""
        for child in note.find_all(True, recursive=False):
            if "label" not in child.get_attribute_list("class"):
                yield from self._tag(child)

    def _note(self, tag: Tag) -> Iterator[Token]:
        note = self.body.find(id=str(tag["href"])[1:])
        assert isinstance(note, Tag)
        if not any(note is known for known in self.notes):
            self.notes.append(note)
        number = next(at for at, known in enumerate(self.notes, 1) if known is note)
        yield Token("footnote", (str(number),))

    def _mark(self, href: str, words: str) -> Iterator[Token]:
        """Expect the page that a link leads to, or the volume, and the title if the link has other words."""
        url = urlsplit(urljoin(f"/{self.docname}.html", href))
        target = unquote(url.path).removeprefix("/").removesuffix(".html")
        if url.scheme or url.netloc or target not in {*self.articles, *self.others}:
            return
        if target != self.docname:
            self.links.add((target, unquote(url.fragment)))
        if target in self.articles:
            yield Token("page", (target,))
        else:
            volume, title = self.others[target]
            named = squashed(words) == squashed(title)
            yield Token("volume", (squashed(f"（{volume}）" if named else f"（{volume}「{title}」）"),))


def _stray(table: Tag) -> Iterator[Tag]:
    for part in [table, *table.find_all(["thead", "tbody", "tfoot", "tr"])]:
        for child in part.find_all(True, recursive=False):
            if part.find_parent("table") in {None, table} and child.name not in PARTS_OF_TABLES:
                yield child


def _picture(tag: Tag) -> Token:
    """Expect a picture, or what stands for it: a box with its description and address, or its description alone."""
    alt, source = str(tag.get("alt", "")), str(tag.get("src", "") or tag.get("data-src", ""))
    box = "図" + squashed(alt)
    name = squashed(alt or source.rsplit("/", 1)[-1])
    return Token("picture", (PICTURE, box + squashed(source), box, name))


def _embed(tag: Tag) -> Iterator[Token]:
    address = str(tag.get("src", "") or tag.get("data", ""))
    if address:
        address = urljoin("https://", address) if address.startswith("//") else address
        yield Token("embed", (squashed(str(tag.get("title", "")) or address),))
    if tag.name in {"video", "audio"}:
        for source in tag.find_all("source", recursive=False):
            yield from _embed(source)


def _merged(tokens: Iterable[Token]) -> Iterator[Token]:
    """Join neighbouring texts."""
    text = ""
    for token in tokens:
        if token.kind == "text":
            text += token.choices[0]
            continue
        if text:
            yield Token("text", (text,))
        text = ""
        yield token
    if text:
        yield Token("text", (text,))


# -- comparison --------------------------------------------------------------------------------------------------------


def compare(folder: Path, book: Book, others: Mapping[str, tuple[str, str]] = NO_OTHERS) -> Findings:
    """Compare the text of every article of a book with that of its page below ``folder``."""
    found = Findings()
    for docname in book.articles:
        page = read_page(folder, docname, book.articles, others)
        body, notes = texts(book, docname)
        if not body.startswith(page.head):
            found.faults[docname] = f"head: {page.head!r} is {body[: len(page.head)]!r}"
            continue
        fault = match(page.tokens, body[len(page.head) :], book, found.reasons)
        if not fault and len(notes) != len(page.notes):
            fault = f"{len(page.notes)} footnotes are {len(notes)}"
        for tokens, note in zip(page.notes, notes, strict=False):
            fault = fault or match(tokens, note, book, found.reasons)
        if fault:
            found.faults[docname] = fault
    return found


def texts(book: Book, docname: str) -> tuple[str, list[str]]:
    """Return the text of an article in the PDF, without the marks of lists, and its footnotes."""
    body, notes = "", list[str]()
    inside = False
    for run in book.runs_of[docname]:
        if "Note" in run.tags:
            if "Lbl" in run.tags or not inside:
                notes.append("")
            notes[-1] += "" if "Lbl" in run.tags else run.text
        elif ("LI", "Lbl") not in pairwise(run.tags):
            body += run.text
        inside = "Note" in run.tags
    return squashed(body), [squashed(note) for note in notes]


def match(tokens: Iterable[Token], text: str, book: Book, reasons: Counter[str]) -> str:
    """Return the first place where ``text`` is not what ``tokens`` say, or nothing; count what is explained."""
    at = 0
    for token in tokens:
        if token.kind == "page":
            mark = _PAGE.match(text, at)
            pages = {book.label(page) for page in book.articles[token.choices[0]]}
            if mark is None or mark[1] not in pages:
                return _difference(f"（頁 of {token.choices[0]}）", text, at)
            at = mark.end()
            reasons["page"] += 1
            continue
        choice = next((choice for choice in token.choices if text.startswith(choice, at)), None)
        if choice is not None:
            at += len(choice)
            if token.kind != "text" and choice != PICTURE:
                reasons[token.kind] += 1
            continue
        end, missing = _beside_geta(token.choices[0], text, at)
        if end < 0:
            return _difference(token.choices[0], text, at, token.kind)
        at = end
        reasons["no glyph"] += missing
    return _difference("", text, at) if at < len(text) else ""


def _beside_geta(expected: str, text: str, at: int) -> tuple[int, int]:
    """Return where ``expected`` ends in ``text``, or -1, if 〓 may stand for any character; and how many do."""
    missing = 0
    for char in expected:
        if text[at : at + 1] == char:
            at += 1
        elif text[at : at + 1] == GETA:
            at += 1
            missing += 1
        elif category(char)[0] != "M":  # what combined with a character that is not there
            return -1, 0
    return at, missing


def _difference(expected: str, text: str, at: int, kind: str = "text") -> str:
    same = next((n for n, pair in enumerate(zip(expected, text[at:], strict=False)) if pair[0] != pair[1]), 0)
    if not same and text[at:].startswith(expected[: len(text) - at]):
        same = min(len(expected), len(text) - at)
    start = max(0, same - 15)
    return f"{kind}: {expected[start : same + 40]!r} is {text[at + start : at + same + 40]!r}"
