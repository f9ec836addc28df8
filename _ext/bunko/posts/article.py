"""The way in: `read_article` turns the text of a file into a `Post`, its Markdown, and a list of problems."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from posixpath import dirname, join
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from bunko.markup.constructs import Construct, tally
from bunko.post import Post
from bunko.posts.clock import DRAFT_FOLDERS, is_in_draft_folder
from bunko.posts.dialect import Dialect, dialect_of
from bunko.posts.fields import FALSE, Fields, one_line
from bunko.posts.front_matter import clean_text, split_front_matter
from bunko.posts.permalinks import fill_in, template_of
from bunko.posts.preprocess import to_markdown
from bunko.problems import Kind, Problem
from bunko.text.dates import UNDATED, split_file_name
from bunko.text.line_map import SAME, LineMap
from bunko.text.names import minutes_to_read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from bunko.posts.defaults import Defaults
    from bunko.posts.front_matter import FrontMatter

_OWN_KEYS = frozenset(
    "layout title date categories category tags tag author authors excerpt description reading reading_time permalink"  # noqa: SIM905
    " slug published redirect_from image lang last_modified_at updated render_with_liquid".split()
)
#: Keys with a meaning, Bunko's or Jekyll's; every other key is kept in `Post.extra`.
KNOWN_KEYS = _OWN_KEYS | frozenset(
    "draft expires expiryDate publishDate unlisted feed sitemap pin series translation_of ref license comments".split()  # noqa: SIM905
)
#: Of these, what stays in `Post.extra`: pages alone look at it.
KEPT_KEYS = frozenset({"license", "comments"})
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_H1 = re.compile(r"#[ \t]+(\S.*)")
_LIKE_A_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-")


class FirstParagraph(Protocol):
    """From Markdown to the plain text of its first paragraph that does not repeat ``title``."""

    def __call__(self, markdown: str, /, *, title: str, dialect: Dialect) -> str:
        """Return the text, "" if there is none."""


def _no_paragraph(markdown: str, /, *, title: str, dialect: Dialect) -> str:
    del markdown, title, dialect
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """What the site has to say on how its posts are read."""

    zone: tzinfo
    characters_per_minute: int = 500
    posts_folder: str = "posts"
    defaults: Defaults | None = None
    permalink: str = ""  #: Jekyll's setting: the address of a post that names none
    site: Mapping[str, object] | None = None  #: Jekyll's ``site.*``, for Liquid
    first_paragraph: FirstParagraph = _no_paragraph
    include: Callable[[str], str | None] | None = None  #: the text of a file of includes
    drop_undefined: bool = False  #: variables of Liquid that nothing defines are dropped
    taxonomies: tuple[str, ...] = ()  #: the kinds of terms that the site has added: keys of the front matter
    dialect: Dialect = Dialect.COMMONMARK  #: of posts that do not ask for another


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """When a post is out: all that must be known before it is read."""

    date: datetime
    appears: datetime | None
    expires: datetime | None
    is_draft: bool
    is_unlisted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A file, read: the record, the Markdown for the parser, where its lines come from, and what is wrong."""

    post: Post
    markdown: str
    problems: tuple[Problem, ...]
    lines: LineMap = SAME
    constructs: Mapping[Construct, int] = field(default_factory=dict)  #: what of Jekyll's it uses; for reports

    def author_line(self, line: int) -> int:
        """Return the line of the file that a line of the Markdown comes from, both counted from 1."""
        return self.lines.author_line(line - 1) + 1


def read_release(docname: str, text: str, rules: ReadingRules) -> Release:
    """Read of the post ``docname`` only when it is out, as `read_article` does."""
    return _release(docname, Fields(_header(docname, clean_text(text), rules)), rules.zone)


def is_draft_page(text: str) -> bool:
    """Tell whether a page that is no post says that it is a draft."""
    return Fields(split_front_matter(clean_text(text))).is_draft()


def read_article(docname: str, text: str, rules: ReadingRules) -> Article:
    """Read the post ``docname`` from the text of its file. Nothing in a text makes this raise."""
    text = clean_text(text)
    header = _header(docname, text, rules)
    fields = Fields(header)
    if not text or text.isspace():
        fields.problems[:] = [Problem(kind=Kind.SOURCE, message="the file is empty: write a post, or delete it")]
    name = _name(docname, rules.posts_folder)
    stem = name.rpartition("/")[2]
    file_date, slug = split_file_name(stem)
    slug = fields.text("slug") or slug.rstrip(".") or slug
    title = _title(fields, header.body, stem)
    release = _release(docname, fields, rules.zone)
    moment = release.date
    is_dated = moment is not UNDATED
    categories = fields.terms("category", "categories")
    tags = fields.terms("tag", "tags")
    terms = {key: names for key in rules.taxonomies if (names := fields.terms("", key, split=False))}
    others = fields.others(_OWN_KEYS)
    left_out = (KNOWN_KEYS - KEPT_KEYS) | set(rules.taxonomies)
    extra = {key: value for key, value in others.items() if key not in left_out}
    permalink = fields.address(
        "permalink",
        lambda asked: fill_in(
            asked,
            moment=fields.moment_of_address("date", moment) if is_dated else None,
            slug=slug,
            categories=fields.categories_of_address(),
            name=name,
        ),
        template_of(rules.permalink),
    )
    page = {
        **others,
        **({"url": quote(permalink), "id": quote(join(dirname(permalink.rstrip("/")), slug))} if permalink else {}),
        "title": title,
        "date": f"{moment:%Y-%m-%d %H:%M:%S %z}" if is_dated else "",
        "categories": categories,
        "tags": tags,
        "slug": slug,
        "path": f"_posts/{name}.md",
        "excerpt": None,
    }
    constructs: Counter[Construct] = Counter()
    dialect = dialect_of(extra, rules.dialect)
    markdown, found, lines = to_markdown(
        header.body,
        page=page,
        site=rules.site or {},
        rewrite=dialect is not Dialect.KRAMDOWN,
        render=fields.text("render_with_liquid").casefold() not in FALSE,
        include=rules.include,
        found=constructs,
        drop_undefined=rules.drop_undefined,
    )
    excerpt = _plain(fields.text("excerpt") or fields.text("description"))
    post = Post(
        docname=docname,
        name=name,
        title=title,
        reading=fields.text("reading"),
        date=moment,
        file_date=file_date,
        slug=slug,
        categories=categories,
        tags=tags,
        authors=fields.terms("author", "authors", split=False),
        excerpt=excerpt or rules.first_paragraph(markdown, title=title, dialect=dialect),
        reading_time=fields.minutes("reading_time")
        or minutes_to_read(markdown, characters=rules.characters_per_minute),
        permalink=permalink,
        redirect_from=fields.addresses("redirect_from"),
        image=fields.text("image", inside="path"),
        lang=fields.text("lang"),
        updated=fields.moment("last_modified_at", rules.zone) or fields.moment("updated", rules.zone),
        is_draft=release.is_draft,
        appears=release.appears,
        expires=release.expires,
        is_unlisted=release.is_unlisted,
        in_feeds=fields.flag("feed", default=True),
        in_sitemap=fields.flag("sitemap", default=True),
        is_pinned=fields.flag("pin", default=False),
        terms=terms,
        series=one_line(fields.text("series", inside="name")),
        translation_of=fields.text("translation_of"),
        translation_ref=fields.text("ref"),
        extra=extra,
    )
    return Article(
        post=post, markdown=markdown, problems=(*fields.problems, *found), lines=lines, constructs=tally(constructs)
    )


def _header(docname: str, text: str, rules: ReadingRules) -> FrontMatter:
    header = split_front_matter(text)
    return header if rules.defaults is None else rules.defaults.apply(header, docname)


def _name(docname: str, posts_folder: str) -> str:
    """Return the name of a post in links: its docname below the folder of posts, or of drafts beside that."""
    if docname.startswith(f"{posts_folder}/"):
        return docname[len(posts_folder) + 1 :]
    folder, _, name = docname.partition("/")
    return name if folder.casefold() in DRAFT_FOLDERS else docname


def _release(docname: str, fields: Fields, zone: tzinfo) -> Release:
    stem = docname.rpartition("/")[2]
    is_draft = fields.is_draft() or is_in_draft_folder(docname)
    date = _date(fields, split_file_name(stem)[0], stem, zone, is_needed=not is_draft)
    moments = {key: fields.moment(key, zone, keeps_back=True) for key in ("publishDate", "expires", "expiryDate")}
    # When a post is to be out cannot be guessed: it waits until its author has written what can be read.
    is_unclear = any(fields.is_given(key) and fields.is_wrong(key) for key in ("date", *moments))
    return Release(
        date=date,
        appears=moments["publishDate"],
        expires=moments["expires"] or moments["expiryDate"],
        is_draft=is_draft or is_unclear,
        is_unlisted=fields.flag("unlisted", default=False),
    )


def _title(fields: Fields, body: str, stem: str) -> str:
    title = _plain(fields.text("title"))
    if title:
        return title
    title = (
        _plain(_first_heading(body)) or one_line(split_file_name(stem)[1].replace("-", " ").replace("_", " ")) or stem
    )
    if fields.is_present and not fields.is_wrong("title"):
        message = "no title: add a line title: to the front matter; until then the page is called {title!r}"
        fields.report(message, key="title", kind=Kind.TITLE, title=title)
    return title


def _first_heading(body: str) -> str:
    """Return the text of the first line ``# …`` outside code, "" if there is none."""
    fence = ""
    for line in body.split("\n"):
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~"):
            fence = "" if mark == fence else fence or mark
        heading = None if fence else _H1.match(line)
        if heading is not None:
            text = heading[1].rstrip()
            inner = text.rstrip("#")
            return inner if inner.endswith((" ", "\t")) else text
    return ""


def _plain(text: str) -> str:
    # Jekyll puts titles and excerpts into HTML as they are: entities are characters there. Bold is a mistake.
    return one_line(_BOLD.sub(r"\1", html.unescape(text)))


def _date(fields: Fields, file_date: date | None, stem: str, zone: tzinfo, *, is_needed: bool) -> datetime:
    moment = fields.moment("date", zone, keeps_back=True)
    if moment is not None:
        return moment
    if file_date is not None:
        return datetime(file_date.year, file_date.month, file_date.day, tzinfo=zone)
    if is_needed and not fields.is_wrong("date"):
        message = (
            "no date: add date: 2025-12-29 20:37:39 +0900 to the front matter, or put the date first in the file name"
        )
        if _LIKE_A_DATE.match(stem):
            message = (
                "no date: the file name begins with one that does not exist;"
                " rename the file, or add date: to the front matter"
            )
        fields.report(message, key="date", kind=Kind.DATE)
    return UNDATED
