"""Repositories for tests: git's own where the machine has it, and one that answers as git does where it has not."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HAS_GIT = shutil.which("git") is not None


class Repository(Protocol):
    """A folder whose states are kept."""

    def commit(self, seconds: int) -> None:
        """Keep what the folder holds, as of this second since 1970."""


@dataclass(frozen=True)
class RealGit:
    """A repository of git's own, around a folder or in it."""

    folder: Path

    def run(self, *arguments: str, **env: str) -> None:
        """Have git do something, with no settings but its own."""
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        who = ["-c", "user.name=編集部", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
        command = ["git", *who, *arguments]
        subprocess.run(command, cwd=self.folder, env={**os.environ, **own, **env}, check=True, capture_output=True)

    def commit(self, seconds: int) -> None:
        """Keep what the folder holds, but for what is built."""
        if not (self.folder / ".git").exists():
            self.run("init", "--quiet")
        date = f"@{seconds} +0000"
        self.run("add", "--all", "--", ":!*_build*")
        self.run("commit", "--quiet", "--message", "x\n\nM\ty", GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)


@dataclass
class FakeGit:
    """Answers to `rev-parse` and `log` for a folder, from states that it was asked to keep. It knows no merges."""

    folder: Path
    is_shallow: bool = False
    asked: list[str] = field(default_factory=list)
    _before: Mapping[str, bytes] = field(default_factory=dict)
    _commits: list[bytes] = field(default_factory=list)

    def commit(self, seconds: int) -> None:
        """Keep what the folder holds."""
        files = (path for path in self.folder.rglob("*") if path.is_file() and "_build" not in path.parts)
        now = {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in sorted(files)}
        before, lines = self._before, []
        gone = {name: text for name, text in before.items() if name not in now}
        for name, text in now.items():
            old = next((path for path, content in gone.items() if content == text), None)
            if name not in before and old is not None:
                del gone[old]
                lines.append(f"R100\0{old}\0{name}")
            elif name not in before or before[name] != text:
                lines.append(f"{'M' if name in before else 'A'}\0{name}")
        lines += [f"D\0{name}" for name in gone]
        self._before = now
        self._commits.insert(0, f"\x01{seconds}\0\n".encode() + "".join(f"{line}\0" for line in lines).encode())

    def __call__(self, folder: Path, *arguments: str) -> bytes:
        """Answer as `run_git` does."""
        del folder
        self.asked.append(arguments[0])
        if not self._commits:
            return b""
        if arguments[0] == "rev-parse":
            return f"{len(self._commits)}\n{str(self.is_shallow).lower()}\n\n".encode()
        return b"".join(self._commits)
