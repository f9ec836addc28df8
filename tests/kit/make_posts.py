#!/usr/bin/env python3
"""Write synthetic Jekyll posts shaped like the project's own one, for benchmarks and tests.

    make_posts.py 1000 OUT [--seed 0] [--links 2] [--link-style relative] [--wild]

Every post keeps the shape of the post in ``posts/``: the same front-matter keys, a first paragraph that repeats the
title, bold-only lines used as headings, bold text that touches full-width punctuation, some thousand characters of
Japanese. Tags follow a Zipf curve over a vocabulary that grows with the square root of the number of posts; links
point to earlier posts. The same arguments always give the same bytes.

``--wild`` sprinkles in what large real archives contain, at about the rates counted there: bold that ends or begins
with brackets or full stops, line breaks inside sentences, text underlined with ``---``, headings that start at
``###``, kramdown attribute lists, Liquid tags, dollar prices, missing keys.
"""

from __future__ import annotations

import argparse
import math
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, product
from pathlib import Path

MODEL = Path(__file__).resolve().parents[2] / "posts" / "2025-12-29-1-aiamazon-500.md"
LINK_STYLES = ["relative", "post_url", "permalink", "none"]

COMPANIES = [
    *["Amazon", "Google", "Microsoft", "Meta", "NVIDIA", "OpenAI", "Anthropic", "ソフトバンク", "トヨタ"],
    *["NTT", "富士通", "日立", "ソニー", "TSMC", "Intel", "AMD", "楽天", "LINEヤフー"],
]
TOPICS = [
    *["生成AI", "データセンター", "半導体", "量子計算", "自動運転", "ロボティクス", "AI規制", "電力問題"],
    *["クラウド", "エッジAI", "AIエージェント", "音声認識", "画像生成", "創薬AI", "教育AI", "金融AI"],
]
ANGLES = ["核心", "真意", "衝撃", "展望", "課題", "全貌", "行方", "現在地", "転換点", "可能性"]
CATEGORIES = ["投資分析", "AI最新ニュース", "AI技術ガイド", "業界別AI活用", "AI導入戦略", "研究論文"]
AUTHORS = {"ALLFORCES編集部": 8, "データ分析班": 1, "海外特派員": 1, "技術解説チーム": 1}
TAGS = [
    *["AI", "最新ニュース", "技術動向", "投資", "チップ", "LLM", "C++", "C#", "Node.js", "AI/ML", "機械学習"],
    *["ＧＰＵ", "GPU", "クラウド コンピューティング", "Q&A", "100%再生可能エネルギー"],
    *COMPANIES,
    *TOPICS,
    *[topic + angle for topic, angle in product(TOPICS, ANGLES)],
    *[f"{company}と{topic}" for company, topic in product(COMPANIES, TOPICS)],
]
WILD = [  # (share of posts that have it, block)
    (0.23, "もう一つは、**「広告の形そのものの進化」**です。**この文は太字です。**この文のせいで。"),
    (0.34, "この文は途中で\n改行されていますが、\n空白は入りません。"),
    (0.19, "**重要な論点（その1）：**ここからが本題です。"),
    (0.19, "次の論点に移ります。\n---"),
    (0.25, "### 見出しは三番目の水準から始まる\n\n#### 細目"),
    (0.19, "サービス詳細を見る\n{: .consulting-cta-link}"),
    (0.05, '{% include ads-mid-article.html slot="1" %}'),
    (0.05, "価格は$10から$20、年額は$100です。`a*b` と 2*3*4 はそのまま。"),
    (
        0.05,
        "| 項目 | A社 | B社 |\n|------|-----:|:---:|\n| 料金 | $10 | **無料** |\n| 対応 | `可` | 不可 |",
    ),
    (0.03, "- [x] 済んだこと\n- [ ] これから\n    1. 入れ子\n    2. **太字：**説明"),
    (0.03, '```python\nprint("{% raw %} は文字です")  # コメント\n```'),
    (0.02, "脚注があります[^1]。\n\n[^1]: 脚注の**本文**。"),
    (0.02, '<div class="note">生の<b>HTML</b>です。</div>'),
]
WILD_WITHOUT_EXTRAS = 0.05  # share of wild posts that lack excerpt and reading time


@dataclass(frozen=True, slots=True)
class Written:
    """What a later post needs to know to link to an earlier one."""

    name: str
    title: str
    when: datetime

    def url(self, style: str) -> str:
        """Return the address as an author would write it in this style."""
        if style == "post_url":
            return f"{{% post_url {self.name} %}}"
        if style == "permalink":
            return f"/{self.when:%Y/%m/%d}/{self.name[11:]}/"
        return f"{self.name}.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the posts are to be."""

    seed: int = 0
    links: int = 2
    link_style: str = "relative"
    wild: bool = False


class Writer:
    """Draws posts from the model post's headings and sentences; one random stream for all of them."""

    def __init__(self, total: int, options: Options) -> None:
        self.total, self.options = total, options
        self.random = random.Random(options.seed)
        body = MODEL.read_text(encoding="utf-8").split("---", 2)[2]
        blocks = [block.strip() for block in body.split("\n\n") if block.strip()][1:]
        self.headings = [block for block in blocks if re.fullmatch(r"\*\*[^*]+\*\*", block)]
        prose = [block for block in blocks if block not in self.headings]
        sentences = [found for block in prose for found in re.findall(r"[^。？！]+[。？！]", block)]
        self.sentences = [sentence for sentence in sentences if sentence.count("**") % 2 == 0]
        self.tags = TAGS[: max(12, int(4 * math.sqrt(total)))]
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.tags) + 1)))
        self.written: list[Written] = []

    def next_post(self) -> tuple[str, str]:
        """Return the next post's file name without suffix, and its text."""
        draw, number = self.random, len(self.written)
        step = timedelta(days=8 * 365) / max(self.total, 1)
        when = datetime(2018, 1, 1, tzinfo=UTC) + step * number + timedelta(seconds=draw.randrange(3600))
        company, topic, angle = draw.choice(COMPANIES), draw.choice(TOPICS), draw.choice(ANGLES)
        amount = draw.randrange(1, 999)
        title = f"{topic}の{angle}：{company} {amount}億ドル投資が市場にもたらす変化（第{number + 1}報）。"
        name = f"{when:%Y-%m-%d}-{company.lower() if company.isascii() else 'post'}-{number + 1:06d}"
        head = self.front_matter(title, when, f"{company}、{topic}について詳細に分析します。")
        body = self.body()
        if self.options.wild and draw.random() < WILD_WITHOUT_EXTRAS:
            head = [line for line in head if not line.startswith(("excerpt", "reading_time"))]
        self.written.append(Written(name, title, when))
        return name, "\n".join(["---", *head, "---", "", title, "", "\n\n".join(body), ""])

    def front_matter(self, title: str, when: datetime, excerpt: str) -> list[str]:
        """Return the lines between the two fences."""
        draw = self.random
        count = draw.randrange(2, 8)
        tags = sorted({draw.choices(self.tags, cum_weights=self.weights)[0] for _ in range(count)})
        offset = draw.choice(["+0000", "+0900"])
        return [
            "layout: post",
            f'title: "{title}"',
            f"date: {when:%Y-%m-%d %H:%M:%S} {offset}",
            f'categories: ["{draw.choice(CATEGORIES)}"]',
            "tags: [" + ", ".join(f'"{tag}"' for tag in tags) + "]",
            f'author: "{draw.choices(list(AUTHORS), weights=list(AUTHORS.values()))[0]}"',
            f'excerpt: "{excerpt}"',
            f"reading_time: {draw.randrange(3, 15)}",
        ]

    def body(self) -> list[str]:
        """Return the blocks below the title: four headings with prose, links, and perhaps wild blocks."""
        draw, blocks = self.random, list[str]()
        for heading in draw.sample(self.headings, k=min(4, len(self.headings))):
            blocks.append(heading.replace("500", str(draw.randrange(10, 900))))
            blocks += [
                "".join(draw.choices(self.sentences, k=draw.randrange(3, 7))) for _ in range(draw.randrange(4, 7))
            ]
        if self.written and self.options.link_style != "none":
            for _ in range(self.options.links):
                target = draw.choice(self.written)
                link = f"あわせて読みたい：[{target.title}]({target.url(self.options.link_style)})"
                blocks.insert(draw.randrange(len(blocks)), link)
        if self.options.wild:
            for share, block in WILD:
                if draw.random() < share:
                    blocks.insert(draw.randrange(len(blocks)), block)
        return blocks


def make_posts(total: int, folder: Path, options: Options | None = None) -> None:
    """Write ``total`` posts into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(total, options or Options())
    for _ in range(total):
        name, text = writer.next_post()
        (folder / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Read the command line and write the posts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("total", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("--seed", type=int, default=0, help="of the random stream")
    parser.add_argument("--links", type=int, default=2, help="links to earlier posts, in each post")
    parser.add_argument("--link-style", choices=LINK_STYLES, default="relative", help="how links are written")
    parser.add_argument("--wild", action="store_true", help="add what real archives contain")
    args = parser.parse_args()
    options = Options(seed=args.seed, links=args.links, link_style=args.link_style, wild=args.wild)
    make_posts(args.total, args.folder, options)


if __name__ == "__main__":
    main()
