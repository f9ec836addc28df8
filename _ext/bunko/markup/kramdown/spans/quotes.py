"""Quotation marks and dashes as a typesetter writes them (``smart_quotes.rb``, which comes from RubyPants)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bunko.markup.kramdown.elements import Element

if TYPE_CHECKING:
    from bunko.markup.kramdown.spans.span_state import SpanState

_PUNCT = r"""[!"#\$%'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""
_CLOSE = r"[^ \\\t\r\n\[{(-]"
_SYMBOL = re.compile(r"---|--|\.\.\.|\\<<|\\>>|<< | >>|<<|>>")
_SYMBOLS = {
    "---": "—", "--": "–", "...": "…", "\\<<": "<<", "\\>>": ">>", "<< ": "«\u00a0", " >>": "\u00a0»",
    "<<": "«", ">>": "»",
}  # fmt: skip
_LEFT, _RIGHT = {'"': "“", "'": "‘"}, {'"': "”", "'": "’"}
_ANY_QUOTE = re.compile(r"[^\\]?[\"']", re.DOTALL)
# Each with what stands for its groups: a number is text as it is, L and R the left and right form of the mark.
_RULES: tuple[tuple[re.Pattern[str], tuple[object, ...]], ...] = (
    (re.compile(r"(\"|')(?=[_*]{1,2}\S)", re.ASCII), (("L", 1),)),
    (re.compile(rf"(\"|')(?={_PUNCT}(?!\.\.)\B)"), (("R", 1),)),
    (re.compile(r"(\s?)\"'(?=\w)", re.ASCII), (1, "“", "‘")),
    (re.compile(r"(\s?)'\"(?=\w)", re.ASCII), (1, "‘", "“")),
    (re.compile(r"(\s?)'(?=\d\ds)", re.ASCII), (1, "’")),
    (re.compile(r"(\s)('|\")(?=\w)", re.ASCII), (1, ("L", 2))),
    (re.compile(rf"({_CLOSE})('|\")"), (1, ("R", 2))),
    (re.compile(r"(\"|')(?=[ \t\r\n\f\v]|s\b|$)", re.MULTILINE), (("R", 1),)),
    (re.compile(r"(.?)'", re.DOTALL), (1, "‘")),
    (re.compile(r"(.?)\"", re.DOTALL), (1, "“")),
)


def read_quote(spans: SpanState) -> bool:
    """Read a quotation mark, and the character before it that tells which one it is."""
    if not _ANY_QUOTE.match(spans.src, spans.position):
        return False
    for rule, parts in _RULES:
        found = rule.match(spans.src, spans.position)
        if found is not None:
            for part in parts:
                if isinstance(part, int):
                    spans.text(found[part])
                else:
                    char = part if isinstance(part, str) else ""
                    if isinstance(part, tuple):
                        char = (_LEFT if part[0] == "L" else _RIGHT)[found[part[1]]]
                    spans.add(Element("symbol", char))
            spans.position = found.end()
            return True
    return False


def read_symbol(spans: SpanState) -> bool:
    """Read a dash, an ellipsis or a guillemet."""
    found = _SYMBOL.match(spans.src, spans.position)
    if found is None:
        return False
    spans.add(Element("symbol", _SYMBOLS[found[0]]))
    spans.position = found.end()
    return True
