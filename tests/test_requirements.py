"""What is pinned can be installed by every Python that the project is for."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

from packaging.specifiers import SpecifierSet

from sitekit import ROOT

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
