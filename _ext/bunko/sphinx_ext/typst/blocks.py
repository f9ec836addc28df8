"""Lists, boxes, signatures and the components of sphinx-design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import admonitionlabels

from bunko.sphinx_ext.typst.syntax import Code, call, show, string
from bunko.sphinx_ext.typst.visitor import TypstVisitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bunko.sphinx_ext.typst.syntax import Item, Piece

#: docutils' numbering types as Typst's counting symbols.
COUNTING: Mapping[str, str] = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}
WARNINGS = frozenset({"attention", "caution", "danger", "error", "warning"})
#: sphinx-design's components that are set as a box with a title.
TITLED = frozenset({"card", "dropdown", "tab-item"})
HIDDEN_LINK = "sd-hide-link-text"


def _component_title(node: nodes.Element) -> nodes.Element | None:
    """Take the title out of a component of sphinx-design, and return it."""
    bodies = [child for child in node.children if isinstance(child, nodes.container)]
    for holder in (node, *bodies):
        for child in holder.children:
            if isinstance(child, nodes.Element) and (
                isinstance(child, nodes.rubric) or child.get("design_component") == "card-title"
            ):
                holder.remove(child)
                return child
    return None


class BlockVisitor(TypstVisitor):
    """The part of the translator that sets what is neither text, table nor picture."""

    # -- lists ------------------------------------------------------------------------------------------------------

    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        """Open a list; one of tasks has boxes for bullets."""
        items = [item.get("classes", ()) for item in node.children if isinstance(item, nodes.Element)]
        tasks = items and all("task-list-item" in classes for classes in items)
        self.write("#tasks(" if tasks else "#bullets(")

    def depart_bullet_list(self, _: nodes.bullet_list) -> None:
        """Close it."""
        self.write(");")

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        """Open a numbered list, counting as its author did."""
        symbol = COUNTING.get(node.get("enumtype", "arabic"), "1")
        pattern = f"{node.get('prefix', '')}{symbol}{node.get('suffix', '.') or '.'}"
        self.write(call("numbered", start=int(node.get("start", 1)), numbering=pattern)[:-1], ", ")

    def depart_enumerated_list(self, _: nodes.enumerated_list) -> None:
        """Close it."""
        self.write(");")

    def visit_list_item(self, node: nodes.list_item) -> None:
        """Open an item."""
        self.write("[", *self.anchors(node.parent if node.parent.index(node) == 0 else node))

    def depart_list_item(self, _: nodes.list_item) -> None:
        """Close an item."""
        self.write("], ")

    def visit_definition_list_item(self, node: nodes.definition_list_item) -> None:
        """Set the terms of an item in one line each, then its definitions."""
        terms: list[Piece] = []
        for child in node.children:
            if isinstance(child, nodes.term):
                terms += ["#linebreak();"] if terms else []
            if isinstance(child, (nodes.term, nodes.classifier)):
                terms += self.capture(child)
        rest = self.capture(*(c for c in node.children if not isinstance(c, (nodes.term, nodes.classifier))))
        self.write("([", *self.anchors(node), *terms, "], [", *rest, "]), ")
        raise nodes.SkipNode

    def visit_classifier(self, node: nodes.classifier) -> None:
        """Set the kind of a term behind it."""
        self.write("#classifier[", *self.anchors(node))

    def depart_classifier(self, _: nodes.Element) -> None:
        """Close it."""
        self.write("];")

    def visit_field(self, node: nodes.Element) -> None:
        """Set a name and its value."""
        name, *values = node.children or [nodes.inline()]
        self.write("([", *self.capture(name), "], [", *self.capture(*values), "]), ")
        raise nodes.SkipNode

    visit_option_list_item = visit_field

    def visit_option(self, node: nodes.option) -> None:
        """Set an option as it is typed."""
        if node.parent.index(node):
            self.write(show(", "))
        self.write("#mono-text[", show(node.astext()), "];")
        raise nodes.SkipNode

    def visit_line_block(self, node: nodes.line_block) -> None:
        """Keep lines as they are; a block inside a block is indented."""
        inner = isinstance(node.parent, nodes.line_block)
        self.write("#verse-part[" if inner else "#verse[", *self.anchors(node))

    def depart_line_block(self, _: nodes.line_block) -> None:
        """End the lines."""
        self.write("];")

    # -- boxes ------------------------------------------------------------------------------------------------------

    def visit_Admonition(self, node: nodes.Element) -> None:  # noqa: N802 - the name of docutils' category
        """Set a box named after its kind, or with a title of its own."""
        kind = type(node).__name__
        title = next((child for child in node.children if isinstance(child, nodes.title)), None)
        rest = [child for child in node.children if child is not title]
        label: list[Piece] = [show(str(admonitionlabels[kind]))] if kind in admonitionlabels else []
        if title is not None:
            label = self.capture(*title.children)
        warning = kind in WARNINGS or bool(WARNINGS.intersection(node.get("classes", ())))
        self._box("admonition", node, label, rest, warning=warning)

    def _box(
        self, function: str, node: nodes.Element, title: list[Piece], content: list[nodes.Node], **named: Item
    ) -> None:
        head: list[Piece] = ["[", *title, "]"] if title else ["none"]
        options = call("", **named)[2:-1]
        body = self.capture(*content)
        self.write(f"#{function}(", *head, f", {options})[" if options else ")[", *self.anchors(node), *body, "];")
        raise nodes.SkipNode

    def visit_container(self, node: nodes.container) -> None:
        """Set a component of sphinx-design, a captioned listing, or else just the content."""
        if node.get("design_component", "") in TITLED:
            title = _component_title(node)
            label = self.capture(*title.children) if title is not None else []
            # A card that is a link as a whole holds a link without text: here its title becomes the link.
            link = next((ref for ref in node.findall(nodes.reference) if HIDDEN_LINK in ref.get("classes", ())), None)
            if link is not None and label:
                label = [self.link(link), *label, "];"]
            self._box("card", node, label, [child for child in node.children if child is not title])
        caption = next((child for child in node.children if isinstance(child, nodes.caption)), None)
        block = next((child for child in node.children if isinstance(child, nodes.literal_block)), None)
        if node.get("literal_block") and caption is not None and block is not None:
            self.set_code(block, caption)
            raise nodes.SkipNode
        self.write("#parbreak();", *self.anchors(node))

    def visit_citation(self, node: nodes.Element) -> None:
        """Set a citation, or a footnote that nothing refers to, where it stands."""
        label = next((child for child in node.children if isinstance(child, nodes.label)), None)
        rest = [child for child in node.children if child is not label]
        name = label.astext() if label is not None else ""
        self.write("#citation(", string(f"[{name}]"), ")[", *self.anchors(node), *self.capture(*rest), "];")
        raise nodes.SkipNode

    # -- signatures -------------------------------------------------------------------------------------------------

    def visit_desc_parameterlist(self, _: nodes.Element) -> None:
        """Open the parameters of a signature."""
        self.write(show("("))

    def depart_desc_parameterlist(self, _: nodes.Element) -> None:
        """Close them."""
        self.write(show(")"))

    def visit_desc_type_parameter_list(self, _: nodes.Element) -> None:
        """Open the type parameters of a signature."""
        self.write(show("["))

    def depart_desc_type_parameter_list(self, _: nodes.Element) -> None:
        """Close them."""
        self.write(show("]"))

    visit_desc_optional, depart_desc_optional = visit_desc_type_parameter_list, depart_desc_type_parameter_list

    def visit_desc_parameter(self, node: nodes.Element) -> None:
        """Set one parameter, behind a comma unless it is the first."""
        if node.parent.index(node):
            self.write(show(", "))

    visit_desc_type_parameter = visit_desc_parameter

    def visit_desc_returns(self, _: nodes.Element) -> None:
        """Set what a signature returns."""
        self.write(show(" → "))

    def depart_desc_returns(self, _: nodes.Element) -> None:
        """Do nothing."""

    def visit_productionlist(self, node: nodes.Element) -> None:
        """Set a grammar as code."""
        lines = [child.astext() for child in node.children]
        self.write(call("code", "\n".join(lines), language="text", places=Code("[]")), ";")
        raise nodes.SkipNode
