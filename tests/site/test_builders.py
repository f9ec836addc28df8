"""Every builder of Sphinx's own runs over the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from make_posts import Options, make_posts

if TYPE_CHECKING:
    from sitekit import Site

LIST = "# 庫\n\n```{bunko:list}\n:limit: 3\n:style: STYLE\n```\n\n{bunko:tag}`AI`\n"


@pytest.mark.parametrize(
    "builder", ["html", "dirhtml", "singlehtml", "epub", "text", "gettext", "linkcheck", "latex", "xml", "man"]
)
def test_it_runs(site: Site, builder: str) -> None:
    make_posts(3, site.source / "posts", Options(wild=True))
    for style in ("cards", "list", "table"):
        site.write(f"{style}.md", "---\norphan: true\n---\n" + LIST.replace("STYLE", style))
    built = site.build(builder, version="1", apart=True, linkcheck_ignore=[".*"])
    assert built.returncode == 0, built.warnings
    assert built.outdir.exists()


@pytest.mark.parametrize("builder", ["latex", "man", "texinfo", "text", "singlehtml"])
def test_a_post_may_stand_in_the_toctree_of_every_format(site: Site, builder: str) -> None:
    site.write("index.md", "# 庫\n\n```{toctree}\nposts/2025-01-01-x\n```\n")
    site.write("posts/2025-01-01-x.md", "---\ntitle: 題\n---\n前。\n\n---\n\n~~後~~。\n")
    built = site.build(builder, version="1", texinfo_documents=[("index", "x", "庫", "", "x", "", "")])
    assert built.returncode == 0
    assert any("後".encode() in content for content in built.files().values())


def test_the_byline_is_text_where_there_is_no_html(site: Site) -> None:
    make_posts(1, site.source / "posts", Options())
    text = next((site.build("text").outdir / "posts").iterdir()).read_text(encoding="utf-8")
    assert "2018年1月1日" in text
    assert "AI" in text


@pytest.mark.parametrize("markdown", ["kramdown", "commonmark"])
def test_an_excerpt_has_no_marks_of_footnotes_strikes_and_links(site: Site, markdown: str) -> None:
    body = "脚注[^1]と~~消し~~と[[2025-01-01-x|語]]。\n\n" + "長い段落。" * 300 + "\n\n[^1]: 注。\n"
    site.write("posts/2025-01-01-x.md", f"---\ntitle: 題\n---\n{body}")
    assert "脚注と消しと語。" in site.build(bunko_markdown=markdown).read("archive/all.html")


def test_a_list_follows_its_posts_without_being_read_again(site: Site) -> None:
    make_posts(2, site.source / "posts", Options())
    site.write("index.md", LIST.replace("STYLE", "cards"))
    assert site.build().read("index.html").count("sd-card-body") == 2
    site.write("posts/2026-01-01-new.md", "---\ntitle: 真新しい記事\ntags: [AI]\n---\n本文。\n")
    built = site.build()
    assert "真新しい記事" in built.read("index.html")


def test_an_empty_archive_says_so(site: Site) -> None:
    site.write("index.md", LIST.replace("STYLE", "list").replace("{bunko:tag}`AI`", ""))
    built = site.build()
    assert built.warnings == []
    for page in ("index.html", "archive/index.html", "archive/all.html", "tags/index.html"):
        assert "bunko-empty" in built.read(page), page


def test_a_list_is_of_what_it_asks_for(site: Site) -> None:
    site.write("posts/2024-01-01-a.md", "---\ntitle: 甲\ntags: [x]\ncategories: [c]\nauthor: p\n---\n本文。\n")
    site.write("posts/2025-01-01-b.md", "---\ntitle: 乙\ntags: [x]\ncategories: [d]\nauthor: p\n---\n本文。\n")
    site.write("posts/2025-02-01-c.md", "---\ntitle: 丙\ntags: [y]\ncategories: [c]\nauthor: q\n---\n本文。\n")
    wanted = {
        ":tag: X": "乙甲",
        ":category: c": "丙甲",
        ":author: p\n:year: 2025": "乙",
        ":limit: 1": "丙",
        ":tag: none": "",
    }
    for query, titles in wanted.items():
        site.write("index.md", f"# 庫\n\n```{{bunko:list}}\n{query}\n```\n")
        built = site.build()
        page = built.read("index.html")
        assert "".join(title for title in "丙乙甲" if f">{title}</a>" in page) == titles, query
        assert len(built.warnings) == (1 if "none" in query else 0)
