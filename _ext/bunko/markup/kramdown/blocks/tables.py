"""Tables: lines with ``|``, with or without a head ("Tables" of the syntax; ``table.rb``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bunko.markup.kramdown.elements import SPACES, TEXT, Element
from bunko.markup.kramdown.spans.span_parser import read_spans
from bunko.markup.kramdown.spans.ticks import code_spans
from bunko.markup.wikilinks import WIKILINK

if TYPE_CHECKING:
    from bunko.markup.kramdown.blocks.block_state import BlockState
    from bunko.markup.kramdown.elements import Document

_PIPE = r"(?:\||.*?[^\\\n]\|)"
_LINE = re.compile(rf"{_PIPE}.*?\n")
_PIPE_CHECK = re.compile(_PIPE)
_LEADING = re.compile(r"\s*\|", re.ASCII)
_HEAD_END = re.compile(r"(?=[+|: \t-]*+\n)(?=[^\n-]*+-)(.*[^ \t\n])[ \t]*\n")
_ALIGN = re.compile(r"[ \t]?(:?)-+(:?)[ \t]?")
_FOOT = re.compile(r"(?=[+|: \t=]*+\n)(?=[^\n=]*+=).*\n")
_ROW = re.compile(r"(.*[^ \t\n]|)[ \t]*\n")
_CELL = re.compile(r"(?<!\\)\|")


def read_table(blocks: BlockState) -> bool:  # noqa: C901 — kramdown's loop, case by case
    """Read a table that stands alone. Nothing has been read if it is none."""
    src, saved = blocks.src, blocks.position
    start = _LINE.match(src, saved)
    if start is None or not blocks.after_boundary():
        return False
    leading = _LEADING.match(start[0]) is not None
    line = blocks.line()
    position = saved
    first = _HEAD_END.match(src, position)
    if first is not None:
        position = first.end()
    table = Element("table", line=line)
    head: list[Element] = []
    rows: list[Element] = []
    seen_head = seen_foot = False
    row_line = line + (first is not None)
    while _LINE.match(src, position):
        if found := _HEAD_END.match(src, position):
            if rows and not seen_head and not seen_foot and not head:
                head, rows = rows, []
                table.alignment = [_alignment(*each) for each in _ALIGN.findall(found[1])]
                seen_head = bool(table.alignment)
        elif found := _FOOT.match(src, position):
            seen_foot = seen_foot or bool(rows)
            if not rows:  # a foot without a body: no table
                break
        elif found := _ROW.match(src, position):
            rows.append(_row(found[1], leading=leading, line=row_line))
        else:
            break
        position = found.end()
        row_line += 1
    blocks.position = position
    if not rows or not blocks.before_boundary() or not _is_table(blocks.document, src[saved : position - 1]):
        blocks.position = saved
        return False
    width = max(len(row.children) for row in (*head, *rows))
    for row in (*head, *rows):
        row.children += [Element("td", line=row.line, children=[]) for _ in range(width - len(row.children))]
    table.alignment = (table.alignment + [""] * width)[:width]
    table.children = [Element("thead", line=line, children=head), Element("tbody", line=line, children=rows)]
    blocks.add(table)
    return True


def _alignment(left: str, right: str) -> str:
    return {(True, True): "center", (True, False): "left", (False, True): "right"}.get((bool(left), bool(right)), "")


def _row(text: str, *, leading: bool, line: int) -> Element:
    cells: list[str] = []
    for number, part in enumerate(_code_elements(text)):
        if number % 2:
            _extend(cells, part)
            continue
        for is_code, piece in code_spans(part):
            if is_code:
                _extend(cells, piece)
            else:
                first, *others = (cell.replace("\\|", "|") for cell in _CELL.split(piece))
                _extend(cells, first)
                cells += others
    if leading and cells and not cells[0].strip(SPACES):
        del cells[0]
    if cells and not cells[-1].strip(SPACES):
        cells.pop()
    row = Element("tr", line=line)
    row.children = [Element("td", line=line, children=[Element(TEXT, cell.strip(SPACES), line)]) for cell in cells]
    return row


def _code_elements(text: str) -> list[str]:
    """Split a row into text and ``<code>…</code>`` in turn."""
    parts: list[str] = []
    position = 0
    while (start := text.find("<code", position)) >= 0:
        tag_end = text.find(">", start)
        end = text.find("</code>", tag_end + 1) if tag_end >= 0 else -1
        if end < 0:
            break
        end += len("</code>")
        parts += (text[position:start], text[start:end])
        position = end
    return [*parts, text[position:]]


def _extend(cells: list[str], text: str) -> None:
    if cells:
        cells[-1] += text
    else:
        cells.append(text)


def _is_table(document: Document, text: str) -> bool:
    """Return whether there is a ``|`` outside code and HTML on every line, as ``parse_table`` wants it."""
    pipe = False
    text = WIKILINK.sub(lambda found: found[0].replace("|", " "), text)  # its bar divides no cells
    for span in read_spans(document, text, "`<"):
        lines = span.value.split("\n")
        while len(lines) > 1 and not lines[-1]:  # as Ruby's split
            lines.pop()
        if span.type == "code":
            if len(lines) > 2 or (len(lines) == 2 and not pipe):  # noqa: PLR2004
                break
            if len(lines) == 2:  # noqa: PLR2004
                pipe = False
        else:
            if len(lines) > 1 and not pipe and not _PIPE_CHECK.match(lines[0]):
                break
            pipe = (False if len(lines) > 1 else pipe) or _PIPE_CHECK.match(lines[-1]) is not None
    return pipe
