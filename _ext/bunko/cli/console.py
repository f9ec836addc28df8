"""What all commands share: printing in the user's language, errors, and progress bars."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from gettext import NullTranslations, translation
from typing import TYPE_CHECKING, Self

from bunko.problems import SentenceError
from bunko.sphinx_ext.report import CATALOG, LOCALE_DIR

if TYPE_CHECKING:
    from typing import TextIO

_STEPS = 200  # a bar is drawn at most that often
_COLOURS = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "bold": 1, "faint": 2}


class CommandError(SentenceError):
    """What stops a command."""


def catalog(language: str | None) -> NullTranslations:
    """Return the messages in ``language``; without one, in that of the terminal."""
    if not language:
        named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        language = locale.normalize(named).partition("_")[0]
    return translation(CATALOG, LOCALE_DIR, [language], fallback=True) if language else NullTranslations()


def tell(words: str) -> None:
    """Say something to the user."""
    print(words, flush=True)  # noqa: T201 — a command talks


def fail(words: str) -> None:
    """Say what stopped the command, in one line."""
    print(paint(f"bunko: {words}", "red", sys.stderr), file=sys.stderr)  # noqa: T201 — a command talks


def paint(words: str, colour: str, stream: TextIO | None = None) -> str:
    """Return ``words`` in a colour, if they go to a terminal, and ``NO_COLOR`` is not set (https://no-color.org)."""
    stream = stream or sys.stdout
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return words
    return f"\x1b[{_COLOURS[colour]}m{words}\x1b[0m"


class Progress:
    """A bar on a terminal, and nothing anywhere else: ``with Progress("reading", 100) as bar: bar.step()``."""

    def __init__(self, words: str, total: int) -> None:
        """Prepare a bar for ``total`` steps."""
        self._words = words
        self._total = total
        self._done = 0
        self._shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and total > 0

    def __enter__(self) -> Self:
        self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def step(self) -> None:
        """Note that one more thing is done."""
        self._done += 1
        if self._done % max(1, self._total // _STEPS) == 0:
            self._draw()

    def _draw(self) -> None:
        if not self._shown:
            return
        width = max(10, min(40, shutil.get_terminal_size().columns - len(self._words) * 2 - 20))
        full = width * min(self._done, self._total) // self._total
        bar = "█" * full + "░" * (width - full)
        sys.stderr.write(f"\r{self._words} {bar} {self._done:,}/{self._total:,}\x1b[K")
        sys.stderr.flush()
