"""``bunko new``: a post with the right file name and header."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING

from bunko.cli.console import CommandError, tell
from bunko.cli.site import read_site
from bunko.posts.permalinks import slugify
from bunko.text.dates import parse_date

if TYPE_CHECKING:
    from pathlib import Path

_COMMA = re.compile("[,、，]")
_LONGEST = 180  # bytes of UTF-8, as in the addresses of tags: leaves room for date and suffix


def run_new(
    folder: Path, title: str, *, slug: str = "", date: str = "", categories: str = "", tags: str = "", author: str = ""
) -> int:
    """Write the post and name its file. Raises `CommandError` if it is there, or if it cannot be named."""
    site = read_site(folder)
    title = " ".join(title.split())
    if not title:
        raise CommandError('a post needs a title: bunko new "…"')
    zone = site.rules.zone
    try:
        moment = parse_date(date, zone) if date else datetime.now(zone).replace(microsecond=0)
    except ValueError as error:
        raise CommandError("{date!r} is no date; write it as 2025-12-29", date=date) from error
    part = slugify(slug or title).encode()[:_LONGEST].decode(errors="ignore").strip("-")
    if not part:
        raise CommandError("no file name can be made of {title!r}; name it with --slug", title=title)
    path = folder / site.config.bunko_posts_folder / f"{moment:%Y-%m-%d}-{part}.md"
    text = post_text(title, moment, _names(categories), _names(tags), _names(author or _author(site.config.author)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise CommandError("{path} is there already; nothing was written", path=path) from error
    tell(str(path))
    return 0


def post_text(title: str, moment: datetime, categories: list[str], tags: list[str], authors: list[str]) -> str:
    """Return the text of a new post; its header is YAML whatever the words are."""
    lines = [f"title: {_quoted(title)}", f"date: {moment:%Y-%m-%d %H:%M:%S %z}"]
    lines += [f"categories: [{', '.join(map(_quoted, categories))}]"]
    lines += [f"tags: [{', '.join(map(_quoted, tags))}]"]
    if len(authors) == 1 and not _COMMA.search(authors[0]):
        lines.append(f"author: {_quoted(authors[0])}")
    elif authors:
        lines.append(f"authors: [{', '.join(map(_quoted, authors))}]")
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _names(text: str) -> list[str]:
    return [name for part in _COMMA.split(text) if (name := " ".join(part.split()))]


def _author(text: str) -> str:
    return "" if text == "Author name not set" else text
