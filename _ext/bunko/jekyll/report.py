"""What an import of a Jekyll site makes and says, as values: ``conf.py``, and the report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bunko.catalogue.files import MEDIA_KEYS, file_named, media_folder, page_named
from bunko.catalogue.links import looks_like_a_page, read_target
from bunko.catalogue.reading_order import is_japanese
from bunko.markup.constructs import kramdown_of, tally
from bunko.markup.references import blank_code, references
from bunko.posts.article import KNOWN_KEYS
from bunko.posts.dialect import Dialect
from bunko.posts.permalinks import file_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from bunko.catalogue.catalogue import Catalogue
    from bunko.jekyll.config import JekyllConfig
    from bunko.pages.urls import Urls
    from bunko.posts.article import Article
    from bunko.problems import Problem

_CONF = '''"""{heading}"""

project = {project!r}
author = {author!r}
copyright = author  # noqa: A001
language = {language!r}

extensions = ["bunko"]
exclude_patterns = {exclude!r}
{options}
html_theme = "bunko"
bunko_shortcuts = True
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A post or page that does not come over, or comes over hidden."""

    path: str
    message: str  #: why: a sentence with a place for ``detail``, and the key of its translation
    detail: str = ""
    url: str = ""  #: where Jekyll has it

    def reason(self, translate: Callable[[str], str] = str) -> str:
        """Return why, in the language of ``translate``."""
        return translate(self.message).format(detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something to look at: where, and what."""

    path: str
    line: int
    target: str = ""
    nearest: tuple[str, ...] = ()
    problem: Problem | None = None

    def words(self, translate: Callable[[str], str] = str) -> str:
        """Return what is there, in the language of ``translate``."""
        return self.problem.text(translate) if self.problem else self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An address of the old site, and what answers it: "page", "redirect", "file", or nothing, for a known reason."""

    url: str
    by: str = ""
    page: str = ""
    left: Left | None = None  #: what stood there, and why it does not here


@dataclass(kw_only=True, slots=True)
class Report:
    """What became of a site. ``posts_in`` is ``posts_out`` and those in ``left_out``."""

    source: str
    posts_in: int = 0
    posts_out: int = 0
    left_out: list[Left] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)  #: files of pages that came over, below the new site
    not_posts: list[Left] = field(default_factory=list)  #: pages and documents of collections that stay behind
    settings: Mapping[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[int, str]] = field(default_factory=dict)  #: posts that have it, and its use: see `key_use`
    constructs: list[tuple[str, str, int]] = field(default_factory=list)  #: name, fate, how often
    problems: list[Place] = field(default_factory=list)  #: what was said of posts
    links_resolved: int = 0
    links_unresolved: list[Place] = field(default_factory=list)
    images_found: int = 0
    images_missing: list[Place] = field(default_factory=list)
    images_elsewhere: int = 0
    urls: list[Answer] = field(default_factory=list)
    notes: list[Left] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)  #: how many were written, unchanged, kept as edited, …
    kept: list[str] = field(default_factory=list)  #: files of the site that were edited here, and so left alone

    def data(self) -> dict[str, object]:
        """Return the report as plain data, for JSON; ``docs/migrating.md`` describes it."""
        return {
            "source": self.source,
            "posts": {"in": self.posts_in, "out": self.posts_out, "left_out": list(map(_left, self.left_out))},
            "pages": self.pages,
            "not_posts": list(map(_left, self.not_posts)),
            "settings": dict(self.settings),
            "keys": {key: {"posts": count, "use": use} for key, (count, use) in self.keys.items()},
            "constructs": [{"name": name, "fate": fate, "count": count} for name, fate, count in self.constructs],
            "problems": list(map(_place, self.problems)),
            "links": {"resolved": self.links_resolved, "unresolved": list(map(_place, self.links_unresolved))},
            "images": {
                "found": self.images_found,
                "missing": list(map(_place, self.images_missing)),
                "elsewhere": self.images_elsewhere,
            },
            "urls": list(map(_answer, self.urls)),
            "notes": list(map(_left, self.notes)),
            "files": {**self.files, "kept_files": self.kept},
        }


def _left(left: Left) -> dict[str, str]:
    return {"path": left.path, "reason": left.reason(), **({"url": left.url} if left.url else {})}


def _answer(found: Answer) -> dict[str, str]:
    reason = {"reason": f"{found.left.path}: {found.left.reason()}"} if found.left else {}
    return {"url": found.url, "answered_by": found.by, "page": found.page, **reason}


def _place(place: Place) -> dict[str, object]:
    return {"path": place.path, "line": place.line, "what": place.words(), "nearest": list(place.nearest)}


def conf_text(config: JekyllConfig, heading: str, options: Mapping[str, object], exclude: list[str]) -> str:
    """Return ``conf.py``. ``options`` are those that are not at their defaults, in their order."""
    lines = "".join(f"{name} = {value!r}\n" for name, value in options.items())
    language = str(options.get("language", config.language or "en"))
    return _CONF.format(
        heading=heading.replace('"""', ""),
        project=config.title or ("書庫" if is_japanese(language) else "Archive"),
        author=config.author,
        language=language,
        exclude=exclude,
        options="".join(line for line in lines.splitlines(keepends=True) if not line.startswith("language = ")),
    )


def key_use(key: str) -> str:
    """Say what Bunko does with a key of a front matter: "used", "ignored" or "kept"."""
    if key == "layout":
        return "ignored"
    return "used" if key in KNOWN_KEYS or key in MEDIA_KEYS else "kept"


def count_keys(headers: Iterable[Iterable[str]]) -> dict[str, tuple[int, str]]:
    """Return, for each key, how many posts have it, and its use; the most frequent first."""
    counted = Counter(key for header in headers for key in header)
    return {key: (count, key_use(key)) for key, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))}


def look_through(
    report: Report,
    articles: Mapping[str, Article],
    catalogue: Catalogue,
    hosts: frozenset[str],
    files: Collection[str],
    *,
    has_page: Callable[[str], bool] = lambda _: False,
    dialect: Dialect = Dialect.KRAMDOWN,
    step: Callable[[], None] = lambda: None,
) -> None:
    """Fill in what posts say: constructs, links, pictures. ``articles`` by path; for the rest see `check_archive`."""
    used = [article.constructs for article in articles.values()]
    if dialect is Dialect.KRAMDOWN:
        used += [kramdown_of(blank_code(article.markdown)) for article in articles.values()]
    report.constructs = [(construct.name, construct.fate.value, count) for construct, count in tally(*used).items()]
    known = set(files)
    for path, article in articles.items():
        step()
        report.problems += [Place(path=path, line=found.line or 1, problem=found) for found in article.problems]
        for reference in references(article.markdown):
            place = Place(path=path, line=reference.line, target=reference.target)
            if reference.kind == "image":
                _count_image(report, place, path, known, hosts, media_folder(article.post.extra))
            else:
                _count_link(report, place, catalogue, hosts, lambda name: name in known, has_page)


def _count_image(
    report: Report, place: Place, path: str, files: Collection[str], hosts: frozenset[str], folder: str
) -> None:
    name = file_named(place.target, path, files.__contains__, hosts, folder)
    if name is None:
        report.images_elsewhere += 1
    elif name:
        report.images_found += 1
    else:
        report.images_missing.append(place)


def _count_link(
    report: Report,
    place: Place,
    catalogue: Catalogue,
    hosts: frozenset[str],
    has_file: Callable[[str], bool],
    has_page: Callable[[str], bool],
) -> None:
    target = read_target(place.target, hosts)
    if target is None:
        return
    is_page = catalogue.links.resolve(target) or page_named(target.path, has_page)
    if is_page or file_named(place.target, place.path, has_file, hosts):
        report.links_resolved += 1
    elif looks_like_a_page(target):
        nearest = tuple(catalogue.links.nearest(place.target))
        report.links_unresolved.append(Place(path=place.path, line=place.line, target=place.target, nearest=nearest))


class Answers:
    """What answers an address, by its file: a page, a redirect, or a file that is published as it is."""

    def __init__(self, urls: Urls, catalogue: Catalogue, pages: Iterable[str], files: Collection[str]) -> None:
        """Know a site. ``pages`` are those that are no posts; ``files`` are published as they are."""
        standing = (post.docname for post in catalogue.all_posts if post.docname not in urls.addresses)
        self._pages = {f"{page}.html": page for page in (*pages, *standing)}
        self._pages |= {file_of(address): docname for docname, address in urls.addresses.items()}
        self._redirects = {redirect.file: redirect.page for redirect in urls.redirects}
        self._files = set(files)

    def has_page(self, name: str) -> bool:
        """Whether a page stands at ``name``, which is without ``.html``, or another that leads to one."""
        return f"{name}.html" in self._pages or f"{name}.html" in self._redirects

    def to(self, address: str, left: Left | None = None) -> Answer:
        """Say what answers ``address``, a decoded path from the root of the site; ``left`` is why nothing may do so."""
        if address.lstrip("/") in self._files:
            return Answer(url=address, by="file")
        try:
            file = file_of(address)
        except ValueError:
            return Answer(url=address, left=left)
        if file in self._pages:
            return Answer(url=address, by="page", page=self._pages[file])
        if file in self._redirects:
            return Answer(url=address, by="redirect", page=self._redirects[file])
        return Answer(url=address, left=left)
