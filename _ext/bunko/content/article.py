"""The gate: the text of a file becomes a `Post`, its Markdown, and a list of what is wrong with it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bunko.content.dates import UNDATED, parse_date, split_file_name
from bunko.content.front_matter import FrontMatter, split_front_matter
from bunko.content.jekyll import to_markdown
from bunko.content.text import minutes_to_read
from bunko.content.yaml_text import Value, YamlError
from bunko.post import Post
from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

#: Keys with a meaning, Bunko's or Jekyll's; every other key is kept in `Post.extra`.
KNOWN_KEYS = frozenset(
    "layout title date categories category tags tag author authors excerpt description reading_time permalink slug"
    " published redirect_from image lang last_modified_at updated".split()
)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_H1 = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """What the site has to say on how its posts are read."""

    zone: tzinfo
    characters_per_minute: int = 500
    posts_folder: str = "posts"
    site: Mapping[str, object] | None = None  #: Jekyll's ``site.*``, for Liquid
    first_paragraph: Callable[[str], str] = str  #: Markdown to the plain text of its first paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A file, read: the record, the Markdown for the parser (line for line the file's), and what is wrong."""

    post: Post
    markdown: str
    problems: tuple[Problem, ...]


def read_article(docname: str, text: str, rules: ReadingRules) -> Article:
    """Read the post ``docname`` from the text of its file. Nothing in a text makes this raise."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    header = split_front_matter(text.removeprefix("\ufeff"))
    fields = _Fields(header)
    if not text.strip():
        fields.problems[:] = [Problem(kind=Kind.SOURCE, message="the file is empty: write a post, or delete it")]
    name = docname.removeprefix(f"{rules.posts_folder}/")
    file_date, slug = split_file_name(name.rpartition("/")[2])
    title = _title(fields, header.body, slug)
    moment = _date(fields, file_date, rules.zone)
    categories = fields.terms("category", "categories")
    tags = fields.terms("tag", "tags")
    page = {"title": title, "date": moment.isoformat(), "categories": categories, "tags": tags}
    markdown, found = to_markdown(header.body, page=page, site=rules.site or {}, first_line=1)
    post = Post(
        docname=docname,
        name=name,
        title=title,
        date=moment,
        file_date=file_date,
        slug=fields.text("slug") or slug,
        categories=categories,
        tags=tags,
        authors=fields.terms("author", "authors", split=False),
        excerpt=_one_line(fields.text("excerpt") or fields.text("description")) or rules.first_paragraph(markdown),
        reading_time=fields.minutes("reading_time") or minutes_to_read(markdown, characters=rules.characters_per_minute),
        permalink=fields.address("permalink"),
        redirect_from=fields.addresses("redirect_from"),
        image=fields.text("image", inside="path"),
        lang=fields.text("lang"),
        updated=fields.moment("last_modified_at", rules.zone) or fields.moment("updated", rules.zone),
        extra=fields.extra(),
    )
    return Article(post=post, markdown=markdown, problems=(*fields.problems, *found))


def _title(fields: _Fields, body: str, slug: str) -> str:
    # Jekyll puts the title into HTML as it is: entities are characters there. Bold in a title is a slip.
    title = _one_line(_BOLD.sub(r"\1", html.unescape(fields.text("title"))))
    if title:
        return title
    heading = _H1.search(body)
    title = _one_line(_BOLD.sub(r"\1", heading[1])) if heading else ""
    if not title:
        title = slug.replace("-", " ").replace("_", " ").strip() or slug
    if fields.present:
        message = "no title: add a line title: to the front matter; until then the page is called {title!r}"
        fields.report(Kind.TITLE, message, fields.line("title"), title=title)
    return title


def _date(fields: _Fields, file_date: date | None, zone: tzinfo) -> datetime:
    moment = fields.moment("date", zone)
    if moment is not None:
        return moment
    if file_date is not None:
        return datetime(file_date.year, file_date.month, file_date.day, tzinfo=zone)
    message = "no date: add date: 2025-12-29 20:37:39 +0900 to the front matter, or put the date first in the file name"
    fields.report(Kind.DATE, message, fields.line("date"))
    return UNDATED


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Fields:
    """The values of one front matter, each checked as it is asked for."""

    def __init__(self, header: FrontMatter) -> None:
        self._entries = header.entries
        self.present = bool(header.entries)
        self.problems = list(header.problems)

    def report(self, kind: Kind, message: str, line: int, **values: object) -> None:
        self.problems.append(Problem(kind=kind, message=message, values=values, line=line))

    def line(self, key: str) -> int:
        return self._entries[key].line if key in self._entries else 1

    def text(self, key: str, *, inside: str = "") -> str:
        """Return the text of ``key``; of a mapping, the text of its key ``inside``; "" if there is none."""
        value = self._entries.get(key)
        if value is None:
            return ""
        text = value.text()
        if text is None and inside:
            text = next((found.text() for name, found in value.entries() or () if name == inside), None)
        if text is None:
            self.report(Kind.FIELD, "{key}: expected one text, got {value}; write {key}: \"…\"", value.line,
                        key=key, value=_shape(value))  # fmt: skip
        return (text or "").strip()

    def terms(self, singular: str, plural: str, *, split: bool = True) -> tuple[str, ...]:
        """Return names as Jekyll's ``pluralized_array_from_hash`` reads them: the singular key whole, the plural split.

        A text with commas is split at these, which Jekyll does not do and its users expect.
        """
        names: list[str] = []
        for key, whole in ((singular, True), (plural, not split)):
            value = self._entries.get(key)
            if value is None or value.is_null():
                continue
            names.extend(self._names(key, value, whole=whole))
        unique: dict[str, None] = {}
        for name in names:
            unique.setdefault(_one_line(name))
        return tuple(name for name in unique if name)

    def _names(self, key: str, value: Value, *, whole: bool) -> list[str]:
        text = value.text()
        if text is not None:
            if "," in text or "、" in text:
                return re.split("[,、]", text)
            return [text] if whole else text.split()
        try:
            items = value.items()
        except YamlError as error:
            self.report(Kind.FRONT_MATTER, "{key}: {reason}", error.line, key=key, reason=str(error))
            return []
        if items is None:  # Jekyll themes write author: {name: …, twitter: …}
            items = [found for name, found in value.entries() or () if name == "name"]
            if not items:
                message = "{key}: expected names, got {value}; write {key}: [\"…\", \"…\"]"
                self.report(Kind.FIELD, message, value.line, key=key, value=_shape(value))
        texts = [item.text() or "" for item in items]
        if not all(text.strip() for text in texts):
            self.report(Kind.FIELD, "{key}: an empty name was left out; remove it from the list", value.line, key=key)
        return texts

    def moment(self, key: str, zone: tzinfo) -> datetime | None:
        value = self._entries.get(key)
        text = self.text(key)
        if value is None or not text:
            return None
        try:
            return parse_date(text, zone)
        except (ValueError, TypeError, OverflowError):
            message = "{key}: {value!r} is no date; write it as 2025-12-29 20:37:39 +0900"
            self.report(Kind.DATE, message, value.line, key=key, value=text)
            return None

    def minutes(self, key: str) -> int:
        text = self.text(key)
        if not text:
            return 0
        number = re.match(r"\d{1,5}", text)
        if number is None or int(number[0]) < 1:
            message = "{key}: expected minutes, got {value!r}; write {key}: 8, or leave it out to have it counted"
            self.report(Kind.FIELD, message, self.line(key), key=key, value=text)
            return 0
        return int(number[0])

    def address(self, key: str) -> str:
        text = self.text(key)
        return text if not text or text.startswith("/") else f"/{text}"

    def addresses(self, key: str) -> tuple[str, ...]:
        value = self._entries.get(key)
        if value is None or value.is_null():
            return ()
        return tuple(text if "://" in text else f"/{text.lstrip('/')}" for text in self._names(key, value, whole=True))

    def extra(self) -> dict[str, object]:
        kept: dict[str, object] = {}
        for key, value in self._entries.items():
            if key in KNOWN_KEYS:
                continue
            try:
                kept[key] = value.data()
            except YamlError as error:
                self.report(Kind.FRONT_MATTER, "{key}: {reason}", error.line, key=key, reason=str(error))
        return kept


def _shape(value: Value) -> str:
    text = value.text()
    if text is not None:
        return repr(text)
    return "a list" if value.entries() is None else "keys and values"
