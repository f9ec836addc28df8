"""The links of a document that has just been read, each with the sentence that makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util import docname_join

from bunko.post import Link
from bunko.sphinx_ext.domain import BunkoDomain, domain_of
from bunko.sphinx_ext.report import report_at
from bunko.text.sentence import citation, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.domains import Domain

#: Nodes that say nothing in a sentence.
_SILENT = (nodes.footnote_reference, nodes.citation_reference, nodes.system_message, nodes.problematic, nodes.image)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the references to posts and terms, however they are written, in their order."""
    domain, docname = domain_of(app.env), app.env.current_document.docname
    domain.note_links(docname, list(_links(doctree)))
    if any(reference.get("refdomain") != "bunko" for reference in doctree.findall(addnodes.pending_xref)):
        domain.others[docname] = True


def _links(doctree: nodes.document) -> Iterator[Link]:
    block: Node | None = None
    for reference in doctree.findall(addnodes.pending_xref):
        meant = _meant(reference)
        if meant is None:
            continue
        holder = _block(reference)
        if holder is not block:
            block = holder
            text, places = _read(holder)
            spans = sentences(text)
        start, end = places[id(reference)]
        before, words, after = citation(text, spans, start, end)
        kind, target = meant
        yield Link(kind, target, before, words, after)


def _meant(reference: addnodes.pending_xref) -> tuple[str, str] | None:
    """Return the kind and the target of a reference that may be to a post or a term."""
    domain, kind, target = (reference.get(name) for name in ("refdomain", "reftype", "reftarget"))
    if domain == "bunko":
        return kind, target
    if domain == "doc":  # MyST's: to a document
        return "doc", target
    if (domain, kind) == ("std", "doc"):
        return "doc", docname_join(reference["refdoc"], target)
    return None


def _block(reference: Node) -> Node:
    """Return the paragraph, or its like, that holds a reference; the reference itself if there is none."""
    block: Node = reference
    while isinstance(block.parent, nodes.TextElement):
        block = block.parent
    return block


def _read(block: Node) -> tuple[str, dict[int, tuple[int, int]]]:
    """Return the plain text of a block, with a line feed where the author broke the line, and where references stand.

    A reference without words of its own is empty: the title of its target will stand there.
    """
    pieces: list[str] = []
    places: dict[int, tuple[int, int]] = {}
    length = 0

    def read(node: Node) -> None:
        nonlocal length
        start = length
        if isinstance(node, nodes.Text):
            pieces.append(node.astext().replace("\n", " "))
            length += len(pieces[-1])
        elif isinstance(node, nodes.raw):
            if node.astext().startswith("<br"):  # MyST's hard line break, and an author's own
                pieces.append("\n")
                length += 1
        elif isinstance(node, addnodes.pending_xref):
            for child in node.children if node.get("refexplicit") else ():
                read(child)
            places[id(node)] = (start, length)
        elif not isinstance(node, _SILENT):
            for child in node.children:
                read(child)

    read(block)
    return "".join(pieces), places


def on_warn_missing_reference(app: Sphinx, domain: Domain, node: pending_xref) -> bool | None:
    """Say what is nearest to a reference that neither we nor another project's inventory can resolve."""
    del app
    if not isinstance(domain, BunkoDomain):
        return None
    report_at(domain.dead(node["reftype"], node["reftarget"]), node)
    return True


def setup(app: Sphinx) -> None:
    """Take note of the links of each document that has been read, and warn of what nothing resolves."""
    app.connect("doctree-read", on_doctree_read)
    app.connect("warn-missing-reference", on_warn_missing_reference)
