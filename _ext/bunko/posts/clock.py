"""Which posts are out: what is a draft, what is still to come and what has expired is not, whatever is built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bunko.post import Post

#: Folders whose posts are drafts, wherever they stand: Jekyll's, and the one that its importers make.
DRAFT_FOLDERS = frozenset({"draft", "drafts", "_draft", "_drafts"})


class Status(StrEnum):
    """Whether a post is out, and if not, why."""

    OUT = "out"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"


class Dated(Protocol):
    """What a clock looks at: a post, or the header of one."""

    @property
    def date(self) -> datetime:
        """When it appears; `UNDATED` if it says nothing of that."""

    @property
    def appears(self) -> datetime | None:
        """When it appears, if that is another moment."""

    @property
    def expires(self) -> datetime | None:
        """When it goes."""

    @property
    def is_draft(self) -> bool:
        """Whether it is not finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The moment that an archive is built for, and what is shown besides what is out then."""

    now: datetime  #: timezone-aware
    shows_future: bool = False  #: Jekyll's ``future: true``: a date to come is no reason to wait
    shows_drafts: bool = False  #: Jekyll's ``--drafts``

    def status(self, post: Dated) -> Status:
        """Tell whether a post is out, and if not, why. A post of this very moment is out, and has expired."""
        if post.is_draft:
            return Status.DRAFT
        if post.expires is not None and post.expires <= self.now:
            return Status.EXPIRED
        return Status.SCHEDULED if _start(post) > self.now else Status.OUT

    def shows(self, post: Dated) -> bool:
        """Tell whether a post has a place in what is built. What has expired has none, drafts neither."""
        if post.expires is not None and post.expires <= self.now:
            return False
        if post.is_draft:
            return self.shows_drafts
        return self.shows_future or _start(post) <= self.now

    def changes(self, post: Dated) -> tuple[datetime, ...]:
        """Return the moments at which a post appears or goes, past and to come; of a draft, there are none."""
        if post.is_draft:
            return ()
        moments = (None if self.shows_future else _start(post), post.expires)
        return tuple(moment for moment in moments if moment is not None)


def _start(post: Dated) -> datetime:
    return post.appears or post.date


def is_in_draft_folder(docname: str) -> bool:
    """Tell whether a document stands in a folder of drafts."""
    return not DRAFT_FOLDERS.isdisjoint(docname.casefold().split("/")[:-1])


def with_badges(posts: Iterable[Post], clock: Clock, *, wanted: bool = True) -> list[Post]:
    """Return posts, those that are not out marked with the reason if that is ``wanted``."""
    if not wanted:
        return list(posts)
    statuses = ((post, clock.status(post)) for post in posts)
    return [post if status is Status.OUT else replace(post, badge=status) for post, status in statuses]
