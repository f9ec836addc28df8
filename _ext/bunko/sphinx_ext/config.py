"""All options in one table: what `setup()` registers, what the manual lists, what the other rooms read."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sphinx.errors import ConfigError

from bunko.catalogue.links import own_hosts
from bunko.pages.sharing import SERVICES
from bunko.posts.article import KNOWN_KEYS
from bunko.posts.clock import DRAFT_FOLDERS, Clock
from bunko.posts.dialect import Dialect
from bunko.posts.taxonomy import SECTIONS
from bunko.publish.exports import KINDS as EXPORTS
from bunko.publish.metadata import KINDS as METADATA
from bunko.sphinx_ext.report import translate
from bunko.text.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config


#: The builders that write the archive's list pages; in the others, a term is text.
LISTING_BUILDERS = frozenset({"html", "dirhtml", "readthedocs", "readthedocsdirhtml"})
#: The builders that write references to list pages: those that have them, and those that know the site's address.
REFERRING_BUILDERS = LISTING_BUILDERS | {"bunko-epub"}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of ``conf.py``: its name without the prefix, its default, and what a change of it makes stale."""

    name: str
    default: object
    #: "env": everything is read again; "html": everything is written again; "": only what shows it
    rebuild: Literal["env", "html", ""]
    types: tuple[type, ...]
    help: str


OPTIONS: tuple[Option, ...] = (
    Option("posts_folder", "posts", "env", (str,), "The folder, below the source folder, that holds the posts."),
    Option("timezone", "Asia/Tokyo", "env", (str,), "The IANA time zone in which posts are dated."),
    Option("taxonomy", "taxonomy.yml", "", (str,), "The file that describes tags, categories and authors."),
    Option("taxonomies", {}, "env", (dict,), "What else posts are filed under: keys of their headers, and titles."),
    Option("bold_headings", True, "env", (bool,), "Paragraphs that are one bold line become headings."),
    Option("drop_repeated_title", True, "env", (bool,), "A first paragraph that repeats the title is left out."),
    Option("reading_speed", 500, "env", (int,), "Japanese characters read in a minute, where a post gives no time."),
    Option("markdown", "kramdown", "env", (str,), "How posts are written: kramdown, as in Jekyll, or commonmark."),
    Option("hard_wrap", False, "env", (bool,), "Every line break in a paragraph of a post is one (kramdown's option)."),
    Option("typography", True, "env", (bool,), "Quotation marks, dashes and ellipses as typesetters write them."),
    Option(
        "smart_quotes", True, "env", (bool,), "Quotation marks are set, too; without, they stay as typed (kramdown)."
    ),
    Option(
        "parse_block_html", False, "env", (bool,), "What stands in HTML between blocks is Markdown (kramdown's option)."
    ),
    Option("tight_headings", True, "env", (bool,), "``##heading``, without a space, is a heading."),
    Option("cjk_emphasis", True, "env", (bool,), "Emphasis beside full-width marks is read as meant (commonmark)."),
    Option("includes", "_includes", "env", (str,), "The folder of the texts that ``{% include %}`` puts into posts."),
    Option("includes_digest", "", "env", (str,), "Of the files in that folder; set by Bunko itself."),
    Option("drop_undefined", False, "env", (bool,), "``{{ … }}`` of what nothing defines is dropped (as in Jekyll)."),
    Option("myst_in_posts", False, "env", (bool,), "Posts may use MyST's roles, targets, comments and block breaks."),
    Option("max_post_size", 5_000_000, "env", (int,), "Bytes; a larger file in the posts folder is left out."),
    Option("as_of", "", "", (str,), "The moment the site is built for; without one SOURCE_DATE_EPOCH, else now."),
    Option("future", False, "", (bool,), "Posts whose date is still to come are out, too (Jekyll's ``future``)."),
    Option("drafts", False, "env", (bool,), "Drafts are out, too (Jekyll's ``--drafts``)."),
    Option("preview", False, "env", (bool,), "Drafts and posts to come are shown, with a badge: for ``bunko serve``."),
    Option("sitemap", True, "", (bool,), "The site has a sitemap.xml, and a robots.txt unless it brings its own."),
    Option("cname", False, "", (bool,), "The site has a file CNAME with the host of html_baseurl, for GitHub Pages."),
    Option("description", "", "html", (str,), "What the site is about, in a sentence: for feeds and llms.txt."),
    Option(
        "exports", (), "", (list, tuple), "What programs can have: json, markdown, llms, bibtex, csl (html_baseurl)."
    ),
    Option("metadata", METADATA, "html", (list, tuple), "What pages say of themselves to search engines and networks."),
    Option(
        "git", False, "html", (bool,), "Posts show when they were last changed, and their history, if git knows it."
    ),
    Option("license", "", "html", (str,), "The licence of posts that name none: CC BY 4.0, another name, an address."),
    Option("share", (), "html", (list, tuple), "Links to share an article: x, hatena, line, facebook."),
    Option("giscus", {}, "html", (dict,), "Comments by giscus, loaded when a reader asks: what giscus.app shows."),
    Option("head_html", "", "html", (str,), "HTML of the site's own for the head of every page, as it is."),
    Option("shortcuts", False, "", (bool,), "Sphinx, docutils and MyST leave out work that can have no effect."),
    Option("page_size", 40, "", (int,), "The most posts on one page of a list."),
    Option("search", True, "env", (bool,), "The site has a search of its own."),
    Option("social_cards", False, "", (bool,), "Posts without a picture get one for social networks (html_baseurl)."),
    Option("site_hosts", (), "env", (list, tuple), "Hosts of the site; links to them are links within the archive."),
    Option("site_url", "", "env", (str,), "What ``{{ site.url }}`` stands for in posts."),
    Option("site", {}, "env", (dict,), "What else ``{{ site.… }}`` stands for in posts: values of ``_config.yml``."),
    Option("site_baseurl", "", "env", (str,), "What ``{{ site.baseurl }}`` stands for in posts."),
    Option("defaults", {}, "env", (dict,), "Front matter for the posts of a folder that do not give it themselves."),
    Option("files", (), "", (list, tuple), "Files and folders that are published as they are, at the same address."),
    Option("permalink", "", "env", (str,), "How the old site addressed posts: Jekyll's setting ``permalink``."),
    Option("permalink_pages", False, "html", (bool,), "Posts stand at their permalinks; else redirects do."),
    Option("archive_permalinks", {}, "", (dict,), "How jekyll-archives addressed tag, category, year, month and day."),
    Option("check_ignore", (), "", (list, tuple), "The rules that ``bunko check`` leaves out."),
    Option(
        "feeds",
        ("category", "author", "series"),
        "html",
        (list, tuple),
        "Feeds beside that of all posts, one for each: category, author, series, tag, or a kind of your own.",
    ),
    Option("feed_limit", 10, "", (int,), "The most posts in a feed."),
    Option("feed_content", "full", "", (str,), "What feeds carry of a post: full, all of it, or excerpt."),
    Option("feed_rss", False, "html", (bool,), "The feed of all posts is also written as RSS 2.0."),
    Option(
        "books",
        (),
        "",
        (list, tuple),
        "The books to set: name, title, select, order, parts, paper, cover, colophon, volumes.",
    ),
    Option("book", "", "", (str,), "The name of the one book to set; without it, all of them."),
    Option("pdf_title", "", "", (str,), "The title of the book; without one, the project's name."),
    Option("pdf_author", "", "", (str,), "The author of the book; without one, the project's author."),
    Option("pdf_paper", "jis-b5", "", (str,), "The paper of the book: jis-b5, a5, a4 or b6."),
    Option("pdf_url", "", "html", (str,), "Where the books are published, for links to them: an address, or a folder."),
    Option(
        "pdf_volumes", "auto", "", (str, int), "How a large book is divided: auto, part, none, or articles a volume."
    ),
    Option("pdf_fonts", (), "", (list, tuple), "Folders with fonts of the site's own, used before those we bring."),
)


def setup(app: Sphinx) -> None:
    """Register every option under the one prefix, and have its value checked before anything else looks at it."""
    for option in OPTIONS:
        app.add_config_value(
            f"bunko_{option.name}", option.default, option.rebuild, types=option.types, description=option.help
        )
    app.connect("config-inited", _on_config_inited)


_TAXONOMY = re.compile("[a-z][a-z0-9_-]*")
_NAMES = ("site_hosts", "files", "check_ignore", "feeds", "pdf_fonts", "metadata", "exports", "share")  # lists of texts
#: What may stand in a list of names.
_CHOICES: Mapping[str, Collection[str]] = {"metadata": METADATA, "exports": EXPORTS, "share": tuple(SERVICES)}
_PATHS = ("posts_folder", "files")  # what must lie below the source folder


def _on_config_inited(app: Sphinx, config: Config) -> None:
    del app
    check_options(config)


def check_options(config: Config) -> None:
    """Raise `ConfigError` at the first of our values that is not what its option takes.

    Sphinx only warns of a wrong type, and such a value would break the build somewhere else. A folder may be written
    with a slash at its end; from here on it has none.
    """
    for option in OPTIONS:
        value = config[f"bunko_{option.name}"]
        is_right = isinstance(value, option.types) and (bool in option.types or not isinstance(value, bool))
        names = value if option.name in _NAMES and is_right else ()
        if not is_right or not all(isinstance(name, str) for name in names):
            message = translate("bunko_{name} = {value!r} in conf.py: expected {kind}")
            raise ConfigError(message.format(name=option.name, value=value, kind=_expected(option)))
        known = _CHOICES.get(option.name, names)
        unknown = ", ".join(name for name in names if name not in known)
        if unknown:
            message = translate("bunko_{name} in conf.py: there is no {unknown}; there are {known}")
            raise ConfigError(message.format(name=option.name, unknown=unknown, known=", ".join(known)))
        for path in (value,) if option.name == "posts_folder" else names if option.name in _PATHS else ():
            if not _is_below(path):
                message = translate("bunko_{name}: {value!r} is no place below the source folder")
                raise ConfigError(message.format(name=option.name, value=path))
    config.bunko_posts_folder = config.bunko_posts_folder.strip("/")
    for name, title in config.bunko_taxonomies.items():
        if not _is_taxonomy(name) or not isinstance(title, str):
            message = translate("bunko_taxonomies: {name!r} cannot be added; an example: {example}")
            raise ConfigError(message.format(name=name, example={"companies": "企業"}))


def _is_taxonomy(name: object) -> bool:
    """Whether a key of front matter can name a kind of terms: it is a folder of the site, and means nothing else."""
    taken = KNOWN_KEYS | SECTIONS.keys() | {"archive", "map", "search", "posts", "post", "list", "doc", "link", "any"}
    return isinstance(name, str) and _TAXONOMY.fullmatch(name) is not None and name not in taken


def _expected(option: Option) -> str:
    """Return what an option takes, in words."""
    if option.name in _NAMES:
        return translate("a list of texts")
    kinds = {
        str: translate("a text"),
        bool: translate("True or False"),
        int: translate("a whole number"),
        dict: translate("a mapping"),
        list: translate("a list"),
    }
    return " / ".join(kinds[kind] for kind in option.types if kind in kinds)


def _is_below(path: str) -> bool:
    """Whether a path, with or without slashes at its ends, leads to something inside the folder that it begins at."""
    return all(part not in {"", ".", ".."} for part in path.strip("/").split("/"))


def site_zone(config: Config) -> tzinfo:
    """Return the site's time zone; raise `ConfigError` if there is no such zone."""
    name = config.bunko_timezone
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = translate("bunko_timezone = {name!r} in conf.py is no time zone; write one such as Asia/Tokyo")
        raise ConfigError(message.format(name=name)) from error


def site_dialect(config: Config) -> Dialect:
    """Return the dialect of posts that do not ask for another; raise `ConfigError` if that is not known."""
    if config.bunko_markdown not in (Dialect.KRAMDOWN, Dialect.COMMONMARK):
        message = translate("bunko_markdown = {value!r} in conf.py: write kramdown or commonmark")
        raise ConfigError(message.format(value=config.bunko_markdown))
    return Dialect.MYST if config.bunko_myst_in_posts else Dialect(config.bunko_markdown)


def kramdown_options(config: Config) -> dict[str, bool]:
    """Return how kramdown is read: arguments of ``kramdown_plugin``."""
    names = ("hard_wrap", "typography", "smart_quotes", "parse_block_html", "tight_headings")
    return {name: bool(config[f"bunko_{name}"]) for name in names}


def site_clock(config: Config) -> Clock:
    """Return the moment that the site is built for, and what is shown besides what is out then.

    `ConfigError` if ``bunko_as_of`` or ``SOURCE_DATE_EPOCH`` is no moment.
    """
    return Clock(
        now=_now(config.bunko_as_of, os.environ.get("SOURCE_DATE_EPOCH", ""), site_zone(config)),
        shows_future=config.bunko_future or config.bunko_preview,
        shows_drafts=config.bunko_drafts or config.bunko_preview,
    )


def _now(as_of: str, epoch: str, zone: tzinfo) -> datetime:
    if as_of:
        try:
            return parse_date(as_of, zone)
        except ValueError as error:
            message = translate("bunko_as_of = {value!r} in conf.py is no date; write it as 2025-12-29 20:37:39 +0900")
            raise ConfigError(message.format(value=as_of)) from error
    if not epoch:
        return datetime.now(zone)
    try:
        return datetime.fromtimestamp(int(epoch), zone)
    except (ValueError, OverflowError, OSError) as error:
        message = translate("SOURCE_DATE_EPOCH = {value!r} in the environment is no number of seconds since 1970")
        raise ConfigError(message.format(value=epoch)) from error


def site_description(config: Config) -> str:
    """Return what the site is about: ``bunko_description``, else what ``_config.yml`` said; empty if neither does."""
    about = config.bunko_description or config.bunko_site.get("description")
    return about.strip() if isinstance(about, str) else ""


def is_post(config: Config, docname: str) -> bool:
    """Tell a post, or the draft of one, from another page."""
    if docname.startswith(f"{config.bunko_posts_folder}/"):
        return True
    top = docname.casefold().partition("/")[0]
    return "/" in docname and (top in DRAFT_FOLDERS or "/_drafts/" in docname.casefold())


def site_hosts(config: Config) -> frozenset[str]:
    """Return the hosts that are this site, and its folder on them; see `read_target`."""
    urls = (config.html_baseurl, config.bunko_site_url, *config.bunko_site_hosts)
    return own_hosts(urls, config.bunko_site_baseurl)
