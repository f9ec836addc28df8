"""Translations of articles kept from build to build, so that one edit in a large book does not translate it all."""

from __future__ import annotations

import pickle
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bunko.sphinx_ext.incremental.digests import digest
from bunko.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Collection

    from bunko.sphinx_ext.typst.translator import Translation

_FAULTS = (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, ValueError)


def program_digest() -> str:
    """Return a digest of the program that translates."""
    return digest(*(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))


class TranslationCache:
    """Translations by document, each with the state of the document that it is of."""

    def __init__(self, path: Path) -> None:
        """Read what the last build has left, if it can be read."""
        self._path = path
        self._program = program_digest()
        self._found: dict[str, tuple[str, Translation]] = {}
        self._changed = False
        with suppress(*_FAULTS), path.open("rb") as file:
            if pickle.load(file) == self._program:  # noqa: S301 — Sphinx's folder of pickles
                self._found = pickle.load(file)  # noqa: S301

    def get(self, docname: str, state: str) -> Translation | None:
        """Return the translation of a document, if it is in the same state."""
        known, translation = self._found.get(docname, ("", None))
        return translation if known == state else None

    def put(self, docname: str, state: str, translation: Translation) -> None:
        """Keep a translation."""
        self._found[docname] = state, translation
        self._changed = True

    def save(self, docnames: Collection[str]) -> None:
        """Leave to the next build what is of ``docnames``."""
        if not self._changed:
            return
        with whole_file(self._path) as part, part.open("wb") as file:
            pickle.dump(self._program, file, pickle.HIGHEST_PROTOCOL)
            kept = {name: found for name, found in self._found.items() if name in docnames}
            pickle.dump(kept, file, pickle.HIGHEST_PROTOCOL)
