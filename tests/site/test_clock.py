"""What is not out is nowhere: drafts, posts to come, posts that have expired, in whatever is built."""

from __future__ import annotations

import json
import random
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from archives import PIXEL, clean_build, differing
from bunko.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from sitekit import BuildResult, Site

BUILDERS = ["html", "dirhtml", "bunko-pdf"]
START = datetime(2026, 1, 1, tzinfo=UTC)
INDEX = """# 書庫

```{{bunko:list}}
:style: cards
```

```{{bunko:tags}}
```

```{{toctree}}
:glob:

posts/**
drafts/*
```

{links}
"""
LINKS = ["[次](/{name}/)", "[[{name}]]", "[次]({name}.md)", "{{bunko:post}}`次 <{name}>`", "[次](/secret/{number}/)"]
PAGE_LINKS = ["[次](posts/{name}.md)", "{{doc}}`次 <posts/{name}>`", "{{bunko:post}}`次 <{name}>`"]


@dataclass(frozen=True)
class Planted:
    """A post with a word of its own wherever words can stand."""

    number: int
    path: str
    word: str
    is_draft: bool
    date: datetime
    expires: datetime | None
    is_unlisted: bool

    def is_out(self, now: datetime) -> bool:
        return not self.is_draft and self.date <= now and (self.expires is None or self.expires > now)


@dataclass
class Archive:
    """Posts of all kinds that know of each other."""

    site: Site
    chance: random.Random
    posts: list[Planted] = field(default_factory=list)

    def make(self, count: int) -> None:
        names = [f"p{number}" for number in range(count)]
        for number, name in enumerate(names):
            self.posts.append(self.post(number, name, names))
        links = [self.chance.choice(PAGE_LINKS).format(name=name) for name in self.chance.sample(names, 3)]
        self.site.write("index.md", INDEX.format(links="、".join(links)))

    def post(self, number: int, name: str, names: list[str]) -> Planted:
        date = START + timedelta(days=self.chance.randint(-30, 30), minutes=self.chance.randint(0, 1000))
        word = f"Zq{number}x{self.chance.randint(10**6, 10**7)}"
        kind = self.chance.choice(["draft", "folder", "expires", "unlisted", "plain", "plain", "plain"])
        folder = self.chance.choice(["drafts", "posts/drafts", "posts/_drafts", "posts/a/_drafts"])
        expires = date + timedelta(days=self.chance.randint(1, 40)) if kind == "expires" else None
        links = [
            self.chance.choice(LINKS).format(name=other, number=names.index(other))
            for other in self.chance.sample(names, 2)
        ]
        place = folder if kind == "folder" else self.chance.choice(["posts", "posts/a"])
        head = [f"title: 題{word}T", f"date: {date.isoformat()}", f"tags: [共通, 札{word}G]", f"category: 類{word}C"]
        head += [f"author: 人{word}A", f"excerpt: 要約{word}E", f"image: {word}P.png", f"permalink: /secret/{number}/"]
        head += [f"redirect_from: /{word}R/"]
        if kind == "draft":
            head.append(self.chance.choice(["draft: true", "published: false", "draft: yes", "draft: wip"]))
        if expires:
            head.append(f"{self.chance.choice(['expires', 'expiryDate'])}: {expires.isoformat()}")
        if kind == "unlisted":
            head.append("unlisted: true")
        body = f"本文{word}Bです。{'、'.join(links)}。\n\n## 見出し{word}H\n\n![図]({word}Q.png)\n\n"
        body += f"注[^1]。\n\n[^1]: 注{word}N"
        header = "\n".join(head)
        self.site.write(f"{place}/{name}.md", f"---\n{header}\n---\n{body}\n")
        for letter in "PQ":
            self.site.write(f"{place}/{word}{letter}.png", PIXEL + word.encode())
        path = f"{place}/{name}"
        return Planted(number, path, word, kind in ("draft", "folder"), date, expires, kind == "unlisted")


def content_of(result: BuildResult) -> dict[str, bytes]:
    """Return all that is in an output folder, what is packed unpacked, with each file's name before its bytes."""
    found: dict[str, bytes] = {}
    for name, content in result.files().items():
        found[name] = name.encode() + b"\n" + content
        if name.endswith(".epub"):
            with zipfile.ZipFile(BytesIO(content)) as book:
                found |= {f"{name}/{inner}": inner.encode() + book.read(inner) for inner in book.namelist()}
        elif name.endswith(".pdf"):
            pdf = pypdf.PdfReader(BytesIO(content))
            words = [page.extract_text() for page in pdf.pages]
            words += [str(entry) for entry in (pdf.outline, pdf.metadata, pdf.xmp_metadata)]
            found[name] += "\n".join(words).replace("\n", "").encode()
        elif name.endswith("objects.inv"):
            found[name] += zlib.decompress(content.split(b"zlib.\n", 1)[1])
    return found


def assert_only_what_is_out(result: BuildResult, posts: list[Planted], now: datetime) -> None:
    content = content_of(result)
    for post in posts:
        places = [name for name, found in content.items() if post.word.encode() in found]
        if not post.is_out(now):
            assert places == [], post
        elif not post.is_unlisted:
            assert places, post
        else:
            own = (f"{post.path}.", f"{post.path}/", f"secret/{post.number}/", post.word)
            places = [name for name, found in content.items() if f"{post.word}B".encode() in found]
            assert [name for name in places if not any(part in name for part in own)] == [], post


def follow(site: Site, seed: int, builders: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Build an archive at several moments, forwards and backwards, with each of some builders."""
    chance = random.Random(seed)
    archive = Archive(site, chance)
    archive.make(chance.randint(5, 10))
    conf: dict[str, Any] = {"bunko_as_of": "", "html_baseurl": "https://example.org/", "bunko_feeds": ["tag", "author"]}
    conf |= {"bunko_exports": ["json", "markdown", "llms", "bibtex", "csl"], "exclude_patterns": ["_build"]}
    conf |= {"bunko_permalink_pages": chance.random() < 0.5}
    for day in sorted((chance.randint(-40, 80) for _ in range(3)), key=lambda _: chance.random()):
        now = START + timedelta(days=day)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))
        for builder in builders:
            incremental = site.build(builder, jobs=chance.choice([1, 1, 3]), **conf)
            assert_only_what_is_out(incremental, archive.posts, now)
    for builder in builders:
        assert differing(site.build(builder, **conf), clean_build(site, builder, **conf)) == []


@pytest.mark.parametrize("seed", range(4))
def test_no_word_of_a_post_that_is_not_out_is_anywhere(site: Site, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(site, seed, [*BUILDERS, "bunko-epub"] if seed == 0 else [random.Random(seed).choice(BUILDERS)], monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 104))
def test_no_word_of_many_posts_that_are_not_out_is_anywhere(
    site: Site, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(site, seed, [*BUILDERS, "bunko-epub"], monkeypatch)


LATER = "---\ntitle: 先の記事\ndate: 2026-12-24 07:00:00 +0900\ntags: [AI]\n---\n本文。\n"
NOW_OUT: dict[str, Any] = {"bunko_as_of": "2026-12-24 07:00:00 +0900"}
NOT_YET: dict[str, Any] = {"bunko_as_of": "2026-12-24 06:59:59 +0900"}


def written(result: BuildResult, before: dict[str, int]) -> list[str]:
    """Name the pages that are newer than ``before``."""
    return sorted(name for name, time in times(result).items() if before.get(name) != time)


def times(result: BuildResult) -> dict[str, int]:
    return {
        path.relative_to(result.outdir).as_posix(): path.stat().st_mtime_ns for path in result.outdir.rglob("*.html")
    }


def test_the_hour_alone_brings_a_post_and_only_the_pages_that_show_it(site: Site) -> None:
    site.write("posts/2026-12-24-later.md", LATER)
    site.write("posts/2025-01-02-a.md", "---\ntitle: 一\ntags: [AI]\n---\n[次](2026-12-24-later.md)\n")
    site.write("posts/2025-01-03-b.md", "---\ntitle: 二\ncategory: 別\ntags: [他]\n---\n本文。\n")
    before = site.build(**NOT_YET)
    assert not (before.outdir / "posts/2026-12-24-later.html").exists()
    assert "posts/2025-01-02-a.md:5: WARNING" in before.warnings[0]
    page = before.read("posts/2025-01-02-a.html")
    assert "次" in page
    assert "2026-12-24-later" not in page
    first = times(before)
    after = site.build(**NOW_OUT)
    assert after.warnings == []
    changed = written(after, first)
    assert "posts/2026-12-24-later.html" in changed
    assert "tags/ai.html" in changed
    assert "posts/2025-01-03-b.html" not in changed
    assert 'href="2026-12-24-later.html"' in after.read("posts/2025-01-02-a.html")
    assert differing(after, clean_build(site, **NOW_OUT)) == []


def test_drafts_and_posts_to_come_can_be_asked_for(site: Site) -> None:
    site.write("posts/2026-12-24-later.md", LATER)
    site.write("drafts/idea.md", "---\ntitle: 案\n---\n本文。\n")
    options: list[dict[str, Any]] = [{"bunko_future": True}, {"bunko_drafts": True}]
    there = [site.build(**NOT_YET, **option).files() for option in options]
    assert ["posts/2026-12-24-later.html" in files for files in there] == [True, False]
    assert ["drafts/idea.html" in files for files in there] == [False, True]
    for files in there:
        assert not any(b"bunko-badge" in content for name, content in files.items() if name.endswith(".html"))


def test_a_preview_shows_both_with_a_badge_and_nothing_that_has_expired(site: Site) -> None:
    site.write("posts/2026-12-24-later.md", LATER)
    site.write("drafts/idea.md", "---\ntitle: 案\n---\n本文。\n")
    site.write("posts/2025-01-02-a.md", "---\ntitle: 一\nexpires: 2026-01-01\n---\n本文。\n")
    site.write("index.md", "# 家\n\n```{bunko:list}\n```\n")
    built = site.build(bunko_preview=True, **NOT_YET)
    assert '<span class="bunko-badge">公開前</span>' in built.read("posts/2026-12-24-later.html")
    assert '<span class="bunko-badge">下書き</span>' in built.read("drafts/idea.html")
    assert built.read("index.html").count("bunko-badge") == built.read("archive/all.html").count("bunko-badge") == 2
    assert not (built.outdir / "posts/2025-01-02-a.html").exists()
    assert "bunko-badge" not in site.build(bunko_preview=True, **NOW_OUT).read("posts/2026-12-24-later.html")


def test_a_page_that_is_a_draft_is_kept_back_too_but_not_the_first_page(site: Site) -> None:
    site.write("about.md", "---\ndraft: true\n---\n# 秘密の頁\n")
    site.write("index.md", "---\ndraft: true\n---\n# 家\n")
    built = site.build()
    assert not (built.outdir / "about.html").exists()
    assert (built.outdir / "index.html").is_file()
    assert (site.build(bunko_drafts=True).outdir / "about.html").is_file()


@pytest.mark.parametrize(
    ("conf", "epoch"),
    [({"bunko_as_of": "いつか"}, ""), ({"bunko_as_of": ""}, "tomorrow"), ({"bunko_as_of": ""}, "9" * 30)],
)
def test_a_clock_that_cannot_be_read_stops_the_build(
    site: Site, conf: dict[str, Any], epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if epoch:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(Exception, match=r"bunko_as_of|SOURCE_DATE_EPOCH|invalid literal|Invalid"):
        site.build(**conf)


def test_a_command_says_when_the_next_build_is_due(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    conf = (site.source / "conf.py").read_text(encoding="utf-8").replace("2040-01-01", "2026-12-01")
    site.write("conf.py", conf)

    def due(*arguments: str) -> tuple[int, str]:
        status = main(["due", str(site.source), *arguments])
        return status, capsys.readouterr().out.strip()

    assert due() == (0, "公開待ちの記事はありません。")
    site.write("posts/2026-12-24-later.md", LATER)
    site.write("posts/2026-12-25-draft.md", "---\ntitle: 案\ndraft: true\ndate: 2026-12-02\n---\n")
    site.write("posts/2026-11-20-a.md", "---\ntitle: 一\nexpires: 2026-12-24 07:00\n---\n本文。\n")
    both = ["posts/2026-11-20-a.md", "posts/2026-12-24-later.md"]
    assert due() == (0, "\n".join(f"2026-12-24T07:00:00+09:00 {path}" for path in both))
    assert json.loads(due("--json")[1]) == {"due": "2026-12-24T07:00:00+09:00", "posts": both}
    assert due("--since", "2026-11-21")[0] == 1
    assert due("--since", "2026-11-19") == (0, "2026-11-20T00:00:00+09:00 posts/2026-11-20-a.md")
    assert json.loads(due("--since", "2026-11-21", "--json")[1]) == {"due": None, "posts": []}
    assert due("--since", "gestern")[0] == 2


KEPT_BACK = "---\ntitle: 題Zq7x9Qw\ntags: [札Zq7x9Qw]\n{head}\n---\n(labZq7x9Qw)=\n\n# 題Zq7x9Qw\n\n本文Zq7x9Qw。\n"


def leaks(folder: Path, but: str = "") -> list[str]:
    """Name the files below a folder that hold the word."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != but and b"Zq7x9Qw" in path.read_bytes()
    )


@pytest.mark.parametrize("builder", ["html", "singlehtml", "latex", "text", "epub", "bunko-pdf"])
@pytest.mark.parametrize("name", ["memo", "posts/2025-01-02-memo"])
def test_what_was_out_and_is_no_longer_leaves_no_trace_in_any_builder(site: Site, builder: str, name: str) -> None:
    site.write("index.md", f"# 家\n\n```{{toctree}}\n{name}\nother\n```\n")
    site.write("other.md", f"# 頁\n\n{{doc}}`{name}` [](/{name}.md)\n")
    site.write("next.md", f"---\norphan: true\n---\n# 次\n\n{{doc}}`{name}` [言葉](/{name}.md)\n")
    site.write(f"{name}.md", KEPT_BACK.format(head="draft: false"))
    before = site.build(builder)
    assert leaks(before.outdir) or builder in ("epub", "bunko-pdf")
    site.write(f"{name}.md", KEPT_BACK.format(head="draft: true"))
    after = site.build(builder)
    assert after.returncode == 0
    assert leaks(after.outdir) == []
    for name_of_book, content in content_of(after).items():
        assert b"Zq7x9Qw" not in content, name_of_book
    assert leaks(site.source / "_build/doctrees", but="environment.pickle") == []
    if builder == "html":
        assert differing(after, clean_build(site)) == []


def test_what_a_preview_has_written_goes_with_the_next_build_for_readers(site: Site) -> None:
    site.write("posts/2025-01-02-a.md", KEPT_BACK.format(head="draft: true"))
    for builder in ("text", "epub", "html"):
        site.build(builder, bunko_preview=True)
    for builder in ("html", "text", "epub"):
        assert leaks(site.build(builder).outdir) == []


def test_a_page_that_includes_what_is_not_out_is_empty_until_it_is(site: Site) -> None:
    site.write("posts/2031-01-02-a.md", "---\ntitle: 題Zq7x9Qw\n---\n本文Zq7x9Qw。\n")
    ways = ["```{include} posts/2031-01-02-a.md\n```", "```{literalinclude} posts/2031-01-02-a.md\n```"]
    for number, way in enumerate([*ways, "{download}`下す <posts/2031-01-02-a.md>`"]):
        site.write(f"page{number}.md", f"---\norphan: true\n---\n# 頁{number}\n\n{way}\n")
    later: dict[str, Any] = {"bunko_files": ["posts"], "exclude_patterns": ["_build"]}
    early = {**later, "bunko_as_of": "2030-01-01"}
    built = site.build(**early)
    assert leaks(built.outdir) == []
    assert sorted(line.partition(".md")[0].rpartition("/")[2] for line in built.warnings) == ["page0", "page1", "page2"]
    assert "頁0" in built.read("page0.html")
    assert "本文Zq7x9Qw" in site.build(**later).read("page0.html")
    assert differing(site.build(**later), clean_build(site, **later)) == []


def test_a_glob_finds_no_unlisted_post_and_notices_one_that_becomes_so(site: Site) -> None:
    site.write("index.md", "# 家\n\n```{toctree}\n:glob:\n\nposts/*\n```\n")
    site.write("posts/2025-01-02-a.md", "---\ntitle: 題Zq7x9Qw\nunlisted: true\n---\n本文。\n")
    site.write("posts/2025-01-03-b.md", "---\ntitle: 題\n---\n本文。\n")
    assert "Zq7x9Qw" not in site.build().read("index.html")
    assert "Zq7x9Qw" not in site.build("singlehtml").read("index.html")
    site.write("posts/2025-01-02-a.md", "---\ntitle: 題Zq7x9Qw\n---\n本文。\n")
    assert "Zq7x9Qw" in site.build().read("index.html")
    site.write("posts/2025-01-02-a.md", "---\ntitle: 題Zq7x9Qw\nunlisted: true\n---\n本文。\n")
    assert "Zq7x9Qw" not in site.build().read("index.html")


def test_pages_in_other_formats_are_kept_back_too(site: Site) -> None:
    suffixes: dict[str, Any] = {
        "source_suffix": {".md": "markdown", ".markdown": "markdown", ".rst": "restructuredtext"}
    }
    site.write("one.markdown", "---\ndraft: true\n---\n# Zq7x9Qw\n")
    site.write("two.rst", ":draft: true\n\nZq7x9Qw\n==\n")
    site.write("posts/2025-01-02-three.rst", ":draft: true\n\nZq7x9Qw\n==\n")
    assert leaks(site.build(**suffixes).outdir) == []
