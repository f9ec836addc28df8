"""The style sheets are written in parts, and built as one file each."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bunko.sphinx_ext.html import styles
from bunko.sphinx_ext.html.styles import SHEETS, STYLES, includes, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit import Site

PARTS = [part for parts in SHEETS.values() for part in parts]
LONGEST = 300


@pytest.fixture
def own_styles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the styles that a test may change."""
    folder = tmp_path / "styles"
    shutil.copytree(STYLES, folder)
    monkeypatch.setattr(styles, "STYLES", folder)
    return folder


def test_every_style_is_listed_once() -> None:
    there = {path.relative_to(STYLES).with_suffix("").as_posix() for path in STYLES.rglob("*") if path.is_file()}
    assert len(PARTS) == len(set(PARTS))
    assert {*PARTS, *(name for part in PARTS for name in includes(part))} == there


def test_styles_stay_small() -> None:
    lines = {path.name: path.read_text(encoding="utf-8").count("\n") for path in STYLES.rglob("*.css")}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_its_parts_in_the_order_of_the_list(name: str) -> None:
    at = -1
    for part in SHEETS[name]:
        text = (STYLES / f"{part}.css").read_text(encoding="utf-8")
        place = sheet(name).find(text.splitlines()[0], at + 1)
        assert place > at, part
        at = place
    assert "/* include" not in sheet(name)
    assert "\n\n\n" not in sheet(name)
    assert sheet(name).endswith("}\n")


def test_dark_colours_are_the_same_with_and_without_scripts() -> None:
    joined = sheet("bunko.css")
    dark = (STYLES / "base/dark.css").read_text(encoding="utf-8").splitlines()[1:-1]
    for line in dark:
        assert joined.count(f"\n{line}\n") == 1
        assert joined.count(f"\n  {line}\n") == 1


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub"])
def test_every_builder_of_pages_gets_the_joined_sheets(site: Site, builder: str) -> None:
    site.write("posts/2025-01-01-x.md", "---\ntitle: 題\n---\n本文。\n")
    built = site.build(builder, project="書庫", copyright="書庫", version="1")
    assert built.warnings == []
    for name in SHEETS:
        assert built.read(f"_static/{name}") == sheet(name)
    assert not list(built.outdir.glob("_static/*/*.css"))


@pytest.mark.parametrize("builder", ["html", "singlehtml"])
def test_a_changed_style_reaches_pages_that_have_not_changed(site: Site, own_styles: Path, builder: str) -> None:
    site.write("posts/2025-01-01-x.md", "---\ntitle: 題\n---\n本文。\n")
    page = "index.html" if builder == "singlehtml" else "posts/2025-01-01-x.html"
    before = site.build(builder).read(page)
    with (own_styles / "print.css").open("a", encoding="utf-8") as file:
        file.write("\nbody { color: red; }\n")
    built = site.build(builder)
    assert built.read("_static/bunko.css").endswith("color: red; }\n")
    assert built.read(page) != before, "the address of the sheet has its checksum"


def test_a_build_names_no_folder_of_another_builds_styles(site: Site) -> None:
    before = list(site.build().app.config._options["html_static_path"].default)  # type: ignore[union-attr]
    assert not [name for name in before if name.endswith("styles")]
