"""What an article's page shows of the others: who cites it and how, what is related, previews; and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sitekit import CONF, new_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitekit import BuildResult, Site

TARGET = "2025-12-29-x"
X = "---\ntitle: 的\ndate: 2025-12-29 20:37:39 +0000\npermalink: /ai/amazon/\n---\n本文。\n"
FORMS = [
    "[語](2025-12-29-x.md)",
    "[語](2025-12-29-x)",
    "[語](../posts/2025-12-29-x.md)",
    "[語]({% post_url 2025-12-29-x %})",
    "[語]({% link _posts/2025-12-29-x.md %})",
    "[語](/ai/amazon/)",
    "[語](/2025/12/29/x/)",
    "[語](/2025/12/30/x.html)",
    "[語](https://example.com/2025/12/29/x/)",
    "[[2025-12-29-x|語]]",
    "{bunko:post}`語 <2025-12-29-x>`",
    "{doc}`語 <2025-12-29-x>`",
    "[語][r]\n\n[r]: 2025-12-29-x.md",
]
BOOK_THEME = CONF.replace("basic", "sphinx_book_theme") + (
    'html_theme_options = {"article_footer_items":'
    ' ["bunko-neighbours.html", "bunko-related.html", "bunko-backlinks.html"]}\n'
)


def page(built: BuildResult, name: str) -> BeautifulSoup:
    return BeautifulSoup(built.read(f"{name}.html"), "lxml")


def mentions(built: BuildResult, name: str) -> list[tuple[str, str]]:
    """Return title and sentence of each mention, the words of the link between brackets."""
    found = []
    for item in page(built, name).select(".bunko-backlinks li"):
        sentence = item.select_one(".bunko-sentence")
        assert sentence is not None
        for mark in sentence.select("mark"):
            mark.replace_with(f"【{mark.get_text()}】")
        title = item.select_one("a")
        assert title is not None
        found.append((title.get_text(), sentence.get_text()))
    return found


def related(built: BuildResult, name: str) -> list[tuple[str, str]]:
    """Return title and reasons of each related article."""
    items = page(built, name).select(".bunko-related li")
    return [
        (
            item.select("a")[0].get_text(),
            "・".join(" ".join(reason.get_text().split()) for reason in item.select(".bunko-reason")),
        )
        for item in items
    ]


def write(site: Site, name: str, body: str, **head: str) -> None:
    lines = "\n".join(f"{key}: {value}" for key, value in {"title": f"題 {name}", **head}.items())
    site.write(f"posts/{name}.md", f"---\n{lines}\n---\n{body}\n")


# -- who cites it


def test_every_form_of_a_link_makes_a_mention_with_its_sentence(site: Site) -> None:
    site.write(f"posts/{TARGET}.md", X)
    for number, form in enumerate(FORMS):
        body, _, definition = form.partition("\n\n")
        text = f"前の文。これは{body}について。次の文。\n\n{definition}"
        write(site, f"2026-01-{number + 1:02}-from", text)
    built = site.build(html_baseurl="https://example.com/", bunko_myst_in_posts=True)
    assert built.warnings == []
    names = [f"題 2026-01-{number + 1:02}-from" for number in range(len(FORMS))]
    expected = [(name, "これは【語】について。") for name in reversed(names)]
    assert mentions(built, f"posts/{TARGET}") == expected


def test_a_sentence_is_plain_text_and_stops_at_line_breaks_cells_and_items(site: Site) -> None:
    write(site, "2025-01-01-a", "本文。")
    texts = {
        "02": "一行目  \n**太字**と`code`と[語](2025-01-01-a.md)[^1]。\n\n[^1]: 注。",
        "03": "| 列 | 値 |\n|---|---|\n| 別の欄 | 欄の[語](2025-01-01-a.md) |",
        "04": "- 一\n- 項目の[語](2025-01-01-a.md)<b>生</b>\n- 三",
        "05": "見よ、[[2025-01-01-a]]である。",
        "06": "&lt;script&gt;の[**強い**語](2025-01-01-a.md)",
    }
    for day, text in texts.items():
        write(site, f"2025-01-{day}-b", text)
    assert [sentence for _, sentence in mentions(site.build(), "posts/2025-01-01-a")] == [
        "<script>の【強い語】",
        "見よ、【題 2025-01-01-a】である。",
        "項目の【語】生",
        "欄の【語】",
        "太字とcodeと【語】。",
    ]


def test_many_mentions_are_folded_and_then_left_out(site: Site) -> None:
    write(site, "2024-01-01-a", "本文。")
    for number in range(25):
        write(site, f"2025-01-{number + 1:02}-b", "[語](2024-01-01-a.md)")
    built = site.build()
    section = page(built, "posts/2024-01-01-a").select_one(".bunko-backlinks")
    assert section is not None
    assert len(section.select(":scope > ol > li")) == 5
    assert len(section.select("details li")) == 15
    assert "25" in section.select_one("h2").get_text()  # type: ignore[union-attr]
    titles = [title for title, _ in mentions(built, "posts/2024-01-01-a")]
    assert titles == [f"題 2025-01-{number + 1:02}-b" for number in range(24, 4, -1)]


def test_a_mention_changes_with_its_sentence_and_nothing_else_does(site: Site) -> None:
    write(site, "2025-01-01-a", "本文。")
    write(site, "2025-01-02-b", "[語](2025-01-01-a.md)を参照。\n\n別の段落。")
    write(site, "2025-01-03-c", "本文。")
    outdir = site.build().outdir
    before = stamps(outdir)
    write(site, "2025-01-02-b", "[語](2025-01-01-a.md)を参照。\n\n段落を書き直した。")
    site.build()
    assert changed(outdir, before) == {"2025-01-02-b"}
    write(site, "2025-01-02-b", "[語](2025-01-01-a.md)を見よ。\n\n段落を書き直した。")
    built = site.build()
    assert changed(outdir, before) == {"2025-01-02-b", "2025-01-01-a"}
    assert mentions(built, "posts/2025-01-01-a") == [("題 2025-01-02-b", "【語】を見よ。")]
    site.remove("posts/2025-01-02-b.md")
    assert mentions(site.build(), "posts/2025-01-01-a") == []


# -- what is related


@pytest.mark.parametrize("conf", [CONF, BOOK_THEME], ids=["basic", "book"])
def test_related_articles_say_why(make_site: Callable[..., Site], conf: str) -> None:
    site = make_site("site", conf)
    write(site, "2025-01-01-a", "[語](2025-01-02-b.md)", tags="[半導体, AI]")
    write(site, "2025-01-02-b", "本文。", tags="[AI, ＡＩ]")
    write(site, "2025-01-03-c", "[語](2025-01-01-a.md)と[語](2025-01-05-e.md)")
    write(site, "2025-01-04-d", "本文。", tags="[半導体]")
    write(site, "2025-01-05-e", "本文。", tags="[その他]")
    write(site, "2025-01-06-f", "[語](2025-01-02-b.md)")
    built = site.build()
    found = dict(related(built, "posts/2025-01-01-a"))
    assert {title.removeprefix("題 2025-01-"): reason for title, reason in found.items()} == {
        "02-b": "共通: AI・この記事からリンク",
        "03-c": "この記事にリンク",
        "04-d": "共通: 半導体",
        "05-e": "一緒にリンクされる",
        "06-f": "同じ記事にリンク",
    }


def test_books_and_other_formats_do_not_show_them(site: Site) -> None:
    write(site, "2025-01-01-a", "本文。", tags="[AI]")
    write(site, "2025-01-02-b", "[語](2025-01-01-a.md)", tags="[AI]")
    assert "関連記事" not in site.build("text").read("posts/2025-01-01-a.txt")


# -- previews


def test_a_link_to_an_article_carries_its_preview_and_other_links_do_not(site: Site) -> None:
    write(site, "2025-01-01-a", "本文。", title='"<題> &amp; \\"甲\\""', excerpt='"要約\u2003です。"')
    write(site, "2025-01-02-b", "[語](2025-01-01-a.md) {bunko:tag}`AI` [外](https://example.org/)", tags="[AI]")
    site.write("index.md", "# 家\n\n[語](posts/2025-01-01-a.md)\n")
    built = site.build()
    links = page(built, "posts/2025-01-02-b").select("p a.reference")
    preview = '<題> & "甲"\u20032025年1月1日\u2003要約 です。'
    assert [link.get("title") for link in links] == [preview, None, None]
    assert [link.get("title") for link in page(built, "index").select("p a.reference")] == [preview]


def test_an_excerpt_that_changes_changes_the_previews_of_its_article(site: Site) -> None:
    write(site, "2025-01-01-a", "本文。", excerpt="要約")
    write(site, "2025-01-02-b", "[語](2025-01-01-a.md)")
    write(site, "2025-01-03-c", "本文。", categories="別")
    outdir = site.build().outdir
    before = stamps(outdir)
    write(site, "2025-01-01-a", "本文。", excerpt="新しい要約")
    built = site.build()
    assert "新しい要約" in built.read("posts/2025-01-02-b.html")
    assert changed(outdir, before) == {"2025-01-01-a", "2025-01-02-b"}  # it is the description of the one


# -- tags used together, and the map


def test_a_tag_names_the_tags_used_with_it(site: Site) -> None:
    write(site, "2025-01-01-a", "本文。", tags="[AI, 半導体]")
    write(site, "2025-01-02-b", "本文。", tags="[ＡＩ, 半導体, C#]")
    built = site.build()
    items = page(built, "tags/ai").select(".bunko-together li")
    assert [" ".join(item.get_text().split()) for item in items] == ["半導体 2", "C# 1"]
    assert (built.outdir / "tags" / str(items[1].select("a")[0]["href"])).is_file()
    outdir, before = built.outdir, times(built.outdir)
    write(site, "2025-01-03-c", "本文。", tags="[C#]")
    site.build()
    assert times(outdir)["tags/ai.html"] == before["tags/ai.html"]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_map_links_every_month_in_the_drawing_and_in_the_table(site: Site, builder: str) -> None:
    for day in ("2024-02-01", "2024-02-02", "2025-12-31"):
        write(site, f"{day}-a", "本文。")
    site.write("posts/undated.md", "---\ntitle: 日付なし\n---\n本文。\n")
    built = site.build(builder)
    found = BeautifulSoup(built.read("map/index.html"), "lxml")
    drawn = [str(link["href"]) for link in found.select("svg a")]
    suffix = ".html" if builder == "html" else "/"
    assert drawn == [f"../archive/2025/12{suffix}", f"../archive/2024/02{suffix}"]
    assert [link["href"] for link in found.select("td a")] == drawn
    assert [link.get_text() for link in found.select("td a")] == ["1", "2"]
    heights = [int(str(bar["height"])) for bar in found.select("svg a rect.bunko-bar")]
    assert heights == [20, 40]
    assert all(link["aria-label"] for link in found.select("svg a"))


def test_an_empty_archive_has_an_empty_map(site: Site) -> None:
    assert "まだ記事がありません" in page(site.build(), "map/index").get_text()


# -- pages change exactly when they must


def times(outdir: Path) -> dict[str, int]:
    return {path.relative_to(outdir).as_posix(): path.stat().st_mtime_ns for path in outdir.rglob("*.html")}


def stamps(outdir: Path) -> dict[str, int]:
    return {path.stem: path.stat().st_mtime_ns for path in (outdir / "posts").glob("*.html")}


def changed(outdir: Path, before: dict[str, int]) -> set[str]:
    return {name for name, stamp in stamps(outdir).items() if before.get(name) != stamp}


_POSTS = st.lists(
    st.tuples(
        st.sets(st.sampled_from(["AI", "半導体", "C#"]), max_size=2),
        st.sampled_from(["技術", "経済"]),
        st.lists(st.integers(0, 7), max_size=2),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_POSTS, st.integers(0, 7), st.sampled_from(["tags", "links", "words", "title", "excerpt", "gone", "new"]))
@example([({"AI"}, "技術", []), ({"AI"}, "技術", [0])], 1, "words")
def test_a_page_is_written_exactly_if_what_it_shows_has_changed(
    tmp_path_factory: pytest.TempPathFactory,
    posts: list[tuple[set[str], str, list[int]]],
    which: int,
    change: str,
) -> None:
    """The bytes of a clean build tell what has changed; the times of an incremental one, what was written."""
    folder = tmp_path_factory.mktemp("exact")
    site, clean = new_site(folder / "site"), new_site(folder / "clean")
    names = [f"2025-01-{number + 1:02}-p" for number in range(len(posts))]
    which %= len(posts)

    def write_all(to: Site, change: str) -> None:
        for number, (tags, category, links) in enumerate(posts):
            it = number == which
            if it and change == "gone":
                (to.source / f"posts/{names[number]}.md").unlink(missing_ok=True)
                continue
            tags_now = sorted(tags ^ {"AI"} if it and change == "tags" else tags)
            targets = [(link + (it and change == "links")) % len(names) for link in links]
            verb = "読む" if it and change == "words" else "見る"
            body = "".join(f"これは[語]({names[target]}.md)を{verb}文。" for target in targets) or "本文。"
            title = f"{'改題' if it and change == 'title' else '題'}{number}"
            excerpt = "新しい要約" if it and change == "excerpt" else "要約"
            head = {"title": title, "excerpt": excerpt, "categories": category, "tags": f"[{', '.join(tags_now)}]"}
            path = to.source / f"posts/{names[number]}.md"
            before = path.read_text(encoding="utf-8") if path.is_file() else ""
            write(to, names[number], body, **head)
            if path.read_text(encoding="utf-8") == before:
                continue
        if change == "new":
            write(to, "2025-02-01-new", f"[語]({names[which]}.md)", tags="[AI, 半導体]", categories="技術")

    write_all(site, "")
    built = site.build()
    bytes_before = {path.stem: path.read_bytes() for path in (built.outdir / "posts").glob("*.html")}
    before = stamps(built.outdir)
    write_all(site, change)
    site.build()
    write_all(clean, change)
    bytes_now = {path.stem: path.read_bytes() for path in (clean.build().outdir / "posts").glob("*.html")}
    assert changed(built.outdir, before) == {
        name for name, content in bytes_now.items() if bytes_before.get(name) != content
    }
