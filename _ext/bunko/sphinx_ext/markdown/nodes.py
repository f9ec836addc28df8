"""The nodes that Markdown has and docutils has not, and what each is in HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from bunko.sphinx_ext.build import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class byline(nodes.General, nodes.Element):  # noqa: N801 — docutils names its node classes so
    """Date, author, reading time, category and tags of the post; it holds nothing, for these may change elsewhere."""


class rule(nodes.General, nodes.Element):  # noqa: N801
    """``---``: unlike docutils' transition, it may stand anywhere, as it does in Markdown."""


class strike(nodes.inline):  # noqa: N801
    """``~~text~~``: a writer that does not know it shows the text as it does any other."""


def document_of(node: nodes.Node, otherwise: str) -> str:
    """Return the document that a node is of, where a builder of one document holds many; else ``otherwise``."""
    above: nodes.Node | None = node
    while above is not None:
        if isinstance(above, nodes.section) and "docname" in above:  # by `sphinx.util.nodes.inline_all_toctrees`
            return str(above["docname"])
        above = above.parent
    return otherwise


def is_html(node: nodes.Node) -> bool:
    """Whether a node is raw HTML."""
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


def setup(app: Sphinx) -> None:
    """Register the nodes, with their visitors."""
    app.add_node(byline, html=(_visit_byline, None))
    nothing = (_skip, None)
    app.add_node(
        rule, html=(_visit_rule, None), text=(_visit_rule_text, None), latex=nothing, man=nothing, texinfo=nothing
    )
    app.add_node(strike, html=(_visit_strike, _depart_strike))


def _visit_byline(translator: HTML5Translator, node: byline) -> None:
    """Write the byline as the template ``bunko/byline.html`` has it."""
    builder = translator.builder
    docname = document_of(node, builder.current_docname)
    translator.body.append(build_of(builder).page_context.byline(docname))
    raise nodes.SkipNode


def _visit_rule(translator: HTML5Translator, node: rule) -> None:
    translator.body.append(translator.emptytag(node, "hr", "\n"))
    raise nodes.SkipNode


def _visit_rule_text(translator: nodes.NodeVisitor, node: rule) -> None:
    del node
    translator.new_state(0)  # type: ignore[attr-defined]
    translator.add_text("-" * 20)  # type: ignore[attr-defined]
    translator.end_state()  # type: ignore[attr-defined]
    raise nodes.SkipNode


def _visit_strike(translator: HTML5Translator, node: strike) -> None:
    translator.body.append(translator.starttag(node, "s", ""))


def _depart_strike(translator: HTML5Translator, node: strike) -> None:
    del node
    translator.body.append("</s>")


def _skip(translator: nodes.NodeVisitor, node: nodes.Node) -> None:
    del translator, node
    raise nodes.SkipNode
