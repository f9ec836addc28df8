"""Links of posts that lead nowhere in the archive, or to what is not out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from markdown_it.common.normalize_url import normalizeLinkText

from bunko.catalogue.links import looks_like_a_page, read_target
from bunko.sphinx_ext.report import report_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref

    from bunko.problems import Problem


def as_written(
    node: pending_xref, contnode: Element, hosts: frozenset[str], dead: Callable[[str, str], Problem]
) -> nodes.reference:
    """Return a link that leads where its author wrote, with a warning if that is nowhere."""
    href = node["reftarget"]
    parts = read_target(href, hosts)
    if parts is not None and looks_like_a_page(parts):  # else it may be a file of the server's
        report_at(dead("link", href), node)
    reference = nodes.reference("", "", internal=False, refuri=href)
    # A bare address has no words of its own.
    reference.extend(contnode.children or [nodes.Text(normalizeLinkText(href))])
    return reference


def as_text(node: pending_xref, contnode: Element, problem: Problem) -> nodes.inline:
    """Return the words of a link that leads nowhere for now, with a warning that says why."""
    report_at(problem, node)
    return nodes.inline("", "", *contnode.children)
