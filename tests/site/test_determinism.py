"""The same sources give the same bytes, however, wherever and whenever they are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archives import add_post, archive, clean_build, differing
from sitekit import CONF, Site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOOK_THEME = CONF.replace("basic", "sphinx_book_theme")
POSTS = 45  # more than one page of a list holds


@pytest.mark.parametrize("conf", [CONF, BOOK_THEME], ids=["basic", "book"])
def test_serial_and_parallel_builds_are_equal(make_site: Callable[..., Site], conf: str) -> None:
    serial = archive(make_site("serial", conf), POSTS).build(apart=True)
    parallel = archive(make_site("parallel", conf), POSTS).build(jobs=4, apart=True)
    assert serial.returncode == parallel.returncode == 0
    assert differing(serial, parallel) == []
    assert [line.split("/serial/")[-1] for line in sorted(serial.warnings)] == [
        line.split("/parallel/")[-1] for line in sorted(parallel.warnings)
    ]


def test_folder_time_and_hash_seed_do_not_show(make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    one = archive(make_site("here", BOOK_THEME), POSTS).build(apart=True)
    monkeypatch.setenv("PYTHONHASHSEED", "2")
    monkeypatch.setenv("TZ", "America/New_York")
    other = archive(make_site("a/longer/path", BOOK_THEME), POSTS).build(apart=True)
    assert differing(one, other) == []


def test_sources_are_not_touched_by_a_build(site: Site) -> None:
    archive(site, POSTS)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in (site.source / "posts").iterdir()}
    site.build(jobs=2)
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in (site.source / "posts").iterdir()}
    assert before == after


def changed_since(folder: Path, before: dict[str, int]) -> set[str]:
    return {name for name, time in times(folder).items() if before.get(name) != time}


def times(folder: Path) -> dict[str, int]:
    return {p.relative_to(folder).as_posix(): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def delete(site: Site) -> None:
    sorted((site.source / "posts").iterdir())[30].unlink()


def retag(site: Site) -> None:
    path = sorted((site.source / "posts").iterdir())[10]
    path.write_text(path.read_text().replace("tags: [", 'tags: ["付け替え", '))


def retitle(site: Site) -> None:
    path = sorted((site.source / "posts").iterdir())[5]
    path.write_text(path.read_text().replace('title: "', 'title: "改題：'))


def rename(site: Site) -> None:
    path = sorted((site.source / "posts").iterdir())[20]
    path.rename(path.with_name("2020-02-02-renamed.md"))


def unpublish(site: Site) -> None:
    path = sorted((site.source / "posts").iterdir())[40]
    path.write_text(path.read_text().replace("layout: post", "published: false"))


def describe(site: Site) -> None:
    site.write("taxonomy.yml", "tags:\n  AI:\n    slug: machine\n    synonyms: [LLM]\n")


EDITS = [add_post, delete, retag, retitle, rename, unpublish, describe]


def test_after_each_edit_an_incremental_build_equals_a_clean_one(site: Site) -> None:
    archive(site, POSTS).build()
    for edit in EDITS:
        edit(site)
        assert differing(site.build(), clean_build(site)) == [], edit.__name__


def test_many_incremental_builds_in_parallel_equal_a_clean_one(site: Site) -> None:
    archive(site, POSTS).build(jobs=4, apart=True)
    for edit in EDITS:
        edit(site)
        incremental = site.build(jobs=4, apart=True)
    assert differing(incremental, clean_build(site)) == []


@pytest.mark.parametrize("name", ["about", "copyright"])
def test_a_document_that_the_theme_links_to_on_every_page_comes_and_goes(site: Site, name: str) -> None:
    site.write("posts/2025-01-01-x.md", "---\ntitle: 題\n---\n本文。\n")
    site.build()
    site.write(f"{name}.md", "---\norphan: true\n---\n# 頁\n")
    built = site.build()
    assert f'href="../{name}.html"' in built.read("posts/2025-01-01-x.html")
    assert differing(built, clean_build(site)) == []
    site.remove(f"{name}.md")
    assert differing(site.build(), clean_build(site)) == []


def test_a_template_and_a_style_count_by_their_names(make_site: Callable[..., Site]) -> None:
    conf = 'extensions = ["bunko"]\nhtml_theme = "basic"\ntemplates_path = ["own"]\nhtml_static_path = ["static"]\n'
    site = make_site(conf=conf)
    site.write("posts/2025-01-01-x.md", "---\ntitle: 題\n---\n本文。\n")
    site.write("own/bunko/byline.html", "<p>自前の行</p>")
    assert "自前の行" in site.build().read("posts/2025-01-01-x.html")
    (site.source / "own/bunko/byline.html").rename(site.source / "own/bunko/byline.html.off")
    assert "自前の行" not in site.build().read("posts/2025-01-01-x.html")


def test_a_build_without_a_change_writes_no_page(site: Site) -> None:
    archive(site, POSTS)
    outdir = site.build(html_use_index=False).outdir
    before = times(outdir)
    site.build(html_use_index=False)
    assert not {name for name in changed_since(outdir, before) if name.endswith(".html")}


def test_a_new_post_rewrites_only_what_shows_it(site: Site) -> None:
    archive(site, POSTS)
    outdir = site.build().outdir
    before = times(outdir)
    add_post(site)
    site.build()
    assert {name for name in changed_since(outdir, before) if name.startswith("posts/")} == {
        "posts/2031-01-01-new.html"
    }


def test_a_new_post_of_a_category_changes_the_article_before_it(site: Site) -> None:
    for day in (1, 2, 3):
        site.write(f"posts/2025-01-0{day}-x.md", f"---\ntitle: 第{day}\ncategories: [技術]\n---\n本文。\n")
    outdir = site.build().outdir
    before = times(outdir)
    site.write("posts/2025-01-04-x.md", "---\ntitle: 第4\ncategories: [技術]\n---\n本文。\n")
    site.build()
    articles = {name for name in changed_since(outdir, before) if name.startswith("posts/")}
    assert articles == {"posts/2025-01-03-x.html", "posts/2025-01-04-x.html"}
