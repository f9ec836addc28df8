"""Values for keys that posts of a folder do not give themselves: ``defaults`` in Jekyll's ``_config.yml``."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import yaml

from bunko.markup.yaml_values import Value, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bunko.posts.front_matter import FrontMatter

_LISTS = ("categories",)  # Jekyll joins these; any other key of a post takes the place of a default


class Defaults:
    """What ``bunko_defaults`` says: keys and values for each path below the source folder."""

    def __init__(self, given: Mapping[str, Mapping[str, object]]) -> None:
        """Read ``given``, which maps paths (``posts/diary``, ``posts/*/old``, ``""``) to keys and values.

        Raises `ValueError` if it cannot be understood.
        """
        self._scopes: list[tuple[str, dict[str, Value]]] = []
        for path, values in sorted(given.items(), key=lambda item: (len(item[0]), item[0])):
            text = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False)
            entries = read_yaml(text, 1).entries()
            self._scopes.append((path.strip("/"), {key: value._replace(line=1) for key, value in entries or ()}))

    def apply(self, header: FrontMatter, docname: str) -> FrontMatter:
        """Return a header with the defaults of its path; the longest path counts, as in Jekyll."""
        entries: dict[str, Value] = {}
        for path, values in self._scopes:
            if _is_below(docname, path):
                entries.update(values)
        if not entries:
            return header
        for key, value in header.entries.items():
            entries[key] = _joined(entries[key], value) if key in _LISTS and key in entries else value
        return replace(header, entries=entries)


def _is_below(docname: str, path: str) -> bool:
    if "*" in path:
        return fnmatchcase(docname, path) or fnmatchcase(docname, f"{path}/*")
    return not path or docname.startswith(path)


def _joined(first: Value, second: Value) -> Value:
    texts = (text for value in (first, second) for text in _texts(value))
    items = [Value(text, second.line) for text in dict.fromkeys(texts)]
    return Value(list(items), second.line, size=1 + len(items), depth=1)


def _texts(value: Value) -> list[str]:
    text = value.text()
    if text is not None:
        return text.split()
    return [item.text() or "" for item in value.items() or ()] if value.size <= 1000 else []  # noqa: PLR2004 — real lists have ten
