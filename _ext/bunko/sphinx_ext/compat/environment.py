"""Private attributes of Sphinx's environment that we use: its caches of doctrees, and the class of ``images``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util._files import FilenameUniqDict  # of `env.images`; its public name is deprecated

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

__all__ = ["FilenameUniqDict", "drop_doctrees"]

_MOST_KEPT = 200  # doctrees
_CACHES = ("_write_doc_doctree_cache", "_pickled_doctree_cache")


def drop_doctrees(env: BuildEnvironment) -> None:
    """Drop the doctrees that Sphinx keeps of every document it reads or writes, some 100 KB each, once they are many.

    Works around ``Builder._read_serial`` and ``BuildEnvironment.get_doctree``: both have just written or read a file
    that they can read again.
    """
    for name in _CACHES:
        kept: dict[str, object] = getattr(env, name, {})
        if len(kept) >= _MOST_KEPT:
            kept.clear()
