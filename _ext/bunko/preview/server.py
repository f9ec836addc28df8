"""The preview's web server: the files of the site, and a message to open pages after each build."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from bunko.preview.books import PLACE

if TYPE_CHECKING:
    from bunko.preview.books import BookPreview

SCRIPT = "/.bunko/live.js"
NEWS = "/.bunko/news"
_PULSE = 15  # seconds between signs of life, by which a connection that has gone is noticed
_CALL = f'<script src="{SCRIPT}" defer></script>'.encode()
_NOTHING_YET = b"<!DOCTYPE html><meta charset=utf-8><title>404</title><body><p>404</body>"


class Board:
    """The latest message for open pages, and the threads that wait for the next one."""

    def __init__(self) -> None:
        """Start with nothing built."""
        self._changed = Condition()
        self._news: dict[str, object] = {}
        self._number = 0

    def post(self, **news: object) -> None:
        """Tell all pages."""
        with self._changed:
            self._number += 1
            self._news |= news
            self._changed.notify_all()

    def read(self, known: int) -> tuple[int, str]:
        """Wait for a message other than number ``known``; return its number and the message, empty after a timeout."""
        with self._changed:
            fresh = self._changed.wait_for(lambda: self._number != known, timeout=_PULSE)
            return self._number, json.dumps(self._news) if fresh else ""


class Handler(SimpleHTTPRequestHandler):
    """Serves files; pages get a script that listens to messages of builds."""

    server: PreviewServer

    def do_GET(self) -> None:
        """Answer with the script, the stream of messages, a page or a file."""
        where = self.path.partition("?")[0]
        if where == SCRIPT:
            self._send(Path(__file__).with_name("live.js").read_bytes(), "text/javascript; charset=utf-8")
        elif where == NEWS:
            self._tell()
        elif where.startswith(PLACE):
            self._show_book(unquote(where.removeprefix(PLACE)))
        else:
            path = Path(self.translate_path(self.path))
            if path.is_dir() and where.endswith("/"):
                path /= "index.html"
            if path.suffix == ".html" and path.is_file():
                self._send(_with_call(path.read_bytes()))
            elif path.exists():
                super().do_GET()
            else:
                own = Path(self.directory, "404.html")
                content = own.read_bytes() if own.is_file() else _NOTHING_YET
                self._send(_with_call(content), status=HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Have browsers ask each time whether a file has changed."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *words: object) -> None:
        """Keep the terminal for what builds say."""

    def _show_book(self, name: str) -> None:
        try:
            content, kind = self.server.books.answer(name)
        except LookupError:
            self._send(_NOTHING_YET, status=HTTPStatus.NOT_FOUND)
        else:
            self._send(content, kind)

    def _send(self, content: bytes, kind: str = "text/html; charset=utf-8", status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _tell(self) -> None:
        """Send messages as they come, as server-sent events, until the page is closed."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        number = -1
        try:
            while True:
                number, news = self.server.board.read(number)
                self.wfile.write(f"data: {news}\n\n".encode() if news else b":\n\n")
                self.wfile.flush()
        except OSError:
            self.close_connection = True


class PreviewServer(ThreadingHTTPServer):
    """Serves a folder at an address; threads end with the process."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], folder: Path, board: Board, books: BookPreview) -> None:
        """Bind the address; raises `OSError` if it is taken."""
        self.board, self.books = board, books
        handler: Any = partial(Handler, directory=os.fspath(folder))
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 — the signature is the base class's
        """Say nothing of a browser that leaves before it has all: the terminal is for what builds say."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _with_call(page: bytes) -> bytes:
    """Put the script into a page as it is sent: what is in the folder stays as it was built."""
    before, end, after = page.rpartition(b"</body>")
    return b"".join([before, _CALL, end, after]) if end else page + _CALL
