"""The search index of a site: what goes in, what stays out, and how little an edit changes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest

from archives import add_post, archive, clean_build, differing
from bunko.search import index as search_index
from sitekit import EXTENSIONS, BuildResult

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit import Site

BODY = """本文の**太字**と`code_word`です。<!-- 見えない注釈 -->

## 節の見出し

- 項目[^1]
- [前の記事](2026-01-01-b.md)へ

```python
print("コードの中")
second_line()
```

| 列 | 値 |
|---|---|
| 表の中 | 1 |

<div class="x"><script>hidden()</script>生のHTML &amp; 文字</div>

$$x^2$$

[^1]: 脚注の文。
"""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deal even a few documents into several blocks, and their grams into many shards."""
    monkeypatch.setattr(search_index, "_FEW_DOCS", 4)
    monkeypatch.setattr(search_index, "_PER_SHARD", 400)


def content_of(path: Path) -> bytes:
    found = re.fullmatch(r'bunkoSearch\.take\("([^"]+)","([^"]*)"\)\n', path.read_text(encoding="utf-8"))
    assert found
    assert path.as_posix().endswith(f"_search/{found[1]}.js")
    return b64decode(found[2])


def fragments(built: BuildResult) -> dict[str, dict[str, Any]]:
    """Return every fragment by its address."""
    found = [json.loads(zlib.decompress(content_of(path), -15)) for path in built.outdir.glob("_search/f/*.js")]
    return {shown["u"]: shown for shown in found}


def meta(built: BuildResult) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content_of(built.outdir / "_search/meta.js"))
    return found


def index_files(built: BuildResult) -> dict[str, bytes]:
    return {name: content for name, content in built.files().items() if name.startswith("_search/")}


def times(built: BuildResult) -> dict[str, int]:
    folder = built.outdir / "_search"
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.js")}


def test_what_a_reader_sees_of_a_document_is_indexed_and_nothing_else(site: Site) -> None:
    site.write("posts/2026-01-01-b.md", "---\ntitle: 二つ目\n---\n本文。\n")
    site.write(
        "posts/2026-01-02-a.md",
        f"---\ntitle: 題 ＡＩ\ntags: [タグの名]\ncategory: 分類\nauthor: 書き手\nexcerpt: 抜粋の文\n---\n{BODY}",
    )
    shown = fragments(site.build())["posts/2026-01-02-a.html"]
    assert shown["t"] == "題 ＡＩ"
    assert (shown["d"], shown["c"], shown["g"], shown["a"]) == ("2026-01-02", ["分類"], ["タグの名"], ["書き手"])
    assert shown["x"].split("\n") == [
        "本文の太字とcode_wordです。", "節の見出し", "項目", "前の記事へ", 'print("コードの中")', "second_line()",
        "列", "値", "表の中", "1", "生のHTML & 文字", "x^2", "脚注の文。",
    ]  # fmt: skip
    assert shown["h"] == [[1, "節の見出し"]]


@pytest.mark.parametrize(
    ("builder", "address"), [("html", "posts/2026-01-02-a.html"), ("dirhtml", "posts/2026-01-02-a/")]
)
def test_addresses_are_those_of_the_builder(site: Site, builder: str, address: str) -> None:
    site.write("posts/2026-01-02-a.md", "---\ntitle: 題\n---\n本文。\n")
    built = site.build(builder)
    assert address in fragments(built)
    assert meta(built)["page"] == {"html": "search.html", "dirhtml": "search/"}[builder]
    assert (built.outdir / meta(built)["page"] / ("" if builder == "html" else "index.html")).is_file()


@pytest.mark.parametrize("said", ["search: false", "nosearch: true"])
def test_a_document_may_stay_out(site: Site, said: str) -> None:
    site.write("posts/2026-01-02-a.md", f"---\ntitle: 題\n{said}\n---\n本文。\n")
    site.write("about.md", f"---\n{said}\norphan: true\n---\n# これは\n\n本文。\n")
    assert fragments(site.build()).keys() == {"index.html"}


def test_sphinx_has_no_search_beside_it(site: Site) -> None:
    site.write("posts/2026-01-02-a.md", "---\ntitle: 題\n---\n本文。\n")
    built = site.build()
    assert not (built.outdir / "searchindex.js").exists()
    page = built.read("posts/2026-01-02-a.html")
    assert "searchindex" not in page
    assert "searchtools" not in page
    assert page.count("bunko.js") == 1
    assert "bunko-search.js" not in page, "loaded when it is asked for"


def test_the_search_can_be_left_out(site: Site) -> None:
    site.write("posts/2026-01-02-a.md", "---\ntitle: 題\n---\n本文。\n")
    site.build()
    built = site.build(bunko_search=False)
    assert not [name for name in built.files() if name.startswith(("_search/", "search"))]
    assert "data-bunko-search" not in built.read("posts/2026-01-02-a.html")
    assert "data-bunko-search-page" in site.build().read("search.html")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("builder", ["html", pytest.param("dirhtml", marks=pytest.mark.long)])
def test_after_each_change_the_index_is_that_of_a_clean_build(site: Site, builder: str) -> None:
    archive(site, 16)
    site.build(builder, jobs=2)
    posts = sorted((site.source / "posts").iterdir())
    text = posts[3].read_text(encoding="utf-8")

    def retag() -> None:
        posts[3].write_text(re.sub("(?m)^tags: .*$", 'tags: ["新しいタグ"]', text), encoding="utf-8")

    for change in (
        lambda: posts[3].write_text(text + "\n追記です。\n", encoding="utf-8"),
        lambda: add_post(site),
        posts[5].unlink,
        retag,
        lambda: posts[7].rename(posts[7].with_name("2019-01-01-renamed.md")),
        lambda: site.write("taxonomy.yml", "tags:\n  AI:\n    synonyms: [LLM]\n"),
        lambda: site.write("guide.md", "---\norphan: true\n---\n# これは\n\n本文。\n"),
    ):
        change()
        assert differing(site.build(builder), clean_build(site, builder)) == []
    assert len(meta(site.build(builder))["blocks"]) > 2


@pytest.mark.usefixtures("small")
def test_the_index_is_in_the_language_of_the_site(site: Site) -> None:
    site.write("posts/2026-01-01-b.md", "---\ntitle: 二つ目\n---\n本文。\n")
    assert meta(site.build(language="en"))["language"] == "en"
    assert meta(site.build(language="fr"))["language"] == "fr"  # in the same words


def test_an_edit_changes_few_files(site: Site) -> None:
    archive(site, 30)
    before = times(site.build())
    post = sorted((site.source / "posts").iterdir())[3]
    post.write_text(post.read_text(encoding="utf-8") + "\n追記。\n", encoding="utf-8")
    after = times(site.build())
    changed = [name for name in after if after[name] != before.get(name)]
    assert [name for name in changed if name.startswith("f/")], "the fragment of the post"
    assert len([name for name in changed if name.startswith("f/")]) == 1
    assert len([name for name in changed if name.startswith("s/")]) <= 8, "a shard for each gram"
    assert times(site.build()) == after, "nothing has changed, so nothing is written"


@pytest.mark.usefixtures("small")
def test_what_is_lost_is_made_again(site: Site) -> None:
    archive(site, 12)
    expected = index_files(site.build())
    kept, index = site.source / "_build/doctrees/bunko", site.source / "_build/html/_search"
    for lost in (
        [index],
        [next((index / "f").iterdir())],
        [next((index / "s").iterdir())],
        [kept / "search-html"],
        [kept / "search", kept / "search-html"],
        [next((kept / "search-html").glob("0-*")), kept / "search"],
    ):
        for path in lost:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        assert index_files(site.build()) == expected


@pytest.mark.usefixtures("small")
def test_a_text_of_another_reading_is_taken_from_the_document(site: Site) -> None:
    archive(site, 12)
    expected = index_files(site.build())
    path = next((site.source / "_build/doctrees/bunko/search/posts").iterdir())
    for damage in (b"", b"\x80", path.read_bytes().replace(b"\x8c", b"\x8d", 1)):
        path.write_bytes(damage)
        shutil.rmtree(site.source / "_build/doctrees/bunko/search-html")
        shutil.rmtree(site.source / "_build/html/_search")
        assert index_files(site.build()) == expected


def test_two_output_folders_may_share_what_was_read(site: Site) -> None:
    post = site.write("posts/2026-01-02-a.md", "---\ntitle: 題\n---\n最初の本文。\n")
    expected = index_files(site.build())
    post.write_text("---\ntitle: 題\n---\n次の本文。\n", encoding="utf-8")
    other = site.source / "_build" / "other"
    command = [sys.executable, "-m", "sphinx", "-q", "-d", str(site.source / "_build/doctrees")]
    subprocess.run(
        [*command, str(site.source), str(other)], env={**os.environ, "PYTHONPATH": str(EXTENSIONS)}, check=True
    )
    built = site.build()
    assert index_files(built) == index_files(BuildResult(outdir=other, warnings=[])) != expected
    assert fragments(built)["posts/2026-01-02-a.html"]["x"] == "次の本文。"


def test_facets_are_the_merged_terms_in_reading_order(site: Site) -> None:
    site.write("taxonomy.yml", "tags:\n  AI:\n    synonyms: [人工知能]\n  投資: {reading: とうし}\n")
    site.write("posts/2026-01-02-a.md", "---\ntitle: 題\ntags: [投資, 人工知能]\n---\n本文。\n")
    site.write("posts/2025-01-02-b.md", "---\ntitle: 題\ntags: [ＡＩ]\ncategory: 技術\nauthor: 誰\n---\n本文。\n")
    built = site.build()
    facets = json.loads(zlib.decompress(content_of(built.outdir / "_search/facets.js"), -15))
    assert facets == {"tag": ["AI", "投資"], "category": ["技術"], "author": ["誰"], "year": ["2026", "2025"]}
    assert fragments(built)["posts/2026-01-02-a.html"]["g"] == ["投資", "AI"]
