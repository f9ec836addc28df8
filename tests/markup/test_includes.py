"""What ``{% include %}`` may put into posts, and when posts are read again for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bunko.markup.liquid.includes import digest_of, read_include

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_counts_by_its_name_and_by_what_it_holds(tmp_path: Path) -> None:
    assert digest_of(tmp_path / "none") == ""
    seen = [digest_of(tmp_path)]
    for name, text in (("a.html", "x"), ("a.html", "y"), ("sub/a.html", "y")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        seen.append(digest_of(tmp_path))
    (tmp_path / "a.html").rename(tmp_path / "b.html")
    seen.append(digest_of(tmp_path))
    assert len(set(seen)) == len(seen)


def test_names_that_are_not_utf_8_and_links_that_lead_nowhere_are_no_error(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.html")).write_bytes(b"x")
    (tmp_path / "dead.html").symlink_to(tmp_path / "none")
    assert digest_of(tmp_path) != ""


def test_nothing_is_read_from_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.html").write_text("a", encoding="utf-8")
    (tmp_path / "out.html").write_text("b", encoding="utf-8")
    (tmp_path / "in/link.html").symlink_to(tmp_path / "out.html")
    assert read_include(tmp_path / "in", "a.html") == "a"
    for name in ("../out.html", "link.html", "/etc/passwd", "none", "", "a\0b"):
        assert read_include(tmp_path / "in", name) is None
