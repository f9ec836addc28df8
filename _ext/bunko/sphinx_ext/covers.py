"""Pictures that Sphinx does not know of: those that posts name in their front matter, for lists, and in raw HTML."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from bunko.content.references import references

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from bunko.post import Post


def note_picture(env: BuildEnvironment, post: Post) -> None:
    """Take in the picture that a post names in its front matter, if it is a file of the site, for lists to show."""
    for path in _picture_paths(post.docname, post.image):
        env.note_dependency(path, docname=post.docname)
        if os.path.isfile(Path(env.srcdir, path)):  # noqa: PTH113 — no error for a name that cannot be one
            env.images.add_file(post.docname, path)
            return


def note_html_pictures(env: BuildEnvironment, docname: str, markdown: str) -> None:
    """Have a post read again when a picture changes that its HTML shows: books hold what the file holds."""
    if "<img" in markdown.casefold():
        for reference in references(markdown):
            for path in _picture_paths(docname, reference.target) if reference.kind == "image" else ():
                env.note_dependency(path, docname=docname)


def picture_of(env: BuildEnvironment, post: Post) -> str:
    """Return the path of that picture, below the source folder; nothing if there is none."""
    paths = _picture_paths(post.docname, post.image)
    return next((path for path in paths if post.docname in env.images.get(path, ((), ""))[0]), "")


def _picture_paths(docname: str, address: str) -> list[str]:
    """Return where a picture may be: from the top of the site, or beside the post."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return []
    path = unquote(parts.path)
    if not path or parts.scheme or parts.netloc or "\0" in path:
        return []
    beside = [] if path.startswith("/") else [PurePosixPath(docname).parent / path]
    found = [normpath(place) for place in (*map(str, beside), path.lstrip("/"))]
    return [place for place in dict.fromkeys(found) if place.partition("/")[0] not in {"..", ".", ""}]
