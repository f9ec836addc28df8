"""Every way in which authors write a link reaches the same article."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from bunko.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitekit import BuildResult, Site

TARGET = "2025-12-29-x"
FORMS = {
    "file name": "[語](2025-12-29-x.md)",
    "file name without suffix": "[語](2025-12-29-x)",
    "with a folder": "[語](../posts/2025-12-29-x.md)",
    "post_url": "[語]({% post_url 2025-12-29-x %})",
    "link": "[語]({% link _posts/2025-12-29-x.md %})",
    "permalink of its own": "[語](/ai/amazon/)",
    "address by the date in the file name": "[語](/2025/12/29/x/)",
    "address by the date in the site's zone": "[語](/2025/12/30/x.html)",
    "with a category": "[語](/news/2025/12/29/x/index.html)",
    "whole address": "[語](https://example.com/2025/12/29/x/)",
    "baseurl": "[語]({{ site.baseurl }}/2025/12/29/x/)",
    "double brackets": "[[2025-12-29-x|語]]",
    "role": "{bunko:post}`語 <2025-12-29-x>`",
    "reference": "[語][r]\n\n[r]: 2025-12-29-x.md",
}
X = """---
title: 的
date: 2025-12-29 20:37:39 +0000
permalink: /ai/amazon/
tags: [AI]
author: 記者
---

## 節の名

本文。
"""


def archive(site: Site) -> Site:
    site.write(f"posts/{TARGET}.md", X)
    for number, form in enumerate(FORMS.values()):
        site.write(f"posts/2026-01-{number + 1:02}-from.md", f"---\ntitle: 元{number}\n---\n前 {form}\n")
    return site


def links(built: BuildResult, page: str) -> list[tuple[str, str]]:
    found = BeautifulSoup(built.read(page), "lxml").select("p a.reference")
    return [(link.get_text(), str(link["href"])) for link in found]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_form_leads_to_the_article(site: Site, builder: str) -> None:
    built = archive(site).build(builder, html_baseurl="https://example.com/")
    assert built.warnings == []
    for number, form in enumerate(FORMS):
        name = f"posts/2026-01-{number + 1:02}-from"
        page, target = (
            (f"{name}.html", f"{TARGET}.html") if builder == "html" else (f"{name}/index.html", f"../{TARGET}/")
        )
        assert links(built, page) == [("語", target)], form


def test_a_link_without_words_shows_the_title_and_a_fragment_is_kept(site: Site) -> None:
    archive(site)
    site.write("posts/2026-02-01-a.md", "---\ntitle: 甲\n---\n[[2025-12-29-x]] [節](2025-12-29-x.md#節の名)\n")
    built = site.build()
    assert links(built, "posts/2026-02-01-a.html") == [("的", f"{TARGET}.html"), ("節", f"{TARGET}.html#節の名")]
    assert 'id="節の名"' in built.read(f"posts/{TARGET}.html")


def test_a_dead_link_names_file_line_and_the_nearest_posts_and_keeps_its_words(site: Site) -> None:
    archive(site)
    site.write("posts/2026-02-01-a.md", "---\ntitle: 甲\n---\n\n一行目\n\n[語](2025-12-28-x.md) {bunko:tag}`A1`\n")
    built = site.build()
    assert len(built.warnings) == 2
    post, tag = built.warnings
    assert "posts/2026-02-01-a.md:7" in post
    assert "2025-12-28-x.md" in post
    assert TARGET in post
    assert "'A1'" in tag
    assert "AI" in tag
    assert "語" in built.read("posts/2026-02-01-a.html")


def test_a_bare_address_that_is_dead_is_its_own_words(site: Site) -> None:
    site.write(
        "posts/2026-02-01-a.md", "---\ntitle: 甲\n---\n<https://home.example/2020/01/01/あ/> [](2020-01-01-b.md)\n"
    )
    built = archive(site).build(html_baseurl="https://home.example/")
    assert len(built.warnings) == 2
    assert [words for words, _ in links(built, "posts/2026-02-01-a.html")] == [
        "https://home.example/2020/01/01/あ/",
        "2020-01-01-b.md",
    ]


def test_a_link_comes_alive_when_its_target_is_written(site: Site) -> None:
    site.write("posts/2026-02-01-a.md", "---\ntitle: 甲\n---\n[語](2026-02-02-b.md)\n")
    assert len(site.build().warnings) == 1
    site.write("posts/2026-02-02-b.md", "---\ntitle: 乙\n---\n本文。\n")
    built = site.build()
    assert built.warnings == []
    assert links(built, "posts/2026-02-01-a.html") == [("語", "2026-02-02-b.html")]


def test_what_is_no_link_to_an_article_stays_as_written(site: Site) -> None:
    texts = ["[表](/files/a.pdf)", "[外](//example.org/2025/12/29/x/)", "[外](https://example.org/2025/12/29/x/)",
             "[話](tel:+81)", "[鈕](custombutton://%3Cx%3E)", "[長](" + "a" * 400 + ")",
             "[家](https://home.example/)"]  # fmt: skip
    site.write("posts/2026-02-01-a.md", "---\ntitle: 甲\n---\n" + "\n".join(texts) + "\n")
    built = archive(site).build(html_baseurl="https://home.example/")
    assert built.warnings == []
    assert [href for _, href in links(built, "posts/2026-02-01-a.html")] == [text[4:-1] for text in texts]


def test_other_projects_link_to_posts_and_terms_by_intersphinx(make_site: Callable[..., Site]) -> None:
    ours = archive(make_site("ours")).build()
    assert (ours.outdir / "objects.inv").exists()
    theirs = make_site(
        "theirs",
        'extensions = ["bunko", "sphinx.ext.intersphinx"]\nhtml_theme = "basic"\n'
        f'intersphinx_mapping = {{"b": ("https://b.example/", {str(ours.outdir / "objects.inv")!r})}}\n',
    )
    theirs.write("index.md", "# 他\n\n{external+b:bunko:post}`2025-12-29-x` {bunko:tag}`AI` {bunko:author}`記者`\n")
    built = theirs.build()
    found = [(words, href) for words, href in links(built, "index.html") if href.startswith("https://b.example/")]
    assert found == [
        ("的", "https://b.example/posts/2025-12-29-x.html"),
        ("AI", "https://b.example/tags/ai.html"),
        ("記者", "https://b.example/authors/%E8%A8%98%E8%80%85.html"),
    ]
    assert built.warnings == []


def test_the_inventory_is_complete_after_an_incremental_build(site: Site) -> None:
    archive(site).build()
    site.write("posts/2026-03-01-new.md", "---\ntitle: 新\ntags: [真新しい]\n---\n本文。\n")
    built = site.build(apart=True)
    dump = [sys.executable, "-m", "sphinx.ext.intersphinx", str(built.outdir / "objects.inv")]
    names = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
    for name in (TARGET, "2026-03-01-new", "真新しい", "AI", "記者"):
        assert name in names
    shutil.rmtree(built.outdir)


def test_pictures_are_found_whatever_they_are_called_and_wherever_the_site_stands(site: Site) -> None:
    names = ("images/犬 小.png", "posts/beside.png")
    for name in names:
        site.write(name, b"\x89PNG\r\n\x1a\n")
    written = ("/images/犬 小.png", "/blog/images/%E7%8A%AC%20小.png", "https://example.org/blog/images/犬%20小.png?2")
    pictures = "\n\n".join(f"![絵]({target})" for target in (*written, "beside.png"))
    site.write("media/deep/その.png", b"\x89PNG\r\n\x1a\n")
    pictures += "\n\n![絵](その.png)"  # in the manner of the theme Chirpy
    site.write("posts/2025-01-02-x.md", f"---\ntitle: 題\nmedia_subpath: /media/deep\n---\n{pictures}\n")
    conf = (site.source / "conf.py").read_text(encoding="utf-8")
    site.write("conf.py", f'{conf}bunko_site_url = "https://example.org"\nbunko_site_baseurl = "/blog"\n')
    built = site.build()
    assert built.warnings == []
    page = BeautifulSoup(built.read("posts/2025-01-02-x.html"), "lxml")
    shown = [str(tag["src"]) for tag in page.select("img[alt=絵]")]
    assert [unquote(src) for src in shown] == ["../_images/犬 小.png"] * 3 + [
        "../_images/beside.png",
        "../_images/その.png",
    ]
    assert main(["check", str(site.source), "--select", "image,unknown-key"]) == 0


def test_a_link_with_the_folder_of_the_site_leads_to_the_post(site: Site) -> None:
    site.write("posts/2025-01-02-x.md", "---\ntitle: 題\n---\n[他]({{ site.baseurl }}/notes/tail)\n")
    site.write("posts/2025-01-03-y.md", "---\ntitle: 他\npermalink: /notes/tail\n---\n本文。\n")
    built = site.build(bunko_site_baseurl="/blog")
    assert built.warnings == []
    assert 'href="2025-01-03-y.html"' in built.read("posts/2025-01-02-x.html")


def test_links_to_lists_lead_to_them_however_old_their_addresses_are(site: Site) -> None:
    links = "[一](/tags/ai/) [二](/tag/ai/) [三](/archive/) [四](/2025/) [五](/about.html) [六](/none/)"
    site.write("posts/2025-01-02-x.md", f"---\ntitle: 題\ntags: [AI]\n---\n{links}\n")
    site.write("about.md", "---\norphan: true\n---\n# 紹介\n")
    built = site.build(bunko_archive_permalinks={"tag": "/tag/:name/", "year": "/:year/"})
    assert [line.partition("WARNING: ")[2] for line in built.warnings] == [
        "'/none/' という記事はありません [bunko.link]"
    ]
    page = BeautifulSoup(built.read("posts/2025-01-02-x.html"), "lxml")
    found = {tag.get_text(): str(tag["href"]) for tag in page.select("div.body a[href]")}
    targets = (
        "../tags/ai.html",
        "../tags/ai.html",
        "../archive/index.html",
        "../archive/2025.html",
        "../about.html",
        "/none/",
    )
    assert [found[words] for words in "一二三四五六"] == list(targets)
