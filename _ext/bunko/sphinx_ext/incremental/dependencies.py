"""The files that documents are made from: which have changed since they were read, and what pictures are called.

Two limits of Sphinx 9 are worked around, for incremental builds that are to be trusted:

- Sphinx reads a document again if a file of it is newer than the reading. A file that took the place of another with
  its old time, by ``mv``, ``cp -p`` or ``unzip``, stays unnoticed; and for a picture that is missing, the document is
  read in every build, for ever. Here, the time and the size of each file must be what they were.
- Pictures of one name get numbers in the order in which documents are read, which is another one in every incremental
  build; and dropping a document goes through all pictures, which is quadratic. Here, such pictures get names from their
  paths.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from bunko.sphinx_ext.compat.environment import FilenameUniqDict
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import named_by_path, picture_of
from bunko.sphinx_ext.incremental.stamps import Stamp, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from bunko.post import Post


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Name the documents whose files are not what they were, though none is newer."""
    del app, removed
    known = env.found_docs - added - changed
    return [
        docname
        for docname, stamps in domain_of(env).stamps.items()
        if docname in known and any(stamp(path) != before for path, before in stamps.items())
    ]


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Look at files before they are read: if one changes meanwhile, the next build sees it."""
    del app
    domain_of(env).being_read = {
        docname: {path: stamp(path)} for docname in docnames for path in [os.fspath(env.doc2path(docname))]
    }


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Keep what the files were, add what documents turned out to depend on, and settle the names of pictures."""
    del app
    domain = domain_of(env)
    for docname, stamps in domain.being_read.items():
        for path in list(env.dependencies.get(docname, ())):
            stamps[os.fspath(path)] = found = stamp(os.fspath(path))
            if found is None:
                env.dependencies[docname].discard(path)
        domain.stamps[docname] = stamps
    domain.being_read = {}
    for docname in domain.stamps.keys() - env.all_docs.keys():
        del domain.stamps[docname]
    if isinstance(env.images, SitePictures):
        env.images.settle()


class SitePictures(FilenameUniqDict):
    """The pictures of all documents: path below the source folder → (docnames, name in the output)."""

    _of: dict[str, set[str]] | None = None  #: paths by docname, once somebody asks

    def add_file(self, docname: str, newfile: str | os.PathLike[str]) -> str:
        """Take in a picture of a document, and return its name in the output, which may change before it is written."""
        path = os.fspath(newfile)
        self._paths_of(docname).add(path)
        if path not in self:
            name = PurePath(path).name
            self[path] = (set(), named_by_path(path) if name.casefold() in self._existing else name)
            self._existing.add(name.casefold())
        self[path][0].add(docname)
        return self[path][1]

    def purge_doc(self, docname: str) -> None:
        """Drop a document, and the pictures that no other has."""
        for path in self._paths_of(docname):
            docs, name = self[path]
            docs.discard(docname)
            if not docs:
                del self[path]
                self._existing.discard(name.casefold())
        self._paths_of(docname).clear()

    def settle(self) -> None:
        """Let pictures have the names of their files, but for those that share one, whichever came first."""
        files = Counter(PurePath(path).name.casefold() for path in self)
        self._existing = set(files)
        for path, (docs, _) in self.items():
            name = PurePath(path).name
            self[path] = (docs, name if files[name.casefold()] == 1 else named_by_path(path))

    def _paths_of(self, docname: str) -> set[str]:
        if self._of is None:
            self._of = {}
            for path, (docs, _) in self.items():
                for known in docs:
                    self._of.setdefault(known, set()).add(path)
        return self._of.setdefault(docname, set())


def on_builder_inited(app: Sphinx) -> None:
    """Let the environment keep its pictures as we do."""
    env = app.env
    if not isinstance(env.images, SitePictures):
        ours = SitePictures()
        ours.merge_other(env.all_docs.keys(), env.images)
        env.images = ours


def pictures_of(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return the names of the pictures that each document shows, in the order of their paths."""
    found: dict[str, list[str]] = {}
    for _, (docs, name) in sorted(env.images.items()):
        for docname in docs:
            found.setdefault(docname, []).append(name)
    return found


def covers_of(env: BuildEnvironment, posts: Iterable[Post]) -> list[tuple[str, Stamp]]:
    """Return what the pictures of posts are called, and what their files are: who shows one has to copy it."""
    found = [picture_of(env, post) for post in posts]
    return [(name, stamp(f"{env.srcdir}/{path}")) for path, name in found if path]


def setup(app: Sphinx) -> None:
    """Look at files before, and keep what they were after documents are read."""
    app.connect("builder-inited", on_builder_inited)
    app.connect("env-get-outdated", on_env_get_outdated)
    app.connect("env-before-read-docs", on_env_before_read_docs, priority=600)  # once what may not be read is left out
    app.connect("env-updated", on_env_updated)
