"""YAML read as its author wrote it: every scalar as text, every key with its line, no alias ever multiplied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_MOST_VALUES = 10_000  # a front matter has some tens; an alias bomb unfolds to billions
_TRUE = {"true", "yes", "on"}


class YamlError(ValueError):
    """A text that is not YAML, or not the YAML we asked for."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line  #: 1-based, in the author's file


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind a key."""

    node: yaml.Node
    line: int  #: 1-based line of the key, in the author's file
    first_line: int  #: the line of that file in which the YAML text begins

    def is_null(self) -> bool:
        """Tell ``key:``, ``key: null`` and ``key: ~`` from a value; ``key: ""`` is an empty text."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == _TAG + "null"

    def text(self) -> str | None:
        """Return the scalar as written (``0061`` stays ``0061``), "" for null; None for a list or a mapping."""
        if not isinstance(self.node, yaml.ScalarNode):
            return None
        return "" if self.is_null() else str(self.node.value)

    def items(self) -> list[Value] | None:
        """Return the values of a list, flattened as Jekyll flattens it; None if it is no list."""
        return list(self._leaves()) if isinstance(self.node, yaml.SequenceNode) else None

    def _leaves(self) -> Iterator[Value]:
        seen = 0
        stack = [self.node]
        while stack:
            node = stack.pop()
            seen += 1
            if seen > _MOST_VALUES:
                raise YamlError(f"a list unfolds to more than {_MOST_VALUES:,} values", self.line)
            if isinstance(node, yaml.SequenceNode):
                stack.extend(reversed(node.value))
            else:
                yield Value(node, self.line, self.first_line)

    def entries(self) -> list[tuple[str, Value]] | None:
        """Return the keys and values of a mapping in the author's order; None if it is none."""
        if not isinstance(self.node, yaml.MappingNode):
            return None
        return [
            (str(key.value), Value(value, key.start_mark.line + self.first_line, self.first_line))
            for key, value in self.node.value
            if isinstance(key, yaml.ScalarNode)
        ]

    def data(self) -> object:
        """Return plain data for templates: text, whole numbers, truth values, lists and mappings."""
        return _plain(self.node, [_MOST_VALUES], self.line)


def read_yaml(text: str, first_line: int) -> Value:
    """Return the one document in ``text``, which begins in line ``first_line`` of the author's file.

    Raises `YamlError`, with the author's line, if it is not YAML.
    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise YamlError(error.problem or error.context or "not YAML", line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise YamlError(str(error).splitlines()[0] or "not YAML", first_line) from error
    if node is None:
        node = yaml.ScalarNode(_TAG + "null", "")
    return Value(node, first_line, first_line)


def _plain(node: yaml.Node, left: list[int], line: int) -> object:
    left[0] -= 1
    if left[0] < 0:
        raise YamlError(f"aliases unfold to more than {_MOST_VALUES:,} values", line)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, left, line) for child in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value, left, line) for key, value in node.value}
    if node.tag == _TAG + "null":
        return None
    if node.tag == _TAG + "bool":
        return node.value.casefold() in _TRUE
    if node.tag == _TAG + "int" and node.value.isdecimal() and not (node.value.startswith("0") and node.value != "0"):
        return int(node.value)
    return str(node.value)
