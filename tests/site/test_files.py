"""What documents are made from: changes are noticed, and pictures have names that stay."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from bunko.cli.main import main
from bunko.sphinx_ext.incremental import output
from bunko.sphinx_ext.incremental.dependencies import SitePictures
from pdfkit import png
from sitekit import CONF

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from sitekit import Site

PATHS = st.lists(
    st.builds(
        "{}/{}".format, st.sampled_from(["a", "b", "c/d"]), st.sampled_from(["x.png", "X.png", "y.svg", "図.png"])
    ),
    unique=True,
)


def test_a_post_that_took_the_place_of_another_with_an_old_time_is_read(site: Site) -> None:
    site.write("posts/2026-01-01-a.md", "---\ntitle: 題\n---\n古い本文。\n")
    other = site.write("other.txt", "---\ntitle: 題\n---\n新しい本文。\n")
    os.utime(other, (1_000_000_000, 1_000_000_000))
    site.build()
    other.rename(site.source / "posts/2026-01-01-a.md")
    assert "新しい本文。" in site.build().read("posts/2026-01-01-a.html")


def test_a_picture_that_took_the_place_of_another_with_an_old_time_is_copied(site: Site) -> None:
    site.write("posts/2026-01-01-a.md", "---\ntitle: 題\n---\n![図](fig.svg)\n")
    site.write("posts/fig.svg", "<svg/>")
    other = site.write("other.svg", "<svg id='new'/>")
    os.utime(other, (1_000_000_000, 1_000_000_000))
    site.build()
    other.rename(site.source / "posts/fig.svg")
    assert "new" in site.build().read("_images/fig.svg")


@pytest.mark.parametrize("between", ["", "dirhtml"])
def test_a_picture_that_lists_show_is_copied_when_it_has_been_painted_over(site: Site, between: str) -> None:
    site.write("index.md", "# 文庫\n\n```{bunko:list}\n:style: cards\n```\n")
    site.write("posts/2026-01-01-a.md", "---\ntitle: 題\nimage: /fig.svg\n---\n本文\n")
    site.write("fig.svg", "<svg/>")
    (shown,) = site.build().outdir.glob("_images/*")
    assert shown.read_text() == "<svg/>"
    site.write("fig.svg", "<svg id='new'/>")
    if between:
        site.build(between)  # reads the post again, and leaves nothing to read
    site.build()
    assert "new" in shown.read_text()


def test_a_missing_picture_is_told_with_its_line_whether_it_has_words_or_not(site: Site) -> None:
    site.write("posts/2026-01-01-a.md", "---\ntitle: 題\n---\n\n![](a.png)\n\n- ![図](b.png)\n- ![](c.png)\n")
    warnings = "\n".join(site.build().warnings)
    told = re.findall(r"01-a\.md:(\d*): WARNING: .*?([abc]\.png)", warnings)
    assert told == [("5", "a.png"), ("7", "b.png"), ("8", "c.png")]


def test_where_folders_cannot_be_locked_nobody_tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "fcntl", None)  # as on Windows, where a folder cannot be opened

    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr("bunko.sphinx_ext.incremental.output.os.open", refuse)
    output.Lock(tmp_path / "new").release()
    assert (tmp_path / "new").is_dir()


def test_a_missing_picture_is_told_once_and_found_when_it_comes(site: Site) -> None:
    site.write("posts/2026-01-01-a.md", "---\ntitle: 題\n---\n![図](fig.svg)\n")
    assert any("fig.svg" in line for line in site.build().warnings)
    again = site.build()
    assert again.warnings == []  # the post was not read again
    site.write("posts/fig.svg", "<svg/>")
    assert site.build().read("_images/fig.svg") == "<svg/>"


def test_a_picture_with_a_size_is_no_link(site: Site) -> None:
    site.write("posts/2026-01-01-a.md", '---\ntitle: 題\n---\n![図](fig.svg){: width="10" height="20"}\n')
    site.write("posts/fig.svg", "<svg/>")
    page = site.build().read("posts/2026-01-01-a.html")
    shown = re.search(r"<p>(<img [^>]*>)</p>", page)
    assert shown is not None
    assert 'width="10"' in shown[1]
    assert 'height="20"' in shown[1]


def test_pictures_of_one_name_both_show(site: Site) -> None:
    for name in "ab":
        site.write(f"posts/{name}/fig.svg", f"<svg id='{name}'/>")
        site.write(f"posts/{name}/2026-01-01-{name}.md", "---\ntitle: 題\n---\n![図](fig.svg)\n")
    built = site.build()
    shown = {name for name in built.files() if name.startswith("_images/")}
    assert len(shown) == 2
    for name in "ab":
        page = built.read(f"posts/{name}/2026-01-01-{name}.html")
        source = next(path for path in shown if path in page)
        assert f"id='{name}'" in built.read(source)


@given(PATHS, st.randoms(use_true_random=False))
def test_names_of_pictures_are_unlike_and_do_not_depend_on_any_order(paths: list[str], chance: Random) -> None:
    found = []
    for _ in range(2):
        chance.shuffle(paths)
        pictures = SitePictures()
        for number, path in enumerate(paths):
            pictures.add_file(f"doc-{number % 3}", path)
        pictures.add_file("gone", "a/x.png")
        pictures.purge_doc("gone")
        pictures.settle()
        found.append({path: name for path, (_, name) in pictures.items()})
    assert found[0] == found[1]
    assert len({name.casefold() for name in found[0].values()}) == len(paths)


@given(PATHS)
def test_a_picture_that_is_added_later_has_a_name_of_its_own(paths: list[str]) -> None:
    pictures = SitePictures()
    for path in paths:
        pictures.add_file("doc", path)
    pictures.settle()
    late = pictures.add_file("doc", "late/x.png")
    assert late.casefold() not in {name.casefold() for path, (_, name) in pictures.items() if path != "late/x.png"}


@pytest.mark.parametrize(
    "address", ["/blog/assets/a.png", "/assets/a.png", "../assets/a.png", "https://example.org/blog/assets/a.png"]
)
def test_a_picture_is_found_alike_by_page_card_check_book_and_epub(
    site: Site, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    conf = f'{CONF}bunko_site_baseurl = "/blog"\nhtml_baseurl = "https://example.org/blog/"\n'
    site.write("conf.py", conf)
    site.write("index.md", "# 書庫\n\n```{bunko:list}\n:style: cards\n```\n")
    site.write("assets/a.png", png())
    head = f"title: 題\nimage: {address}\nexcerpt: 要約\ndescription: 要約\n"
    body = f'本文。\n\n<p><img src="{address}" alt="生"></p>\n\n![記法]({address})\n'
    site.write("posts/2025-01-01-a.md", f"---\n{head}---\n{body}")
    built = site.build()
    assert built.warnings == []
    page = BeautifulSoup(built.read("posts/2025-01-01-a.html"), "lxml")
    assert {found["alt"]: found["src"] for found in page.select("section img")} == dict.fromkeys(
        ["生", "記法"], "../_images/a.png"
    )
    (card,) = BeautifulSoup(built.read("index.html"), "lxml").select("img.sd-card-img-top")
    assert card["src"] == "_images/a.png"
    assert (built.outdir / "_images/a.png").is_file()
    assert main(["check", str(site.source), "--select", "image"]) == 0, capsys.readouterr().out
    book = site.build("bunko-pdf")
    assert book.warnings == []
    assert len(list((site.source / "_build/doctrees/bunko/typst/images").glob("*.png"))) == 1
    epub = site.build("bunko-epub")
    assert epub.warnings == []
    with ZipFile(epub.outdir / "compendium.epub") as archive:
        (chapter,) = (name for name in archive.namelist() if "2025-01-01-a" in name)
        assert archive.read(chapter).decode().count('src="images/') == 2


def test_a_picture_of_html_that_is_published_keeps_its_address(site: Site) -> None:
    site.write("conf.py", f'{CONF}bunko_files = ["assets"]\n')
    site.write("assets/a.png", png())
    site.write("posts/2025-01-01-a.md", '---\ntitle: 題\n---\n<p><img src="/assets/a.png" alt="生"></p>\n')
    built = site.build()
    assert '<img src="/assets/a.png" alt="生"' in built.read("posts/2025-01-01-a.html")
    assert not (built.outdir / "_images").exists()
