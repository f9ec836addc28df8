"""Whole books: what a reader of the PDF finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pypdf import PdfReader
from sphinx.errors import ConfigError

from pdfkit import png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sitekit import BuildResult, Site

FIRST = "---\ntitle: 最初の記事\ndate: 2024-01-01\ntags: [AI]\nauthor: 記者\n---\n\n"
SECOND = "---\ntitle: 次の記事\ndate: 2025-02-01\n---\n\n## 節の題\n\n本文。\n"
HOSTILE = [
    '#panic("x") #let x = [1, 2',
    r"C:\Users\x \#evil",
    "価格は$5と$6。",
    "// 注 /* 釈 */",
    "@ref ]]] }}} )))",
    "引用'と\"符",
    "-- --- ...",
]


def made(site: Site, body: str = "", **conf: object) -> tuple[BuildResult, Path]:
    site.write("posts/2024-01-01-first.md", FIRST + body)
    site.write("posts/2025-02-01-second.md", SECOND)
    result = site.build("bunko-pdf", **conf)  # type: ignore[arg-type]
    return result, result.outdir / "compendium.pdf"


def text_of(pdf: Path) -> str:
    """Return the text of a PDF without white space, and without what keeps the mark of a footnote in its line."""
    return re.sub(r"[\s\u2060]", "", "".join(page.extract_text() for page in PdfReader(pdf).pages))


def outline(pdf: Path) -> list[tuple[int, str]]:
    def walk(items: list[pikepdf.OutlineItem], depth: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield depth, item.title
            yield from walk(item.children, depth + 1)

    with pikepdf.open(pdf) as book, book.open_outline() as tree:
        return list(walk(tree.root, 0))


def created(pdf: Path) -> str:
    with pikepdf.open(pdf) as book:
        return str(book.docinfo["/CreationDate"])


def links(pdf: Path) -> list[str]:
    """Return every link: an address, or ``page`` for a jump."""
    found = []
    for page in PdfReader(pdf).pages:
        for annotation in page.get("/Annots") or []:
            item = annotation.get_object()
            found.append(item["/A"]["/URI"] if "/A" in item and "/URI" in item["/A"] else "page")
    return found


def test_the_book_has_cover_contents_parts_articles_and_colophon(site: Site) -> None:
    result, pdf = made(site, "## 見出し **太字** と `code`\n\n本文。\n", project="見本", bunko_pdf_author="編集部")
    assert result.warnings == []
    assert [(depth, title) for depth, title in outline(pdf) if depth] == [
        (1, "最初の記事"),
        (2, "見出し 太字 と code"),
        (1, "次の記事"),
        (2, "節の題"),
        (1, "タグ"),
    ]
    assert [title for depth, title in outline(pdf) if not depth] == ["目次", "2024年", "2025年", "索引", "奥付"]
    text = text_of(pdf)
    for word in ("見本", "編集部", "記者", "#AI", "本文。"):
        assert word in text
    with pikepdf.open(pdf) as book:
        assert str(book.docinfo["/Title"]) == "見本"
        assert str(book.Root["/Lang"]) == "ja"
        assert book.Root["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_text(site: Site, text: str) -> None:
    site.write(
        "posts/2024-01-01-a.md",
        f"---\ntitle: '{text.replace(chr(39), chr(39) * 2)}'\ndate: 2024-01-01\n---\n\n前`{text}`後\n",
    )
    result = site.build("bunko-pdf")
    assert [w for w in result.warnings if "bunko.pdf" in w] == []
    assert text_of(result.outdir / "compendium.pdf").count(re.sub(r"\s", "", text)) >= 3


def test_emphasis_leaves_no_asterisks_and_no_spaces(site: Site) -> None:
    _, pdf = made(site, "これは**「重要」**です。改行の\n途中と**太字。**次の文。\n")
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "これは「重要」です。改行の途中と太字。次の文。" in text
    assert "**" not in text


def test_a_word_of_ten_thousand_letters_breaks_and_copies_whole(site: Site) -> None:
    _, pdf = made(site, "Q" * 10_000 + "\n")
    assert text_of(pdf).count("Q") == 10_000
    widest = max(float(page.mediabox.width) for page in PdfReader(pdf).pages)
    assert widest < 520
    assert len(PdfReader(pdf).pages) > 8


def test_internal_links_jump_and_dead_ones_are_text(site: Site) -> None:
    site.write("docs/manual.md", "# 説明\n")
    body = "[次](2025-02-01-second.md) [節](2025-02-01-second.md#節の題) [外](https://example.org/あ)\n"
    body += "[説明](../docs/manual.md)\n"
    _, pdf = made(site, body, html_baseurl="https://example.com/")
    found = links(pdf)
    assert "https://example.org/%E3%81%82" in found
    assert "https://example.com/docs/manual.html" in found
    assert found.count("page") >= 2 + 4  # the two jumps, and the table of contents
    _, pdf = made(site, "[説明](../docs/manual.md)\n", html_baseurl="")
    assert "説明" in text_of(pdf)
    assert [link for link in links(pdf) if link != "page"] == []


def test_footnotes_stand_on_their_page_and_count_anew_in_each_article(site: Site) -> None:
    site.write("posts/2025-03-01-c.md", "---\ntitle: 三\ndate: 2025-03-01\n---\n\n乙[^1]\n\n[^1]: 注乙。\n")
    _, pdf = made(site, "甲[^1]再[^1]\n\n[^1]: 注甲`x`。\n")
    text = text_of(pdf)
    assert "1注甲x。" in text
    assert "1注乙。" in text


def test_bad_pictures_and_formulas_do_not_fail_the_book(site: Site) -> None:
    site.write("posts/good.png", png())
    site.write("posts/bad.png", b"no picture")
    body = "![良](good.png)\n\n![悪](bad.png)\n\n![遠](https://example.com/x.png)\n\n"
    body += "$\\nosuchthing{x}$ と $\\frac{a}{b}$\n"
    result, pdf = made(site, body, bunko_myst_in_posts=True, myst_enable_extensions=["dollarmath"])
    mine = [warning for warning in result.warnings if "[bunko.pdf]" in warning]
    assert len([w for w in mine if "bad.png" in w]) == 1
    text = text_of(pdf)
    assert "悪" in text
    assert "https://example.com/x.png" in text
    assert sum(len(page.images) for page in PdfReader(pdf).pages) == 1


def test_missing_glyphs_become_geta_with_a_warning(site: Site) -> None:
    result, pdf = made(site, "象形\U00013000文字と\ue000外字と異体字\u845b\U000e0100。\n")
    (warning,) = [w for w in result.warnings if "[bunko.pdf]" in w]
    assert "first.md" in warning
    assert "U+13000" in warning
    assert "U+E000" in warning
    assert "象形〓文字と〓外字" in text_of(pdf)


def test_an_unknown_node_keeps_its_text_and_warns_once(site: Site) -> None:
    site.write(
        "mine.py",
        "from docutils import nodes\nfrom docutils.parsers.rst import Directive\n"
        "class odd(nodes.General, nodes.Element): pass\n"
        "class Odd(Directive):\n"
        "    def run(self): return [odd('', nodes.paragraph('', '変なもの')), odd('', nodes.paragraph('', '二つ目'))]\n"
        "def setup(app): app.add_node(odd); app.add_directive('odd', Odd)\n",
    )
    site.write(
        "conf.py",
        "import os, sys\nsys.path.insert(0, os.path.dirname(__file__))\n"
        "extensions = ['bunko', 'mine']\nbunko_myst_in_posts = True\n",
    )
    result, pdf = made(site, "```{odd}\n```\n")
    assert len([w for w in result.warnings if "'odd'" in w]) == 1
    assert "変なもの" in text_of(pdf)
    assert "二つ目" in text_of(pdf)


def test_the_same_posts_give_the_same_bytes_anywhere(make_site: Callable[..., Site]) -> None:
    one, two = make_site("a"), make_site("elsewhere/b")
    assert made(one, "本文。\n")[1].read_bytes() == made(two, "本文。\n")[1].read_bytes()
    with pikepdf.open(one.source / "_build/bunko-pdf/compendium.pdf") as book:
        data = b"".join(o.read_bytes() if isinstance(o, pikepdf.Stream) else o.unparse() for o in book.objects if o)
    assert str(one.source).encode() not in data


def test_the_date_of_the_file_is_that_of_the_newest_post_or_the_epoch(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    _, pdf = made(site)
    assert "20250131" in created(pdf)  # 1 February in Tokyo
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    _, pdf = made(site)
    assert "19700101" in created(pdf)


@pytest.mark.parametrize("paper", ["jis-b5", "a5", "a4", "b6"])
def test_papers(site: Site, paper: str) -> None:
    widths = {"jis-b5": 182, "a5": 148, "a4": 210, "b6": 128}
    result, pdf = made(site, bunko_pdf_paper=paper)
    assert result.warnings == []
    assert round(float(PdfReader(pdf).pages[0].mediabox.width) / 72 * 25.4) == widths[paper]


def test_an_unknown_paper_is_refused(site: Site) -> None:
    with pytest.raises(ConfigError, match=r"'foolscap' という用紙はありません.*jis-b5, a5"):
        made(site, bunko_pdf_paper="foolscap")


def test_an_archive_without_posts_makes_no_book(site: Site) -> None:
    result = site.build("bunko-pdf")
    assert not (result.outdir / "compendium.pdf").exists()


def test_html_and_tables_are_set(site: Site) -> None:
    body = (
        "H<sub>2</sub>O <b>太</b>\n\n| 甲 | 乙 |\n|---|--:|\n| 一 | **二** |\n\n"
        "<table><tr><td rowspan=2>縦</td><td>a</td></tr><tr><td>b</td></tr></table>\n\n"
        "<details><summary>要約</summary>\n\n中身\n\n</details>\n\n- [x] 済み\n- [ ] まだ\n\n"
        "```python\nx = '#[$'\n```\n"
    )
    result, pdf = made(site, body)
    assert [w for w in result.warnings if "bunko.pdf" in w] == []
    text = text_of(pdf)
    for words in ("H2O", "太", "甲乙", "一二", "縦", "要約", "中身", "済み", "まだ", "x='#[$'"):
        assert words in text


def test_a_link_that_broken_html_fills_with_paragraphs_meets_the_standards(site: Site) -> None:
    result, pdf = made(site, '<p>見よ <a href="https://example.com/">先</p>\n\n<p>次の段落。</p>\n\n</a>\n')
    assert [w for w in result.warnings if "bunko.pdf" in w] == []
    assert "次の段落。" in text_of(pdf)


def test_all_sample_posts_fit_in_one_book(sample_book: BuildResult, sample_posts: list[Path]) -> None:
    pdf = sample_book.outdir / "compendium.pdf"
    assert sum(depth == 1 for depth, _ in outline(pdf)) >= len(sample_posts) - 2
    mine = [warning for warning in sample_book.warnings if "[bunko.pdf]" in warning]
    # Pictures that the samples lack, and characters that no font has: all else would be ours to fix.
    assert [warning for warning in mine if "がありません" not in warning and "〓" not in warning] == []
