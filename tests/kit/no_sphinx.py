"""Imported first: as if Sphinx, docutils and MyST were not installed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

BLOCKED = {"sphinx", "docutils", "myst_parser"}


class Blocker:
    """A finder that comes first and refuses."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> None:
        """Raise for a blocked package; let every other finder have its turn."""
        del path, target
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"{name} is blocked: this must work without it", name=name)


already = BLOCKED.intersection(sys.modules)
if already:
    raise ImportError(f"loaded before they could be blocked: {sorted(already)}")
sys.meta_path.insert(0, Blocker())
