"""A value of conf.py that an option cannot take is refused in one sentence, before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sphinx.errors import ConfigError

from bunko.cli.console import CommandError
from bunko.problems import Kind
from bunko.sphinx_ext.config import OPTIONS
from sitekit import CONF, ROOT

if TYPE_CHECKING:
    from sitekit import Site

#: For each type, values that are of another. `None` is what an author writes to say "nothing".
WRONG: dict[type, list[object]] = {
    str: [3, None, ["x"]],
    bool: [None],
    int: [None, True],
    list: [3, None, [3]],
    dict: [3, None],
}
#: Set by Bunko itself; and their members are checked with all else that they say.
OTHERS = {"includes_digest", "books"}
CASES = [
    (option.name, value)
    for option in OPTIONS
    for value in WRONG[option.types[0]]
    if option.name not in OTHERS and (option.name, value) != ("pdf_volumes", 3)
]


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_value_of_another_type_is_refused_with_its_name(site: Site, name: str, value: object) -> None:
    with pytest.raises(ConfigError, match=f"bunko_{name} "):
        site.build("html", **{f"bunko_{name}": value})  # type: ignore[arg-type] # as they may stand in conf.py


@pytest.mark.parametrize(
    "conf",
    [
        {"bunko_posts_folder": ""},
        {"bunko_posts_folder": "."},
        {"bunko_posts_folder": "../posts"},
        {"bunko_files": ["../secret"]},
        {"bunko_files": ["assets/../../secret"]},
        {"bunko_files": ["/"]},
    ],
)
def test_nothing_is_taken_from_outside_of_the_source_folder(site: Site, conf: dict[str, Any]) -> None:
    (site.source.parent / "secret").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match=next(iter(conf))):
        site.build(**conf)
    assert not list((site.source / "_build").rglob("secret"))


def test_a_folder_may_be_written_with_a_slash(site: Site) -> None:
    site.write("blog/2025-01-01-x.md", "---\ntitle: 題\n---\n本文。\n")
    assert "題" in site.build(bunko_posts_folder="blog/").read("archive/all.html")


def test_a_file_to_be_published_that_is_not_there_is_reported(site: Site) -> None:
    site.write("assets/a.txt", "x")
    built = site.build(bunko_files=["assets/", "asets"], language="en")
    assert (built.outdir / "assets/a.txt").is_file()
    (warning,) = built.warnings
    assert "conf.py" in warning
    assert "asets" in warning


def test_the_manual_names_every_kind_of_warning() -> None:
    manual = (ROOT / "docs/options.md").read_text(encoding="utf-8")
    # Pictures are looked for by `bunko check` alone, which has rules of its own.
    assert [kind for kind in Kind if kind is not Kind.IMAGE and f"`bunko.{kind}`" not in manual] == []


def test_commands_refuse_the_same(site: Site) -> None:
    from bunko.cli.site import read_site

    site.write("conf.py", CONF + "bunko_page_size = None\n")
    with pytest.raises((ConfigError, CommandError), match="bunko_page_size"):
        read_site(site.source)
