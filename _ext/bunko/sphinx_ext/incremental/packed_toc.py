"""Tables of contents that stay pickled until somebody reads one of their attributes.

Sphinx keeps the contents of every document as nodes in its environment, some fifty objects each, and loads and saves
all of them in every build: three quarters of the environment, of which a small build looks at one. Packed, they cost
a tenth of the memory and of the time. Where something looks (a toctree, a section number), it finds the nodes.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class packed_contents(nodes.bullet_list):  # noqa: N801 — docutils names its node classes so
    """A list of contents; its attributes and children appear when they are first asked for."""

    tagname = "bullet_list"

    def __init__(self, packed: bytes) -> None:  # not the parent's: its attributes are what is packed
        self.packed: bytes | None = packed

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — any attribute of a node
        packed = self.__dict__.get("packed")
        if packed is None or name.startswith("__"):
            raise AttributeError(name)
        self.packed = None
        contents = pickle.loads(packed)  # noqa: S301 — from our own environment
        self.__dict__.update(contents.__dict__)
        for child in self.children:
            child.parent = self
        return getattr(self, name)

    def unpacked(self) -> nodes.bullet_list:
        """Return the list as a plain node of its own."""
        if self.packed is not None:
            return pickle.loads(self.packed)  # type: ignore[no-any-return]  # noqa: S301 — as above
        plain = nodes.bullet_list(self.rawsource, **self.attributes)
        plain.extend(child.deepcopy() for child in self.children)
        return plain

    def copy(self) -> nodes.bullet_list:  # type: ignore[override]
        """Return a plain list without its children."""
        return nodes.bullet_list(self.rawsource, **self.attributes)

    def deepcopy(self) -> nodes.bullet_list:  # type: ignore[override]
        """Return a plain list with copies of its children."""
        return self.unpacked()

    def __reduce__(self) -> tuple[type[packed_contents], tuple[bytes]]:
        return type(self), (_pack(self.unpacked()) if self.packed is None else self.packed,)


def _pack(contents: nodes.bullet_list) -> bytes:
    return pickle.dumps(contents, pickle.HIGHEST_PROTOCOL)


def pack_contents(app: Sphinx, doctree: nodes.document) -> None:
    """Pack the contents of a document that has just been read."""
    del doctree
    env = app.env
    docname = env.current_document.docname
    contents = env.tocs.get(docname)
    if app.config.bunko_shortcuts and type(contents) is nodes.bullet_list:
        env.tocs[docname] = packed_contents(_pack(contents))


def setup(app: Sphinx) -> None:
    """Pack the contents of each document that has been read."""
    app.connect("doctree-read", pack_contents, priority=900)  # after Sphinx has gathered them
