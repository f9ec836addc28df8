"""``taxonomy.yml``: what the site says of its tags, categories and authors.

```yaml
tags:
  AI:                          # the name that is shown
    synonyms: [人工知能, A.I.]   # other names of the same tag
    slug: ai                   # the last part of its address
    reading: エーアイ            # where it stands in 五十音 order
    description: 機械に…        # shown on its page
    broader: 技術動向           # the tag it is a part of
categories: {}
authors: {}
```
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bunko.markup.yaml_values import Value, YamlError, read_yaml
from bunko.posts.front_matter import clean_text
from bunko.problems import Kind, Problem
from bunko.text.names import is_slug, slug_of, term_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class TermKind(StrEnum):
    """What an article can be filed under; the value is the object type of the domain."""

    TAG = "tag"
    CATEGORY = "category"
    AUTHOR = "author"


_SECTIONS = {"tags": TermKind.TAG, "categories": TermKind.CATEGORY, "authors": TermKind.AUTHOR}
_TEXTS = ("slug", "reading", "description", "broader")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEntry:
    """One term, as ``taxonomy.yml`` describes it."""

    name: str
    synonyms: tuple[str, ...] = ()
    slug: str = ""
    reading: str = ""
    description: str = ""
    broader: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """All that ``taxonomy.yml`` says: entries by `term_key`, and the key of each synonym's entry."""

    entries: Mapping[TermKind, Mapping[str, TermEntry]] = field(default_factory=lambda: {kind: {} for kind in TermKind})
    synonyms: Mapping[TermKind, Mapping[str, str]] = field(default_factory=lambda: {kind: {} for kind in TermKind})
    problems: tuple[Problem, ...] = ()

    def key(self, kind: TermKind, name: str) -> str:
        """Return the `term_key` under which ``name`` is filed: its own, or that of the term it is a synonym of."""
        key = term_key(name)
        return self.synonyms[kind].get(key, key)


def read_taxonomy(text: str) -> Taxonomy:
    """Read ``taxonomy.yml``. What is wrong in it becomes problems with its lines; the rest counts."""
    problems: list[Problem] = []
    entries: dict[TermKind, dict[str, TermEntry]] = {kind: {} for kind in TermKind}
    synonyms: dict[TermKind, dict[str, str]] = {kind: {} for kind in TermKind}
    for kind, entry in _entries(clean_text(text), problems):
        key = term_key(entry.name)
        if key in entries[kind]:
            _report(problems, entry.line, "{name}: {other} stands in line {first} already, and is the same name;"
                    " join the two", name=entry.name, other=entries[kind][key].name,
                    first=entries[kind][key].line)  # fmt: skip
            continue
        entries[kind][key] = entry
    for kind, named in entries.items():
        for key, entry in named.items():
            _note_synonyms(kind, key, entry, named, synonyms[kind], problems)
        _check_broader(named, synonyms[kind], problems)
    return Taxonomy(entries=entries, synonyms=synonyms, problems=tuple(problems))


def _note_synonyms(
    kind: TermKind,
    key: str,
    entry: TermEntry,
    named: Mapping[str, TermEntry],
    synonyms: dict[str, str],
    problems: list[Problem],
) -> None:
    for synonym in map(term_key, entry.synonyms):
        if synonym == key or synonyms.get(synonym) == key:
            continue  # another spelling of the same name: nothing to say
        if synonym in named or synonym in synonyms:
            _report(problems, entry.line, "{name}: its synonym {synonym!r} is another {kind} already; choose one",
                    name=entry.name, synonym=synonym, kind=kind.value)  # fmt: skip
        else:
            synonyms[synonym] = key


def _check_broader(named: dict[str, TermEntry], synonyms: Mapping[str, str], problems: list[Problem]) -> None:
    """Cut each circle of broader terms at the first of its members."""
    straight: set[str] = set()  # these lead to an end
    for key, entry in list(named.items()):
        seen: set[str] = set()
        at = key
        while at not in straight and at not in seen and at in named and named[at].broader:
            seen.add(at)
            at = term_key(named[at].broader)
            at = synonyms.get(at, at)
        if at == key and key in seen:
            _report(problems, entry.line, "{name}: broader: {broader!r} leads back to {name}; remove one of the"
                    " links", name=entry.name, broader=entry.broader)  # fmt: skip
            named[key] = replace(entry, broader="")
            seen = {key}
        if at not in seen or at == key:
            straight |= seen


def _entries(text: str, problems: list[Problem]) -> Iterator[tuple[TermKind, TermEntry]]:
    try:
        top = read_yaml(text, 1)
        sections = top.entries()
        if sections is None and not top.is_null():
            raise YamlError("expected tags:, categories: and authors:", top.line)  # noqa: TRY301 — one place reports both
    except YamlError as error:
        _report(problems, error.line, "not YAML ({reason}); fix this line, until then none of the file counts",
                reason=str(error))  # fmt: skip
        return
    for section, value in sections or ():
        if section not in _SECTIONS:
            _report(problems, value.line, "{key}: is not known here; the keys are {known}", key=section,
                    known=", ".join(_SECTIONS))  # fmt: skip
            continue
        if value.is_null():
            continue
        terms = value.entries()
        if terms is None:
            _report(problems, value.line, "{key}: expected names with their descriptions below", key=section)
            continue
        for name, about in terms:
            if name.strip():
                yield _SECTIONS[section], _entry(name.strip(), about, problems)
            else:
                _report(problems, about.line, "{key}: a term needs a name", key=section)


def _entry(name: str, about: Value, problems: list[Problem]) -> TermEntry:
    texts: dict[str, str] = {}
    synonyms: tuple[str, ...] = ()
    pairs = about.entries()
    if pairs is None and not about.is_null():
        _report(problems, about.line, "{name}: expected keys such as reading: and description: below", name=name)
    for key, value in pairs or ():
        text = value.text()
        if key == "synonyms":
            synonyms = tuple(_synonyms(value, problems))
        elif key not in _TEXTS:
            _report(problems, value.line, "{key}: is not known here; the keys are {known}",
                    key=key, known=", ".join(("synonyms", *_TEXTS)))  # fmt: skip
        elif text is None:
            _report(problems, value.line, '{key}: expected one text; write {key}: "…"', key=key)
        elif key == "slug" and text and not is_slug(text):
            _report(problems, value.line, "slug: {value!r} is not safe in an address; {better!r} would be",
                    value=text, better=slug_of(term_key(text)))  # fmt: skip
        else:
            texts[key] = " ".join(text.split())
    return TermEntry(name=name, synonyms=synonyms, line=about.line, **texts)


def _synonyms(value: Value, problems: list[Problem]) -> Iterator[str]:
    try:
        items = [value] if value.text() is not None else value.items()
    except YamlError as error:
        _report(problems, error.line, "synonyms: {reason}; write only what is meant", reason=str(error))
        return
    if value.is_null():
        return
    for item in items if items is not None else [value]:
        name = (item.text() or "").strip()
        if name:
            yield name
        else:
            _report(problems, item.line, 'synonyms: expected names; write synonyms: ["…", "…"]')


def _report(problems: list[Problem], line: int, message: str, **values: object) -> None:
    problems.append(Problem(kind=Kind.TAXONOMY, message=message, values=values, line=line))


def taxonomy_at(path: Path) -> Taxonomy:
    """Return what the file at ``path`` says; a missing one says nothing, one that cannot be read has a problem."""
    try:
        return read_taxonomy(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Taxonomy()
    except (OSError, UnicodeDecodeError) as error:
        message = "cannot be read ({reason}); save it as UTF-8 text"
        problem = Problem(kind=Kind.TAXONOMY, message=message, values={"reason": str(error)})
        return Taxonomy(problems=(problem,))
