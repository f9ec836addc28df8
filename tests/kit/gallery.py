"""A site for tests that look at pages: synthetic posts, and one with everything that a page may hold."""

from __future__ import annotations

import shutil
import struct
import zlib
from typing import TYPE_CHECKING

from make_posts import Options, make_posts
from sitekit import EXTENSIONS, ROOT, Site

if TYPE_CHECKING:
    from pathlib import Path

POSTS = 60
SEED = "posts/2025-12-29-1-aiamazon-500"
EVERYTHING = "posts/2026-02-03-everything"

TEXT = r"""---
title: 何でもある記事：Pneumonoultramicroscopicsilicovolcanoconiosis-と-https://example.com/a/very/long/address/in/a/title
date: 2026-02-03 12:00:00 +0900
categories: [投資分析]
tags: [AI, "C++", とても長いタグとても長いタグとても長いタグとても長いタグ, "100%再生可能エネルギー"]
author: ALLFORCES編集部
---

最初の段落。[前の記事](2025-12-29-1-aiamazon-500.md)と[外のサイト](https://example.com/)へのリンク、`code`、**強調**、
<https://github.com/sphinx-doc/sphinx/issues/1>、*斜体*、~~取り消し~~、脚注[^1]。https://example.com/a/very/long/address/that/does/not/end/and/does/not/break/index.html

## 表

| 項目 | 二〇二三年 | 二〇二四年 | 二〇二五年 | 備考 |
|---|---:|---:|:-:|---|
| とても長い名前の項目その一 | 1,000,000 | 2,000,000 | 3,000,000 | 表の中の長い備考、表の中の長い備考 |
| 二つ目 | 10 | 20 | 30 | `code` |

## コード

```python
def every_argument_has_a_long_name(first_argument_of_the_function, second_argument_of_the_function):
    return first_argument_of_the_function + second_argument_of_the_function  # 注釈も長い、注釈も長い
```

```console
$ make html SPHINXOPTS="-W --keep-going"
```

## 数式

行の中の $E = mc^2$ と $\frac{1}{n}\sum_{i=1}^{n} x_i$、売上 $= \text{単価} \times \text{数量}$。

$$
\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}, \qquad
A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}, \qquad
|x| = \begin{cases} x & x \geq 0 \\ -x & \text{それ以外} \end{cases}, \qquad
\left( \frac{a + b}{c + d} \right)^{n}
$$

$$
\begin{align*}
(a + b)^2 &= a^2 + 2ab + b^2 \\
&= (a + b)(a + b)
\end{align*}
$$

## 絵と注意

![四角い絵](box.png)

:::{note}
気をつけること。[リンク](2025-12-29-1-aiamazon-500.md)もある。
:::

:::{warning}
もっと気をつけること。
:::

> 引用された文。
>
> > その中の引用。

::::{grid} 2
:::{grid-item-card} 一枚目
本文
:::
:::{grid-item-card} 二枚目
本文
:::
::::

::::{tab-set}
:::{tab-item} 甲
甲の中身
:::
:::{tab-item} 乙
乙の中身
:::
::::

<details><summary>開く</summary><p>隠れた<b>HTML</b></p></details>

<div style="color: inherit">生の HTML</div>

### 三番目の水準

#### 四番目の水準

- 箇条書き
    - 入れ子
        1. 番号
- [x] 済み

用語
: その説明

---

最後の段落。Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch_and_even_longer_than_that_by_a_lot_of_letters

[^1]: 脚注の**本文**。
"""


def make_gallery(folder: Path, conf: str = "", *, posts: int = POSTS) -> Site:
    """Copy the project's own site into a folder, with more posts; ``conf`` is added to conf.py."""
    site = Site(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("index.md", "taxonomy.yml"):
        shutil.copy(ROOT / name, folder)
    for name in ("posts", "_static"):
        shutil.copytree(ROOT / name, folder / name)
    make_posts(posts, folder / "posts", Options(wild=True))
    site.write(f"{EVERYTHING}.md", TEXT)
    site.write("posts/box.png", png(120, 80))
    own = (
        (ROOT / "conf.py")
        .read_text(encoding="utf-8")
        .replace('str(Path(__file__).parent / "_ext")', repr(str(EXTENSIONS)))
    )
    site.write("conf.py", f"{own}\n{WITH_EVERYTHING}\n{conf}\n")
    return site


#: Options that the everything-post needs.
WITH_EVERYTHING = """
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist", "tasklist", "strikethrough"]
bunko_myst_in_posts = True
"""


def png(width: int, height: int) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + b"\x88\x66\x44" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
