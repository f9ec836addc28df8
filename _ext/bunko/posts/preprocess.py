"""What Jekyll does to a text before and beside Markdown: text in, text out.

A map says which line of the author's each line comes from, so that every later warning names it. A text with neither
Liquid nor kramdown's own syntax costs a few searches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bunko.markup.commonmark import kramdown_syntax
from bunko.markup.liquid import expand as liquid
from bunko.text.line_map import LineMap, unfolded

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Mapping

    from bunko.markup.constructs import Construct
    from bunko.problems import Problem


class Preprocessed(NamedTuple):
    """A text that is Markdown and no more."""

    text: str
    problems: list[Problem]
    lines: LineMap


def to_markdown(
    text: str,
    *,
    page: Mapping[str, object],
    site: Mapping[str, object],
    rewrite: bool = True,
    render: bool = True,
    include: Callable[[str], str | None] | None = None,
    found: Counter[Construct] | None = None,
    drop_undefined: bool = False,
) -> Preprocessed:
    """Return ``text`` as plain Markdown, and what could not be understood.

    ``page`` and ``site`` are Jekyll's variables of these names. Liquid comes first, as in Jekyll, and so works in code
    as well; kramdown's syntax leaves code alone. Without ``render``, Liquid is text.
    With ``rewrite``, kramdown's syntax is rewritten as CommonMark, with as many lines; without, it stays as it is, and
    the text may have more lines.
    Nothing is executed, no text raises, and what is not understood stays as it is written. ``include`` returns the
    text of a file of includes, ``found`` counts what Liquid is used. ``drop_undefined`` is as in `liquid.expand`.
    """
    problems: list[Problem] = []
    if liquid.EXTRA_BREAK in text:
        text = text.replace(liquid.EXTRA_BREAK, "\ufffd")
    if render and ("{%" in text or "{{" in text):
        text, problems = liquid.expand(
            text,
            page=page,
            site=site,
            include=include,
            found=found,
            extra_breaks=not rewrite,
            drop_undefined=drop_undefined,
        )
    if rewrite:
        text = text.replace(liquid.EXTRA_BREAK, " ")
        if kramdown_syntax.may_need_rewriting(text):
            text = kramdown_syntax.rewrite(text)
    text, lines = unfolded(text, liquid.EXTRA_BREAK)
    return Preprocessed(text, problems, lines)
