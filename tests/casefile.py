"""Test cases as data: files in ``tests/cases`` with the input and what is expected side by side."""

from __future__ import annotations

import json
from typing import NamedTuple

from sitekit import ROOT

CASES = ROOT / "tests" / "cases"


class Case(NamedTuple):
    """One case of a ``.md`` file: a title, then the input and what is expected, each behind a line with only a dot."""

    title: str
    given: str
    expected: str


def read_cases(name: str) -> list[Case]:
    """Read ``tests/cases/name``. What stands before the first case (a line of ``=``) is a comment."""
    _, *blocks = (CASES / name).read_text(encoding="utf-8").split("\n=====\n")
    cases = []
    for block in blocks:
        title, given, expected = block.strip("\n").split("\n.\n")
        cases.append(Case(title, given, expected))
    return cases


def read_pairs(name: str) -> list[tuple[str, str]]:
    """Read the ``[input, expected]`` pairs of a ``.json`` file, whose other keys say where they come from."""
    data = json.loads((CASES / name).read_text(encoding="utf-8"))
    return [(given, expected) for given, expected in data["cases"]]
