"""The records that every floor above works with: a post as its front matter and file name describe it, and a link."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One article. Every field has been validated; terms are names as written, not yet merged.

    Strings are never ``None``: what the author did not give is the empty string or the empty tuple. Posts are pickled:
    a change of the fields needs a new `BunkoDomain.data_version`.
    """

    docname: str  #: Sphinx's name of the document, e.g. ``posts/2025-12-29-x``
    name: str  #: the name used in links: the docname below the posts folder, e.g. ``2025-12-29-x``
    title: str
    reading: str = ""  #: of the title, in kana; for books ordered by it
    date: dt.datetime  #: always timezone-aware, in the site's zone
    file_date: dt.date | None = None  #: the date in the file name, which Jekyll's ``post_url`` goes by
    slug: str = ""  #: the last part of the address: ``slug:``, else the file name without its date
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    excerpt: str = ""  #: plain text, one paragraph
    reading_time: int = 0  #: minutes, at least 1
    permalink: str = ""  #: the address the author asked for, starting with ``/``
    redirect_from: tuple[str, ...] = ()
    image: str = ""
    lang: str = ""
    updated: dt.datetime | None = None  #: timezone-aware, in the site's zone
    is_draft: bool = False
    appears: dt.datetime | None = None  #: when it is out, if that is another moment than its date (Hugo's publishDate)
    expires: dt.datetime | None = None  #: timezone-aware, in the site's zone; from then on the post is not out
    badge: str = ""  #: what a preview marks it with, a `Status`; empty on a site that is published
    is_unlisted: bool = False  #: it has a page, and is in no list, feed, sitemap, search or related posts
    in_feeds: bool = True
    in_sitemap: bool = True
    is_pinned: bool = False  #: it stands before the others in lists
    series: str = ""
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: of the kinds that the site has added
    translation_of: str = ""  #: the name of the post that this one translates
    translation_ref: str = ""  #: what the translations of one post share: ``ref:`` of Jekyll's themes
    extra: Mapping[str, object] = field(default_factory=dict)  #: keys Bunko has no use for, for templates

    @property
    def is_dated(self) -> bool:
        """Whether the post has a date; without one it sorts last and shows none."""
        return self.date.year > 1


class Link(NamedTuple):
    """One reference that a document makes into the archive, with the sentence that makes it.

    A tuple, because an archive has several for each post, and every build reads and writes all of them.
    """

    kind: str  #: "link" for an address as authors write it, "doc" for a document's name, else the object type
    target: str  #: as written, e.g. ``2025-12-29-x.md``, ``/2025/12/29/x/`` or the name of a tag
    before: str = ""  #: the sentence up to the words of the link: plain text, cut short at the front if need be
    words: str = ""  #: the words of the link; empty where the title of the target stands for them
    after: str = ""  #: the rest of the sentence
