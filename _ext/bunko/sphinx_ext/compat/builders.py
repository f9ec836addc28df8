"""Private methods and attributes of Sphinx's builders that we override or use."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils.utils import new_document
from sphinx.builders import Builder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docutils import nodes
    from sphinx.builders.html import StandaloneHTMLBuilder


class ReadingBuilder(Builder):
    """A builder that reads many documents at once in its own way: `read_many`."""

    def read_many(self, docnames: list[str]) -> None:
        """Read documents, here one after the other; a builder may override this."""
        self._read_serial(docnames)

    def is_worth_sharing(self, docnames: list[str]) -> bool:
        """Tell whether several processes are faster than one."""
        return len(docnames) > 1

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Take the place of Sphinx's, which sends each time all that is known from one process to another."""
        del nproc
        if self.is_worth_sharing(docnames):
            self.read_many(docnames)
        else:
            self._read_serial(docnames)

    def read_and_forget(self, docname: str) -> None:
        """Read a document without keeping its doctree in memory."""
        self.read_doc(docname, _cache=False)


@contextmanager
def static_files_aside(builder: StandaloneHTMLBuilder, aside: Path) -> Iterator[Path]:
    """Have static files copied into another folder; the value is the folder of the output that they are for."""
    place: Path = builder._static_dir  # noqa: SLF001
    builder._static_dir = aside  # noqa: SLF001
    try:
        yield place
    finally:
        builder._static_dir = place  # noqa: SLF001


def empty_document(builder: StandaloneHTMLBuilder) -> nodes.document:
    """Return a document with the settings that ``render_partial`` gives one."""
    settings: Any = builder._settings  # noqa: SLF001
    return new_document("<contents>", settings)
