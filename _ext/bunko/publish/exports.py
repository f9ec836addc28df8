"""The archive for programs: all metadata as JSON, articles as Markdown, an index for language models, bibliographies.

Sources: https://llmstxt.org, https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html (CSL-JSON).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bunko.markup.references import blank_code, references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

#: What can be asked for, by ``bunko_exports``.
KINDS = ("json", "markdown", "llms", "bibtex", "csl")
_LONGEST_TARGET = 2000  # characters between the beginning of a link and its address
_ATTRIBUTES = re.compile(r"^[ ]{0,3}\{:[^{}\n]*\}[ \t]*\n?|(?<=\S)\{:[^{}\n]*\}", re.MULTILINE)  # kramdown's
_WIKI = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedPost:
    """One article, as programs read it. Addresses are absolute."""

    name: str
    title: str
    url: str
    markdown: str = ""  #: the address of its Markdown, if that is exported
    date: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    excerpt: str = ""
    reading_time: int = 0  #: minutes
    image: str = ""
    series: str = ""
    part: int = 0
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()  #: addresses of the articles that it links to
    linked_from: tuple[str, ...] = ()  #: of those that link to it
    extra: dict[str, Any] | None = None  #: what else stands in its header


def posts_json(site: str, home: str, posts: Sequence[ExportedPost]) -> bytes:
    """Return all posts, newest first, with what they say and what leads where; what says nothing is left out."""
    data = {"version": 1, "site": site, "url": home, "posts": [_as_data(post) for post in posts]}
    return (json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n").encode(errors="surrogatepass")


def _as_data(post: ExportedPost) -> dict[str, Any]:
    found = {name: getattr(post, name) for name in post.__dataclass_fields__}
    found |= {name: _time(found[name]) for name in ("date", "updated")}
    return {name: value for name, value in found.items() if value not in ("", 0, None, (), {})}


def _time(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def article_markdown(post: ExportedPost, markdown: str, address: Callable[[str, str], str]) -> str:
    """Return an article as Markdown that stands by itself: with its title and where it is from, all addresses absolute.

    ``address`` takes "link" or "image" and an address as written; it returns the absolute one, "" if there is none.
    """
    about = [f"{post.date:%Y-%m-%d}" if post.date else "", *post.authors]
    lines = [f"# {post.title}", " · ".join(filter(None, about)), f"<{post.url}>"]
    body = _BLANK_LINES.sub("\n\n", _cleaned(with_addresses(markdown, address))).strip("\n")
    return "\n\n".join([*filter(None, lines), body]).rstrip() + "\n"


def _cleaned(markdown: str) -> str:
    """Return Markdown without the attributes that kramdown reads and no other reader knows."""
    if "{:" not in markdown:
        return markdown
    prose, parts, at = blank_code(markdown), [], 0
    for match in _ATTRIBUTES.finditer(prose):
        parts.append(markdown[at : match.start()])
        at = match.end()
    return "".join([*parts, markdown[at:]])


def with_addresses(markdown: str, address: Callable[[str, str], str]) -> str:
    """Return ``markdown`` with every address that ``address`` knows as the absolute one; code stays as it is."""
    parts, at = [], 0
    for found in references(markdown):
        if found.start < at:
            continue  # inside another
        wiki = _WIKI.match(markdown, found.start)
        absolute = address(found.kind, found.target)
        if not absolute:
            continue
        if wiki:
            parts += [markdown[at : wiki.start()], f"[{wiki[2] or wiki[1]}](<{absolute}>)"]
            at = wiki.end()
            continue
        start = markdown.find(found.target, found.start, found.start + _LONGEST_TARGET) if found.target else -1
        if start >= 0:
            parts += [markdown[at:start], absolute]
            at = start + len(found.target)
    return "".join([*parts, markdown[at:]])


def llms_text(site: str, description: str, posts: Iterable[ExportedPost], undated: str) -> bytes:
    """Return ``llms.txt``: by year, with a line for each article; ``undated`` heads those without a date."""
    lines = [f"# {_line(site)}", *([f"> {_line(description)}"] if description else [])]
    for year, found in groupby(posts, key=lambda post: f"{post.date.year}" if post.date else undated):
        entries = (
            f"- [{_label(post.title)}]({post.markdown or post.url})"
            + (f": {_line(post.excerpt)}" if post.excerpt else "")
            for post in found
        )
        lines.append(f"## {year}\n\n" + "\n".join(entries))
    return ("\n\n".join(lines) + "\n").encode(errors="surrogatepass")


def _line(text: str) -> str:
    return " ".join(text.split())


def _label(text: str) -> str:
    return _line(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def csl_json(site: str, posts: Iterable[ExportedPost]) -> bytes:
    """Return all articles as CSL-JSON, which Zotero and Pandoc read."""
    return (json.dumps(list(_csl(site, posts)), ensure_ascii=False, indent=1) + "\n").encode(errors="surrogatepass")


def _csl(site: str, posts: Iterable[ExportedPost]) -> Iterator[dict[str, Any]]:
    for post in posts:
        entry = {
            "id": post.name,
            "type": "post-weblog",
            "title": post.title,
            "author": [{"literal": author} for author in post.authors],
            "container-title": site,
            "issued": {"date-parts": [[post.date.year, post.date.month, post.date.day]]} if post.date else None,
            "abstract": post.excerpt,
            "language": post.language,
            "keyword": ", ".join(post.tags),
            "URL": post.url,
        }
        yield {key: value for key, value in entry.items() if value}
