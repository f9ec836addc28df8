"""The page for those who change the code names what is there."""

from __future__ import annotations

import re

from sitekit import ROOT

PAGE = (ROOT / "docs" / "internals.md").read_text(encoding="utf-8")
SPANS = sorted(set(re.findall(r"(?<!`)`([^`\n]+)`(?!`)", PAGE)))
FOLDERS = ("_ext/bunko", "tests", "docs", ".ci", "benchmarks")
SUFFIXES = (".py", ".md", ".css", ".html", ".js", ".json", ".toml", ".ts", ".typ")
FILES = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
FILES += [*ROOT.glob("*.md"), ROOT / "Makefile"]
WORDS = {
    word
    for path in FILES
    if path.suffix in {"", *SUFFIXES} and path.name != "internals.md"
    for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
}
WORDS |= {word for path in FILES for part in path.relative_to(ROOT).parts for word in re.findall(r"\w+", part)}
#: Examples, and words of others.
FREE = {"subtitle", "bunko_NAME", "NAME", "CODE", "on_EVENT", "visit_NAME", "bunko_name", "_config"}


def test_its_files_are_there() -> None:
    named = [span for span in SPANS if re.fullmatch(r"[\w./-]+(?:\.(?:py|md|css|html|js|json|toml|ts|typ|po)|/)", span)]
    assert len(named) > 80
    paths = [f"/{path.relative_to(ROOT).as_posix()}" for path in FILES]
    missing = [
        name
        for name in named
        if not any(f"/{name}" in path if name.endswith("/") else path.endswith(f"/{name}") for path in paths)
    ]
    assert [name for name in missing if not re.search("NAME|CODE", name)] == []


def test_its_names_are_there() -> None:
    named = {word for span in SPANS if " " not in span for word in re.findall(r"\b[A-Za-z_]\w{3,}", span)}
    assert len(named) > 150
    assert sorted(named - WORDS - FREE) == []
