"""``taxonomy.yml``: what the site says of its tags, categories and authors.

```yaml
tags:
  AI:                          # the name that is shown
    synonyms: [人工知能, A.I.]   # other names of the same tag
    slug: ai                   # the last part of its address
    reading: エーアイ            # where it stands in 五十音 order
    description: 機械に…        # shown on its page
    broader: 技術動向           # the tag it is a part of
    picture: /assets/ai.png    # shown on its page
    links: {Wikipedia: https://ja.wikipedia.org/wiki/AI}
categories: {}
authors: {}
series: {}
```

A site can add sections of its own (``bunko_taxonomies``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from bunko.markup.yaml_values import Value, YamlError, read_yaml
from bunko.posts.front_matter import clean_text
from bunko.problems import Kind, Problem
from bunko.text.names import is_slug, slug_of, term_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class TermKind(str):
    """What an article can be filed under, by the name of the object type of the domain."""

    __slots__ = ()
    TAG: ClassVar[TermKind]
    CATEGORY: ClassVar[TermKind]
    AUTHOR: ClassVar[TermKind]
    SERIES: ClassVar[TermKind]


TermKind.TAG = TermKind("tag")
TermKind.CATEGORY = TermKind("category")
TermKind.AUTHOR = TermKind("author")
TermKind.SERIES = TermKind("series")
#: What every site has, by its section in ``taxonomy.yml``, which is the folder of its pages, too. A site names others.
SECTIONS: Mapping[str, TermKind] = {
    "tags": TermKind.TAG,
    "categories": TermKind.CATEGORY,
    "authors": TermKind.AUTHOR,
    "series": TermKind.SERIES,
}
_TEXTS = ("slug", "reading", "description", "broader", "picture")
_KEYS = ("synonyms", "links", *_TEXTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEntry:
    """One term, as ``taxonomy.yml`` describes it."""

    name: str
    synonyms: tuple[str, ...] = ()
    slug: str = ""
    reading: str = ""
    description: str = ""
    broader: str = ""
    picture: str = ""  #: an address: of a file of the site, or elsewhere
    links: tuple[tuple[str, str], ...] = ()  #: (words, address)
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """All that ``taxonomy.yml`` says: entries by `term_key`, and the key of each synonym's entry."""

    entries: Mapping[TermKind, Mapping[str, TermEntry]] = field(default_factory=dict)
    synonyms: Mapping[TermKind, Mapping[str, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    others: Mapping[TermKind, str] = field(default_factory=dict)  #: the kinds that the site has added, and their titles

    @property
    def kinds(self) -> tuple[TermKind, ...]:
        """All kinds of terms, in the order of their indexes."""
        return (*SECTIONS.values(), *self.others)

    def key(self, kind: TermKind, name: str) -> str:
        """Return the `term_key` under which ``name`` is filed: its own, or that of the term it is a synonym of."""
        key = term_key(name)
        return self.synonyms.get(kind, {}).get(key, key)


def read_taxonomy(text: str, others: Mapping[str, str] = MappingProxyType({})) -> Taxonomy:
    """Read ``taxonomy.yml``. What is wrong in it becomes problems with its lines; the rest counts.

    ``others`` are the kinds of terms that the site has added: the names of their sections, and their titles.
    """
    problems: list[Problem] = []
    added = {TermKind(name): title for name, title in others.items()}
    sections = {**SECTIONS, **{str(kind): kind for kind in added}}
    entries: dict[TermKind, dict[str, TermEntry]] = {kind: {} for kind in sections.values()}
    synonyms: dict[TermKind, dict[str, str]] = {kind: {} for kind in sections.values()}
    for kind, entry in _entries(clean_text(text), sections, problems):
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
    return Taxonomy(entries=entries, synonyms=synonyms, problems=tuple(problems), others=added)


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
                    name=entry.name, synonym=synonym, kind=kind)  # fmt: skip
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


def _entries(text: str, known: Mapping[str, TermKind], problems: list[Problem]) -> Iterator[tuple[TermKind, TermEntry]]:
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
        if section not in known:
            _report(problems, value.line, "{key}: is not known here; the keys are {known}", key=section,
                    known=", ".join(known))  # fmt: skip
            continue
        if value.is_null():
            continue
        terms = value.entries()
        if terms is None:
            _report(problems, value.line, "{key}: expected names with their descriptions below", key=section)
            continue
        for name, about in terms:
            if name.strip():
                yield known[section], _entry(name.strip(), about, problems)
            else:
                _report(problems, about.line, "{key}: a term needs a name", key=section)


def _entry(name: str, about: Value, problems: list[Problem]) -> TermEntry:
    texts: dict[str, str] = {}
    synonyms: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    pairs = about.entries()
    if pairs is None and not about.is_null():
        _report(problems, about.line, "{name}: expected keys such as reading: and description: below", name=name)
    for key, value in pairs or ():
        text = value.text()
        if key == "synonyms":
            synonyms = tuple(_synonyms(value, problems))
        elif key == "links":
            links = tuple(_links(value, problems))
        elif key not in _TEXTS:
            _report(problems, value.line, "{key}: is not known here; the keys are {known}",
                    key=key, known=", ".join(_KEYS))  # fmt: skip
        elif text is None:
            _report(problems, value.line, '{key}: expected one text; write {key}: "…"', key=key)
        elif key == "slug" and text and not is_slug(text):
            _report(problems, value.line, "slug: {value!r} is not safe in an address; {better!r} would be",
                    value=text, better=slug_of(term_key(text)))  # fmt: skip
        else:
            texts[key] = " ".join(text.split())
    return TermEntry(name=name, synonyms=synonyms, links=links, line=about.line, **texts)


def _links(value: Value, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Yield the words and the address of each: ``links: {X: https://x.com/name}``."""
    pairs = value.entries()
    if pairs is None and not value.is_null():
        _report(
            problems, value.line, "links: expected words with an address each; write links: {{X: https://x.com/name}}"
        )
    for words, address in pairs or ():
        text = (address.text() or "").strip()
        if text.startswith(("https://", "http://", "mailto:", "/")) and not text.startswith("//"):
            yield words.strip() or text, text
        else:
            _report(problems, address.line, "links: {value!r} is no address; write https://…", value=text)


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


def taxonomy_at(path: Path, others: Mapping[str, str] = MappingProxyType({})) -> Taxonomy:
    """Return what the file at ``path`` says; a missing one says nothing, one that cannot be read has a problem."""
    try:
        return read_taxonomy(path.read_text(encoding="utf-8"), others)
    except FileNotFoundError:
        return read_taxonomy("", others)
    except (OSError, UnicodeDecodeError) as error:
        message = "cannot be read ({reason}); save it as UTF-8 text"
        problem = Problem(kind=Kind.TAXONOMY, message=message, values={"reason": str(error)})
        return replace(read_taxonomy("", others), problems=(problem,))
