"""``bunko import``: a Jekyll site comes over whole, and every address that it had is answered."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from bunko.cli.console import CommandError
from bunko.cli.import_site import Import
from bunko.cli.import_writer import ImportWriter
from bunko.cli.main import main
from bunko.posts.permalinks import file_of
from casefile import read_sites, write_site
from feedkit import read_atom
from sitekit import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sitekit import BuildResult

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
    "all.html": "---\ntitle: 全部\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n",
    "robots.txt": "---\n---\nSitemap: {{ site.url }}/sitemap.xml\n",
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
        "_posts/2025-01-04-hidden.md": "it says that it is not published",
        "_posts/2999-01-01-later.md": "its date is still to come, and so Jekyll hides it",
        "_posts/no-date.md": "its name does not begin with a date, as in 2025-12-29-name.md",
        "_drafts/idea.md": "a draft",
    }
    assert report["pages"] == ["about/index.md", "recipes/soup/index.md"]
    assert {left["path"]: left["url"] for left in report["not_posts"]} == {"all.html": "/all/"}


def test_both_folders_may_be_named_from_where_the_user_is(
    jekyll: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["import", jekyll.name, "here"]) == 0
    assert main(["check", "here", "--select", "date"]) == 0


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
        "_posts/2999-01-01-later.md": "posts/2999-01-01-later.md",
        "assets/x.png": "assets/x.png",
        "CNAME": "CNAME",
    }.items():
        assert there[new][0] == before[old][0]
    assert not any("secret" in name or "layout" in name or "_sass" in name for name in there)


def test_the_report_says_what_became_of_keys_settings_links_pictures_and_addresses(
    jekyll: Path, tmp_path: Path
) -> None:
    _, report = run(jekyll, tmp_path / "here")
    assert report["keys"]["title"] == {"posts": 4, "use": "used"}
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
        "/authors/azu.html": "redirect",  # their key in _data, and what Bunko would have called the page
        "/2005/three/": "page",
        "/diary/2025/two/": "page",
        "/2025/page/": "page",
        "/3.html": "redirect",
        "/t/ai/": "redirect",
        "/about/": "page",
        "/recipes/soup/": "page",
        "/robots.txt": "file",
        "/all/": "",
    }
    assert report["urls"][-1]["reason"] == "all.html: {% for post in site.posts %} asks for more than text"


def test_the_new_site_builds_and_knows_what_the_old_one_knew(jekyll: Path, tmp_path: Path) -> None:
    run(jekyll, tmp_path / "here")
    built = Site(tmp_path / "here").build(apart=True)
    assert built.returncode == 0
    assert [line for line in built.warnings if "none" not in line and "no.png" not in line] == []
    page = built.read("2025/one/index.html")
    assert "bunko-imprint" in page
    assert "bunko-backlinks" in built.read("diary/2025/two/index.html")  # 一 mentions it
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
    assert {each["answered_by"] for each in report["urls"] if "20" in each["url"]} == {"redirect"}
    built = Site(tmp_path / "here").build()
    assert "posts/2025-01-02-one.html" in built.read("2025/one/index.html")


@pytest.mark.parametrize("damage", ["nothing", "no yaml", "the same folder", "a folder in it", "no zone", "no sitemap"])
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
    elif damage == "a folder in it":
        target = jekyll / "new"
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


# -- sites that have names in common with Bunko's, and other shapes


PLAIN = "---\ntitle: 題\n---\n本文。\n"


def bring(tmp_path: Path, files: Mapping[str, str | bytes]) -> tuple[dict[str, Any], Site]:
    source = write(tmp_path / "there", {"_config.yml": "timezone: Asia/Tokyo\nlang: ja\npermalink: pretty\n", **files})
    _, report = run(source, tmp_path / "here")
    return report, Site(tmp_path / "here")


def build(site: Site) -> BuildResult:
    return site.build(html_theme="basic", html_theme_options={})


def test_a_folder_called_posts_hides_no_post(tmp_path: Path) -> None:
    report, site = bring(
        tmp_path,
        {
            "_posts/2025-01-02-x.md": PLAIN,
            "posts/2025/x.png": b"\x89PNG",
            "drafts/y.txt": "y",
            "index.md": "# 前の表紙\n",
        },
    )
    assert [left["path"] for left in report["not_posts"]] == ["index.md"]
    assert report["files"]["kept"] == 0
    built = build(site)
    assert built.warnings == []
    assert "本文" in built.read("2025/01/02/x/index.html")
    assert (built.outdir / "posts/2025/x.png").is_file()
    assert (built.outdir / "drafts/y.txt").is_file()
    assert not (built.outdir / "posts/2025-01-02-x.md").exists()


def test_nothing_is_read_or_written_outside_of_the_two_folders(tmp_path: Path) -> None:
    config = "includes_dir: ../secret\ndata_dir: /../secret\ncollections_dir: ..\n"
    write(tmp_path / "secret", {"x.html": "秘密", "authors.yml": "a:\n  name: 秘密\n"})
    write(tmp_path / "jekyll", {"_config.yml": config, "_posts/2025-01-02-x.md": PLAIN, "a/b.txt": "b"})
    (tmp_path / "jekyll/a/above").symlink_to(tmp_path / "jekyll")
    before = {path for path in tmp_path.rglob("*") if "here" not in path.parts}
    run(tmp_path / "jekyll", tmp_path / "here")
    written = {path for path in (tmp_path / "here").rglob("*") if path.is_file()}
    assert {path for path in tmp_path.rglob("*") if "here" not in path.parts} - before == {tmp_path / "report.json"}
    assert [path for path in written if "秘密" in path.read_text(encoding="utf-8")] == []
    assert tmp_path / "here/a/b.txt" in written
    with pytest.raises(CommandError, match="is not below"):
        ImportWriter(tmp_path / "here", "record.json").write("../x", b"")


def test_the_folder_of_collections_is_no_category(tmp_path: Path) -> None:
    config = (
        "timezone: Asia/Tokyo\npermalink: pretty\ncollections_dir: content\ncollections: {notes: {output: true}}\n"
        "defaults: [{scope: {path: content/_posts/diary, type: posts}, values: {lang: en}}]\n"
    )
    report, site = bring(
        tmp_path,
        {
            "_config.yml": config,
            "content/_posts/diary/2025-01-02-x.md": PLAIN,
            "content/旅/_posts/2025-01-03-y.md": PLAIN.replace("題", "旅"),
            "content/_notes/メモ.md": PLAIN,
            "content/_notes/a.txt": "a",
            "_posts/2025-01-04-outside.md": PLAIN,
        },
    )
    assert {each["url"] for each in report["urls"]} == {"/2025/01/02/x/", "/旅/2025/01/03/y/", "/notes/メモ/"}
    assert [left["path"] for left in report["posts"]["left_out"]] == ["_posts/2025-01-04-outside.md"]
    assert "posts/diary': {'lang': 'en'}" in (site.source / "conf.py").read_text(encoding="utf-8")
    assert (site.source / "notes/a.txt").is_file()


def test_drafts_of_two_folders_do_not_meet(tmp_path: Path) -> None:
    report, site = bring(tmp_path, {"_drafts/x.md": PLAIN, "diary/_drafts/x.md": PLAIN + "別。\n"})
    assert report["posts"]["in"] == len(report["posts"]["left_out"]) == 2
    assert report["files"]["kept"] == 0
    assert "別" in (site.source / "drafts/diary/x.md").read_text(encoding="utf-8")


def test_two_posts_that_differ_by_suffix_alone_are_not_mixed_up(tmp_path: Path) -> None:
    report, _ = bring(tmp_path, {"_posts/2025-01-02-x.md": PLAIN, "_posts/2025-01-02-x.markdown": PLAIN})
    assert report["posts"]["in"] == 2
    assert [left["reason"] for left in report["posts"]["left_out"]] == ["another post has its name: rename it"]


def test_posts_in_html_come_over_and_are_read_as_html(tmp_path: Path) -> None:
    text = "---\ntitle: 題\n---\n<p>一<b>二</b> **三** {{ page.title }}</p>\n\n    <p>四</p>\n\n* 五\n"
    report, site = bring(tmp_path, {"_posts/2025-01-02-x.html": text.replace("\n", "\r\n")})
    assert report["posts"]["out"] == 1
    built = build(site)
    assert built.warnings == []
    page = built.read("2025/01/02/x/index.html")
    assert "<p>一<b>二</b> **三** 題</p>" in page
    assert "<p>四</p>\n\n* 五" in page
    assert "nomarkdown" not in page


def test_pages_stand_where_they_stood_and_links_lead_to_them(tmp_path: Path) -> None:
    config = (
        "timezone: Asia/Tokyo\nlang: ja\npermalink: date\ntitle: 書庫\nbaseurl: /b\ninclude: [_pages]\n"
        "collections: {tabs: {output: true}, secret: {}}\n"
        "defaults: [{scope: {path: '', type: tabs}, values: {permalink: '/:title/'}}]\n"
    )
    links = "[甲](/about/) [乙](/docs/guide.html) [丙]({{ site.baseurl }}/contact/) [丁]({% link _pages/about.md %})"
    report, site = bring(
        tmp_path,
        {
            "_config.yml": config,
            "_pages/about.md": "---\ntitle: '[紹介]'\npermalink: /about/\n---\n"
            "{{ site.title }}の**「文」**です。\n{: .x}\n",
            "docs/guide.md": "---\ntitle: 手引\n---\n\n# 手引き\n\n手引きです。\n",
            "docs/plain.md": "# ただの文書\n",
            "_tabs/contact.md": "---\ntitle: 連絡\n---\n連絡先。\n",
            "_tabs/tags.md": "---\nlayout: tags\n---\n",
            "_secret/x.md": PLAIN,
            "_posts/2025-01-02-x.md": f"---\ntitle: 題\n---\n{links}\n",
        },
    )
    assert report["pages"] == ["about/index.md", "docs/guide.md", "contact/index.md"]
    assert report["links"] == {"resolved": 4, "unresolved": []}
    assert {each["url"]: each["answered_by"] for each in report["urls"]} == {
        "/2025/01/02/x.html": "page",
        "/about/": "page",
        "/docs/guide.html": "page",
        "/contact/": "page",
        "/tags/": "page",
    }
    built = build(site)
    assert built.warnings == []
    assert "書庫の<strong>「文」</strong>です。" in built.read("about/index.html")
    assert built.read("docs/guide.html").count("<h1>") == 1
    assert built.read("docs/plain.md") == "# ただの文書\n"
    assert not (built.outdir / "docs/guide.md").exists()
    page = built.read("2025/01/02/x.html")
    for target in ("about/index.html", "docs/guide.html", "contact/index.html"):
        assert f'href="../../../{target}"' in page
    assert main(["check", str(site.source), "--select", "link"]) == 0


def test_the_report_names_what_posts_use_of_kramdown_and_of_liquid(tmp_path: Path) -> None:
    body = (
        "* 目次\n{:toc}\n\n段落。[^1]\n{: .note}\n\n用語\n: 説明\n\n$$ x $$ と `{: .code}`\n\n"
        "*[HTML]: 言語\n\n[^1]: 注。\n\n"
        '{::comment}\n隠す\n{:/comment}\n\n<div markdown="1">*文*</div>\n\n{% raw %}x{% endraw %}\n'
    )
    report, _ = bring(tmp_path, {"_posts/2025-01-02-x.md": f"---\ntitle: 題\n---\n{body}"})
    assert {each["name"]: each["count"] for each in report["constructs"]} == {
        "{:toc}": 1,
        "{: .class #id key=…}": 1,
        "{::name}": 1,
        "[^1]: …": 1,
        ": …": 1,
        "*[ABC]: …": 1,
        "$$ … $$": 1,
        'markdown="1"': 1,
        "{% raw %}": 1,
    }


def test_what_comes_from_wordpress_has_an_author_and_an_excerpt(tmp_path: Path) -> None:
    header = "title: 題\nauthor:\n  login: admin\n  display_name: 花子\n"
    _, site = bring(
        tmp_path, {"_posts/2025-01-02-x.html": f"---\n{header}---\n<h2>題</h2>\n<p>最初の<b>段落</b>。</p>\n"}
    )
    built = build(site)
    assert built.warnings == []
    page = built.read("2025/01/02/x/index.html")
    assert "花子" in page
    assert "最初の段落。" in built.read("index.html")


def test_what_config_gives_to_all_posts_is_no_fault_of_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = "{read_time: true, titel: x, mine: y}"
    config = f"timezone: Asia/Tokyo\ndefaults: [{{scope: {{path: ''}}, values: {values}}}]\n"
    _, site = bring(tmp_path, {"_config.yml": config, "_posts/2025-01-02-x.md": PLAIN + "段落。\n"})
    capsys.readouterr()
    assert main(["check", str(site.source)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", read_sites())
def test_every_address_that_jekyll_writes_is_answered_or_named_with_a_reason(name: str, tmp_path: Path) -> None:
    case = read_sites()[name]
    source = write_site(tmp_path / "jekyll", case["files"])
    _, report = run(source, tmp_path / "here")
    posts = report["posts"]
    assert posts["in"] == posts["out"] + len(posts["left_out"])
    built = build(Site(tmp_path / "here"))
    assert built.returncode == 0
    left = {each["url"]: each["reason"] for each in report["urls"] if not each["answered_by"]}
    left |= {f"/{each['path']}": each["reason"] for each in (*report["not_posts"], *posts["left_out"])}
    for each in report["urls"]:
        file = each["url"].removeprefix("/") if each["answered_by"] == "file" else file_of(each["url"])
        assert (built.outdir / file).is_file() == bool(each["answered_by"]), each
    wanted = {url: url.removeprefix("/") + ("index.html" if url.endswith("/") else "") for url in case["urls"]}
    unanswered = {url for url, file in wanted.items() if not (built.outdir / file).is_file()}
    assert unanswered <= left.keys()


@pytest.mark.parametrize("name", read_sites())
def test_a_second_import_of_any_site_changes_nothing(name: str, tmp_path: Path) -> None:
    source = write_site(tmp_path / "jekyll", read_sites()[name]["files"])
    _, first = run(source, tmp_path / "here")
    before = state(tmp_path / "here")
    _, second = run(source, tmp_path / "here")
    assert state(tmp_path / "here") == before
    assert second["files"]["unchanged"] == first["files"]["written"]
    assert second | {"files": {}} == first | {"files": {}}


def test_posts_may_ask_for_what_config_says_in_sections(tmp_path: Path) -> None:
    config = (
        "timezone: Asia/Tokyo\nlang: ja\nauthor: {name: 花子}\nsocial: {x: {id: hana}, links: [a]}\ndescription: 話\n"
    )
    post = "---\ntitle: 題\n---\n{{ site.author.name }}と{{ site.social.x.id }}と{{ site.description }}\n"
    _, site = bring(tmp_path, {"_config.yml": f"{config}permalink: pretty\n", "_posts/2025-01-02-x.md": post})
    built = build(site)
    assert built.warnings == []
    assert "花子とhanaと話" in built.read("2025/01/02/x/index.html")


def test_subscribers_of_jekyll_feed_notice_nothing(tmp_path: Path) -> None:
    feed = "feed: {posts_limit: 2, excerpt_only: true, tags: true}\n"
    config = f"timezone: Asia/Tokyo\nlang: ja\nurl: https://example.org\nbaseurl: /b\npermalink: pretty\n{feed}"
    posts = {f"_posts/2025-01-0{day}-x{day}.md": f"---\ntitle: 題{day}\ntags: [AI]\n---\n本文。\n" for day in (1, 2, 3)}
    report, site = bring(tmp_path, {"_config.yml": config, **posts})
    assert report["settings"]["feed"] == "bunko_feed_limit, bunko_feed_content, bunko_feeds"
    built = build(site)
    assert built.warnings == []
    atom = read_atom(built.files()["feed.xml"])
    assert [(entry.id, entry.link) for entry in atom.entries] == [
        (f"https://example.org/b/2025/01/0{day}/x{day}", f"https://example.org/b/2025/01/0{day}/x{day}/")
        for day in (3, 2)
    ]
    assert "content" not in atom.entries[0]
    assert read_atom(built.files()["feed/by_tag/ai.xml"]).entries
