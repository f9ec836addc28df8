"""Tables: docutils' model (groups, rows, entries with spans) to cells of a Typst table."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from docutils import nodes

from bunko.sphinx_ext.typst.syntax import Code, Piece, call, value
from bunko.sphinx_ext.typst.visitor import TypstVisitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bunko.sphinx_ext.typst.syntax import Item

WIDEST = 64  #: half-width characters; a column asks for no more than this
NARROWEST = 4
LONGEST_HEAD = 600  #: characters of a head that is repeated on every page
SIDES = frozenset({"text-left", "text-right", "text-center"})


def text_width(text: str) -> int:
    """Return the width of the longest line of ``text`` in half-width characters."""
    return max((sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in text.splitlines()), default=0)


def placed_cells(rows: list[nodes.row]) -> Iterator[tuple[int, nodes.entry]]:
    """Yield each entry with its column, minding the cells that reach down from rows above."""
    reaching: dict[int, int] = {}  # column -> rows still covered
    for row in rows:
        column = 0
        below: dict[int, int] = {}
        for entry in _entries(row):
            while reaching.get(column, 0):
                column += 1
            yield column, entry
            span = entry.get("morecols", 0) + 1
            for covered in range(column, column + span):
                below[covered] = entry.get("morerows", 0)
            column += span
        reaching = {c: n - 1 for c, n in reaching.items() if n > 0 and c not in below}
        reaching |= {c: n for c, n in below.items() if n}


def _rows(group: nodes.tgroup, kind: type[nodes.Element]) -> list[nodes.row]:
    parts = [part for part in group.children if isinstance(part, kind)]
    return [row for part in parts for row in part.children if isinstance(row, nodes.row)]


def _entries(row: nodes.row) -> list[nodes.entry]:
    return [entry for entry in row.children if isinstance(entry, nodes.entry)]


class TableVisitor(TypstVisitor):
    """The part of the translator that sets tables."""

    def visit_table(self, node: nodes.table) -> None:
        """Set a whole table at once: cells need to know their column."""
        for group in node.findall(nodes.tgroup):
            self._set_group(node, group)
            break
        raise nodes.SkipNode

    def _set_group(self, table: nodes.table, group: nodes.tgroup) -> None:
        head, body = _rows(group, nodes.thead), _rows(group, nodes.tbody)
        columns = max((c + e.get("morecols", 0) + 1 for c, e in placed_cells(head + body)), default=0)
        if not columns:
            return
        widths = [NARROWEST] * columns
        for column, entry in placed_cells(head + body):
            share = text_width(entry.astext()) // (entry.get("morecols", 0) + 1)
            widths[column] = max(widths[column], min(WIDEST, share))
        if not head and body and all("stub" in entry.get("classes", ()) for entry in _entries(body[0])):
            head, body = body[:1], body[1:]
        # Only whole rows can be repeated on the next page: cells that reach down into the body end in the head.
        has_head = any(entry.children for row in head for entry in _entries(row))
        out: list[Piece] = ["#tabular(widths: ", value(widths), f", head: {len(head) * has_head}"]
        caption = next((child for child in table.children if isinstance(child, nodes.title)), None)
        if caption is not None:
            out += [", caption: [", *self.capture(*caption.children), "]"]
        out += [", places: [", *self.anchors(table), "], "]
        cells = self._cells(head)
        if has_head:
            # A head that fills pages is no head for Typst, which would repeat it, and not break it.
            is_short = sum(len(row.astext()) for row in head) <= LONGEST_HEAD
            out += ["table.header(", *cells, "), "] if is_short else cells
        out += [*self._cells(body), ");"]
        self.write(*out)

    def _cells(self, rows: list[nodes.row]) -> list[Piece]:
        out: list[Piece] = []
        for number, row in enumerate(rows):
            for entry in _entries(row):
                across = entry.get("morecols", 0) + 1
                down = min(entry.get("morerows", 0) + 1, len(rows) - number)
                arguments: dict[str, Item] = {}
                arguments |= {"colspan": across} if across > 1 else {}
                arguments |= {"rowspan": down} if down > 1 else {}
                classes: list[str] = entry.get("classes", [])
                sides = [Code(name.removeprefix("text-")) for name in classes if name in SIDES]
                arguments |= {"align": sides[0]} if sides else {}
                out += [call("table.cell", **arguments)[1:], "[", *self.capture(*entry.children), "], "]
        return out
