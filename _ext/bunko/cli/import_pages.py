"""Import the pages of a Jekyll site that hold text. What Liquid code generates is left out, and the report says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import dirname, relpath, split, splitext
from typing import TYPE_CHECKING
from urllib.parse import quote

from bunko.cli.import_conf import DRAFTS, POSTS, RESERVED
from bunko.jekyll.pages import COMPILED, JekyllPage, read_page
from bunko.jekyll.report import Left
from bunko.pages.list_pages import ARCHIVE, MISSING, SEARCH
from bunko.pages.urls import redirect_html
from bunko.posts.permalinks import file_of
from bunko.posts.taxonomy import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import tzinfo
    from pathlib import Path

    from bunko.cli.import_files import JekyllFiles
    from bunko.jekyll.config import JekyllConfig

#: Folders and names of pages that are Bunko's own.
_OUR_PAGES = frozenset({POSTS, DRAFTS, ARCHIVE, MISSING, SEARCH, "genindex", *SECTIONS})


@dataclass(kw_only=True, slots=True)
class Pages:
    """What becomes of the pages of a site."""

    written: dict[str, str] = field(default_factory=dict)  #: Markdown of pages, by file below the new site
    titles: dict[str, str] = field(default_factory=dict)  #: of those
    addresses: dict[str, str] = field(default_factory=dict)  #: of all that come over
    made: dict[str, str] = field(default_factory=dict)  #: other files that Jekyll makes, by file, as it makes them
    left: list[Left] = field(default_factory=list)


def bring_pages(
    source: Path,
    config: JekyllConfig,
    files: JekyllFiles,
    *,
    zone: tzinfo,
    include: Callable[[str], str | None],
) -> Pages:
    """Read all pages, and documents of collections."""
    pages = Pages()
    site: Mapping[str, object] = {**config.others, "title": config.title, "url": config.url, "baseurl": config.baseurl}
    for path in [path for path, name in files.static.items() if name in RESERVED]:
        del files.static[path]
        pages.left.append(Left(path=path, message="Bunko has a file of that name"))
    taken = {name.casefold() for name in files.static.values()}
    for path, (collection, inside) in files.pages.items():
        try:
            text = (source / path).read_bytes().decode(config.encoding)
        except (OSError, UnicodeDecodeError, LookupError):
            pages.left.append(Left(path=path, message="it cannot be read as text"))
            continue
        page = read_page(inside, text, config, collection=collection, zone=zone, site=site, include=include)
        name = _name_of(page)
        message = _reason_message(page, name, splitext(path)[1], collection)
        if not message and name.casefold() in taken:
            message = "another file of the site has its place"
        if message:
            detail = str(page.problems[0].values["tag"]) if name and page.problems else collection
            pages.left.append(Left(path=path, message=message, detail=detail, url=page.address))
            continue
        taken.add(name.casefold())
        pages.addresses[name] = page.address
        if page.is_markdown:
            heading = "" if page.body.startswith("# ") else f"# {page.title}\n\n"
            pages.written[name] = f"---\norphan: true\n---\n\n{heading}{page.body}"
            pages.titles[name] = page.title
            pages.made |= dict(_redirects(page, f"{config.base}{page.address}" if config.base else "", config.language))
        else:
            pages.made[name] = page.body
    return pages


def _redirects(page: JekyllPage, canonical: str, lang: str) -> Iterator[tuple[str, str]]:
    """Yield the files that lead from the addresses in ``redirect_from`` of a page to the page."""
    for address in page.redirect_from:
        try:
            file, target = file_of(address), file_of(page.address)
        except ValueError:
            continue
        href = quote(relpath(target, dirname(file) or "."))
        yield file, redirect_html(page.title, href, quote(canonical, safe=":/") or href, lang)


def _name_of(page: JekyllPage) -> str:
    """Return the file below the new site that stands at the address of a page."""
    if not page.is_html:
        return page.address.lstrip("/")
    try:
        return f"{file_of(page.address).removesuffix('.html')}.md" if page.address else ""
    except ValueError:
        return ""


def _reason_message(page: JekyllPage, name: str, suffix: str, collection: str) -> str:  # noqa: PLR0911 — one by one
    """Return why a page stays behind; "" if it comes over."""
    if not name:
        if collection:
            return "a document of the collection {detail}, which has no pages of its own"
        return "a page that Jekyll does not publish"
    if page.address == "/":
        return "the first page: Bunko's is index.md, write there what you want to keep"
    if name in RESERVED or (page.is_html and name.removesuffix(".md").partition("/")[0] in _OUR_PAGES):
        return "Bunko has a page of its own for that"
    if page.problems:
        return "{detail} asks for more than text"
    if suffix in COMPILED:
        return "a source that Jekyll compiles"
    if page.is_html and not page.is_markdown:
        return "a page in HTML that needs its layout: write it in Markdown"
    if page.is_html and not page.body.strip():
        return "a page without words of its own: its layout makes it"
    return ""


def list_addresses(config: JekyllConfig, files: JekyllFiles, posts: int) -> Iterator[Left]:
    """Yield the further pages of the list of ``posts`` posts that jekyll-paginate makes of an ``index.html``."""
    place = config.paginate_path.strip("/")
    template = next((path for path in files.pages if _is_above(path, place)), "")
    for number in range(2, -(-posts // config.paginate) + 1) if config.paginate and template else ():
        url = f"/{place.replace(':num', str(number))}/"
        yield Left(path=template, message="a further page of a list: the archive stands elsewhere", url=url)


def _is_above(path: str, place: str) -> bool:
    folder, name = split(path)
    return name == "index.html" and (not folder or f"{dirname(place)}/".startswith(f"{folder}/"))
