"""How a book is ordered, and divided into parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.text.collation import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bunko.post import Post

FIRST, LAST = 0, 1  # posts that have what a part goes by, and those that have not


def part_of(post: Post, parts: str, ranks: Mapping[str, int]) -> tuple[object, ...]:
    """Return the key of the part that a post belongs to; parts are sorted by it."""
    if parts == "category":
        return (FIRST, ranks.get(post.categories[0], 0), post.categories[0]) if post.categories else (LAST,)
    if parts == "none":
        return (FIRST,)
    if not post.is_dated:
        return (LAST,)
    return (FIRST, post.date.year) if parts == "year" else (FIRST, post.date.year, post.date.month)


def part_title(key: tuple[object, ...], post: Post, parts: str, translate: Callable[[str], str]) -> str:
    """Return the title of the part that has this key, and ``post`` in it."""
    if parts == "none":
        return ""
    if parts == "category":
        return post.categories[0] if post.categories else translate("Without a category")
    if key[0] == LAST:
        return translate("Undated")
    if parts == "year":
        return translate("{year}").format(year=post.date.year)
    return translate("{year}-{month:02}").format(year=post.date.year, month=post.date.month)


def ordered(posts: list[Post], order: str, ranks: Mapping[str, int]) -> list[Post]:
    """Return the posts in the order of a book; undated ones last, whatever it is, but among readings."""

    def by_date(post: Post) -> tuple[object, ...]:
        return not post.is_dated, post.date, post.docname

    if order == "newest":
        dated = sorted((post for post in posts if post.is_dated), key=lambda post: (post.date, post.docname))
        return dated[::-1] + sorted((post for post in posts if not post.is_dated), key=by_date)
    if order == "category":
        return sorted(
            posts,
            key=lambda post: (
                not post.categories,
                *((ranks.get(post.categories[0], 0), post.categories[0]) if post.categories else (0, "")),
                *by_date(post),
            ),
        )
    if order == "reading":
        return sorted(posts, key=lambda post: (sort_key(post.reading or post.title), *by_date(post)))
    return sorted(posts, key=by_date)
