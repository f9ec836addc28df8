"""The blocks of a text, by kramdown's rules, tried in kramdown's order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bunko.markup.kramdown import definitions as references
from bunko.markup.kramdown import html_blocks, leaves
from bunko.markup.kramdown.elements import BLANK, EOB, IAL_BLOCK, Attributes, Document, Element
from bunko.markup.kramdown.lists import read_definitions, read_list
from bunko.markup.kramdown.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST = 60  #: blocks within each other; what is deeper is text
_INDENTED = re.compile(r"\t| {4}")
_BOUNDARY = re.compile(rf"{BLANK.pattern}|{EOB.pattern}|{IAL_BLOCK.pattern}|\n?\Z")


class Blocks:
    """One text, or the text of one block, on its way into ``tree``."""

    def __init__(self, document: Document, tree: Element, text: str = "", line: int = 0, depth: int = 0) -> None:
        self.document = document
        self.tree = tree
        self.depth = depth
        self.ended = False  #: the end tag of the HTML element that is being filled has come
        self.read(text, line)

    def read(self, text: str, line: int, position: int = 0) -> None:
        """Take up another text for the same tree, from ``position``, which is on ``line``."""
        self.src = text
        self.position = self._counted = position
        self._line = line
        self.block_ial: Attributes | None = None
        self._unclosed: set[str] = set()

    def line(self, position: int | None = None) -> int:
        """Return the line of a position, by default the current one. Positions must not fall."""
        position = self.position if position is None else position
        if position > self._counted:
            self._line += self.src.count("\n", self._counted, position)
            self._counted = position
        return self._line

    def add(self, element: Element) -> Element:
        """Append a block, with the attribute list that stood before it."""
        if self.block_ial is not None:
            element.ial, self.block_ial = self.block_ial, None
        self.tree.children.append(element)
        return element

    def last(self) -> Element | None:
        """Return the block before the current position."""
        return self.tree.children[-1] if self.tree.children else None

    def inside(self, element: Element, text: str, line: int) -> None:
        """Read the blocks of ``text`` into ``element``."""
        Blocks(self.document, element, text, line, self.depth + 1).parse()

    def within(self, element: Element, position: int, line: int) -> int:
        """Read blocks of this text into an HTML element, to its end tag or the end; return where they end."""
        inner = Blocks(self.document, element, depth=self.depth + 1)
        inner.read(self.src, line, position)
        inner.parse()
        return inner.position

    def closing(self, fence: str, position: int) -> tuple[int, int] | None:
        """Return where the line that closes a fence begins and ends. A search in vain is not repeated."""
        if fence in self._unclosed:
            return None
        end = re.compile(rf"^[ ]{{0,3}}{re.escape(fence)}{re.escape(fence[-1])}*[ \t\r\f\v]*\n", re.MULTILINE)
        found = end.search(self.src, position)
        if found is None:
            self._unclosed.add(fence)
            return None
        return found.span()

    def after_boundary(self) -> bool:
        """Return whether a block may begin here that must not follow text directly."""
        last = self.last()
        if last is None or last.type == "blank" or self.block_ial is not None:
            return True
        return last.type == "eob" and not last.value

    def before_boundary(self) -> bool:
        """Return whether a block may end here that text must not follow directly."""
        return _BOUNDARY.match(self.src, self.position) is not None

    def parse(self) -> None:
        """Read the text to its end, or to the end tag of the HTML element that is being filled."""
        src = self.src
        size = len(src)
        while self.position < size and not self.ended:
            position = self.position
            blank = BLANK.match(src, position)
            if blank is not None:
                self._blank(blank)
            elif _INDENTED.match(src, position):
                leaves.read_code(self)
            else:
                while src[position] == " ":
                    position += 1
                rules = _RULES.get(src[position], _OTHERS) if self.depth < DEEPEST else ()
                if not any(rule(self) for rule in rules):
                    leaves.read_paragraph(self)

    def _blank(self, found: re.Match[str]) -> None:
        last = self.last()
        if last is not None and last.type == "blank":
            last.value += found[0]
        else:
            self.add(Element("blank", found[0], self.line()))
        self.position = found.end()


#: What may begin with any character.
_OTHERS: tuple[Callable[[Blocks], bool], ...] = (leaves.read_setext, read_table)
#: By the first character that is no space.
_RULES: dict[str, tuple[Callable[[Blocks], bool], ...]] = {
    "`": (leaves.read_fence, *_OTHERS),
    "~": (leaves.read_fence, *_OTHERS),
    ">": (leaves.read_quote,),
    "#": (leaves.read_atx, *_OTHERS),
    "*": (leaves.read_rule, read_list, *_OTHERS, references.read_abbreviation),
    "-": (leaves.read_rule, read_list, *_OTHERS),
    "_": (leaves.read_rule, *_OTHERS),
    "+": (read_list, *_OTHERS),
    **dict.fromkeys("0123456789", (read_list, *_OTHERS)),
    ":": (read_definitions, *_OTHERS),
    "<": (html_blocks.read_html, *_OTHERS),
    "$": (leaves.read_setext, leaves.read_math, read_table),
    "\\": (leaves.read_setext, leaves.read_math, read_table),
    "[": (*_OTHERS, references.read_note, references.read_link),
    "{": (*_OTHERS, references.read_extension),
    "^": (*_OTHERS, references.read_end),
}


def read_blocks(text: str, document: Document) -> Element:
    """Return the blocks of a whole text as a tree."""
    root = Element("root")
    Blocks(document, root, text.removesuffix("\n") + "\n").parse()
    return root
