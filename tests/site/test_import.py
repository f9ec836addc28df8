"""``bunko import``: a Jekyll site comes over whole, and every address that it had is answered."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from bunko.cli import main
from bunko.commands.import_site import Import
from bunko.content.addresses import file_of
from sitekit import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CONFIG = """
title: 書庫
description: 技術の話。
url: https://example.org
baseurl: /base
timezone: Asia/Tokyo
lang: ja-JP
permalink: /:categories/:year/:title/
author: {name: 編集部}
exclude: [secret]
jekyll-archives:
  enabled: [tags]
  permalinks: {tag: '/t/:name/'}
collections:
  recipes: {output: true}
defaults:
  - scope: {path: _posts/old}
    values: {author: 昔の人, layout: post}
  - scope: {path: '', type: pages}
    values: {author: nobody}
"""
DATA = "azu:\n  name: あず\n  bio: 書く人。\n"
FILES: dict[str, str | bytes] = {
    "_config.yml": CONFIG,
    "_posts/2025-01-02-one.md": "---\ntitle: 一\ntags: [AI]\nmood: 上々\nauthor: azu\n---\n"
    "![図](/assets/x.png) [二](/diary/2025/two/)\n",
    "_posts/old/2005-01-02-three.markdown": "---\ntitle: 三\nredirect_from: /3.html\n---\n"
    "本文。[無](/2001/02/03/none/) ![無](/no.png)\n",
    "diary/_posts/2025-01-03-two.md": "---\r\ntitle: 二\r\n---\r\n本文。\r\n",
    "_posts/2025-01-04-hidden.md": "---\ntitle: 隠\npublished: false\n---\n本文。\n",
    "_posts/2999-01-01-later.md": "---\ntitle: 後\n---\n本文。\n",
    "_posts/no-date.md": "---\ntitle: 無\n---\n本文。\n",
    "_posts/2025-01-05-page.html": "---\ntitle: 頁\n---\n<p>本文。</p>\n",
    "_drafts/idea.md": "---\ntitle: 案\n---\n本文。\n",
    "_recipes/soup.md": "---\ntitle: 汁\n---\n本文。\n",
    "_data/authors.yml": DATA,
    "about.md": "---\ntitle: 紹介\n---\n本文。\n",
    "assets/x.png": b"\x89PNG\r\n\x1a\n",
    "assets/_sass/main.scss": "a{}",
    "secret/y.png": b"\x89PNG",
    "CNAME": "example.org\n",
    "_layouts/post.html": "{{ content }}",
}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture
def jekyll(tmp_path: Path) -> Path:
    return write(tmp_path / "jekyll", FILES)


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def run(source: Path, target: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    report = target.parent / "report.json"
    status = main(["import", str(source), str(target), "--json", str(report), *arguments])
    return status, json.loads(report.read_text(encoding="utf-8"))


def test_every_post_comes_over_or_is_named_with_a_reason(jekyll: Path, tmp_path: Path) -> None:
    status, report = run(jekyll, tmp_path / "here")
    posts = report["posts"]
    assert status == 0
    assert posts["in"] == posts["out"] + len(posts["left_out"]) == 8
    assert {left["path"]: left["reason"].split(":")[0].split(";")[0] for left in posts["left_out"]} == {
        "_posts/2025-01-04-hidden.md": "published",
        "_posts/2999-01-01-later.md": "its date is still to come, and so Jekyll hides it",
        "_posts/no-date.md": "its name does not begin with a date, as in 2025-12-29-name.md",
        "_posts/2025-01-05-page.html": "its suffix is .html, and Bunko reads Markdown",
        "_drafts/idea.md": "a draft",
    }
    assert {left["path"] for left in report["not_posts"]} == {"about.md", "_recipes/soup.md"}


def test_the_source_is_not_touched_and_posts_are_copied_byte_for_byte(jekyll: Path, tmp_path: Path) -> None:
    before = state(jekyll)
    run(jekyll, tmp_path / "here")
    assert state(jekyll) == before
    there = state(tmp_path / "here")
    for old, new in {
        "_posts/2025-01-02-one.md": "posts/2025-01-02-one.md",
        "_posts/old/2005-01-02-three.markdown": "posts/old/2005-01-02-three.md",
        "diary/_posts/2025-01-03-two.md": "posts/diary/2025-01-03-two.md",
        "_drafts/idea.md": "drafts/idea.md",
        "_posts/2999-01-01-later.md": "drafts/2999-01-01-later.md",
        "assets/x.png": "assets/x.png",
        "CNAME": "CNAME",
    }.items():
        assert there[new][0] == before[old][0]
    assert not any("secret" in name or "layout" in name or "_sass" in name for name in there)


def test_the_report_says_what_became_of_keys_settings_links_pictures_and_addresses(
    jekyll: Path, tmp_path: Path
) -> None:
    _, report = run(jekyll, tmp_path / "here")
    assert report["keys"]["title"] == {"posts": 3, "use": "used"}
    assert report["keys"]["mood"] == {"posts": 1, "use": "kept"}
    assert report["settings"]["permalink"] == "bunko_permalink"
    assert set(report["settings"]) == {line.split(":")[0] for line in CONFIG.splitlines() if line and line[0].isalpha()}
    assert report["links"]["resolved"] == 1
    assert [(each["path"], each["line"], each["what"]) for each in report["links"]["unresolved"]] == [
        ("_posts/old/2005-01-02-three.markdown", 5, "/2001/02/03/none/")
    ]
    assert report["images"]["found"] == 1
    assert [each["what"] for each in report["images"]["missing"]] == ["/no.png"]
    assert {each["url"]: each["answered_by"] for each in report["urls"]} == {
        "/2025/one/": "page",
        "/2005/three/": "page",
        "/diary/2025/two/": "page",
        "/3.html": "redirect",
    }


def test_the_new_site_builds_and_knows_what_the_old_one_knew(jekyll: Path, tmp_path: Path) -> None:
    run(jekyll, tmp_path / "here")
    built = Site(tmp_path / "here").build(apart=True)
    assert built.returncode == 0
    assert [line for line in built.warnings if "none" not in line and "no.png" not in line] == []
    page = built.read("2025/one/index.html")
    assert "あず" in page  # the name of azu, from _data/authors.yml
    assert "昔の人" in built.read("2005/three/index.html")  # from the defaults
    assert '<link rel="canonical" href="https://example.org/base/2025/one/"' in page
    assert (built.outdir / "diary/2025/two/index.html").is_file()  # the category of the folder
    assert "2025/one" in built.read("t/ai/index.html") or "tags/ai" in built.read("t/ai/index.html")
    assert (built.outdir / "3.html").is_file()
    assert (built.outdir / "assets/x.png").read_bytes() == FILES["assets/x.png"]
    assert built.read("CNAME") == "example.org\n"
    assert not list(built.outdir.rglob("*hidden*")) + list(built.outdir.rglob("*later*"))


def test_a_second_run_changes_nothing(jekyll: Path, tmp_path: Path) -> None:
    run(jekyll, tmp_path / "here")
    before = state(tmp_path / "here")
    _, report = run(jekyll, tmp_path / "here")
    assert state(tmp_path / "here") == before
    assert report["files"]["written"] == report["files"]["updated"] == report["files"]["kept"] == 0


def test_what_was_edited_here_is_kept_and_what_changed_there_comes_over(jekyll: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    run(jekyll, here)
    (here / "conf.py").write_text("project = '私の'\n", encoding="utf-8")
    (here / "posts/2025-01-02-one.md").write_text("私が書き直した。\n", encoding="utf-8")
    (here / "CNAME").unlink()
    write(here, {"posts/diary/2025-01-06-new.md": "私の記事。\n"})
    write(
        jekyll,
        {
            "_posts/2025-01-02-one.md": "---\ntitle: 一の改\n---\n",
            "diary/_posts/2025-01-03-two.md": "---\ntitle: 二の改\n---\n",
            "diary/_posts/2025-01-06-new.md": "---\ntitle: 別\n---\n",
        },
    )
    _, report = run(jekyll, here)
    assert report["files"]["kept_files"] == [
        "conf.py", "CNAME", "posts/2025-01-02-one.md", "posts/diary/2025-01-06-new.md"
    ]  # fmt: skip
    assert (here / "conf.py").read_text(encoding="utf-8") == "project = '私の'\n"
    assert (here / "posts/2025-01-02-one.md").read_text(encoding="utf-8") == "私が書き直した。\n"
    assert not (here / "CNAME").exists()
    assert "二の改" in (here / "posts/diary/2025-01-03-two.md").read_text(encoding="utf-8")
    run(jekyll, here, "--force")
    assert "一の改" in (here / "posts/2025-01-02-one.md").read_text(encoding="utf-8")


def test_addresses_of_a_sitemap_are_looked_up(jekyll: Path, tmp_path: Path) -> None:
    locs = [
        "https://example.org/base/2025/one/",
        "https://example.org/base/t/ai/",
        "https://example.org/base/gone.html",
    ]
    locs += ["https://example.org/base/assets/x.png"]
    sitemap = tmp_path / "sitemap.xml"
    sitemap.write_text("".join(f"<url><loc>{loc}</loc></url>" for loc in locs), encoding="utf-8")
    status, report = run(jekyll, tmp_path / "here", "--sitemap", str(sitemap))
    assert status == 1
    answers = {each["url"]: each["answered_by"] for each in report["urls"]}
    assert answers["/2025/one/"] == "page"
    assert answers["/t/ai/"] == "redirect"
    assert answers["/assets/x.png"] == "file"
    assert answers["/gone.html"] == ""


def test_with_redirects_posts_stand_under_their_own_names(jekyll: Path, tmp_path: Path) -> None:
    _, report = run(jekyll, tmp_path / "here", "--redirects")
    assert {each["answered_by"] for each in report["urls"]} == {"redirect"}
    built = Site(tmp_path / "here").build()
    assert "posts/2025-01-02-one.html" in built.read("2025/one/index.html")


@pytest.mark.parametrize("damage", ["nothing", "no yaml", "the same folder", "no zone", "no sitemap"])
def test_what_cannot_be_imported_is_said_in_one_line(
    jekyll: Path, tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target, more = tmp_path / "here", []
    if damage == "nothing":
        shutil.rmtree(jekyll)
        jekyll.mkdir()
    elif damage == "no yaml":
        write(jekyll, {"_config.yml": "title: [x\n"})
    elif damage == "the same folder":
        target = jekyll
    elif damage == "no zone":
        more = ["--timezone", "Mars/Olympus"]
    else:
        more = ["--sitemap", str(jekyll / "CNAME")]
    assert main(["import", str(jekyll), str(target), *more]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_old_encodings_come_over_as_utf_8(tmp_path: Path) -> None:
    text = "---\ntitle: 題\n---\n本文。\n"
    source = write(
        tmp_path / "old", {"_config.yml": "encoding: cp932\n", "_posts/2005-01-02-x.md": text.encode("cp932")}
    )
    _, report = run(source, tmp_path / "here")
    assert report["posts"]["out"] == 1
    assert (tmp_path / "here/posts/2005-01-02-x.md").read_text(encoding="utf-8") == text


def test_options_of_kramdown_come_over(tmp_path: Path) -> None:
    options = "kramdown: {hard_wrap: true, parse_block_html: true, smart_quotes: [apos, apos, quot, quot]}\n"
    text = '---\ntitle: 題\n---\n"一行"\n<div>\n*二行*\n</div>\n'
    source = write(tmp_path / "old", {"_config.yml": options, "_posts/2020-01-02-x.md": text})
    run(source, tmp_path / "here")
    page = Site(tmp_path / "here").build().read("2020/01/02/x.html")
    assert "&quot;一行&quot;</p>" in page  # not set by Sphinx either, though the site is English
    assert "<em>二行</em>" in page


def test_unmodified_files_of_jekyll_work_where_they_are(jekyll: Path) -> None:
    write(
        jekyll,
        {
            "conf.py": 'extensions = ["bunko"]\nhtml_theme = "basic"\nlanguage = "ja"\nbunko_posts_folder = "_posts"\n'
            'source_suffix = {".md": "markdown", ".markdown": "markdown"}\nbunko_permalink = "pretty"\n'
            'bunko_permalink_pages = True\nexclude_patterns = ["_drafts", "_recipes", "about.md", "diary"]\n',
            "index.md": "# 書庫\n",
        },
    )
    built = Site(jekyll).build()
    assert "一" in built.read("2025/01/02/one/index.html")
    assert "三" in built.read("2005/01/02/three/index.html")


# -- real sites


@pytest.fixture(scope="session")
def samples(sample_posts: list[Path]) -> list[Path]:
    """The folders of the sample archives."""
    return sorted({next(up.parent for up in post.parents if up.name == "_posts") for post in sample_posts})


def test_every_sample_site_comes_over_whole_and_each_address_of_each_post_is_answered(
    samples: list[Path], tmp_path: Path
) -> None:
    for source in samples:
        status, report = run(source, tmp_path / source.name)
        count = sum(1 for path in source.glob("_posts/**/*") if path.is_file())
        posts = report["posts"]
        assert status == 0
        assert posts["in"] == count == posts["out"] + len(posts["left_out"])
        assert posts["left_out"] == []
        assert len(report["urls"]) >= count
        assert all(each["answered_by"] for each in report["urls"])


def test_all_samples_together_come_over_and_build(samples: list[Path], tmp_path: Path) -> None:
    together = tmp_path / "together"
    for source in samples:
        shutil.copytree(source / "_posts", together / source.name / "_posts")
    write(together, {"_config.yml": "title: すべて\ntimezone: Asia/Tokyo\npermalink: pretty\nfuture: true\n"})
    _, report = run(together, tmp_path / "here")
    posts = report["posts"]
    assert posts["in"] == posts["out"] + len(posts["left_out"]) == sum(1 for _ in paths(together))
    built = Site(tmp_path / "here").build(jobs=2, apart=True, html_theme="basic")
    assert built.returncode == 0
    for each in report["urls"]:
        assert (built.outdir / file_of(each["url"])).is_file(), each


def paths(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("_posts/**/*") if path.is_file())


def test_the_import_of_a_site_is_the_same_whoever_runs_it(jekyll: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        Import(jekyll, tmp_path / name, pages=True).run()
    one, two = ({name: content for name, (content, _) in state(tmp_path / name).items()} for name in ("one", "two"))
    assert one == two
