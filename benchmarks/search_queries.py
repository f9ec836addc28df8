#!/usr/bin/env python3
"""Draw a set of queries from the texts of an archive, by a recipe that covers what Japanese readers type.

    search_queries.py SITE OUT.json [--seed 0] [--each 8]

``SITE`` is a built site. Each query has a kind; those of the kinds ``long mark``, ``width`` and ``case`` have a twin,
which must find the same. ``search_queries.json`` is the set drawn from 373 posts of two archives, ``--seed 0``.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_WIDE = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
_SPACE_BESIDE_CJK = re.compile(rf"\s+(?=[{_WIDE}])|(?<=[{_WIDE}])\s+")
_LONG_MARK = re.compile(r"(?<=[ァ-ヺー]{3})ー(?![ァ-ヺー])")
_HALF = {unicodedata.normalize("NFKC", chr(half)): chr(half) for half in range(0xFF66, 0xFF9E)}
CODE = ["C#", "C++", ".NET", "Node.js", "F#", "ASP.NET", "Vue.js", "node.js C++"]
LONG = [
    *["サーバ", "ブラウザ", "ユーザ", "コンピュータ", "データセンタ", "メンバ", "フォルダ", "エディタ", "パラメータ"],
    *["ドライバ", "ルータ", "プリンタ", "センサ", "リーダ", "プレイヤ", "レビュア", "マネージャ"],
]
SENTENCE = 20  # characters at least
BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, td, th, dt, dd, div, br, blockquote, figcaption, section"
UNSEEN = ".bunko-byline, .headerlink, script, style, template, .bunko-imprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a reader types."""

    kind: str
    query: str
    twin: str = ""  #: another way to write it


@dataclass(frozen=True, slots=True)
class Page:
    """A post as a reader sees it, normalised."""

    address: str  #: from the top of the site
    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The title and all lines."""
        return "\n".join((self.title, *self.lines))


def normalised(text: str) -> str:
    """Fold what makes no difference to a reader: width, case, spaces beside CJK, the long mark that ends a long word.

    Written without a look at Bunko's own folding, which it is to judge.
    """
    text = unicodedata.normalize("NFKC", text).lower().replace("\u200b", "").replace("\u00ad", "")
    return _LONG_MARK.sub("", _SPACE_BESIDE_CJK.sub("", " ".join(text.split())))


def words_of(query: str) -> list[str]:
    """Return the words, all of which must be there; what stands in quotes is one."""
    return [normalised(quoted or word) for quoted, word in re.findall(r'"([^"]+)"|([^\s"]+)', query)]


def read_pages(site: Path) -> list[Page]:
    """Read every post of a built site."""
    return [_read_page(path, path.relative_to(site).as_posix()) for path in sorted(site.glob("posts/**/*.html"))]


def _read_page(path: Path, address: str) -> Page:
    article = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").select_one("article, .body")
    if article is None:
        raise RuntimeError(f"{path} has no article")
    for found in article.select(UNSEEN):
        found.decompose()
    for found in article.select("pre"):  # only code keeps its lines
        found.replace_with("\0" + found.get_text().replace("\n", "\0") + "\0")
    for found in article.select(BLOCKS):
        found.append("\0")
        found.insert(0, "\0")
    heading = article.select_one("h1")
    title = normalised(heading.get_text().replace("\0", " ")) if heading else ""
    if heading:
        heading.decompose()
    return Page(address, title, tuple(filter(None, map(normalised, article.get_text().split("\0")))))


def truth(query: str, pages: Iterable[Page]) -> set[str]:
    """Return the addresses of the posts whose text holds every word."""
    words = words_of(query)
    return {page.address for page in pages if all(word in page.text for word in words)}


# -- the recipe --------------------------------------------------------------------------------------------------------


def draw_queries(pages: Sequence[Page], seed: int = 0, each: int = 8) -> list[Query]:
    """Draw about ``each`` queries of every kind."""
    chance = random.Random(seed)
    found: list[Query] = []
    for kind, draw in _KINDS.items():
        known = {query.query for query in found}
        for _ in range(each * 12):
            if sum(query.kind == kind for query in found) >= each:
                break
            for query in draw(chance, pages):
                if query.query not in known and (kind == "none") != bool(truth(query.query, pages)):
                    found.append(query)
                    known.add(query.query)
    return [*found, *(Query(kind="code", query=query) for query in CODE if truth(query, pages))]


def _some(pattern: str, chance: random.Random, pages: Sequence[Page]) -> str:
    """Return a random match in a random post."""
    for _ in range(50):
        matches = re.findall(pattern, chance.choice(pages).text)
        if matches:
            return str(chance.choice(matches))
    return ""


def _plain(kind: str, pattern: str) -> Callable[[random.Random, Sequence[Page]], Iterator[Query]]:
    def draw(chance: random.Random, pages: Sequence[Page]) -> Iterator[Query]:
        text = _some(pattern, chance, pages)
        if text:
            yield Query(kind=kind, query=text)

    return draw


def _part(chance: random.Random, pages: Sequence[Page]) -> Iterator[Query]:
    text = _some(r"[一-鿿ァ-ヺー]{5,12}", chance, pages)
    if text:
        size = chance.randint(2, 4)
        start = chance.randint(0, len(text) - size)
        yield Query(kind="part", query=text[start : start + size])


def _two(chance: random.Random, pages: Sequence[Page]) -> Iterator[Query]:
    page = [chance.choice(pages)]
    first, second = (_some(r"[一-鿿]{2,4}|[ァ-ヺー]{3,8}|[a-z]{4,12}", chance, page) for _ in range(2))
    if first and second and first != second:
        yield Query(kind="two", query=f"{first} {second}")


def _long_mark(chance: random.Random, pages: Sequence[Page]) -> Iterator[Query]:
    word = _some(rf"(?<![ァ-ヺー])(?:{'|'.join(LONG)})(?![ァ-ヺー])", chance, pages)
    if word:
        yield Query(kind="long mark", query=word, twin=f"{word}ー")


def _width(chance: random.Random, pages: Sequence[Page]) -> Iterator[Query]:
    word = _some(r"\b[a-z]{3,10}\b|[ァ-ヺー]{3,8}", chance, pages)
    if word.isascii() and word:
        yield Query(kind="width", query=word, twin="".join(chr(ord(char) + 0xFEE0) for char in word))
    elif word:
        bare = unicodedata.normalize("NFD", word).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
        yield Query(kind="width", query=word, twin="".join(_HALF.get(char, char) for char in bare))


def _case(chance: random.Random, pages: Sequence[Page]) -> Iterator[Query]:
    word = _some(r"\b[a-z]{3,12}\b", chance, pages)
    if word:
        yield Query(kind="case", query=word, twin=chance.choice([word.upper(), word.title()]))


def _phrase(chance: random.Random, pages: Sequence[Page]) -> Iterator[Query]:
    lines = [line for line in chance.choice(pages).lines if len(line) > SENTENCE and re.search("[ぁ-ん]", line)]
    if lines:
        line = chance.choice(lines)
        size = chance.randint(7, 16)
        start = chance.randint(0, len(line) - size)
        text = line[start : start + size].strip()
        if '"' not in text:
            yield Query(kind="phrase", query=f'"{text}"' if " " in text else text)


def _title(chance: random.Random, pages: Sequence[Page]) -> Iterator[Query]:
    title = re.findall(r"[一-鿿ァ-ヺーぁ-ん]{4,14}|[a-z][a-z0-9.]{3,}", chance.choice(pages).title)
    if title:
        yield Query(kind="title", query=chance.choice(title))


def _none(chance: random.Random, pages: Sequence[Page]) -> Iterator[Query]:
    one, other = (_some(r"[一-鿿]{2}", chance, pages) for _ in range(2))
    yield Query(kind="none", query=chance.choice([one[:1] + other[-1:] + one[1:], f"{one}の{other}", "qx" + one]))


_KINDS: dict[str, Callable[[random.Random, Sequence[Page]], Iterator[Query]]] = {
    "word": _plain("word", r"(?<![一-鿿])[一-鿿]{2,3}(?![一-鿿])"),
    "compound": _plain("compound", r"[一-鿿ァ-ヺー]{5,10}"),
    "part": _part,
    "particle": _plain("particle", r"[一-鿿ァ-ヺー]{2,4}[のをがはにで][一-鿿ァ-ヺー]{2,4}"),
    "kana": _plain("kana", r"[ぁ-ん]{3,6}"),
    "katakana": _plain("katakana", r"[ァ-ヺー]{3,9}"),
    "latin": _plain("latin", r"\b[a-z][a-z0-9.+#-]{2,12}[a-z0-9]\b"),
    "two": _two,
    "long mark": _long_mark,
    "width": _width,
    "case": _case,
    "phrase": _phrase,
    "title": _title,
    "none": _none,
}


def load_queries(path: Path) -> list[Query]:
    """Read a set: a JSON list of objects with ``kind``, ``query`` and, where there is one, ``twin``."""
    return [Query(**found) for found in json.loads(path.read_text(encoding="utf-8"))]


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="folder of a built site")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", type=int, default=8, help="queries of each kind")
    args = parser.parse_args()
    drawn = draw_queries(read_pages(args.site), args.seed, args.each)
    rows = [json.dumps({k: v for k, v in asdict(query).items() if v}, ensure_ascii=False) for query in drawn]
    args.out.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
