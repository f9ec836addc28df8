"""What ``{{ … }}`` stands for, as far as it can be said without running anything."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from bunko.content.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Callable

# Disjoint alternatives, each possessive: an expression is read once.
_PART = re.compile(r"""\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<word>[\w.-]++)|(?P<mark>[|:,]))""")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_LONGEST = 2000

_MARKED = re.compile(r"""[*_`~<>&\[\]\\{}|$"'\n\0\x1e]|--|\.\.\.|^\s|^[#+=:-]|^\d+\.""")


def _as_paragraph(text: str) -> str | None:
    """Return what ``markdownify`` makes of a text without any mark of Markdown; None for others."""
    return None if _MARKED.search(text) else f"<p>{text.rstrip()}</p>\n" if text.strip() else "\n"


_PLAIN: dict[str, Callable[[str], str | None]] = {
    "markdownify": _as_paragraph,
    "escape": html.escape,
    "escape_once": lambda text: html.escape(html.unescape(text)),
    "xml_escape": html.escape,
    "strip": str.strip,
    "upcase": str.upper,
    "downcase": str.lower,
    "capitalize": str.capitalize,
    "url_encode": lambda text: quote(text, safe=""),
    "cgi_escape": lambda text: quote(text, safe=""),
    "uri_escape": lambda text: quote(text, safe="/:?#[]@!$&'()*+,;=%"),
}
_DATES = {
    "date_to_string": "%d %b %Y",
    "date_to_long_string": "%d %B %Y",
    "date_to_xmlschema": "%Y-%m-%dT%H:%M:%S%:z",
}
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_OFFSET = re.compile(r"[+-]\d\d:?\d\d\Z")
_DIRECTIVE = re.compile("%(-?[A-Za-z]|:z|%)")


def _dated(value: str, pattern: str) -> str | None:
    """Lay a date out as Ruby's ``strftime`` does, None if ``value`` is none or ``pattern`` asks for something else."""
    try:
        offset = _OFFSET.search(value)
        zone = datetime.strptime(offset[0], "%z").tzinfo if offset else None
        moment = parse_date(value, zone or UTC)
    except ValueError:
        return None
    return (
        None
        if set(_DIRECTIVE.findall(pattern)) - _parts_of(moment).keys()
        else _DIRECTIVE.sub(lambda match: _parts_of(moment)[match[1]], pattern)
    )


def _parts_of(moment: datetime) -> dict[str, str]:
    month, day, offset = _MONTHS[moment.month - 1], _DAYS[moment.weekday()], f"{moment:%z}"
    return {
        "Y": f"{moment.year:04}", "y": f"{moment.year % 100:02}", "m": f"{moment.month:02}", "-m": str(moment.month),
        "d": f"{moment.day:02}", "-d": str(moment.day), "e": f"{moment.day:2}", "B": month, "b": month[:3], "A": day,
        "a": day[:3], "j": f"{moment:%j}", "H": f"{moment.hour:02}", "-H": str(moment.hour), "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}", "z": offset, ":z": f"{offset[:3]}:{offset[3:]}", "%": "%",
        "F": f"{moment:%Y-%m-%d}", "T": f"{moment:%H:%M:%S}", "s": str(int(moment.timestamp())),
    }  # fmt: skip


_WITH_ARGUMENT: dict[str, Callable[[str, str], str | None]] = {
    "date": _dated,
    "append": lambda text, more: text + more,
    "prepend": lambda text, more: more + text,
    "remove": lambda text, part: text.replace(part, "") if part else text,
    "default": lambda text, other: text or other,
}


def evaluate(expression: str, variables: Mapping[str, object]) -> str | None:
    """Return the text that ``expression`` stands for, or None if that is not known.

    A text in quotes, a number, or a path such as ``page.title``, followed by filters with texts or paths as arguments.
    """
    parts = _parts(expression)
    if not parts:
        return None
    value = _atom(parts[0], variables)
    position = 1
    while value is not None and position < len(parts):
        if parts[position] != ("mark", "|") or position + 1 >= len(parts) or parts[position + 1][0] != "word":
            return None
        name = parts[position + 1][1]
        position += 2
        if parts[position : position + 1] == [("mark", ":")]:
            argument = _atom(parts[position + 1], variables) if position + 1 < len(parts) else None
            position += 2
            value = _WITH_ARGUMENT[name](value, argument) if argument is not None and name in _WITH_ARGUMENT else None
        else:
            value = _filtered(name, value, variables)
    return value


def _parts(expression: str) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    expression = expression.strip()
    if len(expression) > _LONGEST:
        return []
    position = 0
    while position < len(expression):
        found = _PART.match(expression, position)
        if found is None or found.lastgroup is None:
            return []
        kind = "text" if found.lastgroup in ("double", "single") else found.lastgroup
        parts.append((kind, found[found.lastgroup]))
        position = found.end()
    return parts


def _atom(part: tuple[str, str], variables: Mapping[str, object]) -> str | None:  # noqa: PLR0911 — kind by kind
    kind, text = part
    if kind == "text":
        return text
    if kind == "mark":
        return None
    if text.lstrip("-").replace(".", "", 1).isdecimal():
        return text
    value: object = variables
    for name in text.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None and text.startswith("include.") and "include" in variables:
        return ""  # all parameters are known: one that was not given is nothing
    return str(value) if isinstance(value, (str, int, float, date)) else None


def _filtered(name: str, value: str, variables: Mapping[str, object]) -> str | None:
    # https://jekyllrb.com/docs/liquid/filters/: an address that is absolute already stays as it is.
    if name in ("relative_url", "absolute_url"):
        if _ABSOLUTE.match(value):
            return value
        base = (_atom(("word", "site.baseurl"), variables) or "").rstrip("/")
        if base and not base.startswith("/"):
            base = f"/{base}"
        host = (_atom(("word", "site.url"), variables) or "").rstrip("/") if name == "absolute_url" else ""
        return f"{host}{base}/{value.lstrip('/')}"
    if name in _DATES:
        return _dated(value, _DATES[name])
    return _PLAIN[name](value) if name in _PLAIN else None
