"""Raw HTML in a doctree becomes docutils nodes, so that a book can show what a browser would.

MyST leaves each HTML tag of a sentence as a node of its own (``H``, ``<sub>``, ``2``, ``</sub>``, ``O``), and each HTML
block as another. `html_tree` reads the children of a node as a browser would, and `convert_html` builds what the
elements mean. What is open is closed where its parent ends.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from docutils import nodes

from bunko.markup.html.tree import HIDDEN, Node
from bunko.sphinx_ext.markdown.html_tree import html_tree
from bunko.sphinx_ext.markdown.nodes import is_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Attributes = dict[str, str]


class line_break(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801 - docutils names nodes so
    """``<br>``."""


class checkbox(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801
    """``<input type=checkbox>``: attribute ``checked``."""


class ruby(nodes.General, nodes.Inline, nodes.TextElement):  # noqa: N801
    """``<ruby>``: a text, then a `reading`."""


class reading(nodes.General, nodes.Inline, nodes.TextElement):  # noqa: N801
    """``<rt>``."""


class cell_mark(nodes.Element):  # noqa: N801 - a table cell until the table ends
    """``<td>`` or ``<th>``: attributes ``heading``, ``colspan``, ``rowspan``."""


def _inline(*classes: str) -> Callable[[Attributes], nodes.Element]:
    return lambda _: nodes.inline(classes=list(classes))


def _link(attributes: Attributes) -> nodes.Element:
    if attributes.get("href"):
        return nodes.reference(refuri=attributes["href"])
    return nodes.inline(ids=[attributes["name"]] if attributes.get("name") else [])


def _cell(*, heading: bool) -> Callable[[Attributes], nodes.Element]:
    def make(attributes: Attributes) -> nodes.Element:
        given = {key: attributes.get(key, "") for key in ("colspan", "rowspan")}
        spans = {key: min(max(1, int(n[:5])), _WIDEST) for key, n in given.items() if n.isdecimal()}
        mark = cell_mark(heading=heading)
        mark.attributes.update(spans)
        return mark

    return make


def _image(attributes: Attributes) -> nodes.Element:
    kept = {key: attributes[key] for key in ("alt", "width", "height") if attributes.get(key)}
    return nodes.image(uri=attributes.get("src") or attributes.get("data-src", ""), **kept)


#: What holds other things. A start tag opens it, its end tag closes it.
CONTAINERS: Mapping[str, Callable[[Attributes], nodes.Element]] = {
    **dict.fromkeys(("b", "strong"), lambda _: nodes.strong()),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), lambda _: nodes.emphasis()),
    **dict.fromkeys(("code", "tt", "samp"), lambda _: nodes.literal()),
    **dict.fromkeys(("del", "s", "strike"), _inline("strike")),
    **dict.fromkeys(("span", "font", "ins", "u", "label", "button", "abbr", "q", "time"), _inline()),
    **dict.fromkeys(
        [
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "nav",
            "center",
            "form",
            "fieldset",
            "address",
            "svg",
        ],
        lambda _: nodes.container(),
    ),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend"), lambda _: nodes.rubric()),
    "sub": lambda _: nodes.subscript(),
    "sup": lambda _: nodes.superscript(),
    "kbd": _inline("kbd"),
    "mark": _inline("mark"),
    "small": _inline("small"),
    "a": _link,
    "p": lambda _: nodes.paragraph(),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), lambda _: nodes.literal_block()),
    "aside": lambda _: nodes.sidebar(),
    "details": lambda _: nodes.topic(),
    "blockquote": lambda _: nodes.block_quote(),
    "ul": lambda _: nodes.bullet_list(),
    "ol": lambda _: nodes.enumerated_list(enumtype="arabic", prefix="", suffix="."),
    "li": lambda _: nodes.list_item(),
    "dl": lambda _: nodes.definition_list(),
    "dt": lambda _: nodes.term(),
    "dd": lambda _: nodes.definition(),
    "figure": lambda _: nodes.figure(),
    "figcaption": lambda _: nodes.caption(),
    "table": lambda _: nodes.table(),
    "caption": lambda _: nodes.title(),
    "tr": lambda _: nodes.row(),
    "td": _cell(heading=False),
    "th": _cell(heading=True),
    "ruby": lambda _: ruby(),
    "rt": lambda _: reading(),
}
#: What holds nothing.
VOIDS: Mapping[str, Callable[[Attributes], nodes.Element]] = {
    "br": lambda _: line_break(),
    "hr": lambda _: nodes.transition(),
    "img": _image,
}
#: What becomes a link to what it embeds.
EMBEDS = frozenset({"iframe", "embed", "video", "audio", "source", "object"})
_WIDEST = 1000  #: columns or rows that a cell reaches over: what browsers allow
LISTS = (nodes.bullet_list, nodes.enumerated_list)
BLOCK_PARENTS = (nodes.container, nodes.Sequential, nodes.table, nodes.row)


class _NodeBuilder:
    """Makes docutils nodes of the tree of one parent's children."""

    def __init__(self, origins: Sequence[nodes.Node]) -> None:
        self.origins = origins  #: for warnings: of each piece that was read, the node

    def children(self, element: Node, parent: nodes.Element) -> None:
        """Fill ``parent`` with what is in ``element``."""
        for child in element.children:
            if isinstance(child, Node):
                self.add(child, parent)
            elif child.strip() or not isinstance(parent, BLOCK_PARENTS):
                parent.append(nodes.Text(child))

    def add(self, element: Node, parent: nodes.Element) -> None:
        """Add what stands for an element to ``parent``: its content alone, if it is none that the book knows."""
        tag, attributes = element.tag, element.attributes
        if isinstance(element.held, nodes.Node):
            parent.append(element.held)
        elif tag in HIDDEN:
            return
        elif tag in CONTAINERS:
            node = self.placed(CONTAINERS[tag](attributes), element)
            if attributes.get("id"):
                node["ids"].append(attributes["id"])
            self.children(_in_order(element) if tag == "table" else element, node)
            parent.append(_finished_table(node) if isinstance(node, nodes.table) else _tidied(node))
        elif tag in VOIDS:
            parent.append(self.placed(VOIDS[tag](attributes), element))
        elif tag in EMBEDS:
            self.embed(element, parent)
        elif tag == "input" and attributes.get("type") == "checkbox":
            parent.append(self.placed(checkbox(checked="checked" in attributes), element))
        else:
            self.children(element, parent)
            if tag == "option":  # nobody can choose here: all are told, one after the other
                parent.append(nodes.Text(" "))

    def embed(self, element: Node, parent: nodes.Element) -> None:
        """Add a link to what an element embeds; then its content, which of a film is other sources."""
        address = element.attributes.get("src") or element.attributes.get("data", "")
        if address:
            address = urljoin("https://", address) if address.startswith("//") else address
            title = element.attributes.get("title", "") or address
            parent.append(self.placed(nodes.reference("", title, refuri=address), element))
        if element.tag != "iframe":
            self.children(element, parent)

    def placed(self, node: nodes.Element, element: Node) -> nodes.Element:
        """Return a node that says where it comes from."""
        origin = self.origins[min(element.origin, len(self.origins) - 1)]
        node.source, node.line = origin.source, origin.line
        return node


def _in_order(table: Node) -> Node:
    """Return a table with its head first and its foot last, as browsers show it wherever they stand."""

    def place(child: Node | str) -> int:
        return {"thead": -1, "tfoot": 1}.get(child.tag, 0) if isinstance(child, Node) else 0

    return Node(table.tag, table.attributes, sorted(table.children, key=place))


def _tidied(node: nodes.Element) -> nodes.Element:
    """Give a node the shape that docutils promises its writers."""
    if isinstance(node, (nodes.literal, nodes.literal_block)):
        return type(node)("", node.astext().strip("\n"), ids=node["ids"])
    if isinstance(node, nodes.definition_list):
        items: list[nodes.Element] = []
        for child in node.children:
            if isinstance(child, nodes.term) or not items:
                items.append(nodes.definition_list_item())
            items[-1].append(child)
        node.clear()
        node.extend(items)
        return node
    children = list(node.children)
    if isinstance(node, LISTS):
        children = [child if isinstance(child, nodes.list_item) else nodes.list_item("", child) for child in children]
    else:
        children = _with_lists(children)
    node.clear()
    node.extend(children)
    return node


def _with_lists(children: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Put items that stand in no list, because its tags are in another paragraph, into one of their own."""
    found: list[nodes.Node] = []
    for loose, group in groupby(children, lambda child: isinstance(child, nodes.list_item)):
        if loose:
            found.append(nodes.bullet_list("", *group))
        else:
            found += group
    return found


def _finished_table(table: nodes.table) -> nodes.Element:
    """Turn rows of `cell_mark` into docutils' table model; a table of one cell is layout, and becomes its content."""
    rows = [row for row in table.children if isinstance(row, nodes.row)]
    cells = [[cell for cell in row.children if isinstance(cell, cell_mark)] for row in rows]
    # Stands between cells only what is nested too deep for the reader: it comes before the table, as text does.
    stray = [child for row in rows for child in row.children if not isinstance(child, cell_mark)]
    stray += [child for child in table.children if not isinstance(child, (nodes.row, nodes.title))]
    cells = [row for row in cells if row]
    columns = max((sum(cell.get("colspan", 1) for cell in row) for row in cells), default=0)
    if columns <= 1 and len(cells) <= 1:
        return nodes.container("", *stray, *(child for row in cells for cell in row for child in cell.children))
    group = nodes.tgroup(cols=columns)
    group += [nodes.colspec(colwidth=1) for _ in range(columns)]
    head, body = nodes.thead(), nodes.tbody()
    for row in cells:
        is_head = not body.children and all(cell["heading"] for cell in row)
        entries = [
            nodes.entry("", *c.children, morecols=c.get("colspan", 1) - 1, morerows=c.get("rowspan", 1) - 1)
            for c in row
        ]
        (head if is_head else body).append(nodes.row("", *entries))
    group += [part for part in (head, body) if part.children]
    titles = [child for child in table.children if isinstance(child, nodes.title)]
    finished = nodes.table("", *titles, group, ids=table["ids"])
    return nodes.container("", *stray, finished) if stray else finished


def _depth(node: nodes.Node) -> int:
    return 0 if node.parent is None else _depth(node.parent) + 1


def convert_html(document: nodes.document) -> None:
    """Replace every raw HTML node below ``document`` by the nodes that it stands for."""
    parents = {id(raw.parent): raw.parent for raw in document.findall(is_html)}
    # The innermost first: what holds other nodes may ask for their text when it closes, as `pre` does.
    for parent in sorted(parents.values(), key=_depth, reverse=True):
        found = nodes.Element()
        _NodeBuilder(list(parent.children)).children(html_tree(parent), found)
        children = list(found.children)
        parent.clear()
        parent.extend(children if isinstance(parent, LISTS) else _with_lists(children))
