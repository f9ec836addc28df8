"""Books by query: each holds what its query fits, in its order, and is set again only if it shows something else."""

from __future__ import annotations

import random
import re
import shutil
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pypdf import PdfReader
from sphinx.errors import ConfigError

from bunko.books.plan import BookPlan, read_books
from bunko.books.selection import PlanError
from bunko.sphinx_ext.typst import builder as pdf_builder
from bunko.sphinx_ext.typst.assets import font_folders

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit import Site

BOOKS = [
    {"name": "ai", "title": "AIの本", "select": {"tag": "AI"}, "order": "newest"},
    {
        "name": "economy",
        "select": {"category": "経済"},
        "parts": "none",
        "cover": False,
        "colophon": {"発行": "経済社"},
    },
]
TAGS = ["AI", "投資", "LLM", "C++"]
CATEGORIES = ["経済", "技術", "生活"]
DEFAULT = BookPlan(title="全集", author="編集部")


def write(site: Site) -> None:
    posts = [
        ("2024-01-01-a", "甲の記事", "AI", "経済", "[乙](2024-02-01-b.md)と[丙](2025-03-01-c.md)。"),
        ("2024-02-01-b", "乙の記事", "投資", "経済", "本文。"),
        ("2025-03-01-c", "丙の記事", "AI", "技術", "[甲](2024-01-01-a.md)。"),
    ]
    for name, title, tag, category, body in posts:
        site.write(f"posts/{name}.md", f"---\ntitle: {title}\ntags: [{tag}]\ncategories: [{category}]\n---\n{body}\n")


def bookmarks(book: pikepdf.Pdf) -> list[str]:
    """Return the titles of all bookmarks in their order."""
    found: list[str] = []

    def walk(items: list[pikepdf.OutlineItem]) -> None:
        for item in items:
            found.append(item.title)
            walk(list(item.children))

    with book.open_outline() as tree:
        walk(list(tree.root))
    return found


def articles(pdf: Path) -> list[str]:
    """Return the titles of the articles in the order of the book."""
    with pikepdf.open(pdf) as book:
        return [title for title in bookmarks(book) if title.endswith("の記事")]


def test_each_book_holds_what_fits_its_query_in_its_order(site: Site) -> None:
    write(site)
    outdir = site.build("bunko-pdf", bunko_books=BOOKS).outdir
    assert {path.name for path in outdir.glob("*.pdf")} == {"ai.pdf", "economy.pdf"}
    assert articles(outdir / "ai.pdf") == ["丙の記事", "甲の記事"]
    assert articles(outdir / "economy.pdf") == ["甲の記事", "乙の記事"]
    assert "経済社" in PdfReader(outdir / "economy.pdf").pages[-1].extract_text()


def test_a_book_can_go_by_the_readings_that_posts_give_and_tell_its_edition(site: Site) -> None:
    for name, title, reading in (("a", "電力", "でんりょく"), ("b", "半導体", "はんどうたい"), ("c", "雨", "あめ")):
        head = f"title: {title}の記事\nreading: {reading}のきじ\ndate: 2024-01-01"
        site.write(f"posts/2024-01-01-{name}.md", f"---\n{head}\n---\n本文。\n")
    plan = {"name": "x", "order": "reading", "parts": "none", "edition": "第2版"}
    built = site.build("bunko-pdf", bunko_books=[plan])
    assert built.warnings == []
    assert articles(built.outdir / "x.pdf") == ["雨の記事", "電力の記事", "半導体の記事"]
    assert "第2版" in "".join(PdfReader(built.outdir / "x.pdf").pages[-1].extract_text().split())


@pytest.mark.parametrize("address", ["", "https://example.org/x/"])
def test_a_link_that_leaves_the_book_leads_to_the_web_or_is_text(site: Site, address: str) -> None:
    write(site)
    built = site.build("bunko-pdf", bunko_books=BOOKS, html_baseurl=address)
    assert built.warnings == []
    with pikepdf.open(built.outdir / "ai.pdf") as book:
        links = [
            annotation
            for page in book.pages
            for annotation in page.get("/Annots", [])
            if annotation.get("/Subtype") == "/Link"
        ]
        uris = {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}
        assert {uri for uri in uris if "2024-02-01-b" in uri} == (
            {"https://example.org/x/posts/2024-02-01-b.html"} if address else set()
        )
        assert any("/Dest" in link or link.A.get("/S") == "/GoTo" for link in links)


def stamps(outdir: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in outdir.glob("*.pdf")}


def test_only_the_books_that_show_something_else_are_set_again(site: Site) -> None:
    write(site)
    outdir = site.build("bunko-pdf", bunko_books=BOOKS).outdir
    before = stamps(outdir)
    site.build("bunko-pdf", bunko_books=BOOKS)
    assert stamps(outdir) == before
    post = site.source / "posts/2024-02-01-b.md"
    post.write_text(post.read_text(encoding="utf-8") + "\n加筆。\n", encoding="utf-8")
    site.build("bunko-pdf", bunko_books=BOOKS)
    after = stamps(outdir)
    assert {name for name in after if after[name] != before[name]} == {"economy.pdf"}
    assert "加筆" in re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(outdir / "economy.pdf").pages))


def test_a_book_is_set_again_in_other_fonts(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site)
    done: list[str] = []
    monkeypatch.setattr(pdf_builder, "set_books", lambda tasks, *_, **__: done.extend(task.name for task in tasks))
    font = font_folders((), site.source)[-1] / "SourceCodePro[wght].ttf"
    own = site.source / "fonts/own.ttf"
    own.parent.mkdir()

    def is_set(*fonts: str) -> bool:
        done.clear()
        outdir = site.build("bunko-pdf", bunko_books=BOOKS[:1], bunko_pdf_fonts=list(fonts)).outdir
        (outdir / "ai.pdf").touch()
        return done == ["ai"]

    assert is_set()
    assert not is_set()
    shutil.copy(font, own)
    assert is_set("fonts")
    assert not is_set("fonts")
    own.rename(own.with_name("other.ttf"))
    assert is_set("fonts")


def test_one_book_can_be_asked_for_and_the_others_stay(site: Site) -> None:
    write(site)
    outdir = site.build("bunko-pdf", bunko_books=BOOKS).outdir
    before = stamps(outdir)
    post = site.source / "posts/2024-01-01-a.md"
    post.write_text(post.read_text(encoding="utf-8") + "\n加筆。\n", encoding="utf-8")
    site.build("bunko-pdf", bunko_books=BOOKS, bunko_book="ai")
    between = stamps(outdir)
    assert {name for name in between if between[name] != before[name]} == {"ai.pdf"}
    site.build("bunko-pdf", bunko_books=BOOKS)
    after = stamps(outdir)
    assert {name for name in after if after[name] != between[name]} == {"economy.pdf"}


def test_a_book_that_conf_py_has_no_more_goes(site: Site) -> None:
    write(site)
    outdir = site.build("bunko-pdf", bunko_books=BOOKS).outdir
    site.build("bunko-pdf", bunko_books=BOOKS[:1])
    assert set(stamps(outdir)) == {"ai.pdf"}


def test_a_book_without_a_post_is_left_out(site: Site) -> None:
    write(site)
    outdir = site.build("bunko-pdf", bunko_books=[*BOOKS, {"name": "none", "select": {"year": 1999}}]).outdir
    assert set(stamps(outdir)) == {"ai.pdf", "economy.pdf"}


def test_a_book_that_is_not_there_cannot_be_asked_for(site: Site) -> None:
    write(site)
    with pytest.raises(ConfigError, match=r"'x' という本はありません.*ai, economy"):
        site.build("bunko-pdf", bunko_books=BOOKS, bunko_book="x")


def test_without_books_there_is_one_of_everything() -> None:
    assert read_books([], DEFAULT) == (DEFAULT,)


def test_what_a_book_does_not_say_is_as_in_the_default_one() -> None:
    (book,) = read_books([{"name": "x", "paper": "a5"}], DEFAULT)
    assert (book.title, book.author, book.paper, book.order) == ("全集", "編集部", "a5", "date")


@pytest.mark.parametrize(
    ("books", "message"),
    [
        ("x", "bunko_books: expected a list of books"),
        (["x"], "bunko_books[0]: expected a book"),
        ([{"nam": "x"}], "bunko_books[0]: there is no setting 'nam'; write one of name, title"),
        ([{"name": "a/b"}], "bunko_books[0].name: 'a/b' cannot be a file's"),
        ([{"name": "a"}, {"name": "a"}], "bunko_books: two books have the name 'a'"),
        ([{"title": 1}], "bunko_books[0].title: expected text"),
        ([{"order": "size"}], "bunko_books[0].order: there is no 'size'; write one of date, newest"),
        ([{"parts": "week"}], "bunko_books[0].parts: there is no 'week'"),
        ([{"paper": "a3"}], "bunko_books[0].paper: there is no 'a3'"),
        ([{"cover": "blue"}], "bunko_books[0].cover: expected True or False"),
        ([{"colophon": ["x"]}], "bunko_books[0].colophon: expected False, or a mapping"),
        ([{"select": {"tag": 1}}], "bunko_books[0].select.tag: expected a name"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(books: object, message: str) -> None:
    with pytest.raises(PlanError) as error:
        read_books(books, DEFAULT)
    assert str(error.value).startswith(message)


def random_query(chance: random.Random, depth: int = 2) -> dict[str, object]:
    leaves: list[dict[str, object]] = [
        {"tag": chance.sample(TAGS, 2)},
        {"category": chance.choice(CATEGORIES)},
        {"year": (2018, chance.randint(2018, 2025))},
        {"since": f"20{chance.randint(18, 25)}-06-01"},
        {"docname": f"posts/20{chance.randint(18, 25)}-*"},
    ]
    if not depth or chance.random() < 0.4:
        return chance.choice(leaves)
    inner = [random_query(chance, depth - 1) for _ in range(chance.randint(1, 3))]
    return {chance.choice(["all", "any", "not"]): inner}


def test_no_selection_has_a_dead_jump(site: Site) -> None:
    chance = random.Random(20260101)
    names = [f"20{chance.randint(18, 25)}-06-{day:02}-x" for day in range(1, 25)]
    for number, name in enumerate(names):
        links = " ".join(f"[題]({other}.md)" for other in chance.sample(names, 4))
        head = f"tags: [{chance.choice(TAGS)}]\ncategories: [{chance.choice(CATEGORIES)}]"
        site.write(f"posts/{name}.md", f"---\ntitle: 第{number}の記事\n{head}\n---\n{links}\n")
    docnames = {f"第{number}の記事": f"posts/{name}" for number, name in enumerate(names)}
    books = [{"name": f"book-{number}", "select": random_query(chance)} for number in range(12)]
    outdir = site.build("bunko-pdf", bunko_books=books, html_baseurl="https://example.org/").outdir
    sizes = set()
    for file in sorted(outdir.glob("*.pdf")):
        with pikepdf.open(file) as book:
            pages = {page.objgen for page in book.pages}
            inside = {docnames[title] for title in bookmarks(book) if title in docnames}
            away: list[str] = []
            for page in book.pages:
                for link in page.get("/Annots", []):
                    uri = str(link.A.URI) if "/A" in link and "/URI" in link.A else ""
                    if uri.startswith("https://example.org/posts/"):
                        away.append(uri.removeprefix("https://example.org/").removesuffix(".html"))
                    elif not uri:
                        where = link.Dest if "/Dest" in link else link.A.D
                        if isinstance(where, pikepdf.String):
                            where = pikepdf.NameTree(book.Root.Names.Dests)[str(where)]
                        assert where[0].objgen in pages
            # Each article's head names its own address; no other link leads to the web that could be a jump.
            assert sorted(name for name in away if name in inside) == sorted(inside)
            sizes.add(len(inside))
    assert len(sizes) > 3
