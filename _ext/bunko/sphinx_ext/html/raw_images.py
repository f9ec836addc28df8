"""Pictures that raw HTML shows: copied and found as those of Markdown are, wherever the site stands on its host.

An address that is published as it is, by ``bunko_files`` or from the static folder, stays as the author wrote it.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import site_file
from bunko.sphinx_ext.markdown.nodes import is_html

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_PLACE = "bunko_images"  #: the attribute of a raw node that holds the paths of its pictures, by their addresses
_STATIC = "_static/"
_SOURCE = re.compile(
    r"""(?P<before><img\b[^<>]*?\ssrc\s*=\s*)(?:"(?P<double>[^"<>]*)"|'(?P<single>[^'<>]*)'|(?P<plain>[^\s"'<>]+))""",
    re.IGNORECASE,
)


def _address(found: re.Match[str]) -> str:
    return unescape(found["double"] or found["single"] or found["plain"] or "").strip()


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Collect the pictures of a document that has just been read."""
    env = app.env
    docname = env.current_document.docname
    for node in doctree.findall(is_html):
        text = node.astext()
        if "<img" not in text.casefold():
            continue
        paths = {address: site_file(env, address, docname) for address in map(_address, _SOURCE.finditer(text))}
        published = domain_of(env).published
        ours = {
            at: path for at, path in paths.items() if path and path not in published and not path.startswith(_STATIC)
        }
        for path in ours.values():
            env.images.add_file(docname, path)
        if ours:
            node[_PLACE] = ours  # type: ignore[index]  # raw nodes are elements


class RawImages(SphinxPostTransform):
    """Puts the addresses of the copies into raw HTML."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ANN401 — the signature is Sphinx's
        """Rewrite the sources of the pictures that were collected."""
        del kwargs
        builder = domain_of(self.env).builder
        if builder.name == "bunko-epub":  # a book finds its pictures itself
            return
        docname = self.env.current_document.docname
        folder = relative_uri(builder.get_target_uri(docname), builder.imagedir)
        for node in self.document.findall(is_html):
            paths: dict[str, str] = node.get(_PLACE, {})  # type: ignore[attr-defined]  # raw nodes are elements
            copied = {path: self.env.images[path][1] for path in paths.values() if path in self.env.images}
            names = {address: copied[path] for address, path in paths.items() if path in copied}
            builder.images.update(copied)

            def replaced(found: re.Match[str], names: dict[str, str] = names) -> str:
                name = names.get(_address(found))
                return found[0] if name is None else f'{found["before"]}"{escape(f"{folder}/{quote(name)}")}"'

            if names:
                text = _SOURCE.sub(replaced, node.astext())
                node.clear()  # type: ignore[attr-defined]
                node.append(nodes.Text(text))  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Collect pictures as documents are read, and find them as pages are written."""
    app.connect("doctree-read", on_doctree_read)
    app.add_post_transform(RawImages)
