r"""What kramdown's texts are made of: elements, attribute lists, and the patterns that several rooms share.

A rendering in Python of kramdown 2.4 and its GFM parser 1.1 (https://kramdown.gettalong.org/, by Thomas Leitner, MIT):
the same rules in the same order, so that a post has the blocks that it has in Jekyll. Ruby's ``\s`` and ``\w`` are
ASCII, and so are these; its ``[[:alpha:]]`` is not.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

__all__ = ["ATX", "BLANK", "EOB", "FENCE_START", "IAL_BLOCK", "LIST_OL", "LIST_UL", "Attributes", "Document", "Element"]

TEXT = "text"
BLANK = re.compile(r"(?:[ \t\r\f\v]*\n)+")
EOB = re.compile(r"\^[ \t\r\f\v]*\n")
# Ours is bounded, so that a text of a million "{:" is read once and not once for each.
_ANY = r"(?:\\\}|[^}\\]|\\(?!\}))"
IAL_BLOCK = re.compile(rf"[ ]{{0,3}}\{{:(?![:/])({_ANY}{{1,500}})\}}[ \t\r\f\v]*\n")
IAL_SPAN = re.compile(rf"\{{:({_ANY}{{1,500}})\}}")
ALD = re.compile(rf"[ ]{{0,3}}\{{:([A-Za-z0-9_][A-Za-z0-9_-]*):({_ANY}{{1,500}})\}}[ \t\r\f\v]*\n")
ITEM_IAL = re.compile(rf"\s*\{{:(?!(?:[A-Za-z0-9_][A-Za-z0-9_-]*)?:|/)({_ANY}{{1,500}})\}}\s*", re.ASCII)
EXT_START = re.compile(rf"\{{::([A-Za-z0-9_]+)(?:\s({_ANY}{{0,500}}?)|)(/)?\}}", re.ASCII)
EXT_STOP = re.compile(r"\{:/(?:[A-Za-z0-9_][A-Za-z0-9_-]*)?\}")
REST_OF_LINE = re.compile(r"[ \t\r\f\v]*\n")
_TYPE_ANY = re.compile(
    r"""(?:\A|\s)(?:(?P<key>[A-Za-z0-9_][\w-]*)=(?P<sep>["'])(?P<value>(?:\\\}|\\(?P=sep)|(?!(?P=sep))[^}])*?)(?P=sep)"""
    r"""|(?P<ref>[A-Za-z0-9_][\w-]*)|(?P<mark>(?:\#[A-Za-z][\w:-]*|\.[^\s.\#]+)+))(?=\s|\Z)""",
    re.ASCII,
)
_ID_OR_CLASS = re.compile(r"#([A-Za-z][\w:-]*)|\.([^\s.#]+)", re.ASCII)

LIST_UL = re.compile(r"([ ]{0,3}[+*-])([\t| ].*?\n)")
LIST_OL = re.compile(r"([ ]{0,3}[0-9]+\.)([\t| ].*?\n)")
DEFINITION = re.compile(r"([ ]{0,3}:)([\t| ].*?\n)")
ATX = re.compile(r"(#{1,6})[\t ]+(.*)\n")
RULE = re.compile(r"[ ]{0,3}([*_-])[ \t]*\1[ \t]*\1(?:\1|[ \t])*\n")
QUOTE = re.compile(r"[ ]{0,3}> ?")
FENCE_START = re.compile(r"[ ]{0,3}([~`]{3,})")
SPACES = " \t\r\n\f\v"  #: what Ruby strips


@dataclass(slots=True)
class Attributes:
    """An attribute list: values, and the names of other lists (``toc`` is one)."""

    values: dict[str, str] = field(default_factory=dict)
    refs: list[str] = field(default_factory=list)

    def read(self, text: str) -> None:
        """Add what stands between ``{:`` and ``}``."""
        for found in _TYPE_ANY.finditer(text):
            if found["ref"]:
                self.refs.append(found["ref"])
            elif found["mark"]:
                for identifier, name in _ID_OR_CLASS.findall(found["mark"]):
                    if name:
                        self.values["class"] = f"{self.values.get('class', '')} {name}".lstrip()
                    else:
                        self.values["id"] = identifier
            else:
                self.values[found["key"]] = re.sub(rf"\\(\}}|{found['sep']})", r"\1", found["value"])

    def update(self, other: Attributes) -> None:
        """Add another list."""
        self.refs += other.refs
        for key, value in other.values.items():
            self.values[key] = f"{self.values.get(key, '')} {value}".lstrip() if key == "class" else value


@dataclass(slots=True)
class Element:
    """A block or a span. ``text`` children hold text that is still to be parsed, but in code, HTML and math."""

    type: str
    value: str = ""
    line: int = 0  #: 0-based, in the whole text
    children: list[Element] = field(default_factory=list)
    attr: dict[str, str] = field(default_factory=dict)
    ial: Attributes | None = None
    level: int = 0  #: of a heading
    transparent: bool = False  #: a paragraph that shows as its text alone
    as_paragraph: bool = False  #: a definition behind a blank line
    info: str = ""  #: of code: its language; of a list: its first mark
    model: str = ""  #: of an HTML element: ``raw``, ``span`` or ``block``
    closed: bool = False  #: an HTML element that ends with its tag
    alignment: list[str] = field(default_factory=list)

    def attributes(self) -> Attributes:
        """Return the attribute list of this element, made when it is first asked for."""
        if self.ial is None:
            self.ial = Attributes()
        return self.ial


@dataclass(slots=True)
class Document:
    """What the blocks of a text say about its spans, and what it is made of."""

    hard_wrap: bool = False
    typography: bool = True
    smart_quotes: bool = True  #: and quotation marks with it
    tight_headings: bool = True  #: ``##heading`` is a heading
    parse_block_html: bool = False  #: what stands in HTML between blocks is Markdown
    lists: dict[str, Attributes] = field(default_factory=dict)  #: ``{:name: …}``
    links: dict[str, tuple[str, str, Element]] = field(default_factory=dict)
    notes: dict[str, Element] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)
    titles: list[str] = field(default_factory=list)  #: of links that are defined by name
    work: int = 0  #: characters that may still be read a second time; beyond, marks without an end are text

    def resolve(self, ial: Attributes | None) -> dict[str, str]:
        """Return the attributes that a list stands for, with those of the lists that it names."""
        values: dict[str, str] = {}
        if ial is not None:
            self._collect(ial, values, ())
        return values

    def attributes(self, element: Element) -> dict[str, str]:
        """Return the attributes of an element, its own and those of its list; classes add up."""
        values = dict(element.attr)
        if element.ial is not None:
            self._collect(element.ial, values, ())
        return values

    def _collect(self, ial: Attributes, values: dict[str, str], seen: tuple[str, ...]) -> None:
        for ref in ial.refs:
            if ref in self.lists and ref not in seen and len(seen) < 9:  # noqa: PLR2004 — lists that name each other
                self._collect(self.lists[ref], values, (*seen, ref))
        for key, value in ial.values.items():
            values[key] = f"{values.get(key, '')} {value}".lstrip() if key == "class" else value


def link_id(text: str) -> str:
    """Return what two names of one link have in common."""
    return re.sub(r"\s+", " ", text).lower()
