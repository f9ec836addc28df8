"""The books in the preview: typeset when a browser asks, by an engine that keeps what it has laid out before."""

from __future__ import annotations

import html
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from bunko.preview.build_server import BuildServer
from bunko.sphinx_ext.typst.process import KeptTypesetter, can_be_kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from bunko.preview.build_server import Outcome

PLACE = "/.bunko/books/"


@dataclass
class BookPreview:
    """Typesets the books of a site in a folder; ``arguments`` are for ``sphinx-build``, without builder and output."""

    arguments: list[str]
    site: str
    folder: Path
    building: Lock  #: held while anything is built: builds share a folder of doctrees
    say: Callable[[str], str]
    tell: Callable[[str], None]  #: to the pages that are open
    changed: Event = field(default_factory=Event)  #: since the books were set

    def __post_init__(self) -> None:
        self.changed.set()
        self._server: BuildServer | None = None
        self._typesetter: KeptTypesetter | None = None
        self._private: tempfile.TemporaryDirectory[str] | None = None

    def answer(self, name: str) -> tuple[bytes, str]:
        """Return what a browser gets for a name below `PLACE`, with its type: a book, or the list of all.

        The books are set first, if anything has changed. Raises `LookupError` if there is no such book.
        """
        with self.building:
            if self.changed.is_set():
                self.tell(self.say("Setting the books …"))
                outcome = self._set()
                self.tell("")
                if not outcome.ok:
                    return self._page(f"<pre>{html.escape(outcome.said)}</pre>"), "text/html; charset=utf-8"
                self.changed.clear()
            books = {path.name: path for path in self.folder.glob("*.pdf")}
            if name:
                return books[name].read_bytes(), "application/pdf"
        links = (f'<li><a href="{PLACE}{name}">{name}</a>' for name in sorted(books, key=_in_order))
        return self._page(f"<ul>{''.join(links)}</ul>"), "text/html; charset=utf-8"

    def _page(self, body: str) -> bytes:
        title = html.escape(self.say("Books"))
        return f"<!DOCTYPE html><meta charset=utf-8><title>{title}</title><body><h1>{title}</h1>{body}</body>".encode()

    def _set(self) -> Outcome:
        if can_be_kept() and (self._typesetter is None or not self._typesetter.is_alive):
            self.close()
            self._private = tempfile.TemporaryDirectory(prefix="bunko-")
            self._typesetter = KeptTypesetter(Path(self._private.name))
        if self._server is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            environment = self._typesetter.environment if self._typesetter else {}
            arguments = [*self.arguments, "-b", "bunko-pdf", self.site, str(self.folder)]
            self._server = BuildServer(arguments, environment)
        return self._server.build()

    def close(self) -> None:
        """End the processes, as the site's code has changed or nobody asks any more."""
        for process in (self._server, self._typesetter):
            if process is not None:
                process.close()
        if self._private is not None:
            self._private.cleanup()
        self._server = self._typesetter = self._private = None


def _in_order(name: str) -> tuple[str, int]:
    """Sort the tenth volume behind the ninth."""
    found = re.fullmatch(r"(.*?)(?:-(\d+))?\.pdf", name)
    return (found[1], int(found[2] or 0)) if found else (name, 0)
