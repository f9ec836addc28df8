"""The files of a Jekyll site, sorted by what they are."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bunko.content.dates import split_file_name
from bunko.content.jekyll_config import JekyllConfig, comes_over
from bunko.publication.jekyll_import import Left

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGES = (".md", ".markdown", ".html", ".htm", ".textile")
_HEADER = b"---"


@dataclass(kw_only=True, slots=True)
class JekyllFiles:
    """Paths below the source, as posix text."""

    posts: dict[str, str] = field(default_factory=dict)  #: path of a post, and its name below the folder of posts
    drafts: dict[str, str] = field(default_factory=dict)
    left_out: list[Left] = field(default_factory=list)  #: files in ``_posts`` that are no posts to Jekyll, or to us
    not_posts: list[Left] = field(default_factory=list)
    static: list[str] = field(default_factory=list)  #: published as they are
    folders: set[str] = field(default_factory=set)  #: where there are folders called ``_posts``, "" for the top


def find_files(source: Path, config: JekyllConfig, collections_dir: str = "") -> JekyllFiles:
    """Sort the files of a site. The order does not depend on the file system."""
    found = JekyllFiles()
    _walk(source, "", config, found)
    if collections_dir and (source / collections_dir).is_dir() and not comes_over(collections_dir, config):
        _walk(source, collections_dir.strip("/"), config, found)
    for name in config.collections:
        folder = Path(collections_dir, f"_{name}")
        if name not in ("posts", "drafts"):
            message = "a document of the collection {detail}"
            found.not_posts += [
                Left(path=path, message=message, detail=name) for path in below(source, folder.as_posix())
            ]
    return found


def _walk(source: Path, folder: str, config: JekyllConfig, found: JekyllFiles) -> None:
    try:
        entries = sorted(os.scandir(source / folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir():
            if entry.name == "_posts":
                _posts(source, folder, config, found)
            elif entry.name == "_drafts":
                found.drafts |= {each: each.partition("_drafts/")[2] for each in below(source, path)}
            elif comes_over(path, config):
                _walk(source, path, config, found)
        elif entry.is_file() and comes_over(path, config) and path != "_config.yml":
            if entry.name.lower().endswith(_PAGES) and _has_header(Path(entry.path)):
                found.not_posts.append(Left(path=path, message="a page"))
            else:
                found.static.append(path)


def _posts(source: Path, folder: str, config: JekyllConfig, found: JekyllFiles) -> None:
    found.folders.add(folder)
    for path in below(source, f"{folder}/_posts" if folder else "_posts"):
        inside = path.rpartition("_posts/")[2]
        suffix = PurePosixPath(inside).suffix
        name = inside.removesuffix(suffix)
        if split_file_name(name.rpartition("/")[2])[0] is None:
            message = "its name does not begin with a date, as in 2025-12-29-name.md: Jekyll leaves it out, too"
            found.left_out.append(Left(path=path, message=message))
        elif suffix.lower() not in config.suffixes:
            message = "its suffix is {detail}, and Bunko reads Markdown"
            found.left_out.append(Left(path=path, message=message, detail=suffix or "–"))
        else:
            found.posts[path] = f"{folder}/{name}.md" if folder else f"{name}.md"


def below(source: Path, folder: str) -> Iterator[str]:
    """Yield the files below a folder of the source, in order, but for hidden ones and copies that editors leave."""
    for top, folders, files in os.walk(source / folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith((".", "#")) and not name.endswith("~"):
                yield Path(top, name).relative_to(source).as_posix()


def _has_header(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(4).startswith(_HEADER)
    except OSError:
        return False
