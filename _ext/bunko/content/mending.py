"""kramdown's own syntax as Markdown that MyST can read (https://kramdown.gettalong.org/syntax.html).

Attribute lists (``{: .class #id key="v"}``) lose what has no place here and never show up as text; the id of a heading
becomes ``{#id}``, which ``outline.py`` reads, and the language of a fence its info string. Tables, definition lists and
footnotes are MyST's as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bunko.content.blocks import Blocks

if TYPE_CHECKING:
    from markdown_it.token import Token

# No brace inside: a text of a million "{:" is read once, not once for each.
_IAL_LINE = re.compile(r"(?P<prefix>[ \t>]*+)\{:(?P<body>[^{}\n]*+)\}[ \t]*+")
_IAL_RUN = re.compile(r"(?<=[*_`)\]>~])(?:\{:[^{}\n]*+\})+")
_IAL_AT_END = re.compile(r"\{:([^{}\n]*+)\}[ \t]*+$")
_IAL_BODY = re.compile(r"\{:([^{}\n]*+)\}")
# "ALD_TYPE_*" of kramdown's parser/kramdown/extensions.rb: id, class, key="value", or the name of a list.
_ATTRIBUTES = re.compile(
    r"""(?=(?P<all>(?:\s*+(?:[.#][^\s.#"'=]++|[\w:-]++=(?:"[^"]*+"|'[^']*+'|[^\s"']++)|[\w-]++:?))*\s*+))(?P=all)"""
)
_ID = re.compile(r"(?:^|\s|\.[^\s.#]++)#([\w][\w:.-]{0,250})")
_LANGUAGE = re.compile(r"\.language-([\w+#.-]+)")
_TOC = re.compile(r"(?:^|\s)toc(?:\s|$)")
_LIST_ITEM = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]++\S.*")
_EXTENSION = re.compile(r"\{:(?:/[a-z]*|:(?:comment|nomarkdown|options)[^{}\n]*+)\}")
_TIGHT_HEADING = re.compile(r"(#{2,6})(?=[^#\s\-=~.|}])|(#{1,6})\u3000[\u3000 \t]*+(?=\S)")
_TIGHT_HEADING_LATER = re.compile(r"\n#{1,6}(?:(?<=##)[^#\s\-=~.|}]|\u3000)")


def may_need_mending(text: str) -> bool:
    """Return whether ``mend`` has anything to look at."""
    return "{:" in text or _TIGHT_HEADING.match(text) is not None or _TIGHT_HEADING_LATER.search(text) is not None


def mend(text: str) -> str:
    """Return ``text`` without kramdown's own syntax, with as many lines. Code and HTML stay as they are."""
    blocks = Blocks(text)
    if "{::" in text:
        text = _without_extensions(text, blocks)
        blocks = Blocks(text)
    lines = list(blocks.lines)
    if "{:" in text:
        _mend_attributes(blocks, lines)
    for index, line in enumerate(lines):
        if line.startswith("#") and not blocks.is_code[index] and not blocks.is_html[index]:
            found = _TIGHT_HEADING.match(line)
            if found is not None:
                lines[index] = f"{found[1] or found[2]} {line[found.end() :]}"
    return "\n".join(lines)


def _mend_attributes(blocks: Blocks, lines: list[str]) -> None:
    headings, fences = _ends(blocks.tokens)
    for index in range(len(lines)):
        line = lines[index]
        if "{:" not in line or blocks.is_code[index]:
            continue
        found = _IAL_LINE.fullmatch(line)
        if found is not None and _ATTRIBUTES.fullmatch(found["body"]):
            prefix = found["prefix"]
            lines[index] = prefix.rstrip() if ">" in prefix else ""
            _move(found["body"], index, lines, headings, fences)
        elif not blocks.is_html[index]:
            lines[index] = _without_spans(blocks, index, line, is_heading=index in headings.values())


def _ends(tokens: list[Token]) -> tuple[dict[int, int], dict[int, int]]:
    """Map the line after a heading (or after a fence without a language) to its first line."""
    headings: dict[int, int] = {}
    fences: dict[int, int] = {}
    for token in tokens:
        if token.map and token.level == 0 and token.type == "heading_open":
            headings[token.map[1]] = token.map[0]
        elif token.map and token.type == "fence" and not token.info.strip():
            fences[token.map[1]] = token.map[0]
    return headings, fences


def _move(body: str, index: int, lines: list[str], headings: dict[int, int], fences: dict[int, int]) -> None:
    """Put what the attribute list at ``index`` says to where MyST and ``outline.py`` read it."""
    if _TOC.search(body):
        # "* TOC" is a placeholder that kramdown replaces; Sphinx has contents of its own.
        if index and _LIST_ITEM.fullmatch(lines[index - 1]):
            lines[index - 1] = ""
        return
    heading = headings.get(index)
    if heading is None and index + 1 in headings.values() and (index == 0 or not lines[index - 1].strip()):
        heading = index + 1  # kramdown takes a list before a block for this block if nothing stands above
    identifier = _ID.search(body)
    if heading is not None and identifier and "{#" not in lines[heading]:
        lines[heading] = f"{lines[heading].rstrip()} {{#{identifier[1]}}}"
    language = _LANGUAGE.search(body)
    if language and index in fences:
        lines[fences[index]] = lines[fences[index]].rstrip() + language[1]


def _without_spans(blocks: Blocks, index: int, line: str, *, is_heading: bool) -> str:
    """Cut the attribute lists that follow an inline element, and the one at the end of a heading."""
    start = blocks.start_of(index)

    def cut(found: re.Match[str]) -> str:
        bodies = _IAL_BODY.findall(found[0])
        if blocks.in_code(start + found.start()) or not all(map(_ATTRIBUTES.fullmatch, bodies)):
            return found[0]
        return ""

    if is_heading:
        found = _IAL_AT_END.search(line, line.rfind("{:"))
        if found and _ATTRIBUTES.fullmatch(found[1]) and not blocks.in_code(start + found.start()):
            identifier = _ID.search(found[1])
            line = line[: found.start()].rstrip() + (f" {{#{identifier[1]}}}" if identifier else "")
    return _IAL_RUN.sub(cut, line)


def _without_extensions(text: str, blocks: Blocks) -> str:
    """Cut ``{::comment}…{:/comment}`` and the marks of ``nomarkdown`` and ``options`` ("Extensions" of the syntax)."""
    parts: list[str] = []
    position = 0
    hidden_from: int | None = None
    for found in _EXTENSION.finditer(text):
        if blocks.in_code(found.start()):
            continue
        opens = found[0].startswith("{::")
        if hidden_from is not None:
            if not opens:
                parts.append("\n" * text.count("\n", hidden_from, found.end()))
                position, hidden_from = found.end(), None
            continue
        if not opens and not found[0][3:-1] and not parts:
            continue  # a closing mark that closes nothing is text
        parts.append(text[position : found.start()])
        position = found.end()
        if found[0].startswith("{::comment") and not found[0].endswith("/}"):
            hidden_from = found.start()
    if hidden_from is not None:  # never closed: nothing is hidden
        position = hidden_from
    parts.append(text[position:])
    return "".join(parts)
