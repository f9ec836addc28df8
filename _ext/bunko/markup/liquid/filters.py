"""Liquid's filters that make a text of texts (https://shopify.github.io/liquid/, https://jekyllrb.com/docs/liquid/filters/)."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from markdown_it import MarkdownIt

from bunko.markup.kramdown import kramdown_plugin
from bunko.markup.liquid.dates import dated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LONGEST = 100_000  # characters
_WHOLE = re.compile(r"-?\d{1,15}\Z", re.ASCII)
_UNSEEN = re.compile(r"<script.*?</script>|<!--.*?-->|<style.*?</style>", re.DOTALL)
_TAGS = re.compile(r"<.*?>", re.DOTALL)
_NO_SLUG = re.compile(r"[\W_]+")


def _number(text: str) -> int:
    """Read a whole number. Raises ValueError for all else."""
    if not _WHOLE.match(text):
        raise ValueError(text)
    return int(text)


def _truncated(text: str, length: str = "50", end: str = "...") -> str:
    size = _number(length)
    return text if len(text) <= size else text[: max(0, size - len(end))] + end


def _sliced(text: str, start: str, length: str = "1") -> str:
    first = _number(start)
    first += len(text) if first < 0 else 0
    return text[first : first + _number(length)] if first >= 0 else ""


def _markdown(text: str) -> str:
    return str(MarkdownIt().use(kramdown_plugin).render(text))


def _divided(text: str, other: str) -> str:
    divisor = _number(other)
    if not divisor:
        raise ValueError(other)
    return str(_number(text) // divisor)


#: Each takes the text and as many further texts as its filter has arguments, and may raise ValueError or TypeError.
_FILTERS: dict[str, Callable[..., str]] = {
    "escape": html.escape,
    "escape_once": lambda text: html.escape(html.unescape(text)),
    "xml_escape": html.escape,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "strip_newlines": lambda text: re.sub(r"\r?\n", "", text),
    "newline_to_br": lambda text: text.replace("\n", "<br />\n"),
    "strip_html": lambda text: _TAGS.sub("", _UNSEEN.sub("", text)),
    "upcase": str.upper,
    "downcase": str.lower,
    "capitalize": str.capitalize,
    "size": lambda text: str(len(text)),
    "slugify": lambda text: _NO_SLUG.sub("-", text).strip("-").lower(),
    "url_encode": lambda text: quote(text, safe=""),
    "cgi_escape": lambda text: quote(text, safe=""),
    "uri_escape": lambda text: quote(text, safe="/:?#[]@!$&'()*+,;=%"),
    "append": lambda text, more: text + more,
    "prepend": lambda text, more: more + text,
    "remove": lambda text, part: text.replace(part, "") if part else text,
    "remove_first": lambda text, part: text.replace(part, "", 1),
    "replace": lambda text, part, other="": text.replace(part, other),
    "replace_first": lambda text, part, other="": text.replace(part, other, 1),
    "default": lambda text, other: text or other,
    "truncate": _truncated,
    "slice": _sliced,
    "date": dated,
    "date_to_string": lambda text: dated(text, "%d %b %Y"),
    "date_to_long_string": lambda text: dated(text, "%d %B %Y"),
    "date_to_xmlschema": lambda text: dated(text, "%Y-%m-%dT%H:%M:%S%:z"),
    "markdownify": _markdown,
    "plus": lambda text, other: str(_number(text) + _number(other)),
    "minus": lambda text, other: str(_number(text) - _number(other)),
    "times": lambda text, other: str(_number(text) * _number(other)),
    "divided_by": _divided,
}


def filtered(name: str, text: str, arguments: Sequence[str]) -> str | None:
    """Return what a filter makes of a text, None if that is not known."""
    try:
        made = _FILTERS[name](text, *arguments)
    except (KeyError, TypeError, ValueError):
        return None
    return made if len(made) <= _LONGEST else None  # what doubles itself thirty times is a gigabyte
