"""What ``{{ … }}`` stands for, as far as it can be evaluated without running any code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bunko.markup.liquid.filters import filtered

# Disjoint alternatives, each possessive: an expression is read once.
_PART = re.compile(r"""\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<word>[\w.-]++)|(?P<mark>[|:,]))""")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_NAME = re.compile(r"[\w-]+")
_LONGEST = 2000
#: Variables of Jekyll's and words of Liquid's: what they stand for is not known here.
_KNOWN_TO_JEKYLL = frozenset(
    {
        "site",
        "page",
        "layout",
        "content",
        "paginator",
        "theme",
        "jekyll",
        "include",
        "forloop",
        "tablerowloop",
        "collection",
    }
    | {"nil", "null", "true", "false", "empty", "blank"}
)
#: What Jekyll itself says of a page, whatever its front matter has.
_OF_JEKYLL = frozenset(
    {"url", "id", "next", "previous", "excerpt", "content", "layout", "collection", "relative_path", "ext", "draft"}
    | {"output", "dir", "name"}
)


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
        arguments: list[str] = []
        mark = ("mark", ":")
        while parts[position : position + 1] == [mark]:
            argument = _atom(parts[position + 1], variables) if position + 1 < len(parts) else None
            if argument is None:
                return None
            arguments.append(argument)
            position, mark = position + 2, ("mark", ",")
        value = _filtered(name, value, arguments, variables)
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


def _atom(part: tuple[str, str], variables: Mapping[str, object]) -> str | None:
    kind, text = part
    if kind != "word":
        return text if kind == "text" else None
    if text.lstrip("-").replace(".", "", 1).isdecimal():
        return text
    value: object = variables
    for name in text.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    if value is None and "include" in variables and is_nothing(text, variables):
        return ""  # what an include may be given, and is not
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float, date)) else None


def is_nothing(text: str, variables: Mapping[str, object]) -> bool:
    """Tell a parameter that an include is not given, and a variable of the page that its front matter does not have."""
    root, _, name = text.partition(".")
    if root == "include":
        return name != ""
    page = variables.get("page")
    return (
        root == "page"
        and isinstance(page, Mapping)
        and _NAME.fullmatch(name) is not None
        and name not in _OF_JEKYLL
        and page.get(name) is None
    )


def is_undefined(expression: str, variables: Mapping[str, object]) -> bool:
    """Tell a variable alone that nothing defines, for which Liquid prints nothing."""
    parts = _parts(expression)
    if len(parts) != 1 or parts[0][0] != "word" or parts[0][1][0].isdigit():
        return False
    name = parts[0][1]
    root = name.partition(".")[0]
    return is_nothing(name, variables) or (root not in variables and root not in _KNOWN_TO_JEKYLL)


def _filtered(name: str, value: str, arguments: list[str], variables: Mapping[str, object]) -> str | None:
    # https://jekyllrb.com/docs/liquid/filters/: an address that is absolute already stays as it is.
    if name in ("relative_url", "absolute_url") and not arguments:
        if _ABSOLUTE.match(value):
            return value
        base = (_atom(("word", "site.baseurl"), variables) or "").rstrip("/")
        if base and not base.startswith("/"):
            base = f"/{base}"
        host = (_atom(("word", "site.url"), variables) or "").rstrip("/") if name == "absolute_url" else ""
        return f"{host}{base}/{value.lstrip('/')}"
    return filtered(name, value, arguments)
