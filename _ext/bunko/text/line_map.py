"""Which line of a file each line of a text comes from, where Liquid has made the text longer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineMap:
    """Lines of the author's by lines of the text, both counted from 0. An empty map: they are the same."""

    lines: tuple[int, ...] = ()

    def author_line(self, line: int) -> int:
        """Return the author's line; of a line beyond the text, that of the last one."""
        return self.lines[min(line, len(self.lines) - 1)] if self.lines else line


SAME = LineMap()


def unfolded(text: str, mark: str) -> tuple[str, LineMap]:
    """Return ``text`` with line breaks for ``mark``, which stands for those that are not the author's, and its map."""
    if mark not in text:
        return text, SAME
    lines = [0]
    for char in text:
        if char in ("\n", mark):
            lines.append(lines[-1] + (char == "\n"))
    lines.append(lines[-1] + 1)
    return text.replace(mark, "\n"), LineMap(tuple(lines))
