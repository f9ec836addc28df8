"""How much HTML may leave open: more would take a parser time with the square of the text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bunko.markup.html.tree import VOIDS, tags

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATTING = tags("b big code em font i s small strike strong tt u")  #: elements that begin again in each paragraph
_TAG = re.compile(r"<(/?)([a-z][^\s/<>]*)(?=[\s/>])[^<>]*>", re.IGNORECASE)
#: Elements that the next of their kind ends, whether or not they have an end tag.
_ENDED_BY_NEXT = VOIDS | tags("a nobr p li dt dd option tr td th thead tbody tfoot caption colgroup body html head")
_ENDED_WITH: Mapping[str, tuple[str, ...]] = {"ruby": ("rb", "rt", "rtc", "rp"), "select": ("optgroup",)}
_FOREIGN = tags("svg math")  #: in these, nothing ends by itself
_CELLS = tags("td th caption")
_CELL_ENDS = _CELLS | tags("tr thead tbody tfoot colgroup col")
#: By the standard, each paragraph begins with all the formatting that is open before it: thousands of ``<b>`` that
#: nobody closes would come again in thousands of paragraphs. Browsers stop somewhere, too.
_FORMATTING_AT_MOST = 30
#: What Chrome allows to be open at once.
_OPEN_AT_MOST = 512


def bounded(text: str) -> str:
    """Return a text without the tags of elements that too many others are open around, whatever closes them.

    At each tag, a parser looks through the elements that are open; so reading takes time in proportion to the text only
    if these are few. In doubt an element counts as open, so that some tags may go that a browser would have kept; but
    that begins with the 31st formatting element, or the 513th element, that nobody has closed.
    """
    return _TAG.sub(_Counting().kept, text) if text.count("<") > _FORMATTING_AT_MOST else text


class _Counting:
    """Counts what is open, tag by tag; the end of a cell of a table ends all that is open in it."""

    def __init__(self) -> None:
        #: What is open outside of tables, in a table outside of its cells, in a cell, in a table in this cell, ...
        self.scopes: list[tuple[str, Counter[str]]] = [("", Counter())]
        self.total = 0
        self.foreign = 0

    def kept(self, tag: re.Match[str]) -> str:
        """Return a tag, or nothing if there is no room for its element."""
        name, is_end = tag[2].lower(), bool(tag[1])
        if name in _FOREIGN:
            self.foreign = max(0, self.foreign + (-1 if is_end else 1))
        elif self.foreign:
            if tag[0].endswith("/>"):
                return tag[0]
        elif name == "table" or name in _CELL_ENDS:
            self.leave_cell(name, is_end=is_end)
            if name != "table":
                return tag[0]
        elif name in _ENDED_BY_NEXT:
            return tag[0]
        fits = self.total + (not is_end) <= _OPEN_AT_MOST
        if name in FORMATTING:
            fits = fits and self.formatting() + (not is_end) <= _FORMATTING_AT_MOST
        for ended in (name, *_ENDED_WITH.get(name, ())) if is_end else ():
            self.end(ended, 1 if ended == name else self.total)
        if not is_end:
            self.scopes[-1][1][name] += 1
            self.total += 1
        return tag[0] if fits else ""

    def leave_cell(self, name: str, *, is_end: bool) -> None:
        """Mind that a tag of a table ends a cell, begins one, or ends or begins a table."""
        if (name != "table" or is_end) and self.scopes[-1][0] == "cell":
            self.total -= self.scopes.pop()[1].total()
        if name == "table" and is_end and len(self.scopes) > 1:
            self.scopes[-2][1].update(self.scopes.pop()[1])
        elif name == "table" and not is_end and self.scopes[-1][0] != "table":
            self.scopes.append(("table", Counter()))
        elif name in _CELLS and not is_end and self.scopes[-1][0] == "table":
            self.scopes.append(("cell", Counter()))

    def formatting(self) -> int:
        """Return how many formatting elements the next paragraph would begin with."""
        near = self.scopes[-2:] if self.scopes[-1][0] == "table" else self.scopes[-1:]
        return sum(counts[name] for _, counts in near for name in FORMATTING)

    def end(self, name: str, most: int) -> None:
        """Count an element as closed, if it is open in the innermost cell, or in the table there."""
        for kind, counts in reversed(self.scopes):
            gone = min(counts[name], most)
            counts[name] -= gone
            self.total -= gone
            if gone or kind != "table":
                return
