"""Text that means something to Typst, to PDF or to neither arrives as text, wherever in the book it stands."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from archive import post
from bunko.books.book import make_book
from bunko.books.plan import BookPlan
from bunko.sphinx_ext.report import translate
from bunko.sphinx_ext.typst.source import article_sources, book_source
from bunko.sphinx_ext.typst.syntax import clean, joined
from bunko.sphinx_ext.typst.translator import LONGEST_ADDRESS, TypstTranslator
from parity import Token, compare, match, squashed, texts
from pdfkit import Book
from sitekit import CONF, new_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from bunko.sphinx_ext.typst.builder import PdfBuilder
    from sitekit import Site

    Printed = Callable[[str], Book]

#: Whatever Typst gives a meaning in markup, in code, in formulas or in its strings, and marks that have no ink.
PIECES = [
    *[
        "#",
        "$",
        "\\",
        "`",
        "@",
        "<",
        ">",
        "//",
        "/* ",
        " */",
        "*",
        "_",
        '"',
        "'",
        "~",
        "=",
        "-",
        "+",
        "/",
        "|",
        "&",
        "%",
    ],
    *["[", "]", "(", ")", "{", "}", ";", ":", ",", ".", "!", "^", "?"],
    *["= ", "- ", "+ ", "/ a: ", "1. ", "10) ", "---", "...", "```", "<a>", "@a", "label(<a>)", 'label("a")', "$x$"],
    *[
        '#import "x": *',
        '#panic("x")',
        "#let x = [",
        "#{",
        "\\u{41}",
        "\\n",
        "https://e.example/a",
        '"];',
        '")[',
        "%%EOF",
    ],
    *["endstream", "(\\", "<</S", "\n", "\n\n", "\t", " ", "\u3000", "\u00a0", "\u2028", "\u2029", "\u200b", "\u2060"],
    *["\ufeff", "\u202e", "\u2066", "\x07", "\x1b", "\x7f", "\x85", "\ufffe", "\U0001ffff"],
    *["a", "Z", "fi", "0", "あ", "ー", "漢", "。", "「", "」", "é", "e\u0301", "が", "か\u3099", "ﬁ", "①", "…", "—"],
]
CASES: list[Any] = [
    "".join(PIECES),
    "".join(reversed(PIECES)),
    *["= 題", "- 項", "+ 項", "/ 語: 義", "1. 項", "[[[((({{{", ")))]]]}}}", '"; #panic("x"); //', "\\", "`", "x\\"],
    "\u200e右\u200fから\u200f左",
    "漢" * 700 + "Q" * 700,
    pytest.param("漢" * 5_000 + "Q" * 5_000, marks=pytest.mark.long),
]
LONGEST_TERM = 200  #: characters of a tag, an author or a category, in these tests


def kicker(text: str) -> str:
    """Return the category that goes with a title: none if the title fills pages, for it stands on the page before."""
    return text[:LONGEST_TERM] if len(text) < 1000 else ""


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> PdfBuilder:
    """A builder that has just set a small book, and so has its compiler at hand."""
    site = new_site(tmp_path_factory.mktemp("press") / "site", CONF)
    site.write("posts/2024-01-01-a.md", "---\ntitle: 題\n---\n本文。\n")
    app = site.build("bunko-pdf").app
    assert app is not None
    return cast("PdfBuilder", app.builder)


@pytest.fixture(scope="module")
def printed(builder: PdfBuilder) -> Printed:
    """Set a book of one article that has one text everywhere."""

    def set_book(text: str) -> Book:
        term = text[:LONGEST_TERM]
        category = tuple(filter(None, [kicker(text)]))
        made = post("2024-01-01-a", 0, title=text, tags=(term,), categories=category, authors=(term,))
        book = make_book(
            [made], BookPlan(title=text, author=text, colophon=(("x", text),)), address="", translate=translate
        )
        builder.current_docname = made.docname
        builder.titles = {made.docname: text}
        document = article(text)
        translator = TypstTranslator(document, builder)
        document.walkabout(translator)
        source = book_source(book, article_sources(book, {made.docname: translator.translation()}))
        path = Path(builder.outdir, "hostile.pdf")
        path.write_bytes(builder.assets.compile(source))
        (builder.assets.work / "sources/hostile.typ").write_text(source, "utf-8")
        return Book(path)

    return set_book


def article(text: str) -> nodes.document:
    """Return an article with ``text`` in every kind of place."""
    document = new_document("a")
    note = nodes.footnote("", nodes.label("", "1"), nodes.paragraph("", text), ids=["n"], backrefs=["r"])
    row = nodes.row("", nodes.entry("", nodes.paragraph("", text)), nodes.entry("", nodes.paragraph("", text)))
    group = nodes.tgroup("", nodes.colspec(colwidth=1), nodes.colspec(colwidth=1), cols=2)
    group += [nodes.thead("", row), nodes.tbody("", row.deepcopy())]
    link = nodes.reference("", text, refuri=f"https://e.example/{text}")
    inner = nodes.section("", nodes.title("", text), ids=["s"])
    inner += [
        nodes.paragraph("", text),
        nodes.paragraph("", "", link, nodes.footnote_reference("", "1", refid="n", ids=["r"])),
        nodes.paragraph("", "", nodes.strong("", text), nodes.emphasis("", text), nodes.literal("", text)),
        nodes.literal_block("", text, language=text),
        nodes.table("", nodes.title("", text), group),
        nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", text))),
        nodes.enumerated_list("", nodes.list_item("", nodes.paragraph("", text)), suffix=text[:9]),
        nodes.definition_list(
            "", nodes.definition_list_item("", nodes.term("", text), nodes.definition("", nodes.paragraph("", text)))
        ),
        nodes.block_quote("", nodes.paragraph("", text), nodes.attribution("", text)),
        nodes.figure("", nodes.image(uri="https://e.example/p.png", alt=text), nodes.caption("", text)),
        nodes.admonition("", nodes.title("", text), nodes.paragraph("", text)),
        nodes.line_block("", nodes.line("", text)),
        nodes.raw("", "<p>生</p>", format="html"),
        note,
    ]
    document += nodes.section("", nodes.title("", text), inner, ids=["top"])
    return document


def check(book: Book, text: str) -> None:
    """Compare every place of the book with ``text``."""
    words = squashed(clean(text))
    body, notes = texts(book, "posts/2024-01-01-a")
    term = squashed(clean(text[:LONGEST_TERM]))
    head = [squashed(clean(kicker(text))), words, "2020年1月1日", term, f"#{term}"]
    tables, lists = [words] * 5, [words] * 4
    picture = ["図", words, "https://e.example/p.png", words]
    pieces = [*head, words, words, words, "1", *[words] * 4, *tables, *lists, words, "—", words, *picture, *[words] * 3]
    assert match([Token("text", (piece,)) for piece in [*pieces, "生"]], body, book, Counter()) == ""
    assert notes == [words]
    titles = [squashed(mark.title) for mark in book.outline if mark.depth]
    assert titles == [words, words]
    with book.pdf.open_metadata() as metadata:
        assert squashed(str(book.pdf.docinfo["/Title"])) == squashed(metadata["dc:title"]) == words
        assert term in squashed(str(book.pdf.docinfo["/Keywords"]))
        assert [squashed(name) for name in metadata["dc:creator"]] == [words]
    address = f"https://e.example/{text}"
    found = {unquote(uri) for uri in book.addresses if uri.startswith("https://e.example/")}
    assert found == ({unquote(address)} if len(quote(address)) < LONGEST_ADDRESS else set())


@pytest.mark.parametrize("text", CASES, ids=lambda text: repr(text[:12]))
def test_hostile_text_arrives_everywhere(printed: Printed, text: str) -> None:
    check(printed(text), text)


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join).filter(lambda text: squashed(clean(text)))
)
@settings(
    max_examples=60, phases=[Phase.explicit, Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)
)
def test_any_mixture_arrives_everywhere(printed: Printed, text: str) -> None:
    check(printed(text), text)


def test_hostile_posts_have_the_same_words_on_the_site_and_in_the_book(site: Site) -> None:
    for number, text in enumerate([*CASES[:-1], *CASES[-1].values]):
        given_text = json.dumps(joined(clean(text)).strip(), ensure_ascii=False)
        term = json.dumps(joined(clean(text[:LONGEST_TERM])).strip(), ensure_ascii=False)
        category = term if kicker(text) else "[]"
        escaped = "".join(
            f"\\{char}" if char in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" else char for char in joined(text)
        )
        head = f"title: {given_text}\ntags: [{term}]\ncategories: {category}\nauthor: {term}"
        body = f"{escaped}\n\n## 節 {escaped}\n\n~~~~~~\n{text}\n~~~~~~\n\n| 甲 |\n|--|\n| {escaped} |\n\n- {escaped}\n"
        site.write(f"posts/2024-01-{number + 1:02}-x.md", f"---\n{head}\n---\n\n{body}")
    folder: Path = site.build().outdir
    found = compare(folder, Book(site.build("bunko-pdf").outdir / "compendium.pdf"))
    assert found.faults == {}
