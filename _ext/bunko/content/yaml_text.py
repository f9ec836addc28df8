"""YAML read as its author wrote it: every scalar as text, every key with its line, nothing that can run away.

Built from the parser's events, not with ``yaml.compose``: that nests without a limit and lets an alias hold itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")  # Python refuses to convert thousands of digits
_FLOAT = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")
_MOST_VALUES = 10_000  # a front matter has some tens; an alias bomb unfolds to billions
_DEEPEST = 50  # collections within collections
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


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind a key: a text, a list of values, or pairs of keys and values."""

    content: str | list[Value] | list[tuple[Value, Value]]
    line: int  #: 1-based line of the key, or of the item of a list, in the author's file
    is_plain: bool = False  #: a text without quotes and tag: ``null``, ``yes`` and ``8`` mean something
    is_mapping: bool = False
    size: int = 1  #: how many values it unfolds to, itself included

    def is_null(self) -> bool:
        """Tell ``key:``, ``key: null`` and ``key: ~`` from a value; ``key: ""`` is an empty text."""
        return self.is_plain and self.content in _NULL

    def text(self) -> str | None:
        """Return the scalar as written (``0061`` stays ``0061``), "" for null; None for a list or a mapping."""
        if not isinstance(self.content, str):
            return None
        return "" if self.is_null() else _INVISIBLE.sub("", self.content)

    def items(self) -> list[Value] | None:
        """Return the values of a list, flattened as Jekyll flattens it; None if it is no list."""
        return None if isinstance(self.content, str) or self.is_mapping else list(self._leaves())

    def _leaves(self) -> Iterator[Value]:
        for item in self._children():
            if isinstance(item.content, str) or item.is_mapping:
                yield item
            else:
                yield from item._leaves()  # noqa: SLF001 — a value of the same class

    def _children(self) -> list[Value]:
        return self.content  # type: ignore[return-value] — is_mapping tells one list from the other

    def _pairs(self) -> list[tuple[Value, Value]]:
        return self.content  # type: ignore[return-value] — see _children

    def entries(self) -> list[tuple[str, Value]] | None:
        """Return the keys and values of a mapping in the author's order; None if it is none.

        A key that is no text (``? [a, b]``) has no name, and is left out.
        """
        if not self.is_mapping:
            return None
        return [(key.content, value) for key, value in self._pairs() if isinstance(key.content, str)]

    def data(self) -> object:
        """Return plain data for templates: text, numbers, truth values, None, lists and mappings by text."""
        if self.is_mapping:
            return {key: value.data() for key, value in self.entries() or ()}
        if not isinstance(self.content, str):
            return [item.data() for item in self._children()]
        if not self.is_plain:
            return self.text()
        if self.content in _NULL:
            return None
        if _INT.fullmatch(self.content):
            return int(self.content)
        if _FLOAT.fullmatch(self.content):
            return float(self.content)
        return _BOOLEANS.get(self.content.casefold(), self.text())


def read_yaml(text: str, first_line: int) -> Value:
    """Return the one document in ``text``, which begins in line ``first_line`` of the author's file.

    Raises `YamlError`, with the author's line, if it is not YAML, nests more than 50 deep, or unfolds to more than
    10,000 values.
    """
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        line = first_line + text.count("\n", 0, forbidden.start())
        raise YamlError(f"the invisible character U+{ord(forbidden[0]):04X} is not allowed", line)
    text = _OTHER_BREAKS.sub(" ", text)
    try:
        return _Builder(first_line).build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or error.context or "not YAML", first_line + (mark.line if mark else 0)) from error


class _Builder:
    """From the events of a parser to a value, without recursion and never beyond the limits."""

    def __init__(self, first_line: int) -> None:
        self._first = first_line
        self._open: list[tuple[yaml.CollectionStartEvent, list[Value]]] = []
        self._named: dict[str, Value] = {}
        self._top: Value | None = None

    def build(self, text: str) -> Value:
        for event in yaml.parse(text, Loader=_LOADER):
            line = self._first + event.start_mark.line
            if isinstance(event, yaml.ScalarEvent):
                self._add(Value(event.value, line, is_plain=event.implicit[0] and not event.tag), event.anchor)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(self._open) == _DEEPEST:
                    raise YamlError(f"lists and keys nest more than {_DEEPEST} deep", line)
                self._open.append((event, []))
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
            elif isinstance(event, yaml.AliasEvent):
                if event.anchor not in self._named:
                    raise YamlError(f"*{event.anchor} refers to nothing above it; if it is text, put it in quotes", line)
                self._add(self._named[event.anchor], None)
            elif isinstance(event, yaml.DocumentStartEvent) and self._top is not None:
                raise YamlError("a second document begins here", line)
        return self._top or Value("", self._first, is_plain=True)

    def _add(self, value: Value, anchor: str | None) -> None:
        if anchor:
            self._named[anchor] = value
        if self._open:
            self._open[-1][1].append(value)
        else:
            self._top = value

    def _close(self) -> None:
        start, values = self._open.pop()
        line = self._first + start.start_mark.line
        size = 1 + sum(value.size for value in values)
        if size > _MOST_VALUES:
            raise YamlError(f"more than {_MOST_VALUES:,} values, aliases unfolded", line)
        if isinstance(start, yaml.MappingStartEvent):
            pairs = [
                (key, Value(value.content, key.line, value.is_plain, value.is_mapping, value.size))
                for key, value in zip(values[::2], values[1::2], strict=True)
            ]
            self._add(Value(pairs, line, is_mapping=True, size=size), start.anchor)
        else:
            self._add(Value(values, line, size=size), start.anchor)
