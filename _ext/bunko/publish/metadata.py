"""What a page says of itself to search engines and social networks: OpenGraph, Twitter cards and schema.org.

Sources: https://ogp.me, https://developer.x.com/en/docs/x-for-websites/cards, https://schema.org and, for what Google
reads of it, https://developers.google.com/search/docs/appearance/structured-data.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bunko.pages.license import License

#: What can be left out, by ``bunko_metadata``.
KINDS = ("opengraph", "twitter", "json-ld", "theme-color", "translations")
_LOCALES = {
    "ja": "ja_JP",
    "en": "en_US",
    "zh-cn": "zh_CN",
    "zh-tw": "zh_TW",
    "ko": "ko_KR",
    "fr": "fr_FR",
    "de": "de_DE",
}
_CONTEXT = "https://schema.org"
_UNSAFE = re.compile("[<>&\u2028\u2029]")
_MOST_LISTED = 30  #: articles that the data of a list names


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMeta:
    """What holds for all pages of a site."""

    name: str
    language: str
    url: str = ""  #: of its first page, absolute; empty if it is not known
    search: str = ""  #: absolute address of a search, with ``{search_term_string}`` for what is looked for
    kinds: frozenset[str] = frozenset(KINDS)  #: of `KINDS`, those that are wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A picture that stands for a page."""

    url: str  #: absolute
    width: int = 0  #: pixels; 0 if it is not known
    height: int = 0
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author."""

    name: str
    url: str = ""  #: of the page about them, absolute
    picture: str = ""
    same_as: tuple[str, ...] = ()  #: addresses of the same person elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMeta:
    """What holds for one page. Addresses are absolute and percent-encoded; those of a site without one are empty."""

    title: str
    url: str = ""
    description: str = ""
    is_home: bool = False
    is_article: bool = False
    is_list: bool = False
    is_unlisted: bool = False
    picture: PageImage | None = None
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[Person, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""  #: if it is not that of the site
    above: tuple[tuple[str, str], ...] = ()  #: (title, address) of the pages above it, outermost first
    listed: tuple[tuple[str, str], ...] = ()  #: (title, address) of what it lists
    translations: tuple[tuple[str, str], ...] = ()  #: (language, address), its own among them
    license: License | None = None


def meta_tags(site: SiteMeta, page: PageMeta) -> Iterator[tuple[str, str, str]]:
    """Yield the ``<meta>`` of a page: the attribute that names it, its name, its content."""
    if page.is_unlisted:
        yield "name", "robots", "noindex"
    if "opengraph" in site.kinds:
        yield from (("property", name, content) for name, content in _open_graph(site, page) if content)
    if "twitter" in site.kinds:
        yield "name", "twitter:card", "summary_large_image" if page.picture else "summary"


def _open_graph(site: SiteMeta, page: PageMeta) -> Iterator[tuple[str, str]]:
    language = (page.language or site.language).replace("_", "-").casefold()
    yield "og:type", "article" if page.is_article else "website"
    yield "og:title", page.title
    yield "og:site_name", site.name
    yield "og:url", page.url
    yield "og:description", page.description
    yield "og:locale", _LOCALES.get(language, "")
    if page.picture:
        yield "og:image", page.picture.url
        yield "og:image:width", str(page.picture.width or "")
        yield "og:image:height", str(page.picture.height or "")
        yield "og:image:alt", page.picture.alt
    if page.is_article:
        yield "article:published_time", _time(page.published)
        yield "article:modified_time", _time(page.modified)
        yield from (("article:author", author.url or author.name) for author in page.authors)
        yield "article:section", page.section
        yield from (("article:tag", tag) for tag in page.tags)


def structured_data(site: SiteMeta, page: PageMeta) -> list[str]:
    """Return the JSON-LD of a page, each fit to stand in a ``<script>``; none where no address is known."""
    if "json-ld" not in site.kinds or not page.url or page.is_unlisted:
        return []
    found: list[dict[str, Any]] = []
    if page.is_home:
        found.append(_web_site(site))
    elif page.is_article:
        found.append(_posting(site, page))
    elif page.is_list:
        found.append(_collection(site, page))
    if page.above and not page.is_home:
        found.append(_trail(page))
    return [_script({"@context": _CONTEXT, **_filled(data)}) for data in found]


def _web_site(site: SiteMeta) -> dict[str, Any]:
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": site.search},
        "query-input": "required name=search_term_string",
    }
    return {
        "@type": "WebSite",
        "name": site.name,
        "url": site.url,
        "inLanguage": site.language,
        "potentialAction": action if site.search else None,
    }


def _posting(site: SiteMeta, page: PageMeta) -> dict[str, Any]:
    picture = page.picture
    return {
        "@type": "BlogPosting",
        "headline": page.title,
        "description": page.description,
        "url": page.url,
        "mainEntityOfPage": page.url,
        "inLanguage": page.language or site.language,
        "datePublished": _time(page.published),
        "dateModified": _time(page.modified or page.published),
        "author": [_person(author) for author in page.authors] or _publisher(site),
        "publisher": _publisher(site),
        "image": picture
        and {"@type": "ImageObject", "url": picture.url, "width": picture.width, "height": picture.height},
        "articleSection": page.section,
        "keywords": list(page.tags),
        "license": page.license and (page.license.url or {"@type": "CreativeWork", "name": page.license.name}),
    }


def _person(author: Person) -> dict[str, Any]:
    return {
        "@type": "Person",
        "name": author.name,
        "url": author.url,
        "image": author.picture,
        "sameAs": list(author.same_as),
    }


def _publisher(site: SiteMeta) -> dict[str, Any]:
    return {"@type": "Organization", "name": site.name, "url": site.url}


def _collection(site: SiteMeta, page: PageMeta) -> dict[str, Any]:
    listed = [
        {"@type": "ListItem", "position": place, "url": url, "name": title}
        for place, (title, url) in enumerate(page.listed[:_MOST_LISTED], 1)
    ]
    return {
        "@type": "CollectionPage",
        "name": page.title,
        "description": page.description,
        "url": page.url,
        "inLanguage": site.language,
        "isPartOf": {"@type": "WebSite", "name": site.name, "url": site.url},
        "mainEntity": {"@type": "ItemList", "itemListElement": listed} if listed else None,
    }


def _trail(page: PageMeta) -> dict[str, Any]:
    steps = [*page.above, (page.title, page.url)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": title, "item": url}
            for place, (title, url) in enumerate(steps, 1)
        ],
    }


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing, at any depth."""
    kept: dict[str, Any] = {}
    for key, value in data.items():
        clean = _filled(value) if isinstance(value, dict) else value
        if isinstance(value, list):
            clean = [_filled(item) if isinstance(item, dict) else item for item in value]
        if clean not in (None, "", 0, [], {}):
            kept[key] = clean
    return kept


def _script(data: dict[str, Any]) -> str:
    # Nothing may end the script, and U+2028 is a line break to old ones.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _time(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
