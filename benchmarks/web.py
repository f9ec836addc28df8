"""A static file server as the sites of archives have them: HTTP/1.1, gzip, a page of its own for what is not there."""

from __future__ import annotations

import gzip
import threading
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = ("text/", "application/javascript", "application/json", "image/svg")
LEVEL = 6  # of gzip: what most servers use


class Handler(SimpleHTTPRequestHandler):
    """Sends text compressed, keeps connections open, and says nothing."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer a request with the file, compressed if it is text and the browser can read it."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.endswith("/"):
            path /= "index.html"
        kind = self.guess_type(path)
        if path.is_file():
            return self._send(HTTPStatus.OK, path.read_bytes(), kind)
        if path.is_dir():
            return super().send_head()  # sends on to the address with a slash
        return self._send(HTTPStatus.NOT_FOUND, self._missing(), "text/html")

    def _missing(self) -> bytes:
        page = Path(self.directory, "404.html")
        return page.read_bytes() if page.is_file() else b"<!doctype html><title>404</title>404"

    def _send(self, status: HTTPStatus, data: bytes, kind: str) -> BytesIO:
        text = kind.startswith(TEXT)
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        if text and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = gzip.compress(data, LEVEL, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        if "/_static/" in self.path:
            self.send_header("Cache-Control", "max-age=31536000")  # their addresses hold their checksums
        self.end_headers()
        return BytesIO(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Say nothing."""


@contextmanager
def serve(folder: Path, handler: type[SimpleHTTPRequestHandler] = Handler) -> Iterator[str]:
    """Serve a folder; the value is its address, without a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
