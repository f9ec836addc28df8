"""Files beside the pages, for programs: sitemap, robots, and what GitHub Pages wants."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bunko.pages.list_pages import MISSING, SEARCH, list_pages
from bunko.pages.map import map_page
from bunko.posts.fields import FALSE
from bunko.publish.sitemap import ROBOTS, SitemapEntry, robots_text, sitemap_files
from bunko.sphinx_ext.compat.application import app_of
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.publish.addresses import page_url, site_base
from bunko.sphinx_ext.report import translate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sphinx.builders import Builder

    from bunko.catalogue.catalogue import Catalogue
    from bunko.pages.list_pages import Page
    from bunko.post import Post


def published_texts(builder: Builder) -> Iterator[tuple[str, bytes]]:
    """Yield the name, below the output folder, and the content of each."""
    config = builder.config
    yield ".nojekyll", b""  # GitHub Pages would leave out _static otherwise
    if not site_base(config):
        return
    home = f"{site_base(config)}/"
    if config.bunko_cname:
        yield "CNAME", f"{urlsplit(home).hostname}\n".encode()
    if config.bunko_sitemap:
        yield ROBOTS, robots_text(home)
        if "sphinx_sitemap" not in app_of(builder).extensions:  # it writes one itself
            yield from sitemap_files(list(_places(builder)), home)


def _places(builder: Builder) -> Iterator[SitemapEntry]:
    """Yield the first page, then posts, newest first, then all other pages."""
    env, config, catalogue = builder.env, builder.config, domain_of(builder.env).catalogue
    newest = max((_changed(post) for post in catalogue.posts if post.is_dated), default=None)
    yield SitemapEntry(url=page_url(builder, config.root_doc), modified=newest)
    for post in catalogue.posts:
        if post.in_sitemap:
            yield SitemapEntry(url=page_url(builder, post.docname), modified=_changed(post) if post.is_dated else None)
    for docname in sorted(env.found_docs - catalogue.by_docname.keys() - {config.root_doc}):
        if str(env.metadata.get(docname, {}).get("sitemap", "")).casefold() not in FALSE:
            yield SitemapEntry(url=page_url(builder, docname))
    lists = list_pages(catalogue, config.bunko_page_size, translate, config.language)
    for page in (*lists, map_page(catalogue, translate)):
        if page.name not in {MISSING, SEARCH} and page.name not in env.found_docs:
            yield SitemapEntry(url=page_url(builder, page.name), modified=_last(page, catalogue))


def _changed(post: Post) -> datetime:
    return max(post.date, post.updated) if post.updated else post.date


def _last(page: Page, catalogue: Catalogue) -> datetime | None:
    """Return when what a list shows last changed, if it lists posts."""
    listed = page.context.get("posts")
    posts = [catalogue.by_docname[str(shown["docname"])] for shown in listed] if isinstance(listed, list) else []
    return max((_changed(post) for post in posts if post.is_dated), default=None)
