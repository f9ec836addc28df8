"""`make lint` looks at scripts and styles where it can, and says in a line where it cannot."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from sitekit import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD, NEW = 'echo "v18.20.4"', 'echo "v24.1.0"'
FAILS = 'echo "npm error code ECONNREFUSED" >&2; echo "npm error more" >&2; exit 1'


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run the linter on a machine that has these programs and no others."""
    monkeypatch.syspath_prepend(ROOT / ".ci")
    import web_lint

    def run(**programs: str) -> int:
        for name, body in programs.items():
            program = tmp_path / name
            program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
            program.chmod(0o755)
        return web_lint.main()

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    monkeypatch.setattr(sys, "argv", ["web_lint.py"])
    monkeypatch.setattr(web_lint, "TOOLS", tmp_path / "venv" / "lint")
    return run


@pytest.mark.parametrize(
    ("programs", "why"),
    [
        ({}, "there is no Node.js 20.19 or newer with npm"),
        ({"node": NEW}, "there is no Node.js 20.19 or newer with npm"),
        ({"node": OLD, "npm": "exit 0"}, "there is no Node.js 20.19 or newer with npm"),
        ({"node": "exit 1", "npm": "exit 0"}, "there is no Node.js 20.19 or newer with npm"),
        ({"node": NEW, "npm": FAILS}, "npm could not install the tools (npm error code ECONNREFUSED)"),
    ],
)
def test_without_node_scripts_are_left_out_with_a_word_and_refused_in_ci(
    lint: Callable[..., int],
    programs: dict[str, str],
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert lint(**programs) == 0
    assert capsys.readouterr().err == f"Scripts and styles were not linted: {why}.\n"
    monkeypatch.setenv("CI", "true")
    assert lint(**programs) == 1


def test_the_tools_are_installed_once_and_one_that_complains_is_a_failure(
    lint: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert lint(node=NEW, npm="exit 0") == 0
    assert "Installing" in capsys.readouterr().out
    complaining = f'{NEW}; case "$*" in *stylelint*) exit 2;; esac'
    assert lint(node=complaining, npm=FAILS) == 1
    assert "Installing" not in capsys.readouterr().out
    assert (tmp_path / "venv/lint/stylelint.config.mjs").is_file(), "settings stand beside the tools"
