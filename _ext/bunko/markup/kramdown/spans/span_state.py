"""The text that spans are read from, and the elements that they become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bunko.markup.kramdown.elements import TEXT, Document, Element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Rule = Callable[["SpanState"], bool]  #: reads a span at the position of the state, or says no

_DEEPEST = 40  #: spans within each other

_PLAIN = r"[*_`<]|!?\[|\$|\{(?=:|bunko:)|&|\\(?=[^\s])|~~|[ ]{2}(?=\n)"
_TYPOGRAPHIC = r"|--|\.\.\.|[ ]?(?:<<|>>)"
_QUOTES = r"|[^\\]?[\"']"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRules:
    """The rules of all spans."""

    by_first: Mapping[str, Rule]
    code: Rule
    html: Rule
    quote: Rule
    symbol: Rule
    line_break: Rule


@cache
def _starts(stop: str, *, typography: bool, quotes: bool) -> re.Pattern[str]:
    pattern = _PLAIN + (_TYPOGRAPHIC if typography else "") + (_QUOTES if typography and quotes else "")
    return re.compile(f"{stop}|{pattern}" if stop else pattern)


@cache
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a compiled pattern; one that is asked for again is not compiled again."""
    return re.compile(pattern, flags)


class SpanState:
    """One text on its way into elements: what rules read from and write to.

    As markdown-it's ``StateInline`` is to its rules. The rules come with it, so that none of them needs to know all.
    """

    def __init__(self, rules: SpanRules, document: Document, src: str, only: str = "") -> None:
        self.rules = rules
        self.document = document
        self.src = src
        self.only = only  #: the first characters of the only spans that are looked for: of code and HTML, or of HTML
        self.position = 0
        self.tree = Element("root")
        self.stack: list[Element] = []
        self.has_quotes = document.typography and document.smart_quotes and ('"' in src or "'" in src)
        self.in_vain: dict[str, int] = {}  #: what has been looked for from there on and is not there

    def parse(self) -> list[Element]:
        """Return the spans of the whole text."""
        root = self.tree
        self.stack.append(root)
        self._run(root, "", None, only=self.only)
        return root.children

    def text(self, text: str, tree: Element | None = None) -> None:
        """Append text."""
        tree = self.tree if tree is None else tree
        children = tree.children
        if children and children[-1].type == TEXT:
            children[-1].value += text
        elif text:
            children.append(Element(TEXT, text))

    def add(self, element: Element) -> None:
        """Append an element."""
        self.tree.children.append(element)

    def within(self, kind: str) -> bool:
        """Return whether the current position is in an element of this kind."""
        return self.tree.type == kind or any(element.type == kind for element in self.stack)

    def affords(self) -> bool:
        """Return whether text may still be read a second time: else marks without an end would cost their square."""
        return self.document.work < 400_000 and len(self.stack) < _DEEPEST  # noqa: PLR2004

    def waste(self, start: int) -> None:
        """Count what was read in vain."""
        self.document.work += self.position - start + 8

    def find(self, needle: str, position: int) -> int:
        """Find a text, remembering that it is not there."""
        if needle in self.in_vain and self.in_vain[needle] <= position:
            return -1
        at = self.src.find(needle, position)
        if at < 0:
            self.in_vain[needle] = position
        return at

    def search(self, pattern: re.Pattern[str], position: int) -> bool:
        """Tell whether a pattern comes, remembering that it does not."""
        key = pattern.pattern
        if key in self.in_vain and self.in_vain[key] <= position:
            return False
        if pattern.search(self.src, position) is None:
            self.in_vain[key] = position
            return False
        return True

    def spans(self, into: Element, stop: str, accept: Callable[[], bool] | None = None, *, only: str = "") -> bool:
        """Read spans into an element up to ``stop``, a pattern, where ``accept`` agrees; return whether it has come."""
        self.stack.append(self.tree)
        found = self._run(into, stop, accept, only=only)
        self.tree = self.stack.pop()
        return found

    def _run(self, into: Element, stop: str, accept: Callable[[], bool] | None, *, only: str) -> bool:
        self.tree = into
        src = self.src
        flags = re.IGNORECASE if stop.startswith("</") else 0
        stops = compiled(stop, flags) if stop else None
        if only:
            starts = compiled(f"{stop}|[{only}]" if stop else f"[{only}]", flags)
        else:
            starts = _starts(stop if not flags else "", typography=self.document.typography, quotes=self.has_quotes)
        while self.position < len(src):
            found = starts.search(src, self.position)
            if found is None:
                if not stop:
                    self.text(src[self.position :])
                    self.position = len(src)
                return False
            start = found.start()
            self.text(src[self.position : start])
            self.position = start
            if stops is not None and (ending := stops.match(src, start)) is not None:
                self.ending = ending
                if accept is None or accept():
                    return True
            if not self._one(src[start], only=only):
                self.text(src[self.position])
                self.position += 1
        return False

    ending: re.Match[str]

    def _one(self, char: str, *, only: str) -> bool:
        rules = self.rules
        if only:
            return rules.html(self) if char == "<" else char == "`" and rules.code(self)
        rule = rules.by_first.get(char)
        if rule is not None and rule(self):
            return True
        if self.has_quotes and rules.quote(self):
            return True
        return (self.document.typography and rules.symbol(self)) or (char == " " and rules.line_break(self))

    def nested(self, text: str, *within: Element) -> SpanState:
        """Return a state for a text within this one, and within further elements that are being read."""
        inner = SpanState(self.rules, self.document, text)
        inner.stack = [*self.stack, *within]
        return inner
