"""Related articles, and why: what two articles share, the rarer the weightier, and who cites whom.

A page may change only when it must, and not many pages may change for one new post, in an archive of any size. So
nothing here depends on the number of posts, and all that an article's list depends on lies near the article:

- Two articles are tied by *strands*: a tag of both, an article that both cite. Along each strand, the articles on it
  stand in a row by date. (A category ties too many to say much: it only adds to the weight.)
- Candidates are the next few on each of the article's strands, `NEWER` and `OLDER`, and the articles that it cites,
  that cite it, and that are cited together with it. A new post, being the newest, is looked at from at most `NEWER`
  articles on each of its strands, however many are on it.
- A strand weighs the more the fewer *older* articles are on it: as rare as it was when the article was written. Later
  posts do not change that, and one of an earlier date changes it only where the count passes a power of two.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bunko.posts.taxonomy import TermKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bunko.catalogue.connections import Connections
    from bunko.catalogue.terms import Term
    from bunko.post import Post

NEWER, OLDER = 3, 8  #: how many articles on a strand are looked at, of those next to an article
MOST = 5  #: articles in a list
_MOST_CITING = 20  #: of the articles that cite one, the newest are asked what else they cite
_MOST_CITED = 20  #: and only the first so many that they cite

_LOG_OF_MANY = 16  #: with so many binary digits of older articles, a strand weighs next to nothing
_CITATION = 14  #: one cites the other: as much as a tag that three older articles have
_TOGETHER = 10  #: both are cited by one article that cites nothing else

_TAG, _CATEGORY, _CITES = "tag", "category", "cites"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An article that is related to another, and why."""

    post: Post
    tags: tuple[Term, ...] = ()  #: of both, the weightiest first
    is_cited: bool = False  #: the other article cites this one
    cites: bool = False  #: this one cites the other
    cited_together: bool = False  #: a third article cites both
    cite_the_same: bool = False  #: both cite a third article


class Relations:
    """What is related to each article, found when asked."""

    def __init__(
        self,
        posts: Sequence[Post],
        tags: Mapping[str, Term],
        keys: Mapping[TermKind, Mapping[str, tuple[str, ...]]],
        connections: Connections,
    ) -> None:
        """Lay the strands. ``posts`` come newest first, ``tags`` by key; ``keys`` are each post's terms, by docname."""
        self._posts = posts
        self._tags = tags
        self._connections = connections
        self._place = {post.docname: place for place, post in enumerate(posts)}
        self._days = [post.date.toordinal() for post in posts]
        # A strand is a number: they are compared some hundred times for each article.
        self._strands: list[tuple[int, ...]] = []
        self._names: list[tuple[str, str]] = []  # what a strand is, and the key of a term or the docname of an article
        self._rows: list[list[int]] = []  # places of the posts on a strand: ascending, for newest first
        numbers: dict[tuple[str, str], int] = {}
        for place, post in enumerate(posts):
            strands = []
            for name in (
                *((_TAG, key) for key in keys[TermKind.TAG].get(post.docname, ())),
                *((_CATEGORY, key) for key in keys[TermKind.CATEGORY].get(post.docname, ())),
                *((_CITES, target) for target in connections.cited_by(post.docname)),
            ):
                number = numbers.setdefault(name, len(numbers))
                if number == len(self._rows):
                    self._rows.append([])
                    self._names.append(name)
                self._rows[number].append(place)
                strands.append(number)
            self._strands.append(tuple(strands))
        self._found: dict[str, tuple[Related, ...]] = {}

    def of(self, docname: str) -> tuple[Related, ...]:
        """Return the articles most related to a post, at most `MOST`: the weightiest, then the nearest in time."""
        if docname not in self._place:
            return ()  # it is unlisted
        found = self._found.get(docname)
        if found is None:
            found = self._found[docname] = tuple(self._related(self._place[docname]))
        return found

    def _related(self, place: int) -> Iterator[Related]:
        here = self._posts[place]
        weights = {strand: self._weight(strand, place) for strand in self._strands[place]}
        cited = {self._place[target] for target in self._connections.cited_by(here.docname)}
        citing = {self._place[post.docname] for post, _ in self._connections.citing(here.docname)[:_MOST_CITING]}
        together = self._cited_together(here)
        ours, day = frozenset(weights), self._days[place]
        ranked = []
        for other in {*self._near(place), *cited, *citing, *together}:
            score = sum(map(weights.__getitem__, ours.intersection(self._strands[other])))
            score += _CITATION * ((other in cited) + (other in citing)) + together.get(other, 0)
            ranked.append((-score, abs(self._days[other] - day), other))
        for _, _, other in sorted(ranked)[:MOST]:
            theirs = frozenset(self._strands[other])
            shared = [strand for strand in self._strands[place] if strand in theirs]
            tags = sorted((found for found in shared if self._names[found][0] == _TAG), key=lambda tag: -weights[tag])
            yield Related(
                post=self._posts[other],
                tags=tuple(self._tags[self._names[tag][1]] for tag in tags),
                is_cited=other in cited,
                cites=other in citing,
                cited_together=other in together,
                cite_the_same=any(self._names[strand][0] == _CITES for strand in shared),
            )

    def _weight(self, strand: int, place: int) -> int:
        row = self._rows[strand]
        older = len(row) - 1 - bisect_left(row, place)
        weight = max(1, _LOG_OF_MANY - older.bit_length())
        return (weight + 1) // 2 if self._names[strand][0] == _CATEGORY else weight

    def _near(self, place: int) -> Iterator[int]:
        """Yield the next articles on each strand."""
        for strand in self._strands[place]:
            if self._names[strand][0] != _CATEGORY:
                row = self._rows[strand]
                at = bisect_left(row, place)
                yield from row[max(0, at - NEWER) : at]
                yield from row[at + 1 : at + 1 + OLDER]

    def _cited_together(self, here: Post) -> dict[int, int]:
        """Return what the articles cited together with one gain by it: the fewer are cited with them, the more."""
        gains: dict[int, int] = {}
        for post, _ in self._connections.citing(here.docname)[:_MOST_CITING]:
            cited = list(self._connections.cited_by(post.docname))[:_MOST_CITED]
            for target in cited:
                if target != here.docname:
                    other = self._place[target]
                    gains[other] = gains.get(other, 0) + max(1, _TOGETHER + 2 - len(cited))
        return gains
