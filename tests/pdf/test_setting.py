"""A book with an article that cannot be set is set all the same, and only that article loses its look."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pypdf import PdfReader

from archive import series
from bunko.publication.books import make_book
from bunko.publication.shelf import BookPlan
from bunko.sphinx_ext import pdf_setting
from bunko.sphinx_ext.pdf_assets import Assets, font_folders
from bunko.sphinx_ext.typesetter import Typesetter
from bunko.sphinx_ext.typst_text import place

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_cannot_be_set_stands_as_plain_text_and_the_rest_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[tuple[object, ...]] = []
    monkeypatch.setattr(pdf_setting, "_warn", lambda *words, location=None: warned.append((*words, location)))
    good, bad = series(2)
    book = make_book([good, bad], BookPlan(title="本"), address="", translate=str)
    articles = {
        good.docname: f'#article("{place(good.docname)}", "甲")[][#jump("{place(bad.docname)}")[乙]; #strong[太字]];',
        bad.docname: f'#article("{place(bad.docname)}", "乙")[][#panic("破れ")];\n',
    }
    assets = Assets(tmp_path / "work", [tmp_path], font_folders((), tmp_path), 0)
    assets.prepare(book, "jis-b5", "ja")
    setting = pdf_setting.Setting("x", book, articles, assets, lambda docname: f"{docname} の本文。")
    with Typesetter() as typesetter:
        pdf = setting.pdf(typesetter)
    setting.report()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert f"{bad.docname} の本文。".replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert "太字" in text
    assert [words[-1] for words in warned] == [None, bad.docname]
