"""Builds one after the other, each in a process that finds everything loaded.

Half of a small build is the start of Python and the loading of Sphinx, its extensions and the theme. A `BuildServer` is
a process that has done that and waits; for each build it forks. A build can then do what it likes: the next one starts
from the same state. Where there is no fork (Windows), each build is a process of its own.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from sphinx.cmd.build import main

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CAN_FORK = hasattr(os, "fork")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a build."""

    ok: bool
    said: str  #: its warnings and errors, as Sphinx writes them; nothing of a build that was killed


class BuildServer:
    """Builds with the arguments that ``sphinx-build`` takes, and ``environment`` added to the environment."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str] = MappingProxyType({})) -> None:
        """Prepare; the first build loads what the others find."""
        self._arguments = list(arguments)
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: BinaryIO | None = None

    def build(self) -> Outcome:
        """Build, and return the result."""
        if not _CAN_FORK:
            command = [sys.executable, "-m", "sphinx", *self._arguments]
            done = subprocess.run(command, stderr=subprocess.PIPE, env=self._environment, check=False)  # noqa: S603 — ours
            return Outcome(done.returncode == 0, done.stderr.decode(errors="replace"))
        if self._process is None or self._process.poll() is not None:
            self._open()
        assert self._process is not None  # noqa: S101 — opened just now
        assert self._process.stdin is not None  # noqa: S101
        assert self._answers is not None  # noqa: S101
        with suppress(BrokenPipeError):
            self._process.stdin.write(b"build\n")
            self._process.stdin.flush()
        line = self._answers.readline()
        if not line:
            return Outcome(ok=False, said="")
        status, said = json.loads(line)
        return Outcome(status == 0, said)

    def close(self) -> None:
        """End the process that waits; the next build starts a new one, with modules as they are then."""
        if self._process is not None:
            assert self._process.stdin is not None  # noqa: S101
            with suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.wait()
        if self._answers is not None:
            self._answers.close()
        self._process = self._answers = None

    def _open(self) -> None:
        self.close()
        reading, writing = os.pipe()
        command = [sys.executable, "-m", "bunko.preview.build_server", str(writing), *self._arguments]
        self._process = subprocess.Popen(  # noqa: S603 — our own
            command, stdin=subprocess.PIPE, pass_fds=[writing], env=self._environment
        )
        os.close(writing)
        self._answers = os.fdopen(reading, "rb")


def _work(answers: int, arguments: list[str]) -> None:
    """Build for every line that comes, and answer with the exit status and what was said, until the other end goes."""
    for _ in sys.stdin:
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as modules:
            process = os.fork()
            if not process:
                os.dup2(said.fileno(), sys.stderr.fileno())
                os._exit(_build(arguments, modules))
            _, status = os.waitpid(process, 0)
            said.seek(0)
            modules.seek(0)
            words = said.read().decode(errors="replace")
            _load(modules.read().decode().split())
        os.write(answers, f"{json.dumps([os.waitstatus_to_exitcode(status), words])}\n".encode())


def _build(arguments: list[str], modules: BinaryIO) -> int:
    status = 1
    try:
        status = main(arguments)
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    finally:
        modules.write("\n".join(sys.modules).encode())
        modules.flush()
        sys.stdout.flush()
        sys.stderr.flush()
    return status


def _load(modules: Sequence[str]) -> None:
    """Load what a build has loaded, so that the next one need not."""
    missing = [name for name in modules if name not in sys.modules]
    for name in missing:
        with suppress(Exception):  # it may have been on a path that only the build knew
            importlib.import_module(name)
    if missing:
        gc.collect()
        gc.freeze()  # all builds share this memory, and need not search it


if __name__ == "__main__":
    _work(int(sys.argv[1]), sys.argv[2:])
