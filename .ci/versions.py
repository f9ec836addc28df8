"""Run the quick tests on every Python that is here, and on the oldest and the newest Sphinx that the project is for.

    versions.py [pytest options]        each pair gets a virtual environment of its own in _build/versions

The oldest Sphinx is tried on the oldest Python; each Python gets what constraints.txt pins, the newest of the range.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
#: The tests that need no browser, no real posts and no long builds.
QUICK = ["text", "markup", "posts", "catalogue", "pages", "books", "search", "lint", "jekyll", "compat"]
QUICK_FILES = ["site/test_seed.py", "site/test_builders.py", "site/test_shortcuts.py", "site/test_terms.py"]


def oldest_sphinx() -> str:
    """Return the lower end of the range of Sphinx in requirements.txt."""
    found = re.search(r"^sphinx>=([\d.]+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None  # noqa: S101 — the file is ours
    return found[1]


def pythons() -> list[tuple[str, str]]:
    """Return the Pythons that are here and start, as (version, path)."""
    found = []
    for version in PYTHONS:
        path = shutil.which(f"python{version}") or ""
        start = [path, "-c", "import venv, ensurepip"]
        if path and subprocess.run(start, capture_output=True, check=False).returncode == 0:  # noqa: S603 — a Python
            found.append((version, path))
    return found


def run(version: str, python: str, sphinx: str, options: list[str]) -> bool:
    """Test one pair; say what it is."""
    print(f"\n=== Python {version}, sphinx {sphinx or 'as pinned'}", flush=True)
    folder = ROOT / "_build" / "versions" / f"{version}-{sphinx or 'pinned'}"
    own = folder / "bin" / "python"
    constraints = ROOT / "constraints.txt"
    if sphinx:
        text = constraints.read_text(encoding="utf-8")
        constraints = folder.with_suffix(".txt")
        constraints.parent.mkdir(parents=True, exist_ok=True)
        constraints.write_text(re.sub(r"(?mi)^(sphinx==).*$", rf"\g<1>{sphinx}", text), encoding="utf-8")
    install = ["-m", "pip", "install", "-qq", "-r", str(ROOT / "requirements-dev.txt"), "-c", str(constraints)]
    tests = [str(ROOT / "tests" / name) for name in (*QUICK, *QUICK_FILES) if (ROOT / "tests" / name).exists()]
    steps = [[python, "-m", "venv", str(folder)], [str(own), *install]]
    steps.append([str(own), "-m", "pytest", "-q", "-n", "auto", *options, *tests])
    return all(subprocess.run(step, cwd=ROOT, check=False).returncode == 0 for step in steps)  # noqa: S603 — our own


def main() -> int:
    """Test all pairs; return 1 if one fails."""
    found = pythons()
    if not found:
        print(f"There is none of Python {', '.join(PYTHONS)} on the PATH, under a name such as python3.12.")
        return 1
    pairs = [(version, path, "") for version, path in found]
    pairs.insert(0, (*found[0], f"{oldest_sphinx()}.0.0" if "." not in oldest_sphinx() else oldest_sphinx()))
    failed = [
        f"Python {version}, sphinx {sphinx or 'as pinned'}"
        for version, path, sphinx in pairs
        if not run(version, path, sphinx, sys.argv[1:])
    ]
    print(f"\n=== {len(pairs) - len(failed)} of {len(pairs)} pass" + "".join(f"\nfailed: {pair}" for pair in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
