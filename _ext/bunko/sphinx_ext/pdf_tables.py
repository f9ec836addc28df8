"""Tables: docutils' model (groups, rows, entries with spans) to cells of a Typst table."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from docutils import nodes

from bunko.sphinx_ext.typst_text import Code, Piece, call, value

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDEST = 64  #: half-width characters; a column asks for no more than this
NARROWEST = 4


def text_width(text: str) -> int:
    """Return the width of the longest line of ``text`` in half-width characters."""
    return max((sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in text.splitlines()), default=0)


def placed_cells(rows: list[nodes.row]) -> Iterator[tuple[int, nodes.entry]]:
    """Yield each entry with its column, minding the cells that reach down from rows above."""
    reaching: dict[int, int] = {}  # column -> rows still covered
    for row in rows:
        column = 0
        below: dict[int, int] = {}
        for entry in row.children:
            if not isinstance(entry, nodes.entry):
                continue
            while reaching.get(column, 0):
                column += 1
            yield column, entry
            span = entry.get("morecols", 0) + 1
            for covered in range(column, column + span):
                below[covered] = entry.get("morerows", 0)
            column += span
        reaching = {c: n - 1 for c, n in reaching.items() if n > 0 and c not in below}
        reaching |= {c: n for c, n in below.items() if n}


class TableVisitor:
    """The part of the translator that sets tables."""

    def visit_table(self, node: nodes.table) -> None:
        """Set a whole table at once: cells need to know their column."""
        for group in node.findall(nodes.tgroup):
            self._set_group(node, group)
            break
        raise nodes.SkipNode

    def _set_group(self, table: nodes.table, group: nodes.tgroup) -> None:
        head = [row for part in group.children if isinstance(part, nodes.thead) for row in part.children]
        body = [row for part in group.children if isinstance(part, nodes.tbody) for row in part.children]
        columns = max((c + e.get("morecols", 0) + 1 for c, e in placed_cells(head + body)), default=0)
        if not columns:
            return
        widths = [NARROWEST] * columns
        for column, entry in placed_cells(head + body):
            share = text_width(entry.astext()) // (entry.get("morecols", 0) + 1)
            widths[column] = max(widths[column], min(WIDEST, share))
        if not head and body and all("stub" in e.get("classes", ()) for e in body[0].children):
            head, body = body[:1], body[1:]
        # Only whole rows can be repeated on the next page: cells that reach down into the body end in the head.
        out: list[Piece] = ["#tabular(widths: ", value(widths), f", head: {len(head)}"]
        caption = next((child for child in table.children if isinstance(child, nodes.title)), None)
        if caption is not None:
            out += [", caption: [", *self.capture(*caption.children), "]"]
        out += [", places: [", *self.anchors(table), "], "]
        if any(entry.children for row in head for entry in row.children):
            out += ["table.header(", *self._cells(head), "), "]
        out += [*self._cells(body), ");"]
        self.write(*out)

    def _cells(self, rows: list[nodes.row]) -> list[Piece]:
        out: list[Piece] = []
        for number, row in enumerate(rows):
            for entry in row.children:
                spans = {"colspan": entry.get("morecols", 0) + 1, "rowspan": min(entry.get("morerows", 0) + 1, len(rows) - number)}
                arguments: dict[str, object] = {name: n for name, n in spans.items() if n > 1}
                side = next((c[5:] for c in entry.get("classes", ()) if c in {"text-left", "text-right", "text-center"}), "")
                if side:
                    arguments["align"] = Code(side)
                out += [call("table.cell", **arguments)[1:], "[", *self.capture(*entry.children), "], "]
        return out
