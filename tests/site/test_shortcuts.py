"""The shortcuts save time and change nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sphinx.util.docutils

from make_posts import Options, make_posts

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitekit import Site

EVERYTHING = """# 何でも

(target)=
## 節

段落 {ref}`target` と {sub}`2` と `code` と {abbr}`HTML (HyperText)` と脚注[^1]。[自動](https://github.com/sphinx-doc/sphinx)

[^1]: 脚注。

```{note}
注。
```

```{dropdown} 開く
中。
```

````{tab-set}
```{tab-item} 甲
あ
```
```{tab-item} 乙
い
```
````

```{code-block} python
:caption: 題

>>> 1 + 1  # doctest: +SKIP
2
```

```{figure} x.png
図の題
```

```{glossary}
語
  意味
```

```{only} html
網
```

```{math}
a^2
```

```{eval-rst}
.. [C1] 引用。

[C1]_ |today| |translation progress|

>>> 1
1

----

.. index:: 索引
```

> 引用
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000"
    "000049454e44ae426082"
)


@pytest.mark.parametrize("builder", ["html", "text"])
def test_output_and_warnings_are_the_same_without_them(make_site: Callable[..., Site], builder: str) -> None:
    results = []
    for shortcuts in (True, False):
        site = make_site(f"{shortcuts}")
        make_posts(12, site.source / "posts", Options(wild=True))
        site.write("everything.md", EVERYTHING)
        posts = "\n".join(f"posts/{path.stem}" for path in sorted((site.source / "posts").iterdir())[:4])
        site.write("index.md", f"# Archive\n\n```{{toctree}}\n:numbered:\n:maxdepth: 3\n\n{posts}\neverything\n```\n")
        site.write("posts/2026-01-01-everything.md", f"---\ntitle: 何でも\ndate: 2026-01-01\n---\n{EVERYTHING}")
        site.write("x.png", PIXEL)
        site.write("posts/x.png", PIXEL)
        built = site.build(builder, bunko_shortcuts=shortcuts, today="2026-01-01")
        warnings = [line.split(f"/{shortcuts}/")[-1] for line in built.warnings]
        results.append((built.files(), warnings))
    assert results[0] == results[1]


def test_sphinx_is_left_as_it_was(site: Site) -> None:
    before = sphinx.util.docutils._get_settings
    site.build()
    assert sphinx.util.docutils._get_settings is before
