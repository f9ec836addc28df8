"""``_config.yml``: what a Jekyll site says of itself, read once, each key with what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from bunko.markup.yaml_values import YamlError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What becomes of a setting: where it is now; or "files", "reading": what it says of what comes over, and how.
_USES = {
    "title": "project", "name": "project", "description": "index.md", "url": "html_baseurl, bunko_site_url",
    "baseurl": "html_baseurl, bunko_site_baseurl", "timezone": "bunko_timezone", "lang": "language",
    "locale": "language", "language": "language", "permalink": "bunko_permalink", "author": "author",
    "defaults": "bunko_defaults", "future": "files", "unpublished": "files", "exclude": "files", "include": "files",
    "encoding": "reading", "markdown_ext": "files", "jekyll-archives": "bunko_archive_permalinks",
    "collections": "files", "collections_dir": "files", "data_dir": "taxonomy.yml",
    "markdown": "bunko_markdown", "kramdown": "bunko_hard_wrap, bunko_parse_block_html, bunko_smart_quotes",
    "includes_dir": "bunko_includes", "feed": "bunko_feed_limit, bunko_feed_content, bunko_feeds",
}  # fmt: skip
_ASKED_FOR = ("author", "description", "name")  #: of those, what is kept for Liquid, too
_ARCHIVES = {
    "year": "/:year/", "month": "/:year/:month/", "day": "/:year/:month/:day/", "tag": "/tag/:name/",
    "category": "/category/:name/",
}  # fmt: skip
_SINGULAR = {"categories": "category", "tags": "tag"}
_NEVER = (
    ".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules", "vendor/bundle",
    "vendor/cache", "vendor/gems", "vendor/ruby", "_site",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class JekyllConfig:
    """The settings that mean something to an archive."""

    title: str = ""
    description: str = ""
    url: str = ""
    baseurl: str = ""
    timezone: str = ""
    language: str = ""
    permalink: str = "date"
    author: str = ""
    encoding: str = "utf-8"
    future: bool = False
    suffixes: tuple[str, ...] = (".markdown", ".mkdown", ".mkdn", ".mkd", ".md")
    include: tuple[str, ...] = (".htaccess",)
    exclude: tuple[str, ...] = _NEVER
    data_dir: str = "_data"
    includes_dir: str = "_includes"
    markdown: str = "kramdown"  #: or "commonmark"
    hard_wrap: bool = False
    smart_quotes: bool = True
    parse_block_html: bool = False
    others: Mapping[str, object] = field(default_factory=dict)  #: values that posts may ask for
    paginate: int = 0  #: posts on each page of Jekyll's list
    paginate_path: str = "/page:num"
    #: By name, but for that of posts, the permalink of its documents, "" for Jekyll's own; None if they have no pages.
    collections: Mapping[str, str | None] = field(default_factory=dict)
    collections_dir: str = ""
    defaults: tuple[tuple[str, str, Mapping[str, object]], ...] = ()  #: path, type ("" is any) and values, in order
    archives: Mapping[str, str] = field(default_factory=dict)  #: templates of the lists of jekyll-archives
    feed_limit: int = 0  #: posts in a feed of jekyll-feed; 0 if it does not say
    feed_excerpts: bool = False
    feed_tags: bool = False
    uses: Mapping[str, str] = field(default_factory=dict)  #: by key of the file, what becomes of it; "" is nothing
    problem: str = ""  #: why the file cannot be read; with its line

    def defaults_for(self, kind: str) -> list[tuple[str, Mapping[str, object]]]:
        """Return path and values of the defaults for ``posts``, ``pages`` or a collection, in their order."""
        return [(path, values) for path, of_kind, values in self.defaults if of_kind in ("", kind)]

    @property
    def base(self) -> str:
        """Where the site is: ``url`` and ``baseurl``; "" if it does not say."""
        return f"{self.url.rstrip('/')}/{self.baseurl.strip('/')}".rstrip("/") if self.url else ""


def read_jekyll_config(text: str) -> JekyllConfig:
    """Read ``_config.yml``. What is not understood has no effect; a file that is not YAML is one problem."""
    try:
        top = read_yaml(text, 1)
        found = top.data()
    except YamlError as error:
        return JekyllConfig(problem=f"{error.line}: {error}")
    settings = found if isinstance(found, dict) else {}

    def words(key: str, default: str = "") -> str:
        value = settings.get(key)
        return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else default

    suffixes = words("markdown_ext")
    return JekyllConfig(
        title=words("title") or words("name"),
        description=words("description"),
        url=words("url"),
        baseurl=words("baseurl"),
        timezone=words("timezone"),
        language=_language(words("lang") or words("locale") or words("language")),
        permalink=_permalink(settings) or words("permalink", "date"),
        author=_author(settings.get("author")),
        encoding=words("encoding", "utf-8"),
        future=settings.get("future") is True,
        suffixes=tuple(f".{name.strip()}" for name in suffixes.split(",") if name.strip()) or JekyllConfig().suffixes,
        include=(*JekyllConfig().include, *_names(settings.get("include"))),
        exclude=(*_NEVER, *_names(settings.get("exclude"))),
        data_dir=_folder(words("data_dir"), "_data"),
        includes_dir=_folder(words("includes_dir"), "_includes"),
        markdown="commonmark" if words("markdown").casefold().startswith("commonmark") else "kramdown",
        hard_wrap=_inside(settings, "kramdown", "hard_wrap") is True,
        smart_quotes=not _are_plain(_inside(settings, "kramdown", "smart_quotes")),
        parse_block_html=_inside(settings, "kramdown", "parse_block_html") is True,
        others={
            key: value
            for key, given in settings.items()
            if (key not in _USES or key in _ASKED_FOR) and (value := _plain(given)) is not None
        },
        paginate=max(0, int(paginate)) if (paginate := words("paginate")).isdecimal() else 0,
        paginate_path=words("paginate_path", "/page:num"),
        collections=dict(_collections(settings.get("collections"))),
        collections_dir=_folder(words("collections_dir"), ""),
        defaults=tuple(_defaults(settings.get("defaults"))),
        archives=_archives(settings.get("jekyll-archives")),
        feed_limit=limit if type(limit := _inside(settings, "feed", "posts_limit")) is int and limit > 0 else 0,
        feed_excerpts=_inside(settings, "feed", "excerpt_only") is True,
        feed_tags=bool(_inside(settings, "feed", "tags")),
        uses={key: _use(key, value) for key, value in settings.items()},
    )


def _use(key: str, value: object) -> str:
    return _USES.get(key, "bunko_site" if _plain(value) is not None else "")


def _plain(value: object) -> object:
    """Return what Liquid can show of a value: texts, numbers, and mappings of them; None if there is nothing."""
    if isinstance(value, dict):
        return {str(key): found for key, inner in value.items() if (found := _plain(inner)) is not None} or None
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _inside(settings: Mapping[str, object], key: str, name: str) -> object:
    found = settings.get(key)
    return found.get(name) if isinstance(found, dict) else None


def _are_plain(quotes: object) -> bool:
    """Tell kramdown's ``smart_quotes`` that ask for marks as they are typed, as text or as a list."""
    names = quotes.split(",") if isinstance(quotes, str) else quotes if isinstance(quotes, list) else []
    return bool(names) and {str(name).strip() for name in names} <= {"apos", "quot", "39", "34"}


def _language(text: str) -> str:
    return text.replace("_", "-").split("-")[0].casefold() if text else ""


def _folder(path: str, otherwise: str) -> str:
    """Return a path of a folder of the site; one that leads out of it is none."""
    path = path.strip("/")
    return otherwise if set(path.split("/")) & {"", ".", ".."} else path


def _author(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() if isinstance(value, str) else ""


def _permalink(settings: Mapping[str, object]) -> str:
    """Return the permalink that the collection ``posts`` has of its own."""
    collections = settings.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    own = posts.get("permalink") if isinstance(posts, dict) else None
    return own if isinstance(own, str) else ""


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(name) for name in value if isinstance(name, str)] if isinstance(value, list | dict) else []


def _collections(value: object) -> Iterator[tuple[str, str | None]]:
    for name in _names(value):
        about = value.get(name) if isinstance(value, dict) else None
        if name not in ("posts", "drafts"):
            permalink = about.get("permalink") if isinstance(about, dict) else None
            is_written = isinstance(about, dict) and about.get("output") is True
            yield name, (permalink if isinstance(permalink, str) else "") if is_written else None


def _defaults(value: object) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for found in value if isinstance(value, list) else ():
        scope = found.get("scope") if isinstance(found, dict) else None
        values = found.get("values") if isinstance(found, dict) else None
        if isinstance(values, dict):
            path, kind = (scope.get("path"), scope.get("type")) if isinstance(scope, dict) else ("", "")
            kind = kind if isinstance(kind, str) else ""
            yield (path if isinstance(path, str) else ""), {"post": "posts", "page": "pages"}.get(kind, kind), values


def _archives(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        return {}
    enabled = value.get("enabled")
    kinds = list(_ARCHIVES) if enabled in ("all", True) else [_SINGULAR.get(n, n) for n in _names(enabled)]
    given = value.get("permalinks")
    own = given if isinstance(given, dict) else {}
    return {
        kind: str(own[kind]) if isinstance(own.get(kind), str) else _ARCHIVES[kind]
        for kind in kinds
        if kind in _ARCHIVES
    }


def comes_over(path: str, config: JekyllConfig) -> bool:
    """Whether Jekyll publishes the file ``path``, or looks into the folder: no hidden, no excluded one."""
    name = path.rpartition("/")[2]
    if any(_fits(path, pattern) or _fits(name, pattern) for pattern in config.include):
        return True
    if name.startswith((".", "_", "#", "~")) or name.endswith("~"):
        return False
    return not any(_fits(path, pattern) for pattern in config.exclude)


def _fits(path: str, pattern: str) -> bool:
    pattern = pattern.strip("/")
    return path == pattern or path.startswith(f"{pattern}/") or fnmatchcase(path, pattern)
