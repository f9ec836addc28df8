"""Write constraints.txt anew: the newest packages within the ranges that can be installed on every Python from 3.11.0.

Pip resolves as that Python would, so that no package asks for a later one than the project does.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = "3.11.0"  # requires-python of pyproject.toml


def main() -> None:
    """Ask pip what it would install, and write that down below the comments that stand at the head of the file."""
    constraints = ROOT / "constraints.txt"
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [
            *(sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed", "--only-binary=:all:"),
            *("--python-version", OLDEST, "--target", folder, "--report", str(report)),
            *("-r", str(ROOT / "requirements-dev.txt")),
        ]
        subprocess.run(command, check=True)  # noqa: S603 — of our own words
        found = [item["metadata"] for item in json.loads(report.read_text(encoding="utf-8"))["install"]]
    head = [line for line in constraints.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    pins = sorted((f"{each['name']}=={each['version']}" for each in found), key=str.casefold)
    constraints.write_text("\n".join([*head, *pins, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
