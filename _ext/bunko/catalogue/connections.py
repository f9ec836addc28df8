"""Which article cites which: the links of all posts, resolved, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bunko.post import Link, Post


class Connections:
    """Links from post to post. One article cites another once: its first link counts, and links to itself do not."""

    def __init__(
        self, posts: Iterable[Post], links: Mapping[str, Sequence[Link]], find: Callable[[Link], str | None]
    ) -> None:
        """Resolve ``links``, those of each document, by ``find``, for ``posts``, which come newest first."""
        self._cited: dict[str, dict[str, Link]] = {}
        self._citing: dict[str, list[tuple[Post, Link]]] = {}
        for post in posts:
            cited: dict[str, Link] = {}
            for link in links.get(post.docname, ()):
                target = find(link)
                if target is not None and target != post.docname:
                    cited.setdefault(target, link)
            for target, link in cited.items():
                self._citing.setdefault(target, []).append((post, link))
            if cited:
                self._cited[post.docname] = cited

    def cited_by(self, docname: str) -> Mapping[str, Link]:
        """Return the docnames of the posts that a post cites, in its order, each with the first link to it."""
        return self._cited.get(docname, {})

    def citing(self, docname: str) -> Sequence[tuple[Post, Link]]:
        """Return the posts that cite a post, newest first, each with its first link to it."""
        return self._citing.get(docname, ())
