"""What can be wrong: pure values, logged in one place (``sphinx_ext/report.py``), and what stops the work."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_LONGEST = 200  # characters of a value in a message


class Kind(StrEnum):
    """The subtypes of our warnings: ``suppress_warnings = ["bunko.date"]`` silences one."""

    FRONT_MATTER = "front_matter"
    FIELD = "field"
    DATE = "date"
    TITLE = "title"
    DUPLICATE = "duplicate"
    SOURCE = "source"
    LIQUID = "liquid"
    KRAMDOWN = "kramdown"
    LINK = "link"
    TAXONOMY = "taxonomy"
    SLUG = "slug"
    OPTION = "option"
    MATH = "math"
    PDF = "pdf"
    EPUB = "epub"
    IMAGE = "image"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to fix: what, where, and what to do.

    ``message`` is an English sentence with ``{named}`` places for ``values``; it is also the key of its translation.
    """

    kind: Kind
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None  #: 1-based line of the author's file; None is the file as a whole
    docname: str = ""  #: filled in where the problem is not of the document that is being read

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence, in the language of ``translate``."""
        return translate(self.message).format(**{name: _short(value) for name, value in self.values.items()})


class SentenceError(Exception):
    """An error that ends a command or a build: an English sentence with ``{named}`` places, as in `Problem`."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self._message = message
        self._values = values

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence, in the language of ``translate``."""
        return translate(self._message).format(**self._values)

    def __str__(self) -> str:
        return self.text()


def _short(value: object) -> object:
    """Cut a text that would fill the screen."""
    return f"{value[:_LONGEST]}…" if isinstance(value, str) and len(value) > _LONGEST else value
