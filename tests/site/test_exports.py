"""The exports of a built site: complete, true after every change, absent unless asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from archives import PIXEL, archive, clean_build, differing

if TYPE_CHECKING:
    from sitekit import BuildResult, Site

HOME = "https://example.org/blog/"
ALL = ["json", "markdown", "llms", "bibtex", "csl"]
CONF: dict[str, Any] = {"html_baseurl": HOME, "bunko_exports": ALL, "bunko_description": "試しの書庫。"}
FILES = {"posts.json", "llms.txt", "llms-full.txt", "posts.bib", "posts.csl.json"}


def write(site: Site) -> None:
    site.write("posts/p.png", PIXEL)
    head = "tags: [AI]\ncategory: 経済\nauthor: 人\nmood: 上々\nseries: 連載"
    body = "[次](2025-01-03-b.md#節) ![図](p.png) {{ page.mood }} `[次](x.md)`\n{: .lead}"
    site.write("posts/2025-01-02-a.md", f"---\ntitle: 一\n{head}\n---\n{body}\n")
    site.write("posts/2025-01-03-b.md", "---\ntitle: 二\npermalink: /日本/\n---\n## 節\n\n本文。\n")
    site.write("posts/2025-01-04-c.md", "---\ntitle: 秘密\nunlisted: true\n---\n秘密。\n")
    site.write("posts/2025-01-05-d.md", "---\ntitle: 秘密\ndraft: true\n---\n秘密。\n")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_programs_have_all_that_readers_have_and_no_more(site: Site, builder: str) -> None:
    write(site)
    built = site.build(builder, bunko_permalink_pages=True, **CONF)
    data = json.loads(built.read("posts.json"))
    assert data["url"] == HOME
    (two, one) = data["posts"]
    assert two["url"] == HOME + "%E6%97%A5%E6%9C%AC/"
    assert two["linked_from"] == [one["url"]]
    assert one["links"] == [two["url"]]
    assert (one["tags"], one["series"], one["part"], one["extra"]) == (["AI"], "連載", 1, {"mood": "上々"})
    path = built.outdir / ("posts/2025-01-02-a/index.md" if builder == "dirhtml" else "posts/2025-01-02-a.md")
    assert one["markdown"] == HOME + path.relative_to(built.outdir).as_posix()
    text = path.read_text(encoding="utf-8")
    assert text == (
        f"# 一\n\n2025-01-02 · 人\n\n<{one['url']}>\n\n[次]({two['url']}#%E7%AF%80)"
        f" ![図]({HOME}_images/p.png) 上々 `[次](x.md)`\n"
    )
    assert (built.outdir / "_images/p.png").is_file()
    assert built.read("llms.txt") == (
        f"# {built.app.config.project}\n\n> 試しの書庫。\n\n## 2025\n\n- [二]({two['markdown']}): 本文。\n"  # type: ignore[union-attr]
        f"- [一]({one['markdown']}): {one['excerpt']}\n"
    )
    assert text in built.read("llms-full.txt")
    assert [entry["URL"] for entry in json.loads(built.read("posts.csl.json"))] == [two["url"], one["url"]]
    assert built.read("posts.bib").count("@online{") == 2
    assert not any("秘密" in built.read(name) for name in FILES)
    assert [name for name in built.files() if name.endswith(".md") and "2025-01-05" in name] == []


def test_exports_follow_every_change_and_rest_without_one(site: Site) -> None:
    archive(site, 4)
    write(site)

    def times(built: BuildResult) -> dict[str, int]:
        files = [*(built.outdir / name for name in FILES), *(built.outdir / "posts").rglob("*.md")]
        return {path.name: path.stat().st_mtime_ns for path in files}

    before = times(site.build(**CONF))
    assert times(site.build(**CONF)) == before
    path = site.source / "posts/2025-01-03-b.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n追記。\n", encoding="utf-8")
    after = times(site.build(**CONF))
    assert {name for name in before if before[name] != after[name]} == {"2025-01-03-b.md", "llms-full.txt"}
    path.unlink()
    assert differing(site.build(**CONF), clean_build(site, **CONF)) == []
    assert FILES.isdisjoint(site.build().files())
    assert not list((site.build().outdir / "posts").rglob("*.md"))


def test_names_that_are_none_stop_the_build(site: Site) -> None:
    with pytest.raises(Exception, match="bunko_exports"):
        site.build(bunko_exports=["xml"])
