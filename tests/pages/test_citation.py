"""A citation says title, author, site and date, and is safe in BibTeX."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive import post
from bunko.catalogue.catalogue import Catalogue
from bunko.pages.article import ArticleView, article_view
from bunko.pages.citation import cite

JAPANESE = {"“{title}”, {rest}": "「{title}」{rest}", ", ": "、"}


def view(**changes: object) -> ArticleView:
    one = replace(post("2025-12-29-名前-x", 1), **changes)  # type: ignore[arg-type]
    return article_view(Catalogue([one]), one.docname)


def test_a_japanese_citation_is_as_japanese_citations_are() -> None:
    found = cite(
        view(title="「題」の行方", authors=("筆者", "編者")),
        "文庫",
        "https://example.com/x",
        "2025年12月29日",
        lambda text: JAPANESE.get(text, text),
    )
    assert found.text == "「『題』の行方」筆者、編者、文庫、2025年12月29日"
    assert found.url == "https://example.com/x"


def test_an_entry_names_every_author_and_keeps_what_is_not_known_out() -> None:
    found = cite(view(title="A & B_{50%}", authors=("筆者", "編者")), "文庫", "", "", str)
    assert "  title = {{A \\& B\\_\\{50\\%\\}}},\n" in found.entry
    assert "  author = {{筆者} and {編者}},\n" in found.entry
    assert "author" not in cite(view(authors=()), "文庫", "", "", str).entry
    assert found.entry.startswith("@online{2025-12-29-x,\n") or found.entry.startswith("@online{2025-12-29---x,\n")


@given(st.text(min_size=1))
def test_whatever_a_title_says_braces_are_balanced(title: str) -> None:
    entry = cite(view(title=title), "文庫", "", "", str).entry
    depth = 0
    for at, char in enumerate(entry):
        if entry[at - 1 : at] == "\\" and char in "{}":
            continue
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 1  # the entry's own, which the address closes
