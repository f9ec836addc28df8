"""The files of a Jekyll site, sorted by what they are."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bunko.jekyll.config import JekyllConfig, comes_over
from bunko.jekyll.report import Left
from bunko.text.dates import split_file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n")
HTML = (".html", ".htm")
_LIKE_A_DATE = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-")


@dataclass(kw_only=True, slots=True)
class JekyllFiles:
    """Paths below the source, as posix text."""

    posts: dict[str, str] = field(default_factory=dict)  #: path of a post, and its name below the folder of posts
    drafts: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)  #: posts that are neither Markdown nor HTML
    left_out: list[Left] = field(default_factory=list)  #: files in ``_posts`` that are no posts to Jekyll, or to us
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)  #: collection ("" for none), and path within it
    static: dict[str, str] = field(default_factory=dict)  #: published as they are, and where
    folders: set[str] = field(default_factory=set)  #: where there are folders called ``_posts``, "" for the top


def find_files(source: Path, config: JekyllConfig) -> JekyllFiles:
    """Sort the files of a site. The order does not depend on the file system."""
    found = JekyllFiles()
    _walk(source, "", config, found)
    top = config.collections_dir
    if top and not comes_over(top, config):
        _walk(source, top, config, found)
    for name, permalink in config.collections.items():
        folder = PurePosixPath(top, f"_{name}").as_posix()
        for path in below(source, folder):
            inside = path.removeprefix(f"{folder}/")
            if _has_header(source / path):
                found.pages[path] = (name, inside)
            elif permalink is not None:
                found.static[path] = f"{name}/{inside}"
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
                _posts(source, path, config, found)
            elif entry.name == "_drafts":
                found.drafts |= {each: each.replace("_drafts/", "", 1) for each in below(source, path)}
            elif comes_over(path, config) and not _leads_back(entry):
                _walk(source, path, config, found)
        elif entry.is_file() and comes_over(path, config) and path != "_config.yml":
            if _has_header(Path(entry.path)):
                found.pages[path] = ("", path)
            else:
                found.static[path] = path


def _posts(source: Path, path: str, config: JekyllConfig, found: JekyllFiles) -> None:
    """Sort the files of ``path``, a folder ``_posts``; the folders above it are categories."""
    top = f"{config.collections_dir}/" if config.collections_dir else ""
    if not path.startswith(top):
        message = "it is not in {detail}, which _config.yml calls collections_dir: Jekyll leaves it out, too"
        found.left_out += [Left(path=each, message=message, detail=top) for each in below(source, path)]
        return
    folder = path.removeprefix(top).removesuffix("_posts").rstrip("/")
    found.folders.add(folder)
    for each in below(source, path):
        inside = each.removeprefix(f"{path}/")
        suffix = PurePosixPath(inside).suffix
        name = inside.removesuffix(suffix)
        stem = name.rpartition("/")[2]
        if split_file_name(stem)[0] is None:
            message = "its name does not begin with a date, as in 2025-12-29-name.md: Jekyll leaves it out, too"
            if _LIKE_A_DATE.match(stem):
                message = "the date in its name does not exist: rename it"
            found.left_out.append(Left(path=each, message=message))
        elif suffix.lower() not in (*config.suffixes, *HTML):
            found.others[each] = f"{folder}/{name}".lstrip("/")
        elif (target := f"{folder}/{name}.md".lstrip("/")) in found.posts.values():
            found.left_out.append(Left(path=each, message="another post has its name: rename it"))
        else:
            found.posts[each] = target


def _leads_back(entry: os.DirEntry[str]) -> bool:
    """Whether a folder is a link to one that it stands in, so that there is no end to it."""
    folder = Path(entry.path)
    return entry.is_symlink() and folder.parent.resolve().is_relative_to(folder.resolve())


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
            return _HEADER.match(stream.read(100)) is not None
    except OSError:
        return False
