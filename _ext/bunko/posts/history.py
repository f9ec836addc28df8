"""When files were last changed, as a log of git tells; and what that says of posts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import tzinfo

    from bunko.post import Post

#: How `last_changes` wants to be told: newest first, a commit as ``\x01`` and the seconds since 1970, files after it,
#: everything ended by NUL. Only renames that change nothing are found, so that git has to look into no file.
LOG = (
    "log",
    "-z",
    "--format=%x01%at",
    "--name-status",
    "-M100%",
    "--topo-order",
    "--relative",
    "--no-ext-diff",
    "--",
    ".",
)

#: What leads to the page where a file is edited, and what leads to its history there.
_PLACES = (
    (re.compile(r"/-/edit/"), "/-/commits/"),  # GitLab
    (re.compile(r"/_edit/"), "/commits/branch/"),  # Gitea, Forgejo
    (re.compile(r"/src/(.*)\?mode=edit$"), r"/history-node/\1"),  # Bitbucket
    (re.compile(r"^(https?://[^/]+/[^/]+/[^/]+)/edit/"), r"\1/commits/"),  # GitHub
)


def last_changes(log: bytes) -> dict[str, int]:
    """Return when each file was last changed, in seconds since 1970; 0 if it never was since it was added.

    The time is the author's, the latest of all commits that change the file. A file that was only renamed is the same
    file; one that was deleted and added again is a new one.
    """
    now: dict[str, str | None] = {}  # what a path of the past is called now; None: that was another file
    found: dict[str, int] = {}
    for moment, status, path, before in _entries(log):
        name = now.get(path, path)
        if name is None:
            continue
        found.setdefault(name, 0)
        if status == "A":
            now[path] = None
        elif status == "R":
            now[path], now[before] = None, name
        elif status == "D":
            del found[name]
            now[path] = None  # it is gone, and so is all that it was before
        else:
            found[name] = max(found[name], moment)
    return found


def _entries(log: bytes) -> Iterator[tuple[int, str, str, str]]:
    """Yield the time of the commit, the letter of what was done, the path after it and the one before it."""
    moment = 0
    parts = iter(log.split(b"\0"))
    for part in parts:
        text = part.lstrip(b"\n")
        if text.startswith(b"\x01"):
            moment = int(text[1:])
        elif text:
            first = next(parts, b"").decode(errors="replace")
            status = chr(text[0])
            yield moment, status, next(parts, b"").decode(errors="replace") if status in "RC" else first, first


def with_history(posts: Iterable[Post], changes: Mapping[str, int], zone: tzinfo) -> list[Post]:
    """Return posts with the time of their last change, by docname, where they name none themselves.

    What was changed before its date was not out yet: that is no update.
    """
    found = []
    for post in posts:
        seconds = changes.get(post.docname, 0)
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(zone) if seconds and post.updated is None else None
        found.append(replace(post, updated=moment) if moment and moment > post.date else post)
    return found


def history_address(edit: str) -> str:
    """Return the address of a file's history, from the one where it is edited; "" if the host is not known."""
    for pattern, place in _PLACES:
        if pattern.search(edit):
            return pattern.sub(place, edit, count=1)
    return ""
