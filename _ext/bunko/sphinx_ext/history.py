"""What git knows of the files of a site, read once for each state of the repository."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from bunko.posts.history import LOG, last_changes
from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.environment import BuildEnvironment

_VERSION = 1
#: Of a hook that runs a build: they would lead git to another repository than that of the site.
_OTHERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")


def site_history(env: BuildEnvironment) -> Mapping[str, int]:
    """Return the documents that are committed, with the second since 1970 of their last change, or 0 without one.

    None are, where there is no git, no repository, or not all of its history: a shallow clone knows nothing of most
    files, and would say of the others that they are new.
    """
    if not env.config.bunko_git:
        return {}
    folder = Path(env.srcdir)
    state = run_git(folder, "rev-parse", "HEAD", "--is-shallow-repository", "--show-prefix").decode().splitlines()
    if len(state) < 2 or state[1] != "false":  # noqa: PLR2004 — the first two of these answers
        return {}
    kept = Path(env.doctreedir, "bunko", "git.json")
    known: object = {"version": _VERSION, "state": state}
    files = _load(kept, known)
    if files is None:
        files = last_changes(run_git(folder, *LOG))
        write_whole(kept, json.dumps([known, files], ensure_ascii=False).encode())
    paths = {os.fspath(env.doc2path(docname, base=False)): docname for docname in env.found_docs}
    return {docname: files[path] for path, docname in paths.items() if path in files}


def _load(path: Path, known: object) -> dict[str, int] | None:
    """Return what was kept, if it is of the state that is known."""
    try:
        found, files = json.loads(path.read_bytes())
    except (OSError, ValueError, TypeError):
        return None
    return dict(files) if found == known else None


def run_git(folder: Path, *arguments: str) -> bytes:
    """Return what git prints in a folder, whatever its settings; nothing if it fails, or is not there."""
    own = {name: value for name, value in os.environ.items() if name not in _OTHERS}
    command = ["git", "-c", "log.showSignature=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=own, capture_output=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 — our own words, and git's name
    except OSError:
        return b""
    return b"" if done.returncode else done.stdout
