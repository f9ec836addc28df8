"""Where pages stand and what leads to them: old addresses become those of pages, or of pages that send readers on.

No two things share a file, also where `A` is `a`: what stands first keeps its place, and the other is reported.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import quote

from bunko.catalogue.links import bare_address
from bunko.catalogue.terms import Term, names_of
from bunko.pages.list_pages import ARCHIVE, folder_of, month_page, term_page
from bunko.posts.permalinks import file_of, read_address, slugify
from bunko.posts.taxonomy import TermKind
from bunko.problems import Kind, Problem
from bunko.text.names import slug_of, term_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bunko.catalogue.catalogue import Catalogue
    from bunko.post import Post

#: What may stand in ``bunko_archive_permalinks``, and the places that each may have; as in jekyll-archives.
ARCHIVES: Mapping[str, tuple[str, ...]] = {
    "year": ("year", "type"),
    "month": ("year", "month", "type"),
    "day": ("year", "month", "day", "type"),
    "tag": ("name", "type"),
    "category": ("name", "type"),
}
_TERMS = {"tag": TermKind.TAG, "category": TermKind.CATEGORY}
_SPHINX = ("_static", "_images", "_sources", "_downloads", ".doctrees")
_SAFE = "/~!$&'()*+,;=:@"  # what RFC 3986 lets stand in a path

_REDIRECT = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={href}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<script>location.replace({script} + location.hash)</script>
</head>
<body>
<p><a href="{href}">{title}</a></p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """A page that sends readers on."""

    file: str  #: below the output folder
    page: str  #: the page it leads to
    title: str  #: the title of that page


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """The addresses of a site."""

    addresses: Mapping[str, str] = field(default_factory=dict)  #: by docname, of posts that stand at their permalinks
    redirects: tuple[Redirect, ...] = ()
    problems: tuple[Problem, ...] = ()  #: those without a docname are of conf.py


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlRules:
    """What the site says of addresses."""

    pages: bool = False  #: posts stand at their permalinks
    archives: Mapping[str, str] = field(default_factory=dict)  #: a template for each of `ARCHIVES` that was asked for


def plan_urls(
    catalogue: Catalogue, rules: UrlRules, place: Callable[[str], str], pages: Iterable[str], files: Iterable[str] = ()
) -> Urls:
    """Say where everything stands. The order decides: pages first, then the oldest posts.

    ``place`` says in which file a page stands that is not moved; ``pages`` are the names of all pages but posts,
    ``files`` other files of the site.
    """
    plan = _Plan(place)
    for page in pages:
        plan.take(place(page), page)
    for file in files:
        plan.take(file, file)
    posts = catalogue.all_posts[::-1]
    for post in posts:
        plan.take(place(post.docname), post.docname)
    for post in posts:
        if not post.permalink:
            continue
        if rules.pages:
            plan.move(post)
        else:
            plan.lead(post, post.permalink)
    for post in posts:
        for address in post.redirect_from:
            plan.lead(post, address)
    plan.lead_old_names(catalogue)
    for kind, name, address, page in _archives(catalogue, rules.archives):
        plan.lead_to_list(kind, name, address, page)
    return Urls(addresses=plan.addresses, redirects=tuple(plan.redirects), problems=tuple(plan.problems))


class _Plan:
    """Who has which file."""

    def __init__(self, place: Callable[[str], str]) -> None:
        self._place = place
        self._owners: dict[str, str] = {}  # by file
        self._folders: dict[str, str] = {}  # and who has something in a folder
        self._posts: dict[str, Post] = {}
        self.addresses: dict[str, str] = {}
        self.redirects: list[Redirect] = []
        self.problems: list[Problem] = []

    def take(self, file: str, owner: str) -> str:
        """Give ``file`` to ``owner``; return who has it already, or something in its way, else ""."""
        name = normalize("NFC", file).casefold()
        folders = [name[:at] for at, char in enumerate(name) if char == "/"]
        other = self._owners.get(name) or self._folders.get(name, "")
        other = other or next((self._owners[folder] for folder in folders if folder in self._owners), "")
        if not other and (folders[0] if folders else "") in _SPHINX:
            other = folders[0]
        if not other:
            self._owners[name] = owner
            self._folders.update((folder, owner) for folder in folders)
        return other

    def move(self, post: Post) -> None:
        """Let a post stand at its permalink, if it may."""
        try:
            file = file_of(post.permalink)
        except ValueError:
            self._report_length(post, post.permalink)
            return
        other = self.take(file, post.docname)
        if other in ("", post.docname):
            self.addresses[post.docname] = post.permalink
            self._posts[post.docname] = post
        else:
            self._report(post, post.permalink, other)

    def lead(self, post: Post, address: str) -> None:
        """Let an address lead to a post, if it may."""
        self._posts[post.docname] = post
        try:
            file = file_of(address)
        except ValueError:
            self._report_length(post, address)
            return
        other = self.take(file, post.docname)
        if not other:
            self.redirects.append(Redirect(file=file, page=post.docname, title=post.title))
        elif other != post.docname:
            self._report(post, address, other)

    def lead_to_list(self, kind: str, name: str, address: str, page: str) -> None:
        """Let an address lead to a list, if it may."""
        try:
            file = file_of(address)
        except ValueError:
            return
        other = self.take(file, page)
        if not other:
            self.redirects.append(Redirect(file=file, page=page, title=name))
        elif other != page:
            message = "bunko_archive_permalinks: the address {address} of {name!r} ({kind}) belongs to {other} already"
            values = {"address": address, "name": name, "kind": kind, "other": other}
            self.problems.append(Problem(kind=Kind.DUPLICATE, message=message, values=values))

    def lead_old_names(self, catalogue: Catalogue) -> None:
        """Let the pages of terms that were merged or renamed lead to them, where nothing else stands."""
        for old, term in old_names(catalogue):
            page, file = term_page(term), self._place(f"{folder_of(term.kind)}/{old}")
            if not self.take(file, page):
                self.redirects.append(Redirect(file=file, page=page, title=term.name))

    def _report(self, post: Post, address: str, other: str) -> None:
        theirs = self._posts.get(other)
        if theirs is not None:
            known = {bare_address(found) for found in (theirs.permalink, *theirs.redirect_from) if found}
            if bare_address(address) in known:
                return  # `Catalogue.duplicates` says so
        message = "the address {address} belongs to {other} already; choose another"
        values = {"address": address, "other": other}
        problem = Problem(kind=Kind.DUPLICATE, message=message, values=values, docname=post.docname, line=1)
        self.problems.append(problem)

    def _report_length(self, post: Post, address: str) -> None:
        message = "the address {address} is longer than a file name can be; choose another"
        values = {"address": address}
        self.problems.append(Problem(kind=Kind.FIELD, message=message, values=values, docname=post.docname, line=1))


def old_names(catalogue: Catalogue) -> Iterator[tuple[str, Term]]:
    """Yield the slugs that terms had before they were merged (``synonyms:``) or renamed (``slug:``), with the terms."""
    for kind, terms in catalogue.terms.items():
        for key, entry in sorted(catalogue.taxonomy.entries.get(kind, {}).items()):
            if key in terms:
                slugs = (slug_of(term_key(name)) for name in (entry.name, *entry.synonyms))
                yield from ((slug, terms[key]) for slug in slugs if slug != terms[key].slug)


def _archives(catalogue: Catalogue, templates: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (kind, name, address, page) of every list that jekyll-archives had, in a fixed order."""
    for kind, template in sorted(templates.items()):
        found: dict[str, tuple[str, str]] = {}
        for post in catalogue.posts[::-1]:
            if kind in _TERMS:
                for name in names_of(post, _TERMS[kind]):
                    term = catalogue.term(_TERMS[kind], name)
                    values = {"name": slugify(name), "type": kind}
                    if term is not None and values["name"]:
                        found.setdefault(f"{name}", (_filled(template, values), term_page(term)))
            elif post.is_dated:
                year, month, day = f"{post.date.year:04}", f"{post.date.month:02}", f"{post.date.day:02}"
                values = {"year": year, "month": month, "day": day, "type": kind}
                name = "-".join(values[part] for part in ARCHIVES[kind][:-1])
                page = f"{ARCHIVE}/{year}" if kind == "year" else month_page(post)
                found.setdefault(name, (_filled(template, values), page))
        yield from ((kind, name, address, page) for name, (address, page) in sorted(found.items()) if address)


def _filled(template: str, values: Mapping[str, str]) -> str:
    for place, value in values.items():
        template = template.replace(f":{place}", value)
    try:
        return read_address(template)
    except ValueError:
        return ""


def uri_of(address: str, *, whole: bool = False) -> str:
    """Return an address as it stands in links, from the root, without the first slash; ``whole``: with the file."""
    return quote((file_of(address) if whole else address).removeprefix("/"), safe=_SAFE)


def redirect_html(title: str, href: str, canonical: str, lang: str) -> str:
    """Return a page that sends readers on, with or without scripts. Addresses are percent-encoded."""
    return _REDIRECT.format(
        lang=html.escape(lang or "en"),
        title=html.escape(title),
        canonical=html.escape(canonical),
        href=html.escape(href),
        script=json.dumps(href).replace("<", "\\u003c"),
    )
