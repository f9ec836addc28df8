"""How to cite an article: a line of text, and an entry for BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bunko.pages.article import ArticleView

_BIBTEX = {char: f"\\{char}" for char in "{}$&#%_"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9:.+/-]+")
_INNER_QUOTES = str.maketrans("「」", "『』")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A citation but for its address, which the page may have to fill in itself: a site need not know its own."""

    text: str
    entry: str  #: the lines of the entry before that of its address, with the line break behind the last
    url: str  #: empty if the site does not know it


def cite(view: ArticleView, site: str, url: str, date: str, translate: Callable[[str], str]) -> Citation:
    """Return the citation of an article of ``site``; ``date`` is its date in words, or empty."""
    quoted = translate("“{title}”, {rest}")
    title = view.title.translate(_INNER_QUOTES) if "「" in quoted else view.title
    authors = [author.title for author in view.authors]
    rest = translate(", ").join(part for part in (*authors, site, date) if part)
    fields = [
        ("title", f"{{{{{_escaped(view.title)}}}}}"),
        ("author", " and ".join(f"{{{_escaped(author)}}}" for author in authors)),
        ("organization", f"{{{_escaped(site)}}}"),
        ("date", f"{{{view.date:%Y-%m-%d}}}" if view.date else ""),
    ]
    # Several names need braces around all of them, too.
    lines = [f"  {name} = {value if name != 'author' else f'{{{value}}}'},\n" for name, value in fields if value]
    return Citation(
        text=quoted.format(title=title, rest=rest),
        entry=f"@online{{{_key(view)},\n{''.join(lines)}",
        url=url,
    )


def _key(view: ArticleView) -> str:
    """Return a key in ASCII: the name of the document, as far as it is."""
    name = view.docname.rpartition("/")[2]
    return _NOT_IN_A_KEY.sub("-", name).strip("-") or "article"


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(char, char) for char in " ".join(text.split()))
