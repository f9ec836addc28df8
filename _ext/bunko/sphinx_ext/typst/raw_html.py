"""Raw HTML in a doctree becomes docutils nodes, so that a book can show what a browser would.

MyST leaves each HTML tag of a sentence as a node of its own (``H``, ``<sub>``, ``2``, ``</sub>``, ``O``), and each HTML
block as another. `convert_html` runs through the children of a node and builds what the tags mean around them. Tags may
be unbalanced: an unknown end tag is dropped, and what is open is closed where its parent ends.
"""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from docutils import nodes

from bunko.sphinx_ext.markdown.nodes import is_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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
    "pre": lambda _: nodes.literal_block(),
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
#: What is never shown.
HIDDEN = frozenset({"script", "style", "template", "head", "title", "rp", "noembed"})
#: An end that HTML lets authors leave out: the start of the first implies the end of the others.
IMPLIED_ENDS: Mapping[str, frozenset[str]] = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    **dict.fromkeys(("p", "div", "ul", "ol", "table", "blockquote", "pre", "h1", "h2", "h3", "h4"), frozenset({"p"})),
}
_WIDEST = 1000  #: columns or rows that a cell reaches over: what browsers allow
LISTS = (nodes.bullet_list, nodes.enumerated_list)
BLOCK_PARENTS = (nodes.container, nodes.Sequential, nodes.table, nodes.row)


class _NodeBuilder(HTMLParser):
    """Takes HTML text and finished nodes in turn, and builds one list of nodes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = nodes.Element()
        self.open: list[tuple[str, nodes.Element]] = []
        self.hidden = ""
        self.origin: nodes.Node | None = None

    @property
    def top(self) -> nodes.Element:
        return self.open[-1][1] if self.open else self.root

    def add(self, node: nodes.Node) -> None:
        """Put a finished node where we are."""
        if not self.hidden:
            if node.source is None and self.origin is not None:
                node.source, node.line = self.origin.source, self.origin.line
            self.top.append(node)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: text or "" for key, text in attrs}
        if self.hidden:
            return
        if tag in HIDDEN:
            self.hidden = tag
            return
        while self.open and self.open[-1][0] in IMPLIED_ENDS.get(tag, ()):
            self._close()
        if tag in CONTAINERS:
            node = CONTAINERS[tag](attributes)
            if attributes.get("id"):
                node["ids"].append(attributes["id"])
            self.open.append((tag, node))
        elif tag in VOIDS:
            self.add(VOIDS[tag](attributes))
        elif tag in EMBEDS:
            self._embed(attributes.get("src") or attributes.get("data", ""), attributes.get("title", ""))
        elif tag == "input" and attributes.get("type") == "checkbox":
            self.add(checkbox(checked="checked" in attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1][0] == tag:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.hidden = "" if tag == self.hidden else self.hidden
        elif any(name == tag for name, _ in self.open):
            while self.open[-1][0] != tag:
                self._close()
            self._close()

    def handle_data(self, data: str) -> None:
        if self.hidden or (not data.strip() and isinstance(self.top, BLOCK_PARENTS)):
            return
        self.add(nodes.Text(data))

    def finish(self) -> list[nodes.Node]:
        """Close what is open and return the nodes."""
        self.close()
        while self.open:
            self._close()
        return list(self.root.children)

    def _embed(self, address: str, title: str) -> None:
        if address:
            address = urljoin("https://", address) if address.startswith("//") else address
            self.add(nodes.reference("", title or address, refuri=address))

    def _close(self) -> None:
        _, node = self.open.pop()
        self.top.append(_finished_table(node) if isinstance(node, nodes.table) else _tidied(node))


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
    rows = [row for row in table.findall(nodes.row) if row.children and _owner(row) in {None, table}]
    cells = [[cell for cell in row.children if isinstance(cell, cell_mark)] for row in rows]
    # What stands between cells is set before the table, as browsers do.
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


def _owner(node: nodes.Element) -> nodes.Element | None:
    """Return the table that a row belongs to."""
    parent = node.parent
    while parent is not None and not isinstance(parent, nodes.table):
        parent = parent.parent
    return parent


def _depth(node: nodes.Node) -> int:
    return 0 if node.parent is None else _depth(node.parent) + 1


def convert_html(document: nodes.document) -> None:
    """Replace every raw HTML node below ``document`` by the nodes that it stands for."""
    parents = {id(raw.parent): raw.parent for raw in document.findall(is_html)}
    # The innermost first: what holds other nodes may ask for their text when it closes, as `pre` does.
    for parent in sorted(parents.values(), key=_depth, reverse=True):
        builder = _NodeBuilder()
        for child in parent.children:
            if is_html(child):
                builder.origin = child
                builder.feed(child.astext())
            else:
                builder.add(child)
        children = builder.finish()
        parent.clear()
        parent.extend(children if isinstance(parent, LISTS) else _with_lists(children))
