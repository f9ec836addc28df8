"""Test cases as data: files in ``tests/cases`` with the input and what is expected side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sitekit import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CASES = ROOT / "tests" / "cases"
#: One grey pixel.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6368000000820081"
    "774cd7b60000000049454e44ae426082"
)


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


def read_sites() -> dict[str, dict[str, Any]]:
    """Return the small Jekyll sites of ``sites.json`` by name: their ``files``, and Jekyll's ``urls``."""
    return dict(json.loads((CASES / "sites.json").read_text(encoding="utf-8"))["sites"])


def write_site(folder: Path, files: Mapping[str, str | Mapping[str, str] | None]) -> Path:
    """Write such a site: a file is a text, a text in an encoding (``{"cp932": "…"}``), or null: a picture."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.write_bytes(PICTURE)
        else:
            encoding, text = ("utf-8", content) if isinstance(content, str) else next(iter(content.items()))
            path.write_bytes(text.encode(encoding))
    return folder
