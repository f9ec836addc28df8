"""Headings, code, quotations, lines, formulas and paragraphs ("Block-level Elements" of the syntax)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bunko.content.kramdown import html
from bunko.content.kramdown.elements import (
    ATX,
    BLANK,
    DEFINITION,
    EOB,
    FENCE_START,
    IAL_BLOCK,
    LIST_OL,
    LIST_UL,
    QUOTE,
    RULE,
    SPACES,
    TEXT,
    Element,
)

if TYPE_CHECKING:
    from bunko.content.kramdown.blocks import Blocks

_W = r"[ \t\r\f\v]"
_INDENT = re.compile(r"^(?:\t| {4})", re.MULTILINE)
_LAZY = rf"{BLANK.pattern}|{EOB.pattern}|{IAL_BLOCK.pattern}|{html.LAZY_STOP}|{html.LAZY_START}"
_LAZY_END = re.compile(rf"\n(?:\Z|(?={_W}*[\n^{{<])(?={_LAZY}))")
# What ends a paragraph in the GFM parser (its default quirk "paragraph_end"). The first look is at one character.
_PARAGRAPH_END = re.compile(
    rf"\n(?:\Z|(?={_W}*[\n^{{<*+\-0-9#:>~`])(?={_LAZY}|{LIST_UL.pattern}|{LIST_OL.pattern}|{ATX.pattern}"
    rf"|{DEFINITION.pattern}|{QUOTE.pattern}|{FENCE_START.pattern}))"
)
#: CODEBLOCK_MATCH: indented lines, and the lines that follow them lazily.
CODE = (
    rf"(?:(?:{BLANK.pattern})?(?:(?:\t| {{4}})[ \t]*[^ \t\r\n\f\v].*\n)+"
    rf"(?:(?!{IAL_BLOCK.pattern}|{EOB.pattern}|{html.LAZY_STOP}|{html.LAZY_START})[ \t]*[^ \t\r\n\f\v].*\n)*)*"
)
_CODE = re.compile(CODE)
_LAZY_CODE = re.compile(r"\n( {0,3}\S)", re.ASCII)
_MOST_MARKS = 20
_SETEXT = re.compile(r"[ ]{0,3}([^ \t\n].*)\n([-=])[-=]*[ \t\r\f\v]*\n")
_HEADING_ID = re.compile(r"[\t ]\{#([^\W\d][\w:.-]*)\}\Z")
_CLOSING_MARKS = re.compile(r"[\t ]#+\Z")
# "##heading", which kramdown 1 and GitHub of old read as a heading, and a full-width space behind the marks.
_TIGHT = re.compile(r"(#{1,6})(?:(?<=##)(?=[^#\s\-=~.|}])|[ \t]*\u3000[\u3000 \t]*)(?=[^\s#])(.*)\n")
_TIGHT_END = re.compile(r"\n(?=#{1,6}(?:(?<=##)[^#\s\-=~.|}]|[ \t]*\u3000))")
_MATH = re.compile(r"[ ]{0,3}(\\)?\$\$(.*?)\$\$([ \t\r\f\v]*\n)?", re.DOTALL)


def without_indent(text: str) -> str:
    """Take the indentation of code off every line."""
    return _INDENT.sub("", text)


def _until(blocks: Blocks, end: re.Pattern[str]) -> int:
    found = end.search(blocks.src, blocks.position)
    return found.start() + 1 if found else len(blocks.src)


def read_code(blocks: Blocks) -> None:
    """Read indented code."""
    found = _CODE.match(blocks.src, blocks.position)
    text = found[0] if found else ""
    blocks.add(Element("code", without_indent(_LAZY_CODE.sub(r" \1", text)), blocks.line()))
    blocks.position += len(text)


def read_fence(blocks: Blocks) -> bool:
    """Read fenced code, if it is closed."""
    start = FENCE_START.match(blocks.src, blocks.position)
    if start is None:
        return False
    end_of_line = blocks.src.index("\n", blocks.position)
    marks = start[1]
    info = blocks.src[start.end() : end_of_line].strip(" \t\r\f\v")
    if any(char in SPACES for char in info):
        return False
    # Of more than three marks some may be the language: kramdown takes the longest run that is closed.
    for length in range(len(marks), max(2, len(marks) - _MOST_MARKS), -1):
        fence, more = marks[:length], marks[length:]
        if more and blocks.src[start.end()] in " \t" and info:
            continue
        closing = blocks.closing(fence, end_of_line + 1)
        if closing is not None:
            code = blocks.add(Element("fence", blocks.src[end_of_line + 1 : closing[0]], blocks.line()))
            code.info = (more + info).partition("?")[0] or more + info
            blocks.position = closing[1]
            return True
    return False


def read_quote(blocks: Blocks) -> bool:
    """Read a quotation, with the lines that follow it lazily."""
    if not QUOTE.match(blocks.src, blocks.position):
        return False
    end = _until(blocks, _LAZY_END)
    lines = blocks.src[blocks.position : end].split("\n")
    quote = blocks.add(Element("quote", line=blocks.line()))
    blocks.position = end
    blocks.inside(
        quote, "\n".join([line[found.end() :] if (found := QUOTE.match(line)) else line for line in lines]), quote.line
    )
    return True


def read_atx(blocks: Blocks) -> bool:
    """Read ``# heading``; by option also ``##heading``, as authors of old wrote it."""
    document = blocks.document
    found = ATX.match(blocks.src, blocks.position)
    if found is None:
        found = _TIGHT.match(blocks.src, blocks.position) if document.tight_headings else None
        if found is None:
            return False
        document.found["##heading without a space"] += 1
    text, identifier = _heading(found[2])
    closed = _CLOSING_MARKS.sub("", text)
    text = text if closed == text else closed.rstrip(SPACES)
    return _add_heading(blocks, found, len(found[1]), text, identifier)


def read_setext(blocks: Blocks) -> bool:
    """Read a heading that is underlined. One line only, and not behind text."""
    if not blocks.after_boundary():
        return False
    found = _SETEXT.match(blocks.src, blocks.position)
    if found is None:
        return False
    return _add_heading(blocks, found, 1 if found[2] == "=" else 2, *_heading(found[1]))


def _heading(text: str) -> tuple[str, str]:
    text = text.rstrip(SPACES)
    found = _HEADING_ID.search(text, max(0, text.rfind("{") - 1)) if text.endswith("}") else None
    return (text[: found.start()].rstrip(SPACES), found[1]) if found else (text, "")


def _add_heading(blocks: Blocks, found: re.Match[str], level: int, text: str, identifier: str) -> bool:
    if not text:
        return False
    heading = blocks.add(Element("heading", line=blocks.line(), level=level))
    heading.children.append(Element(TEXT, text, heading.line))
    if identifier:
        heading.attr["id"] = identifier
        blocks.document.found["{#id}"] += 1
    blocks.position = found.end()
    return True


def read_rule(blocks: Blocks) -> bool:
    """Read a line."""
    found = RULE.match(blocks.src, blocks.position)
    if found is None:
        return False
    blocks.add(Element("rule", line=blocks.line()))
    blocks.position = found.end()
    return True


def read_math(blocks: Blocks) -> bool:
    """Read a formula that stands alone."""
    found = _MATH.match(blocks.src, blocks.position) if blocks.after_boundary() else None
    if found is None:
        return False
    if found[1]:
        if found[3]:  # \$$x$$ on lines of its own is a formula in a paragraph
            blocks.position = blocks.src.index("\\", blocks.position) + 1
            read_paragraph(blocks)
            return True
        return False
    saved = blocks.position
    line = blocks.line()
    blocks.position = found.end()
    if not blocks.before_boundary():
        blocks.position = saved
        return False
    blocks.add(Element("math", found[2].strip(SPACES), line))
    blocks.document.found["$$math$$"] += 1
    return True


def read_paragraph(blocks: Blocks) -> None:
    """Read a paragraph, or go on with the one that has been read."""
    src, start = blocks.src, blocks.position
    end = _until(blocks, _PARAGRAPH_END)
    if blocks.document.tight_headings and (tight := _TIGHT_END.search(src, start, end)):
        end = tight.start() + 1
    text = src[start:end].rstrip(SPACES)
    last = blocks.last()
    if last is not None and last.type == "paragraph" and last.children:
        last.children[-1].value += ("  \n" if src.endswith("  \n", 0, start) else "\n") + text
    else:
        paragraph = blocks.add(Element("paragraph", line=blocks.line()))
        paragraph.children.append(Element(TEXT, text.lstrip(SPACES), paragraph.line))
    blocks.position = end
