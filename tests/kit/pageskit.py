"""Help for tests of pages: a site with an article that has everything, served as hosts do."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import browsing
from make_posts import Options, make_posts
from sitekit import ROOT, Site, once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

SAMPLE = """---
title: "文字組みの見本：表、コード、脚注。"
date: 2026-01-10 09:00:00 +0900
categories: ["投資分析"]
tags: ["AI", "組版"]
author: "データ分析班"
excerpt: "記事に現れうるもののすべて。"
image: pictures/cover.svg
---

本文と[外のページ](https://example.org/)。脚注もあります[^1]。

## 表

| 項目 | A社 | B社 | C社 | D社 | E社 | F社 | G社 |
|------|----:|:---:|-----|-----|-----|-----|-----|
| 料金 | $10 | **無料** | 要問い合わせ | 月額一万円 | 年額十万円 | なし | 未定のまま |

## コード

```python
def hello(name):
    return f"こんにちは、{name}さん"
```

[^1]: 脚注の**本文**。
"""
NUMBERED = """# 番号つき

```{code-block} python
:linenos:

first = 1
second = 2
```
"""
# Mountains at dusk.
COVER = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900" width="1600" height="900">
<rect width="1600" height="900" fill="#e9e2d3"/><circle cx="1180" cy="300" r="110" fill="#c4553b"/>
<path d="M0 620 340 330 620 600 880 420 1240 700 1600 520V900H0z" fill="#7c96ad"/>
<path d="M0 760 420 560 760 740 1120 620 1600 780V900H0z" fill="#1d5484"/></svg>
"""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A site that can be visited."""

    folder: Path
    address: str  #: without a slash at the end


def make_kitchen(source: Path) -> Path:
    """Build a site as the project's own, of 120 posts and one that has everything; return the folder of its pages."""
    source.mkdir(parents=True)
    for name in ("conf.py", "index.md", "taxonomy.yml"):
        shutil.copy(ROOT / name, source)
    for name in ("_static", "posts"):
        shutil.copytree(ROOT / name, source / name)
    make_posts(120, source / "posts", Options())
    site = Site(source)
    site.write("posts/2026-01-10-sample.md", SAMPLE)
    site.write("posts/pictures/cover.svg", COVER)
    site.write("numbered.md", NUMBERED)
    built = site.build(apart=True)
    if built.returncode != 0:
        raise RuntimeError("\n".join(built.warnings))
    return built.outdir


def kitchen_site(factory: pytest.TempPathFactory) -> Path:
    """Return the pages of that site, built once per session."""
    return once(factory, "kitchen_site", _keep) / "site/_build/html"


def _keep(folder: Path) -> None:
    make_kitchen(folder / "site")


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve a folder as long as it is asked for."""
    with browsing.serve(folder) as address:
        yield Served(folder=folder, address=address)
