"""The text that blocks are read from, and the tree that they go into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bunko.markup.kramdown.elements import BLANK, EOB, IAL_BLOCK, Attributes, Document, Element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Rule = Callable[["BlockState"], bool]  #: reads a block at the position of the state, or says no

DEEPEST = 60  #: blocks within each other; what is deeper is text
_INDENTED = re.compile(r"\t| {4}")
_BOUNDARY = re.compile(rf"{BLANK.pattern}|{EOB.pattern}|{IAL_BLOCK.pattern}|\n?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRules:
    """The rules of all blocks."""

    indented: Callable[[BlockState], None]
    by_first: Mapping[str, tuple[Rule, ...]]  #: by the first character that is no space
    others: tuple[Rule, ...]  #: of what begins with any other character
    otherwise: Callable[[BlockState], None]  #: reads a paragraph

    def starting_with(self, char: str) -> tuple[Rule, ...]:
        """Return the rules that may fit a block that starts with a character, in kramdown's order."""
        return self.by_first.get(char, self.others)


class BlockState:
    """One text, or the text of one block, on its way into ``tree``: what rules read from and write to.

    As markdown-it's ``StateBlock`` is to its rules. The rules come with it, so that none of them needs to know all.
    """

    def __init__(
        self, rules: BlockRules, document: Document, tree: Element, text: str = "", line: int = 0, depth: int = 0
    ) -> None:
        self.rules = rules
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
        self.nested(element, text, line).parse()

    def nested(self, element: Element, text: str = "", line: int = 0) -> BlockState:
        """Return a state, one deeper, whose blocks go into ``element``."""
        return BlockState(self.rules, self.document, element, text, line, self.depth + 1)

    def within(self, element: Element, position: int, line: int) -> int:
        """Read blocks of this text into an HTML element, to its end tag or the end; return where they end."""
        inner = self.nested(element)
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
                self.rules.indented(self)
            else:
                while src[position] == " ":
                    position += 1
                rules = self.rules.starting_with(src[position]) if self.depth < DEEPEST else ()
                if not any(rule(self) for rule in rules):
                    self.rules.otherwise(self)

    def _blank(self, found: re.Match[str]) -> None:
        last = self.last()
        if last is not None and last.type == "blank":
            last.value += found[0]
        else:
            self.add(Element("blank", found[0], self.line()))
        self.position = found.end()
