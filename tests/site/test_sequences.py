"""Whatever is done to an archive, in whatever order: an incremental build leaves what a clean one makes."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from archives import PIXEL, clean_build, differing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitekit import BuildResult, Site

BUILDERS = ["html", "dirhtml", "bunko-pdf"]
TAGS = ["AI", "ＡＩ", "半導体", "C++", "C#", "投資", "LLM"]
CATEGORIES = ["技術", "経済", "生活"]
TAXONOMIES = [
    "",
    "tags:\n  AI:\n    slug: machine\n    synonyms: [LLM]\n",
    "authors:\n  人: {picture: /assets/a/figure.png, links: {X: 'https://x.com/a'}}\nseries:\n  連載: {slug: s}\n",
    "tags:\n  半導体: {reading: はんどうたい, broader: AI}\ncategories:\n  技術: {description: 技術の話。}\n",
]
OPTIONS: list[tuple[str, list[object]]] = [
    ("bunko_page_size", [2, 3, 40]),
    ("bunko_reading_speed", [100, 600]),
    ("language", ["ja", "en"]),
    ("html_title", ["書庫", "別の名前"]),
    ("html_baseurl", ["", "https://example.org/", "https://example.org/sub"]),
    ("bunko_feeds", [["category", "author"], ["tag"], ["site"], []]),
    ("bunko_feed_limit", [2, 10]),
    ("bunko_feed_content", ["full", "excerpt"]),
    ("bunko_feed_rss", [True, False]),
    ("bunko_pdf_url", ["", "books", "https://example.org/pdf/"]),
    ("bunko_books", [[], [{"name": "all"}, {"name": "tech", "select": {"category": "技術"}}]]),
    ("html_copy_source", [True, False]),
    ("html_use_index", [True, False]),
    ("html_last_updated_fmt", [None, "%Y-%m-%d"]),
    ("html_static_path", [[], ["static"]]),
    ("html_css_files", [[], ["style.css"]]),
    ("html_extra_path", [[], ["extra"]]),
    ("bunko_permalink", ["", "pretty", "/:categories/:title.html", "/:slug"]),
    ("bunko_permalink_pages", [True, False]),
    ("bunko_as_of", ["2040-01-01", "2023-06-01", ""]),
    ("bunko_taxonomies", [{}, {"companies": "企業"}]),
    ("bunko_future", [True, False]),
    ("bunko_preview", [True, False]),
    ("bunko_archive_permalinks", [{}, {"tag": "/tag/:name/", "month": "/:year/:month/"}]),
]
INDEX = """# 書庫

{bunko:tag}`AI` と {bunko:category}`技術`。

```{bunko:list}
:limit: 3
:style: cards
```

```{bunko:list}
:tag: 半導体
```

```{bunko:tags}
:limit: 3
```

```{bunko:categories}
```
"""
BODIES = [
    "段落です。**「太字」**です。[前の記事]({link}.md)を見てください。",
    "## 見出し\n\n段落[^1]です。\n\n[^1]: 注です。\n\n### 小見出し\n\n- 一\n- 二",
    "![図]({folder}/figure.png)\n\n別の段落です。",
    "```python\nprint('こんにちは')\n```\n\n| 列 | 値 |\n|---|---|\n| 一 | 1 |",
    "$10 から $20 です。[題だけのリンク](/2024/01/02/{link}/)",
    "前の文。これは[前の記事]({link}.md)を承けた文です。次の文。",
]
LINKS = [
    "[{words}]({name}.md)",
    "[[{name}|{words}]]",
    "[[{name}]]",
    "{{bunko:post}}`{words} <{name}>`",
    "[{words}]({{% post_url {name} %}})",
    "**[{words}]({name}.md#節)**",
]


@dataclass
class EditedSite:
    """A site, its sources as they are now, and what may be done to them."""

    site: Site
    chance: random.Random
    builder: str = "html"
    conf: dict[str, object] = field(default_factory=lambda: {"html_baseurl": "https://example.org/"})
    clock: str = "1700000000"
    made: int = 0
    done: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.site.write("index.md", INDEX)
        for folder in ("a", "b"):
            for path in (f"posts/{folder}/figure.png", f"assets/{folder}/figure.png"):
                self.site.write(path, PIXEL)
        for folder in ("static", "extra"):
            self.site.write(f"{folder}/always.txt", folder)
        for _ in range(self.chance.randint(0, 6)):
            self.add()

    # -- what editors do

    def posts(self) -> list[Path]:
        return sorted((self.site.source / "posts").glob("**/*.md"))

    def any_post(self) -> Path:
        posts = self.posts()
        if not posts:
            self.add()
            posts = self.posts()
        return self.chance.choice(posts)

    def date(self) -> str:
        return f"20{self.chance.randint(18, 25)}-{self.chance.randint(1, 12):02}-{self.chance.randint(1, 28):02}"

    def add(self) -> None:
        self.made += 1
        folder = self.chance.choice(["", "a/", "b/"])
        name = f"{self.date()}-post-{self.made}"
        self.site.write(f"posts/{folder}{name}.md", self.text(self.any_name()))

    def any_name(self) -> str:
        """Return the name of a post, or of none."""
        return self.chance.choice([*(post.stem for post in self.posts()), "2024-01-02-none"])

    def text(self, link: str) -> str:
        head = {"title": f'"題 {self.chance.randint(1, 99)}"'}
        if self.chance.random() < 0.7:
            head["date"] = self.date()
        head["tags"] = f"[{', '.join(self.chance.sample(TAGS, self.chance.randint(0, 3)))}]"
        if self.chance.random() < 0.8:
            head["categories"] = f"[{self.chance.choice(CATEGORIES)}]"
        if self.chance.random() < 0.25:
            kept = ["published: false", "draft: true", "expires: 2023-12-24", "expires: 2024-06-01", "unlisted: true"]
            key, _, value = self.chance.choice(kept).partition(": ")
            head[key] = value
        for key, values in (
            ("author", ["人", "別人"]),
            ("series", ["連載", "続き物"]),
            ("pin", ["true"]),
            ("ref", ["a", "b"]),
        ):
            if self.chance.random() < 0.2:
                head[key] = self.chance.choice(values)
        if self.chance.random() < 0.2:
            head |= {"lang": self.chance.choice(["en", "fr"]), "companies": "[甲社, 乙社]"}
        if self.chance.random() < 0.4:
            head["image"] = self.chance.choice(["figure.png", "/assets/a/figure.png", "posts/b/figure.png", "none.png"])
        if self.chance.random() < 0.2:
            head["permalink"] = self.chance.choice(["/a/", "/A/", "/a.html", "/tags/index.html", "/日本/:title"])
        if self.chance.random() < 0.2:
            head["redirect_from"] = f"[/old/{self.chance.randint(1, 5)}/, /a/]"
        lines = "\n".join(f"{key}: {value}" for key, value in head.items())
        bodies = self.chance.sample(BODIES, self.chance.randint(1, 3))
        folder = self.chance.choice(["a", "b", "../a", "/assets/a", "/assets/b"])
        body = "\n\n".join(body.replace("{link}", link).replace("{folder}", folder) for body in bodies)
        return f"---\n{lines}\n---\n{body}\n"

    def edit(self) -> None:
        post = self.any_post()
        post.write_text(f"{post.read_text(encoding='utf-8')}\n追記 {self.chance.randint(1, 99)}。\n", encoding="utf-8")

    def rewrite(self) -> None:
        self.any_post().write_text(self.text(self.any_name()), encoding="utf-8")

    def cite(self) -> None:
        """Add a sentence with a link to another post, in one of the forms that authors use."""
        post = self.any_post()
        link = self.chance.choice(LINKS).format(name=self.any_name(), words=f"語{self.chance.randint(1, 9)}")
        sentence = (
            f"{self.chance.choice(['', '関係のない文。'])}詳しくは{link}を参照。{self.chance.choice(['', '終わり。'])}"
        )
        post.write_text(f"{post.read_text(encoding='utf-8')}\n{sentence}\n", encoding="utf-8")

    def change(self, pattern: str, replacement: str) -> None:
        """Change one kind of line of some post, if it has one."""
        post = self.any_post()
        text = re.sub(pattern, replacement, post.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        post.write_text(text, encoding="utf-8")

    def reword(self) -> None:
        """Change the sentence around a link, and nothing else."""
        self.change(r"を参照|を承けた|を見て", self.chance.choice(["を参照", "を承けた", "を見て", "を読んで"]))

    def retag(self) -> None:
        tags = ", ".join(self.chance.sample(TAGS, self.chance.randint(0, 4)))
        self.change(r"^tags: .*$", f"tags: [{tags}]")

    def retitle(self) -> None:
        self.change(r"^title: .*$", f'title: "改題 {self.chance.randint(1, 99)}"')

    def summarise(self) -> None:
        self.change(r"^title: ", f"excerpt: 要約{self.chance.randint(1, 99)}\ntitle: ")

    def rename(self) -> None:
        post = self.any_post()
        self.made += 1
        post.rename(post.with_name(f"{self.date()}-renamed-{self.made}.md"))

    def replace(self) -> None:
        """Put one post in the place of another, as ``mv`` does: with the time that it had."""
        self.any_post().rename(self.any_post())

    def delete(self) -> None:
        self.any_post().unlink()

    def repaint(self) -> None:
        self.site.write(self.chance.choice(["posts/a/figure.png", "assets/a/figure.png"]), PIXEL + b"\0" * self.made)

    def decorate(self) -> None:
        folder = self.chance.choice(["static", "extra"])
        path = self.site.source / folder / self.chance.choice(["x.txt", "y.txt", "style.css"])
        if path.exists():
            path.unlink()
        else:
            self.site.write(f"{folder}/{path.name}", str(self.made))

    def file_terms(self) -> None:
        text = self.chance.choice(TAXONOMIES)
        if text:
            self.site.write("taxonomy.yml", text)
        else:
            (self.site.source / "taxonomy.yml").unlink(missing_ok=True)

    def configure(self) -> None:
        name, values = self.chance.choice(OPTIONS)
        self.conf[name] = self.chance.choice(values)

    def switch_builder(self) -> None:
        self.builder = self.chance.choice(BUILDERS)

    def wait(self) -> None:
        self.clock = str(int(self.clock) + self.chance.choice([60, 86400, 400 * 86400]))

    def act(self) -> None:
        acts: list[Callable[[], None]] = [
            *[self.add, self.edit, self.rewrite, self.rename, self.replace, self.delete, self.repaint],
            *[self.cite, self.cite, self.reword, self.retag, self.retitle, self.summarise],
            *[self.decorate, self.file_terms, self.configure, self.switch_builder, self.wait],
        ]
        chosen = self.chance.choice(acts)
        chosen()
        self.done.append(chosen.__name__)

    def build(self, jobs: int) -> BuildResult:
        self.done.append(f"{self.builder} -j {jobs}")
        result = self.site.build(self.builder, jobs=jobs, **self.conf)  # type: ignore[arg-type]
        assert result.returncode == 0
        return result


def follow(site: Site, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do as chance says, then build with every builder that was used, and again from nothing."""
    work = EditedSite(site, random.Random(seed))
    work.start()
    used = set()
    for _ in range(work.chance.randint(3, 8)):
        work.act()
        if work.chance.random() < 0.7:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", work.clock)
            work.build(work.chance.choice([1, 1, 3]))
            used.add(work.builder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", work.clock)
    for builder in sorted(used | {work.builder}):
        work.builder = builder
        incremental = work.build(1)
        clean = clean_build(site, builder, **work.conf)
        assert differing(incremental, clean) == [], work.done


@pytest.fixture(autouse=True)
def share_small_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the processes of ``-j 3`` share even the few posts of these archives."""
    monkeypatch.setattr("bunko.sphinx_ext.incremental.parallel.WORTH_SHARING", 2)
    monkeypatch.setattr("bunko.sphinx_ext.incremental.parallel._SMALLEST", 1)
    monkeypatch.setattr("bunko.sphinx_ext.publish.feed_files.WORTH_SHARING", 2)
    monkeypatch.setattr("bunko.search.index._FEW_DOCS", 2)
    monkeypatch.setattr("bunko.search.index._PER_SHARD", 400)


@pytest.mark.parametrize("seed", range(12))
def test_after_any_sequence_an_incremental_build_equals_a_clean_one(
    site: Site, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(site, seed, monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12, 212))
def test_after_many_sequences_an_incremental_build_equals_a_clean_one(
    site: Site, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(site, seed, monkeypatch)
