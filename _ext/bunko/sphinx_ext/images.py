"""Files that authors name: found in one way for pages, lists, books and EPUBs.

Of pictures, Sphinx knows those of documents. Here are also those that posts name in their front matter, for lists, and
those in raw HTML.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from bunko.catalogue.files import file_named, file_places, media_folder
from bunko.markup.references import references
from bunko.sphinx_ext.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.environment import BuildEnvironment

    from bunko.post import Post


def site_file(env: BuildEnvironment, address: str, docname: str) -> str | None:
    """Return the path, below the source folder, of the file that an address in a document names.

    "" if there is no such file, None if the address is none of the site's. See `file_named`.
    """
    has_file = partial(_has_file, env)
    return file_named(address, docname, has_file, domain_of(env).hosts, _folder(env, docname))


def _has_file(env: BuildEnvironment, name: str) -> bool:
    return os.path.isfile(Path(env.srcdir, name))  # noqa: PTH113 — no error for a name that cannot be one


def _folder(env: BuildEnvironment, docname: str) -> str:
    post = domain_of(env).posts.get(docname)
    return media_folder(post.extra) if post else ""


def file_below(roots: Sequence[Path], *paths: Path) -> Path | None:
    """Return the first of ``paths`` that is a file below one of the ``roots``, which are resolved; None if none is."""
    for path in paths:
        with suppress(OSError, ValueError):  # a name too long for a file, or with a NUL
            found = path.resolve()
            if found.is_file() and any(found.is_relative_to(root) for root in roots):
                return found
    return None


def note_picture(env: BuildEnvironment, post: Post) -> None:
    """Have a post read again when the picture changes, comes or goes that it names in its front matter."""
    if post.image:
        _note(env, post.image, post.docname)


def note_html_pictures(env: BuildEnvironment, docname: str, markdown: str) -> None:
    """Have a post read again when a picture changes that its HTML shows: books hold what the file holds."""
    if "<img" in markdown.casefold():
        for reference in references(markdown):
            if reference.kind == "image":
                _note(env, reference.target, docname)


def _note(env: BuildEnvironment, address: str, docname: str) -> None:
    for path in file_places(address, docname, domain_of(env).hosts, _folder(env, docname)) or ():
        if "\0" not in path:
            env.note_dependency(path, docname=docname)


def picture_of(env: BuildEnvironment, post: Post) -> tuple[str, str]:
    """Return the path of that picture, below the source folder, and its name in the output; nothing if there is none.

    It is none of the environment's pictures, for what no list shows is not copied.
    """
    path = site_file(env, post.image, post.docname) if post.image else ""
    if not path:
        return "", ""
    return path, env.images[path][1] if path in env.images else named_by_path(path)


def term_pictures(env: BuildEnvironment) -> dict[str, str]:
    """Return the pictures that ``taxonomy.yml`` names and pages show: name in the output by path below the source."""
    pictures = {
        term.picture for terms in domain_of(env).catalogue.terms.values() for term in terms.values() if term.picture
    }
    paths = (site_file(env, picture, env.config.root_doc) for picture in sorted(pictures))
    return {path: env.images[path][1] if path in env.images else named_by_path(path) for path in paths if path}


def named_by_path(path: str) -> str:
    """Return a name for a picture that no other has."""
    name = PurePath(path)
    digest = blake2b(name.as_posix().encode(errors="surrogatepass"), digest_size=4).hexdigest()
    return f"{name.stem}-{digest}{name.suffix}"
