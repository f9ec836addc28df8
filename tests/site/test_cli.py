"""``bunko check`` says what a build would say of the posts, without building."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.cli.main import main

if TYPE_CHECKING:
    import pytest

    from sitekit import Site


def test_a_good_archive_passes_and_nothing_is_written(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("posts/2026-01-01-a.md", "---\ntitle: 題\n---\n本文。\n")
    before = sorted(site.source.rglob("*"))
    assert main(["check", str(site.source)]) == 0
    assert capsys.readouterr().out == ""
    assert sorted(site.source.rglob("*")) == before


def test_each_problem_is_told_with_its_place_in_the_language_of_the_site(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.write("posts/2026-01-01-a.md", "---\ntitle: 題\ndate: おととい\n---\n本文。\n")
    site.write("posts/2026-01-02-b.md", "---\ntitle: 題\n---\n本文。\n".encode("cp932"))
    site.write("taxonomy.yml", "tagz: {}\n")
    assert main(["check", str(site.source)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("posts/2026-01-01-a.md: 公開されません")
    assert lines[1].startswith("posts/2026-01-01-a.md:3: date: 'おととい' は日付として読めない")
    assert lines[2].startswith("posts/2026-01-02-b.md:2:")
    assert lines[3].startswith("taxonomy.yml:1:")
    site.write("conf.py", (site.source / "conf.py").read_text().replace('"ja"', '"en"'))
    main(["check", str(site.source)])
    assert "is no date" in capsys.readouterr().out


def test_unknown_keys_are_told_once_and_are_no_failure(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (1, 2, 3):
        site.write(f"posts/2026-01-0{number}-a.md", f"---\ntitle: 題{number}\nmood: 上々\n---\n本文。\n")
    assert main(["check", str(site.source)]) == 0
    out = capsys.readouterr().out
    assert out.count("mood") == 1
    assert "3" in out


def test_a_folder_without_a_site_is_said_in_one_line(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_templates_find_unknown_keys(site: Site) -> None:
    conf = (site.source / "conf.py").read_text(encoding="utf-8")
    site.write("conf.py", conf + 'templates_path = ["templates"]\n')
    site.write("templates/bunko/byline.html", "<p>気分は{{ post.extra.mood }}</p>")
    site.write("posts/2026-01-01-a.md", "---\ntitle: 題\nmood: 上々\n---\n本文。\n")
    assert "気分は上々" in site.build().read("posts/2026-01-01-a.html")
