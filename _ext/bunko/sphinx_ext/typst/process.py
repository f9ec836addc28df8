"""The typesetting engine, Typst, in this process or in one of its own.

A book takes gigabytes of memory that the engine never gives back, so each is set in a process that ends with it. The
live preview keeps one process instead: it remembers what it has set, and so sets a book again, after an edit, at once.

This file is also that process's program. It imports nothing of Bunko's, so that it starts at once.
"""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Lock, Thread
from typing import IO, TYPE_CHECKING, Any, Self

import typst

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Names the socket of a process that is kept alive.
KEPT = "BUNKO_TYPESETTER"
#: What a compiler is made for: work folder, folders of fonts, inputs.
Sheet = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]


class SettingError(Exception):
    """A source that cannot be typeset: `message` says why, `diagnostic` is all that the engine has reported."""

    def __init__(self, message: str, diagnostic: str = "") -> None:
        super().__init__(message)
        self.message, self.diagnostic = message, diagnostic


class KilledError(Exception):
    """The process that typesets a book has ended, as a rule because the memory is full."""


class Engine:
    """Typst, with a compiler for each sheet: it remembers what it has set only if its inputs never change."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._fonts: dict[tuple[str, ...], typst.Fonts] = {}
        self._compilers: dict[Sheet, typst.Compiler] = {}

    def compile(self, sheet: Sheet, source: bytes | str, options: dict[str, Any]) -> bytes:
        """Typeset a source, given as such or as the path of its file; raise `SettingError`."""
        return self.pages(sheet, source, options)[0]

    def pages(self, sheet: Sheet, source: bytes | str, options: dict[str, Any]) -> list[bytes]:
        """Do the same, and return each page as a file, for formats that have one for each; a PDF is one file."""
        with self._lock:
            try:
                found: Any = self._compiler(sheet).compile(
                    source if isinstance(source, bytes) else Path(source), **options
                )
            except typst.TypstError as error:
                raise SettingError(error.message or "it cannot be set", error.diagnostic) from error
        pages = found if isinstance(found, list) else [found]
        for page in pages:
            if not isinstance(page, bytes):
                raise TypeError(f"expected a file, got {type(page).__name__}")
        return pages

    def _compiler(self, sheet: Sheet) -> typst.Compiler:
        if sheet not in self._compilers:
            work, folders, inputs = sheet
            if folders not in self._fonts:
                self._fonts[folders] = typst.Fonts(include_system_fonts=False, font_paths=list(folders))
            self._compilers[sheet] = typst.Compiler(root=work, font_paths=self._fonts[folders], sys_inputs=dict(inputs))
        return self._compilers[sheet]


class Typesetter:
    """An engine in another process: one of its own, or the one that is kept, if there is one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._socket = _kept()
        self._reading: IO[bytes]
        self._writing: IO[bytes]
        if self._socket is not None:
            self._reading, self._writing = self._socket.makefile("rb"), self._socket.makefile("wb")
        else:
            self._start()

    @property
    def is_kept(self) -> bool:
        """Whether it is the process of the preview, where speed counts more than the size of the file."""
        return self._process is None

    def _start(self) -> None:
        self._process = subprocess.Popen(_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 — our own
        assert self._process.stdout is not None  # noqa: S101
        assert self._process.stdin is not None  # noqa: S101
        self._reading, self._writing = self._process.stdout, self._process.stdin

    def compile(self, sheet: Sheet, source: str, options: dict[str, Any]) -> bytes:
        """Typeset the source in a file; raise `SettingError`, or `KilledError`."""
        return self.pages(sheet, source, options)[0]

    def pages(self, sheet: Sheet, source: str, options: dict[str, Any]) -> list[bytes]:
        """Do the same, and return each page as a file, as `Engine.pages` does."""
        try:
            pickle.dump((sheet, source, options), self._writing)
            self._writing.flush()
            answer = pickle.load(self._reading)  # noqa: S301 — from our own process
        except (OSError, EOFError, pickle.UnpicklingError):
            if self._process is None:  # the kept one has ended, and each book has one of its own again
                self.close()
                self._start()
                return self.pages(sheet, source, options)
            raise KilledError from None
        if isinstance(answer, list):
            return answer
        raise SettingError(*answer)

    def close(self) -> None:
        """End the process, to free its memory; one that the preview keeps stays."""
        for stream in (self._writing, self._reading):
            try:
                stream.close()
            except OSError:  # it has gone
                continue
        if self._socket is not None:
            self._socket.close()
        if self._process is not None:
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def can_be_kept() -> bool:
    """Whether the system has what the connection to a kept process needs."""
    return hasattr(socket, "AF_UNIX")


def _kept() -> socket.socket | None:
    """Return a connection to the process that is kept, if there is one, and it has not ended."""
    address = os.environ.get(KEPT, "")
    if not address or not can_be_kept():
        return None
    found = socket.socket(socket.AF_UNIX)
    try:
        found.connect(address)
    except OSError:
        found.close()
        return None
    return found


class KeptTypesetter:
    """A process that typesets books until it is closed, for all that is built with `environment` in the environment."""

    def __init__(self, folder: Path) -> None:
        """Start it; ``folder`` is private to the user, and has a short path."""
        self._address = str(folder / "typesetter")
        command = _command(self._address)
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 — our own
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdout.readline()  # it listens

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which builds find it."""
        return {KEPT: self._address}

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended: it does when it has taken half of the machine's memory."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()


def _command(*arguments: str) -> Sequence[str]:
    return [sys.executable, str(Path(__file__).resolve()), *arguments]


def _serve(engine: Engine, reading: IO[bytes], writing: IO[bytes]) -> None:
    """Typeset each source that arrives, until the other end is closed."""
    while True:
        try:
            job = pickle.load(reading)  # noqa: S301 — from our own process
        except (EOFError, OSError):
            return
        try:
            answer: object = engine.pages(*job)
        except SettingError as error:
            answer = error.message, error.diagnostic
        pickle.dump(answer, writing, pickle.HIGHEST_PROTOCOL)
        del answer
        writing.flush()


def _is_full() -> bool:
    """Whether this process has taken half of the machine's memory."""
    import resource  # noqa: PLC0415 — Windows has none, and keeps no process

    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KB elsewhere
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > most


def _listen(address: str) -> None:
    """Serve one connection after the other, until the standard input ends or the memory is full."""

    def end() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    engine = Engine()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        print(flush=True)  # noqa: T201 — tells the other end that we are ready
        Thread(target=end, daemon=True).start()
        while not _is_full():
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as reading, connection.makefile("wb") as writing:
                _serve(engine, reading, writing)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it without a word; whoever waits for it speaks
    if sys.argv[1:]:
        _listen(sys.argv[1])
    else:
        _serve(Engine(), sys.stdin.buffer, sys.stdout.buffer)
