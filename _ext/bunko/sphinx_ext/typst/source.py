"""The source of a whole book: `Book` and `Translation` values in, Typst out."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bunko.sphinx_ext.typst.syntax import Code, call, clean, joined, place, remote, render, show, uri, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bunko.books.book import Book, BookArticle, Volume
    from bunko.books.index import Index
    from bunko.sphinx_ext.typst.syntax import Elsewhere, Item
    from bunko.sphinx_ext.typst.translator import Translation

TOPICS = 6  #: on the cover
INDEX = "index"  #: its place, among those of the parts
PREAMBLE = "".join(f'#import "/{name}.typ": *\n' for name in ("book", "blocks", "index", "volumes"))


def article_sources(
    book: Book, translations: Mapping[str, Translation], elsewhere: Mapping[str, Elsewhere] = MappingProxyType({})
) -> dict[str, str]:
    """Return the source of each article, by docname, in the order of the book.

    Links are resolved here, when every place is known: one that leads nowhere becomes text. ``elsewhere`` has the
    places of other volumes; as they may link to every heading of this one, every heading has its place then.
    """
    own = [translations[docname] for docname in book.docnames]
    known = {place(docname) for docname in book.docnames}
    wanted: set[str] = set()
    for translation in own:
        known |= translation.places
        wanted.update(jump.place for jump in translation.jumps)
        if book.volume:
            wanted.update(translation.headings)

    def source(article: BookArticle, part: str) -> str:
        translation = translations[article.docname]
        written = {place(article.docname)}
        places = render(translation.title_anchors, known, wanted, written, elsewhere)
        body = render(translation.body, known, wanted, written, elsewhere)
        opens = body.startswith("#section-heading(")
        return f"{_head(article, part, opens=opens)}[{places}][\n{body}\n];\n"

    return {
        article.docname: source(article, part.title or book.title) for part in book.parts for article in part.articles
    }


def _head(article: BookArticle, part: str, *, opens: bool) -> str:
    return call(
        "article",
        place(article.docname),
        joined(clean(article.title)),
        phrases=article.phrases,
        part=part,
        kicker=article.kicker,
        byline=article.byline,
        tags=article.tags,
        opens=opens,
        **_address(article),
    )


def _address(article: BookArticle) -> dict[str, Item]:
    if not article.address:
        return {}
    return {"address": (uri(article.address), Code(f"[{show(article.address)}]"))}


def plain_article(article: BookArticle, part: str, text: str) -> str:
    """Return the source of an article as bare paragraphs: what is left of one that cannot be set."""
    paragraphs = "#parbreak();".join(show(paragraph) for paragraph in text.split("\n\n"))
    return f"{call('article', place(article.docname), joined(clean(article.title)), part=part)}[][{paragraphs}];\n"


def book_source(book: Book, articles: Mapping[str, str]) -> str:
    """Return the source of the whole book."""
    out = [
        PREAMBLE,
        "#show: book.with(",
        ", ".join(f"{key}: {value(item)}" for key, item in _metadata(book).items()),
        ");\n",
    ]
    if book.has_cover:
        out.append(_cover(book))
    out += [
        call("title-page", book.title, Code(f"[{show(book.notice)}]"), **_title(book)),
        ";\n",
        call(
            "contents",
            book.words["contents"],
            Code(_contents(book)),
            dates=Code("5.5em" if _has_years(book) else "4em"),
        ),
        ";\n",
        _list_of_volumes(book.volume, book.words["volumes"]) if book.volume else "",
        '#pagebreak(weak: true, to: "odd");\n#counter(page).update(1);\n',
    ]
    for part in book.parts:
        if part.title:
            out.append(f"{call('part', _part_place(part.key), part.title, note=part.note)};\n")
        out += [articles[article.docname] for article in part.articles]
    if book.index:
        out.append(f"{call('index', book.index.title, _part_place(INDEX), **_index(book.index, book.docnames))};\n")
    if book.colophon:
        out.append(f"{call('colophon', book.words['colophon'], book.full_title, rows=book.colophon)};\n")
    return "".join(out)


def _list_of_volumes(volume: Volume, title: str) -> str:
    rows = (
        (None if entry.name == volume.name else remote(entry.name), entry.label, entry.holds)
        for entry in volume.entries
    )
    return f"{call('volumes', title, tuple(rows))};\n"


def remote_places(
    book: Book, elsewhere: Mapping[str, Elsewhere], translations: Mapping[str, Translation]
) -> dict[str, str]:
    """Return what the book's marks of places in other volumes (`remote`) mean, in words."""
    if not book.volume:
        return {}
    found = {remote(entry.name): f"{entry.label} {entry.holds}".strip() for entry in book.volume.entries}
    for docname in book.docnames:
        for jump in translations[docname].jumps:
            name = next((name for name in (jump.place, jump.otherwise) if name in elsewhere), "")
            if name:
                target = elsewhere[name]
                found[remote(target.name, name)] = f"{target.volume} {joined(clean(target.title))}"
    return found


def cover_source(book: Book) -> str:
    """Return the source of the cover alone."""
    return f"{PREAMBLE}#show: book;\n{_cover(book)}"


def _cover(book: Book) -> str:
    return f"{call('cover', book.title, topics=book.keywords[:TOPICS], **_title(book))};\n"


def _title(book: Book) -> dict[str, Item]:
    """Return what cover and title page say."""
    return {
        "phrases": book.phrases,
        "subtitle": book.subtitle,
        "series": book.series,
        "period": book.period,
        "count": book.count,
        "author": book.author,
    }


def _metadata(book: Book) -> dict[str, Item]:
    return {"title": book.full_title, "author": book.author, "keywords": book.keywords, "spaced": not book.search_first}


def _has_years(book: Book) -> bool:
    """Whether dates in the table of contents have their year, and so need more room."""
    return any(article.short_date.count(".") > 1 for part in book.parts for article in part.articles)


def _part_place(key: str) -> str:
    return f"part:{key}"


def _record(**fields: Item) -> Code:
    return Code("(" + ", ".join(f"{key}: {value(item)}" for key, item in fields.items()) + ")")


def _records(records: Iterable[Code]) -> Code:
    return Code("(" + "".join(f"{record.source},\n" for record in records) + ")")


def _index(index: Index, docnames: tuple[str, ...]) -> dict[str, Item]:
    """Return the arguments of ``index``. Entries name articles by their numbers in ``places``, to look each up once."""
    numbers = {docname: number for number, docname in enumerate(docnames)}
    sections = _records(
        _record(
            title=section.title,
            groups=_records(
                _record(
                    heading=group.heading,
                    entries=_records(
                        _record(
                            term=Code(f"[{show(entry.term)}]"),
                            at=[numbers[docname] for docname in entry.docnames],
                            note=entry.note,
                            elsewhere=entry.elsewhere,
                        )
                        for entry in group.entries
                    ),
                )
                for group in section.groups
            ),
        )
        for section in index.sections
    )
    return {"places": [place(docname) for docname in docnames], "sections": sections}


def _contents(book: Book) -> str:
    """Return the table of contents as a Typst array of dictionaries; the index is a part without articles."""
    parts = [
        _record(
            place=_part_place(part.key),
            title=part.title,
            articles=_records(
                _record(
                    place=place(article.docname),
                    date=article.short_date,
                    title=joined(clean(article.title)),
                    phrases=article.phrases,
                )
                for article in part.articles
            ),
        )
        for part in book.parts
    ]
    if book.index:
        parts.append(_record(place=_part_place(INDEX), title=book.index.title, articles=()))
    return _records(parts).source
