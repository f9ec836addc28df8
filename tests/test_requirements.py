"""What is pinned can be installed by every Python that the project is for."""

from __future__ import annotations

import importlib
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

import pytest
from packaging.specifiers import SpecifierSet

import bunko
from sitekit import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = "3.11.0"


def test_every_pinned_package_is_for_the_oldest_python() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert SpecifierSet(project["requires-python"]).contains(OLDEST)
    pins = re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(pins) > 50
    wanted: dict[str, str] = {}
    for name in pins:
        try:
            wanted[name] = str(metadata(name).json.get("requires_python", ""))
        except PackageNotFoundError:  # of another system
            continue
    assert len(wanted) > 50
    assert {name: spec for name, spec in wanted.items() if not SpecifierSet(spec).contains(OLDEST)} == {}


_parser: Any = importlib.import_module("re._parser")


def possessive_groups(pattern: str) -> list[str]:
    """Name what in a pattern is possessive and more than one class of characters."""

    def within(parsed: Any) -> Iterator[str]:  # noqa: ANN401 — of a module that is not documented
        for operation, argument in parsed:
            name = str(operation)
            if name == "ATOMIC_GROUP" or (name == "POSSESSIVE_REPEAT" and not is_one_class(argument[2])):
                yield name
            for part in argument if isinstance(argument, tuple) else (argument,):
                for inner in part if isinstance(part, list) else (part,):
                    if isinstance(inner, _parser.SubPattern):
                        yield from within(inner)

    return list(within(_parser.parse(pattern)))


def is_one_class(parsed: Any) -> bool:  # noqa: ANN401 — likewise
    return len(parsed) == 1 and str(parsed[0][0]) in {"IN", "LITERAL", "NOT_LITERAL", "ANY"}


@pytest.mark.parametrize(
    ("pattern", "count"), [("[ab]*+a++.?+[^x]++", 0), ("(?:a|bc)*+", 1), ("(a(?>b|c)+)", 1), ("(?=((?:a|b)*))\\1", 0)]
)
def test_the_rule_sees_possessive_groups(pattern: str, count: int) -> None:
    assert len(possessive_groups(pattern)) == count


def test_no_pattern_has_a_possessive_group() -> None:
    r"""Before Python 3.11.5 they miss matches (gh-106052); ``(?=(…))\1`` does the same, and is right."""
    seen = 0
    names = [found.name for found in walk_packages(bunko.__path__, "bunko.") if not found.name.endswith("__main__")]
    for module in map(importlib.import_module, names):
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                seen += 1
                assert possessive_groups(value.pattern) == [], f"{module.__name__}.{name}"
    assert seen > 200
