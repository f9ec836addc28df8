"""The files in the chapter "Going live" can be copied: each is right in its own language, as far as can be seen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitekit import ROOT

PAGE = ROOT / "docs" / "live.md"
BLOCKS = re.findall(r"^( *)```(\w+)\n(.*?)\n\1```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """Return the blocks of a language, without the indent of the list that they stand in."""
    found = [re.sub(f"^{indent}", "", text, flags=re.MULTILINE) for indent, name, text in BLOCKS if name == language]
    assert found, language
    return found


def test_no_block_is_in_a_language_that_nobody_looks_at() -> None:
    assert {name for _, name, _ in BLOCKS} == {"console", "yaml", "toml", "text", "python", "sh", "nginx", "caddy"}


def test_shell_scripts_can_be_read_and_find_nothing_wrong(tmp_path: Path) -> None:
    for number, text in enumerate(blocks("sh")):
        script = tmp_path / f"{number}.sh"
        script.write_text(text if text.startswith("#!") else f"#!/bin/sh\n{text}\n", encoding="utf-8")
        subprocess.run(["sh", "-n", script], check=True)  # noqa: S607 — every system has a shell
        tool = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        if tool:
            subprocess.run([tool, script], check=True)


def test_yaml_holds_what_its_readers_ask_for() -> None:
    due, readthedocs = map(yaml.safe_load, blocks("yaml"))
    workflow: dict[str, Any] = due
    assert workflow["jobs"]["due"]["steps"][0] == {"uses": "actions/checkout@v5"}
    subprocess.run(["bash", "-n"], input=workflow["jobs"]["due"]["steps"][-1]["run"], text=True, check=True)  # noqa: S607 — as the runner does
    assert readthedocs["version"] == 2
    assert set(readthedocs["build"]) == {"os", "tools", "jobs"}
    assert set(readthedocs["build"]["jobs"]["build"]) == {"html", *readthedocs["formats"]}
    assert readthedocs["sphinx"]["configuration"] == "conf.py"


def test_toml_names_the_folder_that_is_built() -> None:
    (text,) = blocks("toml")
    found = tomllib.loads(text)
    assert found["build"]["publish"] in {"_build/html", "_build/dirhtml"}
    assert found["build"]["command"].startswith("bunko build")
    assert found["plugins"][0]["inputs"]["paths"] == ["_build"]
    assert found["headers"][0]["for"] == "/*"
    assert found["headers"][0]["values"]["X-Content-Type-Options"] == "nosniff"


def test_python_runs() -> None:
    for text in blocks("python"):
        values: dict[str, Any] = {}
        exec(compile(text, "conf.py", "exec"), values)  # noqa: S102 — a conf.py
        assert values["html_baseurl"]


def test_headers_are_addresses_and_what_is_indented_below_them() -> None:
    (text,) = blocks("text")
    assert all(re.fullmatch(r"/\S*|  [A-Za-z-]+: .+", line) for line in text.splitlines())


@pytest.mark.parametrize("language", ["nginx", "caddy"])
def test_blocks_of_servers_are_closed(language: str) -> None:
    (text,) = blocks(language)
    depth = 0
    for line in text.splitlines():
        code = re.sub(r'"[^"]*"|#.*|\{[a-z_.]+\}', "", line)
        depth += code.count("{") - code.count("}")
        assert depth >= 0
        if language == "nginx" and code.strip():
            assert code.rstrip()[-1] in "{};", line
    assert depth == 0


def test_what_may_be_kept_for_ever_has_a_version_in_its_address(seed_site: Path) -> None:
    """The table of the chapter: nothing of the page itself, and no picture, is among it."""
    page = (seed_site / "index.html").read_text(encoding="utf-8")
    versioned = re.findall(r'"(_static/[^"?]+)\?(?:v|digest)=', page)
    assert "_static/bunko.css" in versioned
    assert all(name.endswith((".css", ".js")) for name in versioned)
    search = (seed_site / "_static/bunko-search.js").read_text(encoding="utf-8")
    assert "?v=${version}" in search
