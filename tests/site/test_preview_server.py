"""The preview's web server, without a browser."""

from __future__ import annotations

import socket
import struct
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from bunko.preview.server import Board, PreviewServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close at once, what was not sent is thrown away


class FailingBooks:
    """Books that cannot be shown."""

    def answer(self, name: str) -> tuple[bytes, str]:
        raise RuntimeError(name)


def ask(server: PreviewServer, path: str, *, leave: bool) -> None:
    """Ask for a path, and leave before the answer is there, or wait for its end."""
    with socket.create_connection(server.server_address[:2]) as client:  # type: ignore[arg-type]
        client.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        if leave:
            client.recv(1)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        else:
            while client.recv(65536):
                pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PreviewServer]:
    books: Any = FailingBooks()
    made = PreviewServer(("127.0.0.1", 0), tmp_path, Board(), books)
    made.daemon_threads = False  # so that closing the server waits for the answers
    Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def printed(server: PreviewServer, capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    def after_all_answers() -> str:
        server.shutdown()
        server.server_close()
        return capsys.readouterr().err

    return after_all_answers


def test_a_browser_that_leaves_early_prints_nothing(
    server: PreviewServer, tmp_path: Path, printed: Callable[[], str]
) -> None:
    (tmp_path / "large.bin").write_bytes(bytes(50_000_000))
    (tmp_path / "large.html").write_bytes(bytes(50_000_000))
    ask(server, "/large.bin", leave=True)
    ask(server, "/large.html", leave=True)
    assert printed() == ""


def test_what_is_wrong_with_the_server_is_printed(server: PreviewServer, printed: Callable[[], str]) -> None:
    ask(server, "/.bunko/books/a.pdf", leave=False)
    assert "RuntimeError: a.pdf" in printed()
