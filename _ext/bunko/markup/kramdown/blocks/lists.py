"""Lists and definition lists ("Lists" and "Definition Lists" of the syntax; ``list.rb``)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from bunko.markup.kramdown import html
from bunko.markup.kramdown.elements import (
    BLANK,
    DEFINITION,
    EOB,
    IAL_BLOCK,
    ITEM_IAL,
    LIST_OL,
    LIST_UL,
    RULE,
    SPACES,
    TEXT,
    Element,
)

if TYPE_CHECKING:
    from bunko.markup.kramdown.blocks.block_state import BlockState

_ITEM_IAL_ALONE = re.compile(rf"(?:{ITEM_IAL.pattern})?\s*\n", re.ASCII)
_LIST = re.compile(rf"{LIST_UL.pattern}|{LIST_OL.pattern}")
_TABS = re.compile(r"^( *)(\t+)", re.MULTILINE)
_LEADING_TABS = re.compile(r"\t+")
_MOST_SPACES = 3  # before a mark
_TASK = re.compile(r"\s*\[([ xX])\]\s+", re.ASCII)
_IAL = IAL_BLOCK.pattern.removeprefix("[ ]{0,3}")


class _Item(NamedTuple):
    """How the lines that belong to an item look."""

    content: re.Pattern[str]
    lazy: re.Pattern[str]
    indent: str
    next: re.Pattern[str]


@cache
def _item(kind: str, indent: int) -> _Item:
    tabs, rest = divmod(indent, 4)
    content = rf"(?:(?:\t| {{4}}){{{tabs}}} {{{rest}}}|(?:\t| {{4}}){{{tabs + 1}}}).*[^ \t\r\n\f\v].*\n"
    stop = html.LAZY_STOP.removeprefix("[ ]{0,3}")
    begin = html.LAZY_START.removeprefix("[ ]{0,3}")
    lazy = rf"(?! {{0,{min(indent, 3)}}}(?:{_IAL}|{stop}|{begin})).*[^ \t\r\n\f\v].*\n"
    spaces = indent - 1 if 1 <= indent <= _MOST_SPACES else _MOST_SPACES
    mark = {"ul": "[+*-]", "ol": r"[0-9]+\.", "dl": ":"}[kind]
    return _Item(
        re.compile(content),
        re.compile(lazy),
        " " * indent,
        re.compile(rf"([ ]{{0,{spaces}}}{mark})([\t| ].*?\n)"),
    )


def _first_line(kind: str, width: int, content: str) -> tuple[str, _Item]:
    """Return the text of an item's first line, and what further lines must look like."""
    if _ITEM_IAL_ALONE.match(content):
        indent = 4
    else:
        while (tabs := _TABS.match(content)) is not None:
            before = len(tabs[1]) + width
            content = tabs[1] + " " * (4 - before % 4 + (len(tabs[2]) - 1) * 4) + content[tabs.end() :]
        indent = width + len(content) - len(content.lstrip(" "))
    return content.lstrip(SPACES), _item(kind, indent)


def read_list(blocks: BlockState) -> bool:  # noqa: C901 — kramdown's loop, case by case
    """Read a list. Its items end where kramdown's end, which is not where CommonMark's do."""
    src = blocks.src
    found = LIST_UL.match(src, blocks.position)
    kind = "ul" if found else "ol"
    found = found or LIST_OL.match(src, blocks.position)
    if found is None:
        return False
    block = blocks.add(Element(kind, line=blocks.line(), info=found[1].strip()))
    parts: list[list[str]] = []  # of each item
    start: re.Pattern[str] = LIST_UL if kind == "ul" else LIST_OL
    shape = _item(kind, 0)
    is_blank = nested = ended = False
    while blocks.position < len(src):
        position = blocks.position
        if is_blank and RULE.match(src, position):
            break
        if end := EOB.match(src, position):
            blocks.position, ended = end.end(), True
            break
        if found := start.match(src, position):
            item = Element("li", line=blocks.line())
            text, shape = _first_line(kind, len(found[1]), found[2])
            if ial := ITEM_IAL.match(text):
                item.attributes().read(ial[1])
                text = text[ial.end() :]
            block.children.append(item)
            start = shape.next
            nested = _LIST.match(text) is not None
            parts.append([text])
            is_blank = False
        elif found := shape.content.match(src, position) or (None if is_blank else shape.lazy.match(src, position)):
            line = found[0]
            if tabs := _LEADING_TABS.match(line):
                line = " " * 4 * len(tabs[0]) + line[tabs.end() :]
            is_indented = line.startswith(shape.indent)
            line = line.removeprefix(shape.indent)
            if not nested and is_indented and _LIST.match(line):
                parts[-1].append("")
                nested = True
            elif nested and not is_indented and _LIST.match(line):
                line = " " * (len(shape.indent) + 4) + line
            parts[-1][-1] += line
            is_blank = False
        elif found := BLANK.match(src, position):
            nested = is_blank = True
            parts[-1][-1] += found[0]
        else:
            break
        blocks.position = found.end()
    _fill(blocks, block, parts, ended=ended)
    return True


def _fill(blocks: BlockState, block: Element, parts: list[list[str]], *, ended: bool) -> None:
    last: Element | None = None
    inner = blocks.nested(Element("li"))
    items = block.children
    for item, texts in zip(items, parts, strict=True):
        inner.tree, line = item, item.line
        for text in texts:
            inner.read(text, line)
            inner.parse()
            line += text.count("\n")
        children = item.children
        if not children:
            continue
        first = children[0]
        if first.type == "paragraph" and len(children) > 1 and children[1].type == "eob" and first.ial:
            del children[1]
        if first.type == "paragraph" and _is_tight(item, items, ended=ended):
            first.transparent = True
            if len(children) > 1 and children[1].type != "blank":
                first.children[-1].value += "\n"
        last = children.pop() if children[-1].type == "blank" else None
    for item in items:
        _read_task(block, item)
    if last is not None and not ended:
        blocks.tree.children.append(last)


def _is_tight(item: Element, items: list[Element], *, ended: bool) -> bool:
    children = item.children
    is_last = item is items[-1]
    size = len(children)
    if size > 1 and children[1].type == "blank" and not (is_last and size == 2 and not ended):  # noqa: PLR2004
        return False
    if not is_last or len(items) == 1:
        return True
    return any(
        not other.children or other.children[0].type != "paragraph" or other.children[0].transparent
        for other in items[:-1]
    )


def _read_task(block: Element, item: Element) -> None:
    first = item.children[0] if item.children else None
    if first is None or first.type != "paragraph" or not first.children:
        return
    found = _TASK.match(first.children[0].value)
    if found is not None:
        first.children[0].value = first.children[0].value[found.end() :]
        item.info = "x" if found[1] in "xX" else " "
        block.attr["class"] = "contains-task-list"
        item.attr["class"] = "task-list-item"


def read_definitions(blocks: BlockState) -> bool:
    """Read definitions; the paragraph before them is their terms."""
    found = DEFINITION.match(blocks.src, blocks.position)
    children = blocks.tree.children
    if found is None or not children:
        return False
    behind_blank = len(children) > 1 and children[-1].type == "blank" and children[-1].value == "\n"
    paragraph = children[-2] if behind_blank else children[-1]
    if paragraph.type != "paragraph" or not paragraph.children:
        return False
    del children[-2 if behind_blank else -1 :]
    blocks.block_ial = None  # as in kramdown, the list of the terms is the only one that counts
    block = Element("dl", line=paragraph.line, ial=paragraph.ial)
    for number, term in enumerate(paragraph.children[0].value.split("\n")):
        element = Element("dt", line=paragraph.line + number)
        ial = ITEM_IAL.match(term)
        if ial is not None:
            element.attributes().read(ial[1])
            term = term[ial.end() :]  # noqa: PLW2901
        element.children.append(Element(TEXT, term, element.line))
        block.children.append(element)
    texts = _definitions(blocks, block, as_paragraph=behind_blank)
    last: Element | None = None
    for item, text in texts:
        blocks.inside(item, text, item.line)
        if not item.children:
            continue
        last = item.children.pop() if item.children[-1].type == "blank" else None
        if item.children and item.children[0].type == "paragraph" and not item.as_paragraph:
            item.children[0].transparent = True
            if len(item.children) > 1:
                item.children[0].children[-1].value += "\n"
    _append(blocks, block)
    if last is not None:
        blocks.tree.children.append(last)
    return True


def _append(blocks: BlockState, block: Element) -> None:
    """Append a definition list, or go on with the one before it."""
    children = blocks.tree.children
    if len(children) > 1 and children[-1].type == "blank" and children[-2].type == "dl":
        children.pop()
    if children and children[-1].type == "dl":
        children[-1].children += block.children
    else:
        blocks.add(block)


def _definitions(blocks: BlockState, block: Element, *, as_paragraph: bool) -> list[tuple[Element, str]]:
    """Read the lines of definitions; return each with its text."""
    src = blocks.src
    texts: list[tuple[Element, str]] = []
    start: re.Pattern[str] = DEFINITION
    shape = _item("dl", 0)
    is_blank = False
    while blocks.position < len(src):
        position = blocks.position
        if found := start.match(src, position):
            item = Element("dd", line=blocks.line(), as_paragraph=as_paragraph)
            text, shape = _first_line("dl", len(found[1]), found[2])
            if ial := ITEM_IAL.match(text):
                item.attributes().read(ial[1])
                text = text[ial.end() :]
            block.children.append(item)
            texts.append((item, text))
            start = shape.next
            as_paragraph = is_blank = False
        elif EOB.match(src, position):
            break
        elif found := shape.content.match(src, position) or (None if is_blank else shape.lazy.match(src, position)):
            line = found[0]
            if tabs := _LEADING_TABS.match(line):
                line = " " * 4 * len(tabs[0]) + line[tabs.end() :]
            texts[-1] = (texts[-1][0], texts[-1][1] + line.removeprefix(shape.indent))
            as_paragraph = is_blank = False
        elif found := BLANK.match(src, position):
            as_paragraph = is_blank = True
            texts[-1] = (texts[-1][0], texts[-1][1] + found[0])
        else:
            break
        blocks.position = found.end()
    return texts
