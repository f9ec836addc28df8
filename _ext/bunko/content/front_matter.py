"""Where the front matter ends and the post begins; what each key of it says, without an opinion on what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bunko.content.yaml_text import Value, YamlError, read_yaml
from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN = re.compile(r"---[ \t]*\n")  # as in Jekyll's YAML_FRONT_MATTER_REGEXP
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_LONGEST_HEADER = 50_000  # characters
FALSE = frozenset({"false", "no", "off"})  #: how YAML 1.1 spells it
_KEY = re.compile(r"""^(?=[^\s#-])[^\n:]*:(?=\s|$)""", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The header of a post, and the text of the file with that header blanked line for line."""

    entries: dict[str, Value] = field(default_factory=dict)
    body: str = ""
    first_line: int = 1  #: the line in which the body begins
    problems: tuple[Problem, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    """Read the header of ``text``. What is wrong with it becomes problems; what can be read of it is read."""
    opening = _OPEN.match(text)
    if opening is None:
        message = "no front matter: a post begins with a line ---, then title: and date:, then another line ---"
        return FrontMatter(body=text, problems=(Problem(kind=Kind.FRONT_MATTER, message=message, line=1),))
    closing = _CLOSE.search(text, opening.end())
    if closing is None:
        message = "the front matter that begins here is never closed: put a line --- behind its last key"
        return FrontMatter(body=text, problems=(Problem(kind=Kind.FRONT_MATTER, message=message, line=1),))
    block = text[opening.end() : closing.start()]
    lines = text.count("\n", 0, closing.end())
    # Blank, don't cut: the line numbers in MyST's warnings must match the author's file.
    body = "\n" * lines + text[closing.end() :]
    entries, problems = _entries(block)
    return FrontMatter(entries=entries, body=body, first_line=lines + 1, problems=tuple(problems))


def is_unpublished(text: str) -> bool:
    """Tell whether a post says ``published: false``, at the cost of a search in its header."""
    opening = _OPEN.match(text.replace("\r\n", "\n", 2))
    if opening is None or "published" not in text[:_LONGEST_HEADER]:
        return False
    value = split_front_matter(text.replace("\r\n", "\n")).entries.get("published")
    return value is not None and (value.text() or "").casefold() in FALSE


def _entries(block: str) -> tuple[dict[str, Value], list[Problem]]:
    problems: list[Problem] = []
    try:
        top = read_yaml(block, 2)
        pairs = top.entries()
        if pairs is None and not top.is_null():
            raise YamlError("expected keys and values", 2)  # noqa: TRY301 — one place reports both
    except YamlError as error:
        problems.append(_unreadable(error, block))
        pairs = list(_salvage(block))
    found: dict[str, Value] = {}
    for key, value in pairs or ():
        if key in found:
            problems.append(
                Problem(
                    kind=Kind.FRONT_MATTER,
                    message="{key}: stands twice, in lines {first} and {line}; the last one counts, remove the other",
                    values={"key": key, "first": found[key].line, "line": value.line},
                    line=value.line,
                )
            )
        found[key] = value
    return found, problems


def _unreadable(error: YamlError, block: str) -> Problem:
    lines = block.split("\n")
    at = min(max(error.line - 2, 0), len(lines) - 1)
    return Problem(
        kind=Kind.FRONT_MATTER,
        message="the front matter is not YAML ({reason}) at {text!r}: put the value in quotes or mend the indent;"
        " the other keys are used",
        values={"reason": str(error), "text": lines[at].strip()},
        line=error.line,
    )


def _salvage(block: str) -> Iterator[tuple[str, Value]]:
    """Read each top-level key by itself, so that one bad line does not lose the others."""
    starts = [match.start() for match in _KEY.finditer(block)]
    for start, end in zip(starts, [*starts[1:], len(block)], strict=True):
        line = 2 + block.count("\n", 0, start)
        chunk = block[start:end]
        try:
            yield from read_yaml(chunk, line).entries() or ()
        except YamlError:
            key, _, rest = chunk.partition(":")
            # `title: A: B` is what people write; the text behind the first colon is what they mean.
            if rest.strip() and "\n" not in rest.strip() and rest.strip()[0] not in "[{&*!|>%@`":
                quoted = "'" + rest.strip().replace("'", "''") + "'"
                yield from read_yaml(f"{key}: {quoted}", line).entries() or ()
