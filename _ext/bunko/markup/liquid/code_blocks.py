"""``{% highlight %}`` blocks as fences, on the lines that they had (https://jekyllrb.com/docs/liquid/tags/)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

#: A line break within what a tag stands for: it is one, but none of the author's lines.
EXTRA_BREAK = "\x1e"
_MARK = "\0"  # Markdown may not hold it, and the caller has replaced it
_PLACE = re.compile("\0(\\d+)\0")
_TICKS = re.compile("`+")
#: What may stand before a fence in its line: quotation marks and the marks of list items.
_CONTAINERS = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+|>)*")
_LIST_ITEM = re.compile(r"([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\S")
_CODE_INDENT = 4  # spaces that make a line indented code


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock:
    """One block: its code as it stands between the tags, and the line breaks between the outer ends of these."""

    code: str
    language: str
    breaks: int


class _Lines(list[str]):
    """The lines that are done, with those that later ones may belong to: each is indented more than the one before."""

    def __init__(self) -> None:
        super().__init__()
        self._above: list[tuple[int, int | None]] = []  # the line's indentation, and that of its list item's text
        self._seen = 0

    def take_back(self) -> None:
        """Remove the last line, which is blank."""
        self.pop()
        self._seen = min(self._seen, len(self))

    def item_above(self, width: int) -> int | None:
        """Return how far the list item is indented that a line with so many spaces belongs to."""
        for line in islice(self, self._seen, None):
            own = len(line) - len(line.lstrip())
            if line.strip():
                while self._above and self._above[-1][0] >= own:
                    self._above.pop()
                item = _LIST_ITEM.match(line)
                self._above.append((own, None if item is None else len(item[1])))
        self._seen = len(self)
        return next(
            (item for own, item in reversed(self._above) if own < width and item is not None and item <= width), None
        )


def placeholder(number: int) -> str:
    """Return what stands for block ``number`` until ``lay_out_blocks``."""
    return f"{_MARK}{number}{_MARK}"


def lay_out_blocks(text: str, blocks: list[CodeBlock], *, extra_breaks: bool = False) -> str:
    """Put fences in the place of the placeholders, so that what follows a block stays on its line.

    A fence needs two lines more than its code. If the tags do not stand on lines of their own these come from blank
    lines within the code's ends and around the block; where there are none, the code becomes code spans. With
    ``extra_breaks`` every block is a fence, and the lines that it needs are `EXTRA_BREAK`.
    """
    if not blocks:
        return text
    lines = text.split("\n")
    done = _Lines()
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        places = [int(number) for number in _PLACE.findall(line)]
        if not places or extra_breaks:
            done.append(_with_breaks(line, blocks, done))
            continue
        head, _, tail = line.partition(placeholder(places[0]))
        block = blocks[places[0]]
        if len(places) > 1:
            done += _spans_in_line(line, blocks, places)
            continue
        code = _inner(block.code)
        height = block.breaks + 1
        rows = _fence(head, code, block.language, tail, done)
        blank_before = bool(done) and not done[-1].strip() and not _own_text(head)
        blank_after = index < len(lines) and not lines[index].strip() and not tail.strip()
        missing = len(rows) - height
        if missing > blank_before + blank_after:
            done += _as_spans(head, code, tail, height)
            continue
        if missing > 0 and blank_after:
            index += 1
            missing -= 1
        if missing > 0:
            done.take_back()
        done += rows if missing >= 0 else _padded(rows, -missing, tail)
    return "\n".join(done)


def _with_breaks(line: str, blocks: list[CodeBlock], done: _Lines) -> str:
    """Return a line with fences in the place of placeholders, between blank lines, as Jekyll puts them."""
    shown = ""
    while (found := _PLACE.search(line)) is not None:
        head, tail = line[: found.start()], line[found.end() :].rstrip()
        block = blocks[int(found[1])]
        rows = []
        if _own_text(head):
            rows, head = [head.rstrip(), ""], ""
        elif not head.strip() and done.item_above(len(head.expandtabs(_CODE_INDENT))) is None:
            head = ""  # to kramdown the indentation of a fence is a part of its code, but in a list
        code = _inner(block.code)
        if not rows and (not head or (not head.strip() and any(map(_LIST_ITEM.match, code)))):
            rows = [""]  # what stands before takes no line of the code for its own
        rows += [*_fence(head, code, block.language, "", done), ""]
        missing = max(0, len(rows) - 1 - block.breaks)
        shown += EXTRA_BREAK.join(rows[:missing])
        shown += (EXTRA_BREAK if missing else "") + "\n".join(rows[missing:])
        shown += "\n" * (block.breaks - (len(rows) - 1 - missing))
        if not tail:
            return shown
        shown, line = shown + EXTRA_BREAK, re.sub(r"[^>\s]", " ", _containers(head)) + tail
    return shown + line


def _padded(rows: list[str], count: int, tail: str) -> list[str]:
    end = len(rows) - bool(tail.strip())
    return [*rows[:end], *[""] * count, *rows[end:]]


def _inner(code: str) -> list[str]:
    """Return the lines of code without those that hold nothing but the end of one tag or the beginning of the other."""
    rows = code.split("\n")
    if not rows[0].strip():
        del rows[0]
    if rows and not rows[-1].strip(" \t>"):  # the tag's indentation, or the mark of its quotation
        del rows[-1]
    return rows


def _own_text(head: str) -> str:
    return head[len(_containers(head)) :].strip()


def _containers(head: str) -> str:
    found = _CONTAINERS.match(head)
    return found[0] if found else ""


def _fence(head: str, code: list[str], language: str, tail: str, done: _Lines) -> list[str]:
    """Return the lines of a fence with the text before and after it, indented as its place asks for."""
    text = _own_text(head)
    containers = _containers(head)
    first = " " * _indent_in_list(containers, done) if not containers.strip() else containers
    rest = re.sub(r"[^>\s]", " ", first)
    if text:
        first = rest
    if rest.strip() == "" and rest and not all(row.expandtabs(4).startswith(rest) for row in code if row.strip()):
        code = [rest + row if row.strip() else row for row in code]
    elif ">" in rest and not all(row.lstrip().startswith(">") for row in code):
        code = [rest + row for row in code]
    elif not rest and code and not text and containers and all(r.startswith(containers) for r in code if r.strip()):
        code = [row.removeprefix(containers) for row in code]
    ticks = "`" * max(3, _longest_run(code) + 1)
    rows = [f"{first}{ticks}{language}", *code, f"{rest}{ticks}"]
    return [*([head.rstrip()] if text else []), *rows, *([rest + tail.strip()] if tail.strip() else [])]


def _indent_in_list(indent: str, done: _Lines) -> int:
    """Return how far a fence may be indented: as far as the list item it stands in, else it would be indented code."""
    width = len(indent.expandtabs(_CODE_INDENT))
    if width < _CODE_INDENT:
        return width
    item = done.item_above(width)
    return 0 if item is None else min(width, item + _CODE_INDENT - 1)


def _longest_run(rows: list[str]) -> int:
    return max((len(run) for row in rows for run in _TICKS.findall(row)), default=0)


def _span(code: str) -> str:
    code = code.strip()
    ticks = "`" * (_longest_run([code]) + 1)
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{pad}{code}{pad}{ticks}" if code else ""


def _as_spans(head: str, code: list[str], tail: str, height: int) -> list[str]:
    """Return code as spans, a line each, where no room is left for a fence."""
    spans = [_span(row) for row in code if row.strip()] or [""]
    spans[0] = head + spans[0]
    spans[-1] += tail
    rows = [f"{row}\\" for row in spans[:-1]] + [spans[-1]]
    return rows + [""] * (height - len(rows))


def _spans_in_line(line: str, blocks: list[CodeBlock], places: list[int]) -> list[str]:
    breaks = sum(blocks[place].breaks for place in places)
    shown = _PLACE.sub(lambda found: _span(" ".join(_inner(blocks[int(found[1])].code))), line)
    return [shown, *[""] * breaks]
