"""How the hosts of archives serve files: HTTP/1.1, gzip, a page of its own for what is not there."""

from __future__ import annotations

import gzip
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

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
