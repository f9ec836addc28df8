"""YAML read as its author wrote it: every scalar as text, every key with its line, nothing that can run away.

Built from the parser's events, not with ``yaml.compose``: that nests without a limit and lets an alias hold itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")  # Python refuses to convert thousands of digits
_FLOAT = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")
MOST_VALUES = 10_000  #: that a key may unfold to; a front matter has some tens in all, an alias bomb billions
_DEEPEST = 50  # collections within collections, counted through aliases
#: What YAML forbids, and what it takes for a line break and an editor does not: lines would be counted differently.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
#: ``"\0"`` in quotes is YAML, but has no place in a page; nor has half a surrogate pair.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class YamlError(ValueError):
    """A text that is not YAML, or not the YAML we asked for."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line  #: 1-based, in the author's file


class Value(NamedTuple):
    """What stands behind a key. A named tuple, because making one costs a third of what a frozen dataclass does."""

    content: str | list[Value]  #: the text; or the items of a list; or keys and values of a mapping in turn
    line: int  #: 1-based line of the key, or of the item of a list, in the author's file
    is_plain: bool = False  #: a text without quotes and tag: ``null``, ``yes`` and ``8`` mean something
    is_mapping: bool = False
    size: int = 1  #: how many values it unfolds to, itself included
    depth: int = 0  #: how many collections stand within one another, itself included

    def is_null(self) -> bool:
        """Tell ``key:``, ``key: null`` and ``key: ~`` from a value; ``key: ""`` is an empty text."""
        return self.is_plain and self.content in _NULL

    def text(self) -> str | None:
        """Return the scalar as written (``0061`` stays ``0061``), "" for null; None for a list or a mapping."""
        if not isinstance(self.content, str):
            return None
        if self.is_null():
            return ""
        return self.content if self.content.isprintable() else _INVISIBLE.sub("", self.content)

    def items(self) -> list[Value] | None:
        """Return the values of a list, flattened as Jekyll flattens it; None if it is no list.

        Raises `YamlError` if there are more than `MOST_VALUES`.
        """
        if isinstance(self.content, str) or self.is_mapping:
            return None
        self._refuse_bombs()
        return list(_leaves(self.content))

    def entries(self) -> list[tuple[str, Value]] | None:
        """Return the keys and values of a mapping in the author's order; None if it is none.

        A key that is no text (``? [a, b]``) has no name, and is left out.
        """
        if isinstance(self.content, str) or not self.is_mapping:
            return None
        pairs = zip(self.content[::2], self.content[1::2], strict=True)
        return [(key.content, value) for key, value in pairs if isinstance(key.content, str)]

    def data(self) -> object:
        """Return plain data for templates: text, numbers, truth values, None, lists, and mappings by text.

        Raises `YamlError` if there are more than `MOST_VALUES`.
        """
        self._refuse_bombs()
        if not isinstance(self.content, str):
            if self.is_mapping:
                return {key: value.data() for key, value in self.entries() or ()}
            return [item.data() for item in self.content]
        return _meaning(self.content) if self.is_plain else self.text()

    def _refuse_bombs(self) -> None:
        if self.size > MOST_VALUES:
            raise YamlError(f"it unfolds to more than {MOST_VALUES:,} values", self.line)


def _meaning(text: str) -> object:
    """Return what a text without quotes means to YAML 1.1, as far as templates need it."""
    if text in _NULL:
        return None
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else _BOOLEANS.get(text.casefold(), _INVISIBLE.sub("", text))


def _leaves(values: list[Value]) -> Iterator[Value]:
    for value in values:
        if isinstance(value.content, str) or value.is_mapping:
            yield value
        else:
            yield from _leaves(value.content)


def read_yaml(text: str, first_line: int) -> Value:
    """Return the one document in ``text``, which begins in line ``first_line`` of the author's file.

    Raises `YamlError`, with the author's line, if it is not YAML, or nests more than 50 deep.
    """
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        line = first_line + text.count("\n", 0, forbidden.start())
        raise YamlError(f"the invisible character U+{ord(forbidden[0]):04X} is not allowed", line)
    text = _OTHER_BREAKS.sub(" ", text)
    try:
        return _Builder(first_line).build(text)
    except yaml.MarkedYAMLError as error:
        raise YamlError(error.problem or error.context or "not YAML", first_line + _place(error, text)) from error


def _place(error: yaml.MarkedYAMLError, text: str) -> int:
    """Return the line, from 0, where the author went wrong.

    A quote or bracket that is never closed is noticed only at a later key, or at the end.
    """
    context = error.context or ""
    begun = noticed = error.problem_mark.line if error.problem_mark else 0
    if error.context_mark and ("quoted" in context or "flow" in context):
        begun = error.context_mark.line
    lines = text.rstrip().split("\n")
    is_inside = noticed < len(lines) and lines[noticed][:1].isspace() and "quoted" not in context
    return min(noticed if is_inside else begun, len(lines) - 1)


class _Builder:
    """From the events of a parser to a value, without recursion and never beyond the limits."""

    def __init__(self, first_line: int) -> None:
        self._first_line = first_line
        self._open: list[_Open] = []  # what the parser is inside of, innermost last
        self._named: dict[str, Value] = {}
        self._top: Value | None = None

    def build(self, text: str) -> Value:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent):
                is_plain = event.implicit[0] and not event.tag
                self._add(Value(event.value, self._line(event), is_plain), event.anchor)
            elif isinstance(event, yaml.CollectionStartEvent):
                line = self._line(event)
                _refuse_depth(len(self._open) + 1, line)
                self._open.append(_Open([], line, isinstance(event, yaml.MappingStartEvent), event.anchor))
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
            elif isinstance(event, yaml.AliasEvent):
                self._add(self._meant_by(event), None)
            elif isinstance(event, yaml.DocumentStartEvent) and self._top is not None:
                raise YamlError("a second document begins here", self._line(event))
        return self._top or Value("", self._first_line, is_plain=True)

    def _line(self, event: yaml.Event) -> int:
        """Return the line to name for what an event begins: that of its key, if it has one."""
        inside = self._open[-1] if self._open else None
        if inside is not None and inside.is_mapping and len(inside.values) % 2:
            return inside.values[-1].line
        return self._first_line + (event.start_mark.line if event.start_mark else 0)

    def _meant_by(self, event: yaml.AliasEvent) -> Value:
        # What is still open has no name yet, so that nothing can hold itself.
        if event.anchor not in self._named:
            message = f"*{event.anchor} stands for nothing above it; if it is text, put it in quotes"
            raise YamlError(message, self._line(event))
        return self._named[event.anchor]._replace(line=self._line(event))

    def _add(self, value: Value, anchor: str | None) -> None:
        if anchor:
            self._named[anchor] = value
        if self._open:
            self._open[-1].values.append(value)
        else:
            self._top = value

    def _close(self) -> None:
        values, line, is_mapping, anchor = self._open.pop()
        size = 1 + sum([value.size for value in values])
        depth = 1 + max([value.depth for value in values], default=0)
        _refuse_depth(depth, line)
        self._add(Value(values, line, is_mapping=is_mapping, size=size, depth=depth), anchor)


class _Open(NamedTuple):
    """A list or mapping whose end has not come."""

    values: list[Value]
    line: int
    is_mapping: bool
    anchor: str | None


def _refuse_depth(depth: int, line: int) -> None:
    if depth > _DEEPEST:
        raise YamlError(f"lists and keys nest more than {_DEEPEST} deep", line)
