"""Archives for tests of whole sites, ways to change them, and ways to compare what is built of them."""

from __future__ import annotations

import base64
import shutil
from typing import TYPE_CHECKING

from make_posts import Options, make_posts
from sitekit import CONF, ROOT, new_site

if TYPE_CHECKING:
    from sitekit import BuildResult, Site

#: A PNG of one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def archive(site: Site, posts: int) -> Site:
    """Give a site wild posts and the project's taxonomy."""
    make_posts(posts, site.source / "posts", Options(wild=True))
    shutil.copy(ROOT / "taxonomy.yml", site.source)
    return site


def add_post(site: Site, number: int = 0) -> None:
    """Add a post that is newer than all of `archive`."""
    text = f"---\ntitle: 新しい記事{number}\ntags: [AI, 新しい, 第{number}]\n---\n本文。\n"
    site.write(f"posts/2031-01-{number + 1:02}-new.md", text)


def clean_build(site: Site, builder: str = "html", **conf: object) -> BuildResult:
    """Build what a site has now, in a folder where nothing was built before."""
    folder = site.source.parent / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    clean = new_site(folder, CONF)
    for path in site.source.iterdir():
        if path.name == "_build":
            continue
        if path.is_dir():
            shutil.copytree(path, clean.source / path.name)
        else:
            shutil.copy(path, clean.source)
    return clean.build(builder, **conf)  # type: ignore[arg-type]


def differing(one: BuildResult, other: BuildResult) -> list[str]:
    """Name the files that one of two builds lacks, or that differ."""
    left, right = one.files(), other.files()
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))
