"""Split a file into front matter and body, and read each key of the front matter, without interpreting its value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bunko.markup.yaml_values import Value, YamlError, read_yaml
from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN = re.compile(r"---[ \t]*\n")  # as in Jekyll's YAML_FRONT_MATTER_REGEXP
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_LONGEST = 50_000  # characters of a header; real ones have some hundreds
_MOST_MENDED = 500  # keys that are read one by one; each costs as much as a whole header
#: How a header begins, as YAML, TOML, JSON or the fields of reStructuredText, well or badly written.
_LIKE_A_HEADER = ("---", "+++", "{", ":")
_INVISIBLE = " \t\n\u200b\ufeff"
#: A line that keeps a post back, in whatever way it is written.
_SAYS_NOT_OUT = re.compile(
    r"""^[ \t\u200b\ufeff:{"'-]{0,20}
    (?: draft["']?\s*[:：=](?!\s*["']?(?:false|no|off|0)\b)
      | published["']?\s*[:：=]\s*["']?(?:false|no|off|0)\b )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_KEY = re.compile(r"^(?=[^\s#-])[^\n:]*:(?=\s|$)", re.MULTILINE)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
#: ``[a, b`` and ``{a: b`` are a list and a mapping that went wrong; ``[速報] 本文`` is a text.
_WRONG_LIST = re.compile(r"\[[^\]]*\]?\s*|\{[^}]*\}?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The header of a post, and the text of the file with that header blanked line for line."""

    is_present: bool = False  #: whether there is one, be it empty
    is_doubtful: bool = False  #: whether it may say that the post is not out, in a way that cannot be read
    entries: dict[str, Value] = field(default_factory=dict)
    body: str = ""
    problems: tuple[Problem, ...] = ()


def clean_text(text: str) -> str:
    r"""Return the text of a file with ``\n`` for every line end, and without a byte order mark."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff")


def split_front_matter(text: str) -> FrontMatter:
    """Read the header of a `clean_text`. What is wrong with it becomes problems; what can be read of it is read."""
    opening = _OPEN.match(text)
    if opening is None:
        message = "no front matter: a post begins with a line ---, then title: and date:, then another line ---"
        return FrontMatter(
            body=text,
            is_doubtful=_is_doubtful(text),
            problems=(Problem(kind=Kind.FRONT_MATTER, message=message, line=1),),
        )
    closing = _CLOSE.search(text, opening.end(), opening.end() + _LONGEST)
    if closing is None:
        message = "the front matter that begins here is never closed: put a line --- behind its last key"
        problem = Problem(kind=Kind.FRONT_MATTER, message=message, line=1)
        return FrontMatter(body=text, is_doubtful=_is_doubtful(text), problems=(problem,))
    # Blank, don't cut: the line numbers in MyST's warnings must match the author's file.
    body = "\n" * text.count("\n", 0, closing.end()) + text[closing.end() :]
    block = text[opening.end() : closing.start()]
    entries, problems = _entries(block)
    is_doubtful = bool(problems) and _SAYS_NOT_OUT.search(block) is not None
    return FrontMatter(is_present=True, is_doubtful=is_doubtful, entries=entries, body=body, problems=tuple(problems))


def _is_doubtful(text: str) -> bool:
    """Whether a text that has no header that can be read begins like one that says that the post is not out."""
    start = text[: 4 * _LONGEST].lstrip(_INVISIBLE)
    return start.startswith(_LIKE_A_HEADER) and _SAYS_NOT_OUT.search(start) is not None


def as_html(text: str) -> str:
    """Return a post in HTML as one in kramdown: what stands below its header is HTML, and no Markdown."""
    text = clean_text(text)
    opening = _OPEN.match(text)
    closing = _CLOSE.search(text, opening.end()) if opening else None
    at = closing.end() if closing else 0
    return f"{text[:at]}\n{{::nomarkdown}}\n{text[at:].strip()}\n{{:/nomarkdown}}\n"


def _entries(block: str) -> tuple[dict[str, Value], list[Problem]]:
    problems: list[Problem] = []
    try:
        top = read_yaml(block, 2)
        pairs = top.entries()
        if pairs is None and not top.is_null():
            raise YamlError("expected keys and values", top.line)  # noqa: TRY301 — one place reports both
    except YamlError as error:
        problems.append(_unreadable(error, block))
        pairs = list(_salvage(block))
    found: dict[str, Value] = {}
    twice: dict[str, Problem] = {}
    merged: dict[str, Value] = {}
    for key, value in pairs or ():
        if key == "<<":
            merged.update(_merged(value))
            continue
        if key in found:
            message = "{key}: duplicate key (lines {first} and {line}); the last one counts, remove the other"
            values = {"key": key, "first": found[key].line, "line": value.line}
            twice[key] = Problem(kind=Kind.FRONT_MATTER, message=message, values=values, line=value.line)
        found[key] = value
    return merged | found, [*problems, *twice.values()]


def _merged(value: Value) -> dict[str, Value]:
    """Return the keys and values that ``<<`` brings: of a mapping, or of several, of which the first counts."""
    found: dict[str, Value] = {}
    for mapping in [value] if value.is_mapping else value.items() or ():
        found = {**dict(mapping.entries() or ()), **found}
    return found


def _unreadable(error: YamlError, block: str) -> Problem:
    lines = block.split("\n")
    at = min(max(error.line - 2, 0), len(lines) - 1)
    return Problem(
        kind=Kind.FRONT_MATTER,
        message="the front matter is not YAML ({reason}) at {text!r}: put the value in quotes or fix the indent;"
        " the other keys are used",
        values={"reason": str(error), "text": lines[at].strip()},
        line=error.line,
    )


def _salvage(block: str) -> Iterator[tuple[str, Value]]:
    """Read each top-level key by itself, so that one bad line does not lose the others."""
    starts = [match.start() for match in _KEY.finditer(block)][:_MOST_MENDED]
    line = 2
    for i, start in enumerate(starts):
        end = starts[i + 1] if i + 1 < len(starts) else len(block)
        if i == 0:
            line += block.count("\n", 0, start)
        yield from _read_key(block[start:end], line)
        line += block.count("\n", start, end)


def _read_key(chunk: str, line: int) -> list[tuple[str, Value]]:
    """Read one key with its value; if need be without control characters, in quotes, or its first line only."""
    written = _UNWRITABLE.sub("", chunk)
    first = written.partition("\n")[0]
    for attempt in (chunk, written.replace("\t", "  "), _in_quotes(written), first, _in_quotes(first)):
        try:
            pairs = read_yaml(attempt, line).entries()
        except YamlError:
            continue
        if pairs:
            return pairs
    return []


def _in_quotes(chunk: str) -> str:
    # `title: A: B` is what people write; the text behind the first colon is what they mean.
    key, _, rest = chunk.partition(":")
    text = rest.strip()
    if not text or "\n" in text or _WRONG_LIST.fullmatch(text):
        return ""
    if text[0] in "\"'" and text.count(text[0]) == 1:  # a quote that was never closed
        text = text[1:]
    return "'{}': '{}'".format(key.strip("'\" ").replace("'", "''"), text.replace("'", "''"))
