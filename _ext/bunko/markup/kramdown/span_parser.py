"""The spans of a paragraph, by kramdown's rules ("Span-level Elements" of the syntax): text in, elements out."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bunko.markup.kramdown import emphasis, html, html_spans, links, quotes
from bunko.markup.kramdown.elements import EXT_START, EXT_STOP, IAL_SPAN, SPACES, TEXT, Attributes, Document, Element

if TYPE_CHECKING:
    from collections.abc import Callable

_NOTE = re.compile(r"\[\^(\w[\w-]*)\]")
_MATH = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
_BREAK = re.compile(r"(?:  |\\\\)(?=\n)")
_ESCAPED = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=\-~])")
_STRIKE_START = re.compile(r"~~(?!\s|~)", re.ASCII)
_STRIKE_END = re.compile(r"[^\s~]~~", re.ASCII)
_TICKS = re.compile("`+")
_DEEPEST = 40  #: spans within each other

_PLAIN = r"[*_`<]|!?\[|\$|\{(?=:|bunko:)|&|\\(?=[^\s])|~~|[ ]{2}(?=\n)"
_TYPOGRAPHIC = r"|--|\.\.\.|[ ]?(?:<<|>>)"
_QUOTES = r"|[^\\]?[\"']"


@cache
def _starts(stop: str, *, typography: bool, quotes: bool) -> re.Pattern[str]:
    pattern = _PLAIN + (_TYPOGRAPHIC if typography else "") + (_QUOTES if typography and quotes else "")
    return re.compile(f"{stop}|{pattern}" if stop else pattern)


@cache
def _compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


class Spans:
    """One text on its way into elements."""

    def __init__(self, document: Document, src: str, only: str = "") -> None:
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
        stops = _compiled(stop, flags) if stop else None
        if only:
            starts = _compiled(f"{stop}|[{only}]" if stop else f"[{only}]", flags)
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
        if only:
            return html_spans.read_html(self) if char == "<" else char == "`" and self._code()
        rule = _RULES.get(char)
        if rule is not None and rule(self):
            return True
        if self.has_quotes and quotes.read_quote(self):
            return True
        return (self.document.typography and quotes.read_symbol(self)) or (char == " " and self._break())

    def _code(self) -> bool:
        src, start = self.src, self.position
        found = _TICKS.match(src, start)
        mark = found[0] if found else "`"
        self.position = start + len(mark)
        before, after = src[start - 1 : start], src[self.position : self.position + 1]
        literal = len(mark) == 1 and (not before or before in SPACES) and after != "" and after in SPACES
        end = -1 if literal else self.find(mark, self.position)
        if end < 0:
            self.text(mark)
            return True
        code = src[self.position : end]
        if len(mark) > 1:
            code = code.removeprefix(" ").removesuffix(" ")
        self.add(Element("code", code))
        self.position = end + len(mark)
        return True

    def _bracket(self) -> bool:
        if self.src.startswith("[[", self.position) and links.read_wikilink(self):
            return True
        note = _NOTE.match(self.src, self.position)
        if note is not None:
            if note[1] in self.document.notes:
                self.add(Element("note", note[1]))
            else:
                self.text(note[0])
            self.position = note.end()
            return True
        return links.read_link(self)

    def _math(self) -> bool:
        found = _MATH.match(self.src, self.position) if self.find("$$", self.position + 2) >= 0 else None
        if found is None:
            return False
        self.add(Element("math", found[1].strip(SPACES)))
        self.document.found["$$math$$"] += 1
        self.position = found.end()
        return True

    def _brace(self) -> bool:
        role = links.ROLE.match(self.src, self.position)
        if role is not None:
            self.add(Element("role", role[2], info=role[1]))
            self.position = role.end()
            return True
        opening = EXT_START.match(self.src, self.position)
        if opening is not None and self._extension(opening):
            return True
        found = IAL_SPAN.match(self.src, self.position)
        last = self.tree.children[-1] if self.tree.children else None
        if opening or EXT_STOP.match(self.src, self.position) or found is None or last is None or last.type == TEXT:
            return False
        read = Attributes()
        read.read(found[1])
        last.attributes().update(read)
        self.document.found["{: … }"] += 1
        self.position = found.end()
        return True

    def _extension(self, opening: re.Match[str]) -> bool:
        name = opening[1]
        if name not in ("comment", "nomarkdown", "options"):
            return False
        body, end = "", opening.end()
        if not opening[3]:
            stop = _compiled(rf"\{{:/(?:{name})?\}}").search(self.src, end)
            if stop is None:
                return False
            body, end = self.src[end : stop.start()], stop.end()
        if name == "nomarkdown" and body:
            self.add(Element("html_special", body))
        elif name == "comment":
            self.add(Element("comment", body))
        self.document.found[f"{{::{name}}}"] += 1
        self.position = end
        return True

    def _entity(self) -> bool:
        found = html.ENTITY.match(self.src, self.position)
        if found is None:
            return False
        char = html.character(found)
        if char:
            self.add(Element("entity", char))
        else:
            self.text(found[0])
        self.position = found.end()
        return True

    def _break(self) -> bool:
        found = None if self.document.hard_wrap else _BREAK.match(self.src, self.position)
        if found is None:
            return False
        self.add(Element("break"))
        self.position = found.end()
        return True

    def _escape(self) -> bool:
        if self._break() or (self.document.typography and quotes.read_symbol(self)):
            return True
        found = _ESCAPED.match(self.src, self.position)
        if found is None:
            return False
        self.text(found[1])
        self.position = found.end()
        return True

    def _strike(self) -> bool:
        start = _STRIKE_START.match(self.src, self.position)
        if start is None or self.in_vain.get("~~", self.position + 1) <= self.position:
            return False
        found = _STRIKE_END.search(self.src, start.end())
        if found is None:
            self.in_vain["~~"] = self.position
            return False
        inner = Spans(self.document, self.src[start.end() : found.end() - 2])
        inner.stack = list(self.stack)
        element = Element("strike")
        element.children = inner.parse()
        self.add(element)
        self.document.found["~~strike~~"] += 1
        self.position = found.end()
        return True


_RULES: dict[str, Callable[[Spans], bool]] = {
    "*": emphasis.read_emphasis,
    "_": emphasis.read_emphasis,
    "`": Spans._code,  # noqa: SLF001 — this class's own
    "<": html_spans.read_angle,
    "[": Spans._bracket,  # noqa: SLF001
    "!": links.read_link,
    "$": Spans._math,  # noqa: SLF001
    "{": Spans._brace,  # noqa: SLF001
    "&": Spans._entity,  # noqa: SLF001
    "\\": Spans._escape,  # noqa: SLF001
    "~": Spans._strike,  # noqa: SLF001
}
