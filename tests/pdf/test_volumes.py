"""A book in volumes: each is a book in itself, links lead from file to file, and only what has changed is set again."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest
from sphinx.errors import ConfigError

from archives import archive, clean_build, differing
from parity import compare, heading, read_page
from pdfkit import Book
from sitekit import Site, new_site

if TYPE_CHECKING:
    from pathlib import Path

VOLUMES = {"bunko_pdf_volumes": "part"}
POSTS = {
    "2023-01-01-a": ("甲の記事", "[乙](2024-01-01-b.md)、[丙の節](2025-01-01-c.md#節の名)、[次](2023-02-01-d.md)。"),
    "2023-02-01-d": ("丁の記事", "[無い節](2025-01-01-c.md#無い節)。"),
    "2024-01-01-b": ("乙の記事", "[甲の記事](2023-01-01-a.md)。\n\n## 乙の節\n\n本文。"),
    "2025-01-01-c": ("丙の記事", "本文。\n\n## 節の名\n\n本文。"),
}


def write(site: Site, posts: dict[str, tuple[str, str]] = POSTS) -> Site:
    for name, (title, body) in posts.items():
        site.write(f"posts/{name}.md", f"---\ntitle: {title}\ntags: [共通]\n---\n\n{body}\n")
    return site


def books(outdir: Path) -> dict[str, Book]:
    return {path.name: Book(path) for path in sorted(outdir.glob("*.pdf"))}


def stamps(outdir: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in outdir.glob("*.pdf")}


def build(site: Site, **conf: object) -> Path:
    built = site.build("bunko-pdf", **{**VOLUMES, **conf})  # type: ignore[arg-type]
    assert built.warnings == []  # so it meets the standards, too
    return built.outdir


def landings(found: dict[str, Book]) -> set[tuple[str, str, str]]:
    """Return, of every link between articles, the article, the other one, and the heading that it leads to."""
    links: set[tuple[str, str, str]] = set()
    for book in found.values():
        jumps = [(jump.page, book, jump) for jump in book.jumps]
        for remote in book.remote_jumps:
            assert remote.file in found, remote
            if remote.name:
                assert remote.name in found[remote.file].destinations, remote
                jumps.append((remote.page, found[remote.file], found[remote.file].landing(remote.name)))
        for page, other, jump in jumps:
            source, target = book.article_at(page), other.article_at(jump.target)
            if source is not None and target is not None and source != target:
                links.add((source, target, "".join(other.heading_at(jump).split())))
    return links


def of_site(folder: Path, docnames: list[str]) -> set[tuple[str, str, str]]:
    """Return the same of the site."""
    return {
        (docname, target, heading(folder, target, fragment))
        for docname in docnames
        for target, fragment in read_page(folder, docname, docnames).links
    }


def test_each_volume_is_a_book_in_itself(site: Site) -> None:
    found = books(build(write(site)))
    assert list(found) == ["compendium-1.pdf", "compendium-2.pdf", "compendium-3.pdf"]
    for number, book in enumerate(found.values(), 1):
        text = "".join("".join(run.text.split()) for run in book.runs)
        assert str(book.pdf.docinfo["/Title"]).endswith(f"第{number}巻")
        assert text.count(f"第{number}巻（全3巻）") == 1  # in the colophon
        titles = [mark.title for mark in book.outline]
        assert ("目次" in titles, "奥付" in titles) == (True, True)
        assert "全巻の構成第1巻2023年第2巻2024年第3巻2025年" in text
        # From the list to the other two.
        assert [jump.file for jump in book.remote_jumps if not jump.name] == [
            name for name in found if name != f"compendium-{number}.pdf"
        ]
    assert list(found["compendium-1.pdf"].articles) == ["posts/2023-01-01-a", "posts/2023-02-01-d"]
    index = "".join("".join(run.text.split()) for run in found["compendium-1.pdf"].runs)
    assert "→各巻" in index


def test_links_lead_to_articles_and_sections_of_other_volumes_and_name_them_in_print(site: Site) -> None:
    found = books(build(write(site)))
    a, b, c, d = (f"posts/{name}" for name in ("2023-01-01-a", "2024-01-01-b", "2025-01-01-c", "2023-02-01-d"))
    assert landings(found) == {
        (a, b, "乙の記事"), (a, c, "節の名"), (a, d, "丁の記事"), (d, c, "丙の記事"), (b, a, "甲の記事"),
    }  # fmt: skip
    text = "".join("".join(run.text.split()) for book in found.values() for run in book.runs)
    assert "乙（第2巻「乙の記事」）、丙の節（第3巻「丙の記事」）" in text
    assert "甲の記事（第1巻）。" in text


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_the_volumes_together_have_the_links_and_the_words_of_the_site(site: Site, count: int) -> None:
    archive(site, count)
    folder = site.build(apart=True, jobs=2).outdir
    outdir = site.build("bunko-pdf", apart=True, bunko_pdf_volumes=count // 4).outdir
    found = books(outdir)
    assert len(found) > 3
    links = of_site(folder, [docname for book in found.values() for docname in book.articles])
    assert len(links) > count
    assert landings(found) == links
    titles = {
        docname: (f"第{number}巻", heading(folder, docname, ""))
        for number, book in enumerate(found.values(), 1)
        for docname in book.articles
    }
    marks = 0
    for book in found.values():
        others = {docname: place for docname, place in titles.items() if docname not in book.articles}
        findings = compare(folder, book, others)
        assert findings.faults == {}
        assert findings.reasons.keys() <= {"page", "footnote", "volume"}
        marks += findings.reasons["volume"]
    assert marks > count / 4


def test_no_selection_in_volumes_has_a_dead_jump(site: Site) -> None:
    chance = random.Random(20260202)
    names = [f"20{chance.randint(18, 25)}-06-{day:02}-x" for day in range(1, 25)]
    for number, name in enumerate(names):
        links = " ".join(f"[題]({other}.md#{chance.choice(['節', '無', ''])})" for other in chance.sample(names, 4))
        head = f"tags: [{chance.choice(['甲', '乙'])}]\ncategories: [{chance.choice(['丙', '丁'])}]"
        site.write(f"posts/{name}.md", f"---\ntitle: 第{number}の記事\n{head}\n---\n\n{links}\n\n## 節\n\n本文。\n")
    plans = [
        {
            "name": f"book-{number}",
            "select": chance.choice([{}, {"tag": "甲"}, {"not": {"category": "丙"}}, {"year": (2018, 2022)}]),
            "volumes": chance.choice(["part", 1, 3, 5, 11]),
            "order": chance.choice(["date", "newest", "reading"]),
            "parts": chance.choice(["year", "category", "none", "month"]),
        }
        for number in range(6)
    ]
    built = site.build("bunko-pdf", bunko_books=plans)
    found = books(built.outdir)
    assert len(found) > len(plans)
    remote = 0
    for name, book in found.items():
        assert all(jump.target >= 0 for jump in book.jumps)  # else it had no such page
        for jump in book.remote_jumps:
            assert jump.file.rpartition("-")[0] == name.rpartition("-")[0]
            assert not jump.name or jump.name in found[jump.file].destinations
            remote += bool(jump.name)
    assert remote > 50


def edit(site: Site, name: str, old: str, new: str) -> None:
    path = site.source / f"posts/{name}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "volumes"),
    [
        ("2025-01-01-c", "本文。", "加筆。", {3}),
        ("2024-01-01-b", "本文。", "加筆。", {2}),
        # Titles and sections that other volumes link to show there.
        ("2024-01-01-b", "乙の記事", "新しい題", {1, 2}),
        ("2025-01-01-c", "節の名", "別の名", {1, 3}),
        ("2025-01-01-c", "共通", "別", {1, 3}),  # in the index of the first; the second has one article, and no index
    ],
)
def test_an_edit_sets_only_the_volumes_that_show_it(
    site: Site, name: str, old: str, new: str, volumes: set[int]
) -> None:
    write(site)
    outdir = build(site)
    before = stamps(outdir)
    build(site)
    assert stamps(outdir) == before
    edit(site, name, old, new)
    built = site.build("bunko-pdf", bunko_pdf_volumes="part")
    after = stamps(outdir)
    assert {name for name in after if after[name] != before[name]} == {f"compendium-{n}.pdf" for n in volumes}
    clean = clean_build(site, "bunko-pdf", bunko_pdf_volumes="part")
    assert [name for name in differing(built, clean) if name.endswith(".pdf")] == []


def test_volumes_that_are_no_more_go(site: Site) -> None:
    outdir = build(write(site))
    assert set(stamps(build(site, bunko_pdf_volumes="none"))) == {"compendium.pdf"}
    site.remove("posts/2025-01-01-c.md")
    site.build("bunko-pdf", bunko_pdf_volumes="part")
    assert set(stamps(outdir)) == {"compendium-1.pdf", "compendium-2.pdf"}


def test_volumes_of_a_book_that_is_not_asked_for_stay(site: Site) -> None:
    write(site)
    plans = [{"name": "a", "volumes": "part"}, {"name": "b", "volumes": 3}]
    outdir = site.build("bunko-pdf", bunko_books=plans).outdir
    before = stamps(outdir)
    assert set(before) == {"a-1.pdf", "a-2.pdf", "a-3.pdf", "b-1.pdf", "b-2.pdf"}
    edit(site, "2025-01-01-c", "本文。", "加筆。")
    site.build("bunko-pdf", bunko_books=plans, bunko_book="b")
    between = stamps(outdir)
    assert {name for name in between if between[name] != before[name]} == {"b-2.pdf"}
    site.build("bunko-pdf", bunko_books=plans)
    after = stamps(outdir)
    assert {name for name in after if after[name] != between[name]} == {"a-3.pdf"}


def test_volumes_set_side_by_side_are_those_set_one_after_the_other(tmp_path: Path) -> None:
    one = archive(new_site(tmp_path / "one"), 40)
    shutil.copytree(one.source, tmp_path / "two")
    serial = one.build("bunko-pdf", jobs=1, bunko_pdf_volumes=10)
    beside = Site(tmp_path / "two").build("bunko-pdf", jobs=8, bunko_pdf_volumes=10)
    assert len(stamps(serial.outdir)) >= 4
    assert differing(serial, beside) == []
    assert serial.warnings == [text.replace("/two/", "/one/") for text in beside.warnings]


def test_a_volume_cannot_have_the_name_of_another_book(site: Site) -> None:
    write(site)
    plans = [{"name": "a", "volumes": "part"}, {"name": "a-2"}]
    with pytest.raises(ConfigError, match="bunko_books: the volumes of 'a' need the name 'a-2'"):
        site.build("bunko-pdf", bunko_books=plans, language="en")
