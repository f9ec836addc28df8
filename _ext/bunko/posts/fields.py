"""The values of one front matter: `Fields` has a method for each type of value, which checks it."""

from __future__ import annotations

import re
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING
from unicodedata import normalize

from bunko.markup.yaml_values import MOST_VALUES
from bunko.posts.permalinks import read_address
from bunko.problems import Kind, Problem
from bunko.text.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime, tzinfo

    from bunko.markup.yaml_values import Value
    from bunko.posts.front_matter import FrontMatter

FALSE = frozenset({"false", "no", "off"})  #: how YAML 1.1 spells it
TRUE = frozenset({"true", "yes", "on"})
_NO, _YES = FALSE | {"0", "n"}, TRUE | {"1", "y"}  #: and what people write
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_COMMA = re.compile("[,、，]")
#: What is a time to Ruby's YAML, and without an offset one of UTC; every other text gets the zone of the site.
_RUBYS_UTC = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?", re.ASCII)
_MINUTES = re.compile(r"(\d{1,5})(?!\d)")


def one_line(text: str) -> str:
    """Return ``text`` with every run of white space as one space."""
    return " ".join(text.split())


class Fields:
    """A front matter by keys. A value that is wrong counts as not given, and is added to ``problems``."""

    def __init__(self, header: FrontMatter) -> None:
        self._entries = header.entries
        self._wrong: set[str] = set()
        self.is_present = header.is_present
        self._is_doubtful = header.is_doubtful
        self.problems = list(header.problems)

    def report(
        self, message: str, *, key: str, kind: Kind = Kind.FIELD, line: int | None = None, **values: object
    ) -> None:
        """Add a problem with the value of ``key``, which is its ``{key}``."""
        self._wrong.add(key)
        line = line or self.line(key)
        self.problems.append(Problem(kind=kind, message=message, values={"key": key, **values}, line=line))

    def is_wrong(self, key: str) -> bool:
        """Tell whether something has been reported about ``key`` already."""
        return key in self._wrong

    def line(self, key: str) -> int:
        """Return the line of ``key``; without such a key, the first."""
        return self._entries[key].line if key in self._entries else 1

    def text(self, key: str, *, inside: str = "") -> str:
        """Return the text of ``key``; of a mapping, the text of its key ``inside``; "" if there is none."""
        value = self._entries.get(key)
        if value is None:
            return ""
        text = value.text()
        if text is None and inside:
            text = _inside(value, inside)
        if text is None:
            message = '{key}: expected one text, got a list; write {key}: "…"'
            if value.is_mapping:
                message = '{key}: expected one text, got keys and values; write {key}: "…"'
            self.report(message, key=key)
        return (text or "").strip()

    def terms(self, singular: str, plural: str, *, split: bool = True) -> tuple[str, ...]:
        """Return names as Jekyll's ``pluralized_array_from_hash`` reads them: the singular key whole, the plural split.

        Unlike there, a text with commas is split at these, as its users expect, and both keys count if both are given.
        """
        names: dict[str, None] = {}
        for key, whole in ((singular, True), (plural, not split)):
            for name in self._names(key, partial(_split, whole=whole)):
                names[one_line(name)] = None
        return tuple(filter(None, names))

    def moment_of_address(self, key: str, moment: datetime) -> datetime:
        """Return ``moment``, read from ``key``, as it stands in Jekyll's addresses.

        There, ``2019-12-31 15:00:00`` without quotes and offset is a time of UTC, and so of the next day in Japan.
        """
        value = self._entries.get(key)
        if value is None or not value.is_plain or not _RUBYS_UTC.fullmatch(value.text() or ""):
            return moment
        try:
            return moment.replace(tzinfo=UTC).astimezone(moment.tzinfo)
        except OverflowError:
            return moment

    def categories_of_address(self) -> list[str]:
        """Return the categories as they stand in Jekyll's addresses: a text is split at spaces, and at no comma."""
        names: dict[str, None] = {}
        for key in ("categories", "category"):
            value = self._entries.get(key)
            text = value.text() if value is not None else None
            if text is not None:
                names.update(dict.fromkeys(text.split() if key == "categories" else [text]))
            elif value is not None and not value.is_mapping and value.size <= MOST_VALUES:
                names.update((_as_in_ruby(item), None) for item in value.items() or ())
        return [name for name in names if name]

    def _names(self, key: str, split: Callable[[str], list[str]]) -> Iterator[str]:
        value = self._entries.get(key)
        if value is None or value.is_null():
            return
        text = value.text()
        if text is not None:
            yield from split(text)
            return
        if value.size > MOST_VALUES:
            self._report_size(key)
            return
        items = value.items()
        for item in [value] if items is None else items:  # Jekyll themes write author: {name: …, twitter: …}
            # WordPress' exporter writes {login: admin, display_name: …}.
            text = (_inside(item, "name") or _inside(item, "display_name")) if item.is_mapping else item.text()
            if text is None:
                message = "{key}: expected names, got keys and values; put a name with a colon in quotes"
                self.report(message, key=key, line=item.line)
            elif not text.strip():
                self.report("{key}: an empty name was left out; remove it from the list", key=key, line=item.line)
            else:
                yield text

    def moment(self, key: str, zone: tzinfo, *, keeps_back: bool = False) -> datetime | None:
        """Return the date and time of ``key`` in ``zone``; None if there is none.

        ``keeps_back`` tells whether a post waits until it can be read: then the author is told.
        """
        text = self.text(key)
        if not text:
            return None
        try:
            return parse_date(text, zone)
        except ValueError:
            message = "{key}: {value!r} is no date; write it as 2025-12-29 20:37:39 +0900"
            if keeps_back:
                message = (
                    "{key}: {value!r} is no date, and the post is kept back; write it as 2025-12-29 20:37:39 +0900"
                )
            self.report(message, key=key, value=text, kind=Kind.DATE)
            return None

    def is_given(self, key: str) -> bool:
        """Return whether ``key`` has a value, be it one that cannot be used."""
        return key in self._entries and not self._entries[key].is_null()

    def flag(self, key: str, *, default: bool) -> bool:
        """Return whether ``key`` says yes or no, ``default`` if it is not given or says neither."""
        text = self.text(key)
        if text.casefold() not in TRUE | FALSE:
            if text:
                self.report("{key}: expected true or false, got {value!r}", key=key, value=text)
            return default
        return text.casefold() in TRUE

    def is_draft(self) -> bool:
        """Return whether the keys ``draft`` and ``published`` keep a post back, however they are written.

        In doubt it is kept back: an unfinished text that is out cannot be taken back, one that is late can be.
        """
        found = [self._keeps_back(key, value) for key, value in self._entries.items()]
        if self._is_doubtful and not any(found):
            message = "the front matter cannot be read, and may say that the post is not out; the post is kept back"
            self.report(message, key="draft", kind=Kind.FRONT_MATTER)
        return self._is_doubtful or any(found)

    def _keeps_back(self, key: str, value: Value) -> bool:
        name = _INVISIBLE.sub("", normalize("NFKC", key)).strip().casefold()
        if name not in {"draft", "published"} or value.is_null():
            return False
        text = (value.text() or "").strip()
        word = normalize("NFKC", text).casefold()
        if word in _NO | _YES:
            return (word in _YES) == (name == "draft")
        if name == "published" and _is_date(text):  # as some exports have it
            return False
        self.report("{key}: expected true or false, got {value!r}; the post is kept back", key=key, value=text)
        return True

    def minutes(self, key: str) -> int:
        """Return the whole minutes of ``key``, also from ``8分``; 0 if there are none."""
        text = self.text(key)
        if not text:
            return 0
        number = _MINUTES.match(text)
        if number is None or int(number[1]) < 1:
            message = "{key}: expected minutes, got {value!r}; write {key}: 8, or leave it out to have it counted"
            self.report(message, key=key, value=text)
            return 0
        return int(number[1])

    def address(self, key: str, complete: Callable[[str], str], template: str = "") -> str:
        """Return the address of ``key``, made whole by ``complete``; without one, the one that ``template`` makes.

        "" if there is neither. ``complete`` raises `ValueError` if it cannot make an address.
        """
        text = self.text(key)
        try:
            return read_address(complete(text or template)) if text or template else ""
        except ValueError:
            if text:
                self._report_address(key, text)
            return ""

    def addresses(self, key: str) -> tuple[str, ...]:
        """Return the addresses of ``key``, one or a list."""
        return tuple(dict.fromkeys(self._addresses(key, self._names(key, lambda text: [text] if text.strip() else []))))

    def _addresses(self, key: str, texts: Iterator[str] | list[str]) -> Iterator[str]:
        for text in texts:
            try:
                yield read_address(text)
            except ValueError:
                self._report_address(key, text)

    def _report_address(self, key: str, text: str) -> None:
        message = "{key}: {value!r} is no address on this site; write it as /2025/12/29/x/"
        self.report(message, key=key, value=text)

    def others(self, known: Collection[str]) -> dict[str, object]:
        """Return all keys but the ``known`` ones, as plain data."""
        kept: dict[str, object] = {}
        left = MOST_VALUES  # of all together
        for key, value in self._entries.items():
            if key in known:
                continue
            if value.size > left:
                self._report_size(key)
                continue
            left -= value.size
            kept[key] = value.data()
        return kept

    def _report_size(self, key: str) -> None:
        message = "{key}: unfolds to more than {most:,} values; write only what is meant"
        self.report(message, key=key, kind=Kind.FRONT_MATTER, most=MOST_VALUES)


def _is_date(text: str) -> bool:
    try:
        parse_date(text, UTC)
    except ValueError:
        return False
    return True


def _inside(value: Value, name: str) -> str | None:
    """Return the text that the key ``name`` of a mapping has; None if it has no such key, or no text there."""
    found = (inner.text() for key, inner in value.entries() or () if key == name)
    return next(found, None)


def _as_in_ruby(item: Value) -> str:
    meant = item.data()
    return str(meant).lower() if isinstance(meant, bool) else item.text() or ""


def _split(text: str, *, whole: bool) -> list[str]:
    if _COMMA.search(text):
        return _COMMA.split(text)
    return [text] if whole else text.split()
