"""Help for tests of pages: a site with an article that has everything, served as hosts do."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from make_posts import Options, make_posts
from sitekit import ROOT, Site, once

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

SAMPLE = """---
title: "文字組みの見本：表、コード、脚注。"
date: 2026-01-10 09:00:00 +0900
categories: ["投資分析"]
tags: ["AI", "組版"]
author: "データ分析班"
excerpt: "記事に現れうるもののすべて。"
image: pictures/cover.png
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
# One pixel.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8cf500f0003860180"
    "5a347d6a0000000049454e44ae426082"
)


@dataclass(frozen=True, kw_only=True)
class Served:
    """A site that can be visited."""

    folder: Path
    address: str  #: without a slash at the end


def kitchen_site(factory: pytest.TempPathFactory) -> Path:
    """Build, once per session, a site as the project's own, of 120 posts and one that has everything."""

    def make(folder: Path) -> None:
        source = folder / "site"
        for name in ("conf.py", "index.md", "taxonomy.yml"):
            source.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, source)
        for name in ("_static", "posts"):
            shutil.copytree(ROOT / name, source / name)
        make_posts(120, source / "posts", Options())
        site = Site(source)
        site.write("posts/2026-01-10-sample.md", SAMPLE)
        site.write("posts/pictures/cover.png", PICTURE)
        site.write("numbered.md", NUMBERED)
        built = site.build(apart=True)
        assert built.returncode == 0, built.warnings

    return once(factory, "kitchen_site", make) / "site/_build/html"


class HostHandler(SimpleHTTPRequestHandler):
    """Answers as hosts of static pages do: what is not there gets ``404.html``."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the page for addresses that lead nowhere."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the name is the base class's
        """Say nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve a folder as long as it is asked for."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(HostHandler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Served(folder=folder, address=f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
