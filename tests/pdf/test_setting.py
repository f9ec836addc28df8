"""A book with an article that cannot be set is set all the same, and only that article loses its look."""

from __future__ import annotations

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from sphinx.errors import SphinxError

from archive import series
from bunko.books.book import make_book
from bunko.books.plan import BookPlan
from bunko.sphinx_ext.typst import compile as pdf_setting
from bunko.sphinx_ext.typst import process as typesetter
from bunko.sphinx_ext.typst.assets import Assets, font_folders
from bunko.sphinx_ext.typst.process import Typesetter
from bunko.sphinx_ext.typst.syntax import place
from bunko.sphinx_ext.typst.tasks import Memory

if TYPE_CHECKING:
    from pathlib import Path

    from bunko.problems import Problem
    from sitekit import Site


def test_what_cannot_be_set_stands_as_plain_text_and_the_rest_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[Problem] = []
    monkeypatch.setattr(pdf_setting, "report", lambda problems, _: warned.extend(problems))
    good, bad = series(2)
    book = make_book([good, bad], BookPlan(title="本"), address="", translate=str)
    articles = {
        good.docname: f'#article("{place(good.docname)}", "甲")[][#jump("{place(bad.docname)}")[乙]; #strong[太字]];',
        bad.docname: f'#article("{place(bad.docname)}", "乙")[][#panic("破れ")];\n',
    }
    assets = Assets(tmp_path / "work", [tmp_path], font_folders((), tmp_path), 0, lambda address, _: address)
    assets.prepare(book, "jis-b5", "ja")
    setting = pdf_setting.Setting("x", book, articles, assets, lambda docname: f"{docname} の本文。")
    with Typesetter() as engine:
        pdf = setting.pdf(engine)
    setting.report()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert f"{bad.docname} の本文。".replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert "太字" in text
    assert [problem.docname for problem in warned] == ["", bad.docname]


def test_a_process_that_is_killed_is_named_as_such(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "_command", lambda: [sys.executable, "-c", "pass"])
    site.write("posts/2024-01-01-a.md", "---\ntitle: 題\n---\n本文。\n")
    with pytest.raises(SphinxError, match="compendium"):
        site.build("bunko-pdf")


def test_no_more_is_set_side_by_side_than_memory_allows() -> None:
    memory = Memory(100)
    most: list[int] = []
    at_work: list[int] = []

    def work(size: int) -> None:
        memory.take(size)
        at_work.append(size)
        most.append(sum(at_work))
        if sum(at_work) > 100:
            assert at_work == [size]
        at_work.remove(size)
        memory.give_back(size)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, size) for size in [30, 250, 60, 60, 1, 100, 99, 40] * 20]:
            done.result()
    assert max(most) <= 250
