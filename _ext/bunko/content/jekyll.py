"""What Jekyll does to a text before and beside Markdown: text in, text out, line for line.

The number of lines before each following line never changes, so that every later warning names the author's line.
A text with neither Liquid nor kramdown's own syntax costs a few searches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.content import liquid, mending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bunko.problems import Problem


def to_markdown(
    text: str, *, page: Mapping[str, object], site: Mapping[str, object], first_line: int = 1, mend: bool = True
) -> tuple[str, list[Problem]]:
    """Return ``text`` as plain Markdown with as many lines, and what could not be understood.

    ``page`` and ``site`` are Jekyll's variables of these names; ``first_line`` is the number of the text's first line
    in its file. Liquid comes first, as in Jekyll, and so works in code as well; kramdown's syntax leaves code alone.
    With ``mend`` it becomes CommonMark; without, it may stay kramdown's own. Nothing is executed, no text raises, and what is not understood stays as it is written.
    """
    problems: list[Problem] = []
    if "{%" in text or "{{" in text:
        text, problems = liquid.expand(text, page=page, site=site, first_line=first_line)
    if mend and mending.may_need_mending(text):
        text = mending.mend(text)
    return text, problems
