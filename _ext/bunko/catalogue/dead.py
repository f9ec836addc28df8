"""The warnings about a link or a role whose target does not exist, with the nearest names, or is not out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.posts.clock import Status
from bunko.posts.taxonomy import TermKind
from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from bunko.catalogue.catalogue import Catalogue
    from bunko.post import Post


def dead_reference(catalogue: Catalogue, kind: str, target: str, translate: Callable[[str], str]) -> Problem:
    """Name what is nearest to ``target``, a post or a term of a ``kind``."""
    if kind in ("link", "post"):
        nearest = catalogue.links.nearest(target)
    else:
        nearest = catalogue.nearest_terms(TermKind(kind), target)
    message = "there is no {kind} {target!r}; the nearest: {nearest}" if nearest else "there is no {kind} {target!r}"
    named = {"tag": translate("tag"), "category": translate("category"), "author": translate("author")}
    named |= {"link": translate("post"), "post": translate("post"), "series": translate("series")}
    named |= {str(other): title for other, title in catalogue.taxonomy.others.items()}
    values = {"kind": named[kind], "target": target, "nearest": ", ".join(nearest)}
    return Problem(kind=Kind.LINK, message=message, values=values)


def withheld_reference(post: Post, status: Status, translate: Callable[[str], str]) -> Problem:
    """Say that a reference to a post is text for now, because that is not out."""
    values = {"name": post.name, "reason": reason_of(post, status, translate)}
    message = "the link to {name} is text as long as that is not out: {reason}"
    return Problem(kind=Kind.LINK, message=message, values=values)


def reason_of(post: Post, status: Status, translate: Callable[[str], str]) -> str:
    """Say why a post is not out."""
    reasons = {
        Status.DRAFT: translate("a draft"),
        Status.SCHEDULED: translate("out from {date} on"),
        Status.EXPIRED: translate("expired on {date}"),
    }
    moment = post.expires if status is Status.EXPIRED else post.appears or post.date
    return reasons[status].format(date=f"{moment:%Y-%m-%d %H:%M}")
