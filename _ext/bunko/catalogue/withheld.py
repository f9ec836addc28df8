"""The posts that are not out: known so that a link to one of them is told from a dead one, and for nothing else."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bunko.catalogue.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bunko.post import Link, Post


class Withheld:
    """All of one build. Posts are added while the build looks which documents it reads, and asked for after that."""

    def __init__(self, hosts: frozenset[str] = frozenset()) -> None:
        """Start with none; ``hosts`` are the site's own."""
        self._hosts = hosts
        self._posts: dict[str, Post] = {}

    def add(self, post: Post) -> None:
        """Take in a post that is not out."""
        self._posts[post.docname] = post

    @property
    def docnames(self) -> list[str]:
        """Their docnames, in order."""
        return sorted(self._posts)

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self._posts.values(), hosts=self._hosts)

    def find(self, kind: str, target: str) -> Post | None:
        """Return the post that a reference of a `Link.kind` means, None if it means none of these."""
        found = self._catalogue.find(kind, target) if self._posts else None
        return self._catalogue.by_docname[found[0]] if found else None

    def names_in(self, links: Iterable[Link]) -> list[str]:
        """Return the names of the posts that ``links`` lead to, in their order."""
        found = (self.find(link.kind, link.target) for link in links) if self._posts else ()
        return [post.name for post in found if post]
