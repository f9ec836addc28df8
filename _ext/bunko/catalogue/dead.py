"""The warning about a link or a role whose target does not exist, with the nearest names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.posts.taxonomy import TermKind
from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from bunko.catalogue.catalogue import Catalogue


def dead_reference(catalogue: Catalogue, kind: str, target: str, translate: Callable[[str], str]) -> Problem:
    """Name what is nearest to ``target``, a post or a term of a ``kind``."""
    if kind in ("link", "post"):
        nearest = catalogue.links.nearest(target)
    else:
        nearest = catalogue.nearest_terms(TermKind(kind), target)
    message = "there is no {kind} {target!r}; the nearest: {nearest}" if nearest else "there is no {kind} {target!r}"
    named = {"tag": translate("tag"), "category": translate("category"), "author": translate("author")}
    values = {"kind": named.get(kind, translate("post")), "target": target, "nearest": ", ".join(nearest)}
    return Problem(kind=Kind.LINK, message=message, values=values)
