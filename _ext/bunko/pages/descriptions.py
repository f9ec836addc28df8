"""What a page is about, in a line for search engines: of lists, what they list."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 160  # characters; search engines show no more


def page_description(title: str, context: Mapping[str, Any]) -> str:
    """Return the description of a list page: that of its term, or its title and the first things that it lists."""
    term = context.get("term")
    if term and term["description"]:
        return one_line(term["description"])
    terms = (found for _, group in context.get("groups", ()) for found in group)
    names: Iterable[str] = (
        *(post["title"] for post in islice(context.get("posts", ()), 5)),
        *(found["name"] for found in islice(context.get("common") or terms, 20)),
        *(str(year) for year, *_ in context.get("years", ())),
    )
    return one_line(f"{title}: " + " / ".join(names) if names else title)


def one_line(text: str) -> str:
    """Return a text without line breaks, cut where search engines would cut it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
