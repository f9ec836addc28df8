"""Liquid that is not understood and stays in a text: its name in reports, its message, and how it is escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bunko.markup.commonmark.blocks import Blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

PIPE = "\x1f"  #: a ``|`` in a tag that is kept
_FIRST_WORD = re.compile(r"[\s|]")
_FILTERS = re.compile(r"\|\s*(\w+)")


class Tag(NamedTuple):
    """A tag, or an output, and where it stands."""

    start: int
    end: int
    inner: str
    is_output: bool  #: ``{{ … }}``


def split_tag(inner: str) -> tuple[str, str]:
    """Split ``post_url 2025-12-29-x`` into its name and the rest."""
    name, _, markup = inner.strip().partition(" ")
    name, _, more = name.partition("\n")
    return name, f"{more} {markup}".strip()


def named(expression: str) -> str:
    """Return what stands for all expressions like this one: ``"…" | relative_url`` for one of any text."""
    word = _FIRST_WORD.split(expression.strip(), maxsplit=1)[0] or "…"
    return " | ".join(['"…"', *_FILTERS.findall(expression)]) if word[0] in "\"'" else word


def kept_message(tag: Tag, is_open: bool) -> str:
    """Return what is said of a tag that stays; ``is_open``: it begins a block that never ends."""
    name = "" if tag.is_output else split_tag(tag.inner)[0]
    if is_open:
        return "Liquid {tag} is never closed and stays as text: add its end tag"
    if name == "include":
        return (
            "Liquid {tag} stays as text, because its file is not there or asks for more than text:"
            " see bunko_includes, or write what it stands for in Markdown"
        )
    return "Liquid {tag} is not understood and stays as text: write it in Markdown, or in backticks if it is meant so"


def outermost(tags: list[Tag]) -> Iterator[Tag]:
    """Yield ``tags`` without those between the beginning and the end of another, and without that end."""
    names = ["" if tag.is_output else split_tag(tag.inner)[0] for tag in tags]
    ends: dict[int, int] = {}  # where the block ends that begins there
    begun: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        if name.startswith("end") and begun.get(name[3:]):
            ends[begun[name[3:]].pop()] = index
        else:
            begun.setdefault(name, []).append(index)
    index = 0
    while index < len(tags):
        yield tags[index]
        index = ends.get(index, index) + 1


def spare_pipes(text: str) -> str:
    """Write the ``|`` of tags that are kept so that they are text: to kramdown, a line with one is a table."""
    blocks = Blocks(text.replace(PIPE, "|"))
    first, *others = text.split(PIPE)
    out, at = [first], len(first)
    for part in others:
        out += ("|" if blocks.in_code(at) else "&#124;", part)
        at += 1 + len(part)
    return "".join(out)
