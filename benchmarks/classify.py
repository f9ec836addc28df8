"""Why a post is not the same: every difference has a name."""

from __future__ import annotations

from typing import Any


def classify(facet: str, theirs: Any, ours: Any, source: str, html: str) -> str:  # noqa: ANN401
    del facet, theirs, ours, source, html
    return "not classified"
