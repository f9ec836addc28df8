"""Where the tags of a text are, each looked for once."""

from __future__ import annotations

import re

from bunko.markup.liquid.unknown import Tag

BLOCKS = ("raw", "comment", "highlight", "codeblock")  #: whose content is no Liquid
_OPENING = re.compile(r"\{[%{]")
_QUOTED = re.compile(r"-?\s*(?:\"[^\"\n]*\"|'[^'\n]*')\s*(?:\||-?\Z)")
_END = {name: re.compile(rf"\{{%-?\s*end{name}\s*-?%\}}") for name in (*BLOCKS, "capture")}


class Scanner:
    """Finds tags in one text, from its beginning to its end."""

    def __init__(self, text: str) -> None:
        """Look at nothing yet."""
        self.text = text
        self._closings: dict[str, int] = {}  # where "%}" and "}}" come next; -1 is nowhere
        self._ends: dict[str, re.Match[str] | None] = {}
        self._last: dict[str, int] = {}  # where the last end of each kind is

    def next_tag(self, position: int, stop: int) -> Tag | None:
        """Return the next tag or output that ends before ``stop``."""
        while (opening := _OPENING.search(self.text, position, stop)) is not None:
            mark = opening[0]
            start = opening.start()
            end = self._closing("%}" if mark == "{%" else "}}", start + 2)
            if not 0 <= end <= stop - 2:
                position = start + 2
                continue
            if not _QUOTED.match(self.text, start + 2, end):  # {{ "{{" }} is how authors write {{
                start = max(start, self.text.rfind(mark, start + 2, end))  # the last one before the end is the tag's
            inner = self.text[start + 2 : end]
            if "\n\n" in inner:
                position = start + 2
                continue
            # {%- and -%} trim the spaces around, which would change the count of lines.
            return Tag(start, end + 2, inner.removeprefix("-").removesuffix("-"), mark == "{{")
        return None

    def _closing(self, mark: str, position: int) -> int:
        known = self._closings.get(mark, 0)
        if known != -1 and known < position:
            known = self._closings[mark] = self.text.find(mark, position)
        return known

    def end_of(self, name: str, position: int, stop: int) -> re.Match[str] | None:
        """Return the next end of a block that ends before ``stop``."""
        known = self._ends.get(name)
        if name in self._ends and (known is None or known.start() >= position):
            found = known
        else:
            found = self._ends[name] = _END[name].search(self.text, position)
        return found if found is not None and found.end() <= stop else None

    def is_open(self, name: str, position: int) -> bool:
        """Tell whether a block that begins before ``position`` never ends."""
        if name not in _END:
            return False
        if name not in self._last:
            self._last[name] = max((end.start() for end in _END[name].finditer(self.text)), default=-1)
        return self._last[name] < position
