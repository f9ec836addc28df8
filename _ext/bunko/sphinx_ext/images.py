"""Pictures that Sphinx does not know of: those that posts name in their front matter, for lists, and in raw HTML."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path, PurePath, PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from bunko.markup.references import references

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from bunko.post import Post


def note_picture(env: BuildEnvironment, post: Post) -> None:
    """Have a post read again when the picture changes, comes or goes that it names in its front matter."""
    for path in _picture_paths(post.docname, post.image):
        env.note_dependency(path, docname=post.docname)


def note_html_pictures(env: BuildEnvironment, docname: str, markdown: str) -> None:
    """Have a post read again when a picture changes that its HTML shows: books hold what the file holds."""
    if "<img" in markdown.casefold():
        for reference in references(markdown):
            for path in _picture_paths(docname, reference.target) if reference.kind == "image" else ():
                env.note_dependency(path, docname=docname)


def picture_of(env: BuildEnvironment, post: Post) -> tuple[str, str]:
    """Return the path of that picture, below the source folder, and its name in the output; nothing if there is none.

    It is none of the environment's pictures, for what no list shows is not copied.
    """
    for path in _picture_paths(post.docname, post.image):
        if os.path.isfile(Path(env.srcdir, path)):  # noqa: PTH113 — no error for a name that cannot be one
            return path, env.images[path][1] if path in env.images else named_by_path(path)
    return "", ""


def named_by_path(path: str) -> str:
    """Return a name for a picture that no other has."""
    name = PurePath(path)
    digest = blake2b(name.as_posix().encode(errors="surrogatepass"), digest_size=4).hexdigest()
    return f"{name.stem}-{digest}{name.suffix}"


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
