"""The base of the translator to Typst: tables that say which node becomes what, and the output collected so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders import Builder
from sphinx.util.docutils import SphinxTranslator

from bunko.problems import Kind, Problem
from bunko.sphinx_ext.report import report_at
from bunko.sphinx_ext.typst.syntax import Anchor, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bunko.sphinx_ext.typst.assets import Assets
    from bunko.sphinx_ext.typst.syntax import Piece

#: Nodes that become a call around their content.
WRAPPERS: Mapping[str, str] = {
    "strong": "bold-text",
    "strike": "struck",
    "literal_strong": "bold-text",
    "emphasis": "stress",
    "literal_emphasis": "stress",
    "title_reference": "stress",
    "literal": "mono-text",
    "subscript": "sub",
    "superscript": "super",
    "sd_badge": "badge",
    "rubric": "rubric",
    "subtitle": "subtitle",
    "block_quote": "block-quote",
    "attribution": "attribution",
    "line": "verse-line",
    "topic": "aside",
    "sidebar": "aside",
    "versionmodified": "aside",
    "centered": "centered",
    "desc_signature": "signature",
    "reading": "small-text",
}
#: Nodes that become a call with their items as arguments.
LISTS: Mapping[str, str] = {
    "definition_list": "terms-list",
    "field_list": "fields",
    "option_list": "fields",
}
#: Nodes that add nothing of their own to their content.
TRANSPARENT = frozenset(
    """
    document compound container abbreviation acronym generated decoration header footer docinfo authors author
    address contact copyright date organization revision status version problematic label caption legend
    definition_list_item term definition description option_group field_name field_body glossary acks hlist hlistcol
    compact_paragraph only start_of_file translatable desc desc_content desc_inline desc_name desc_addname
    desc_classname desc_type desc_parameter desc_type_parameter desc_annotation desc_signature_line desc_sig_element
    desc_sig_space desc_sig_name desc_sig_operator desc_sig_punctuation desc_sig_keyword desc_sig_keyword_type
    desc_sig_literal_number desc_sig_literal_string desc_sig_literal_char pending_xref pending_xref_condition
    substitution_reference manpage production citation_reference row entry tgroup thead tbody target aside_main
    dropdown_main sd_tab_label PassthroughTextElement post_list
    """.split()  # noqa: SIM905 - a list of words, to be read as one
)
#: Nodes that show nothing. The byline is set by the template.
SILENT = frozenset(
    """
    comment substitution_definition meta pending index toctree tabular_col_spec highlightlang system_message colspec raw
    byline sd_tab_input fontawesome _desc_classes_injector option_argument option_string
    """.split()  # noqa: SIM905
)


class TranslatingBuilder(Builder):
    """A builder whose translators write Typst."""

    assets: Assets
    unknown_nodes: set[str]  #: classes of nodes that have been reported as unknown
    titles: dict[str, str]  #: of all posts, by docname
    current_docname: str  #: the article being translated


class TypstVisitor(SphinxTranslator):
    """Visits nodes, and collects pieces of Typst in `out`.

    Which node becomes what is looked up by the names of its class and of the classes above it, so that what another
    extension derives from a known node is handled as that. Anything else keeps its text, with one warning a kind.
    """

    def __init__(self, document: nodes.document, builder: TranslatingBuilder) -> None:
        super().__init__(document, builder)
        self.assets = builder.assets
        self.docname = builder.current_docname
        self.warned = builder.unknown_nodes
        self.out: list[Piece] = []

    # -- dispatch ---------------------------------------------------------------------------------------------------

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Find what to do with a node by the names of its classes, nearest first."""
        for name in _names(node):
            if method := getattr(self, f"visit_{name}", None):
                method(node)
                return
            if name in WRAPPERS:
                self.write(f"#{WRAPPERS[name]}[", *self.anchors(node))
                return
            if name in LISTS:
                self.write(f"#{LISTS[name]}(")
                return
            if name in TRANSPARENT:
                self.write(*self.anchors(node))
                return
            if name in SILENT:
                raise nodes.SkipNode
        self.unknown_visit(node)

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Undo what `dispatch_visit` has begun."""
        for name in _names(node):
            if method := getattr(self, f"depart_{name}", None):
                method(node)
                return
            if name in WRAPPERS:
                self.write("];")
                return
            if name in LISTS:
                self.write(");")
                return
            if name in TRANSPARENT:
                if isinstance(node, (nodes.container, nodes.compound)):
                    self.write("#parbreak();")
                return

    def unknown_visit(self, node: nodes.Node) -> None:
        """Keep the text of a node that we do not know, and say so once."""
        name = type(node).__name__
        if name not in self.warned:
            self.warned.add(name)
            message = "the book cannot show {name!r}; its text is kept"
            report_at(Problem(kind=Kind.PDF, message=message, values={"name": name}), node)
        self.write(*self.anchors(node))

    # -- writing ----------------------------------------------------------------------------------------------------

    def write(self, *pieces: Piece) -> None:
        """Add pieces to the document."""
        self.out += pieces

    def capture(self, *children: nodes.Node) -> list[Piece]:
        """Return the pieces of some nodes instead of adding them."""
        kept, self.out = self.out, []
        for child in children:
            child.walkabout(self)
        captured, self.out = self.out, kept
        return captured

    def anchors(self, node: nodes.Node) -> list[Piece]:
        """Return the places that a node's ids stand for."""
        ids: list[str] = node.get("ids", []) if isinstance(node, nodes.Element) else []
        return [Anchor(place(self.docname, node_id)) for node_id in ids]

    if TYPE_CHECKING:  # the other parts of the translator have them

        def link(self, node: nodes.Element) -> Piece:
            """Return the opening of a link."""

        def set_code(self, node: nodes.Element, caption: nodes.Element | None) -> None:
            """Set a listing with its caption, if it has one."""


def _names(node: nodes.Node) -> list[str]:
    return [cls.__name__ for cls in type(node).__mro__]
