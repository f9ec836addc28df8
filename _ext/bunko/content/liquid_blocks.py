"""Liquid's conditions and the parameters of includes, as far as they can be told without running anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from bunko.content.liquid_values import evaluate, is_nothing

_TAG = re.compile(
    r"\{%-?\s*(if|unless|elsif|else|endif|endunless|case|when|endcase|for|endfor)\b((?:[^%]|%(?!\})){0,500})%\}"
)
_OPENS = frozenset({"if", "unless", "case", "for"})
_COMPARED = re.compile(r"(.+?)\s*(==|!=|<>|\bcontains\b)\s*(.+)", re.DOTALL)
_JOINED = re.compile(r"\s+(and|or)\s+")
_PARAMETER = re.compile(r"""\s*([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))""")
_FILE = re.compile(r"[\w./-]+")
_QUOTED = r"""\s+(?:"([^"]*)"|'([^']*)')"""
_IMAGE = re.compile(rf"(?:[\w\s-]*\s)?((?:https?:/|/)[^\s()<>]+)(?:\s+\d+(?:\s+\d+)?)?(?:{_QUOTED}(?:{_QUOTED})?)?")
_IN_WORDS = str.maketrans({"[": r"\[", "]": r"\]", "\n": " "})
_ALTERNATIVE = re.compile(r""""[^"]*"|'[^']*'|(?<![\w.-])(?!or\b)[\w.-]+""")
_MOST_BRANCHES = 200
_FALSE = ("", "false", "nil", "null")
_PAGE = re.compile(r"page\.[\w-]+")


class Branches(NamedTuple):
    """The part of an ``if`` that is shown, and where the whole ends."""

    start: int
    stop: int
    end: int


def branches(  # noqa: C901 — the words of a condition, one by one
    text: str, name: str, condition: str, position: int, stop: int, names: Mapping[str, object]
) -> Branches | None:
    """Return what of ``{% if condition %}`` (or ``unless``), which ends at ``position``, is shown.

    None if it is not closed, or a condition cannot be told. ``names`` are the variables; of ``include``, all that
    there are is known, so that a parameter that was not given counts as nothing.
    """
    depth = 0
    chosen: tuple[int, int] | None = None
    shown = truth(condition, names)
    if shown is None:
        return None
    is_open = shown != (name == "unless")
    start = position
    for number, tag in enumerate(_TAG.finditer(text, position, stop)):
        if number > _MOST_BRANCHES:
            break
        word = tag[1]
        if word in _OPENS:
            depth += 1
        elif depth and word.startswith("end"):
            depth -= 1
        elif depth:
            continue
        elif word in ("elsif", "else", "endif", "endunless"):
            if is_open and chosen is None:
                chosen = (start, tag.start())
            if word.startswith("end"):
                return Branches(*(chosen or (tag.start(), tag.start())), tag.end())
            more = True if word == "else" else truth(tag[2].strip().removesuffix("-"), names)
            if more is None:
                return None
            is_open, start = more, tag.end()
        else:
            break
    return None


def case_branches(text: str, asked: str, position: int, stop: int, names: Mapping[str, object]) -> Branches | None:
    """Return what of ``{% case asked %}``, which ends at ``position``, is shown; None as `branches` has it."""
    value = _value(asked, names)
    depth = 0
    chosen: tuple[int, int] | None = None
    is_open = False
    start = position
    for number, tag in enumerate(_TAG.finditer(text, position, stop)):
        word = tag[1]
        if value is None or number > _MOST_BRANCHES:
            break
        if word in _OPENS or depth:
            depth += (word in _OPENS) - word.startswith("end")
            continue
        if is_open and chosen is None:
            chosen = (start, tag.start())
        start = tag.end()
        if word == "endcase":
            return Branches(*(chosen or (tag.start(), tag.start())), tag.end())
        if word not in ("when", "else"):
            break
        wanted = [_value(each, names) for each in _ALTERNATIVE.findall(tag[2].strip().removesuffix("-"))]
        if None in wanted:
            break
        is_open = word == "else" or value in wanted
    return None


def truth(condition: str, names: Mapping[str, object]) -> bool | None:
    """Return whether a condition holds, None if that cannot be told."""
    # Liquid reads from the right: a and b or c is a and (b or c).
    parts = _JOINED.split(condition.strip())
    result = _holds(parts[-1], names)
    for index in range(len(parts) - 2, 0, -2):
        left = _holds(parts[index - 1], names)
        if left is None or result is None:
            return None
        result = (left and result) if parts[index] == "and" else (left or result)
    return result


def _holds(part: str, names: Mapping[str, object]) -> bool | None:
    part = part.strip()
    compared = _COMPARED.fullmatch(part)
    if compared is None:
        if _of_page(part, names) is not None:
            return True
        value = _value(part, names)
        return None if value is None else value not in _FALSE
    if compared[2] == "contains":
        asked, of_page = _value(compared[3], names), _of_page(compared[1], names)
        inside = _value(compared[1], names) if of_page is None else of_page
        return None if inside is None or asked is None else asked in inside
    left, right = _value(compared[1], names), _value(compared[3], names)
    if left is None or right is None:
        return None
    return (left == right) == (compared[2] == "==")


def _of_page(text: str, names: Mapping[str, object]) -> tuple[str, ...] | None:
    """Return a list of the page, None if it is none."""
    page = names.get("page")
    if not _PAGE.fullmatch(text.strip()) or not isinstance(page, Mapping):
        return None
    value = page.get(text.strip().removeprefix("page."))
    return tuple(map(str, value)) if isinstance(value, list | tuple) else None


def _value(text: str, names: Mapping[str, object]) -> str | None:
    text = text.strip()
    if text in ("true", "false", "nil", "null", "blank", "empty"):
        return "true" if text == "true" else "false" if text == "false" else ""
    value = evaluate(text, names)
    return "" if value is None and is_nothing(text, names) else value


def image_of(markup: str) -> str:
    """Return Octopress' ``{% img [class] address [width [height]] ["title" ["words"]] %}`` in Markdown, "" if wrong."""
    found = _IMAGE.fullmatch(markup)
    if found is None:
        return ""
    title, words = found[2] or found[3] or "", found[4] or found[5]
    return f"![{(words or title).translate(_IN_WORDS)}]({found[1]})"


def include_of(markup: str, names: Mapping[str, object]) -> tuple[str, dict[str, object]] | None:
    """Return the file that an include names and its parameters; None if one of them is not known."""
    file = _FILE.match(markup)
    if file is None or ".." in file[0].split("/") or file[0].startswith("/"):
        return None
    parameters: dict[str, object] = {}
    position = file.end()
    while position < len(markup) and markup[position:].strip():
        found = _PARAMETER.match(markup, position)
        if found is None:
            return None
        quoted = found[2] if found[2] is not None else found[3]
        value = quoted if quoted is not None else evaluate(found[4], names)
        if value is None:
            value = "true" if found[4] == "true" else "" if found[4] in ("false", "nil") else None
        if value is None:
            return None
        parameters[found[1]] = value
        position = found.end()
    return file[0], parameters
