"""HTML between blocks, and Markdown in it: ``<div markdown="1">`` ("HTML Blocks" of the syntax)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bunko.markup.kramdown import html
from bunko.markup.kramdown.elements import REST_OF_LINE, TEXT, Element

if TYPE_CHECKING:
    from bunko.markup.kramdown.blocks.block_state import BlockState

_SPACES = re.compile(r"[ ]{0,3}")
_SCRIPTS = frozenset({"script", "style"})
_MODELS = {"0": "raw", "block": "block", "span": "span"}


def read_html(blocks: BlockState) -> bool:
    """Read an element, a comment, or the end tag of the element that is being filled."""
    src = blocks.src
    comment = html.COMMENT.match(src, blocks.position)
    if comment is not None:
        blocks.add(Element("html_special", comment[0], blocks.line()))
        blocks.position = _behind_line(src, comment.end())
        return True
    indent = _SPACES.match(src, blocks.position)
    at = indent.end() if indent else blocks.position
    closing = html.CLOSE.match(src, at)
    if closing is not None:
        name = html.tag_name(closing[1])
        if name in html.SPANS or blocks.tree.type != "html" or blocks.tree.value != name:
            return False
        blocks.position = closing.end()
        blocks.ended = True
        return True
    opening = html.TAG.match(src, at)
    if opening is None or opening[1].lower() in html.SPANS:
        return False
    element = html.element_of(opening)
    element.line = blocks.line()
    blocks.add(element)
    position = _fill(blocks, element, opening.end(), blocks.depth + 1)
    # The rest of the line behind a tag that needs no end is a blank line to kramdown.
    blocks.position = position if element.closed or element.value in _SCRIPTS else _behind_line(src, position)
    return True


def _behind_line(src: str, position: int) -> int:
    rest = REST_OF_LINE.match(src, position)
    return rest.end() if rest else position


def _default_model(name: str) -> str:
    return "block" if name in html.MODEL_BLOCK else "span" if name in html.MODEL_SPAN else "raw"


def _fill(blocks: BlockState, element: Element, position: int, depth: int, *, is_raw: bool = False) -> int:
    """Read what stands in an element; return the position behind its end tag."""
    src, name = blocks.src, element.value
    wish = element.attr.pop("markdown", "")
    element.model = _MODELS.get(wish, "raw")
    if not wish and blocks.document.parse_block_html and not is_raw:
        element.model = _default_model(name)
    if wish == "1":
        element.model = _default_model(name)
    if element.closed:
        return position
    if name in _SCRIPTS or element.model == "span":
        end = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE).search(src, position)
        text = src[position : end.start() if end else len(src)]
        if text:
            kind = "html_special" if name in _SCRIPTS else TEXT
            element.children.append(Element(kind, text, blocks.line(position)))
        return end.end() if end else len(src)
    if element.model == "block":
        position = _behind_line(src, position)
        return blocks.within(element, position, blocks.line(position))
    return html.read_raw(
        src, position, name, element, lambda inner, at, deeper: _fill(blocks, inner, at, deeper, is_raw=True), depth
    )
