"""Addresses in builds: which file of the output is which page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from bunko.pages.list_pages import MISSING, list_pages
from bunko.pages.map import MAP
from bunko.pages.urls import ARCHIVES, UrlRules, Urls, old_names, plan_urls, uri_of
from bunko.posts.permalinks import unknown_places
from bunko.problems import Kind, Problem
from bunko.publish.feeds import PAGE
from bunko.sphinx_ext.report import report_in_file, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from bunko.catalogue.catalogue import Catalogue

_OTHERS = (MAP, "genindex", "search", "py-modindex")  # pages that are no lists: ours, and Sphinx's


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Refuse templates that Jekyll would refuse, by `ConfigError`; report what is to be published and is not there."""
    url_rules(config)
    wrong = unknown_places(config.bunko_permalink)
    if wrong:
        message = translate("bunko_permalink in conf.py has {places}, which Jekyll does not know")
        raise ConfigError(message.format(places=", ".join(wrong)))
    for name in config.bunko_files:
        if not Path(app.srcdir, name.strip("/")).exists():
            message = "bunko_files: there is no {name}; correct it, or leave it out"
            report_in_file([Problem(kind=Kind.OPTION, message=message, values={"name": name})], "conf.py")


def url_rules(config: Config) -> UrlRules:
    """Return what conf.py says of addresses. Raises `ConfigError` if it cannot be understood."""
    archives = dict(config.bunko_archive_permalinks)
    for kind, template in archives.items():
        if kind not in ARCHIVES or not isinstance(template, str) or unknown_places(template, ARCHIVES[kind]):
            message = translate(
                "bunko_archive_permalinks in conf.py: {kind}: {template} cannot be understood; an example: {example}"
            )
            example = {"tag": "/tag/:name/", "year": "/:year/"}
            raise ConfigError(message.format(kind=kind, template=template, example=example))
    return UrlRules(pages=config.bunko_permalink_pages, archives=archives)


def file_name(builder: Builder, page: str) -> str:
    """Return where a page that is not moved stands below the output folder, as ``get_output_path`` has it."""
    if page == MISSING:
        return f"{MISSING}.html"  # as servers look for it, whatever the builder calls its files
    suffix: str = getattr(builder, "out_suffix", ".html")
    if "dirhtml" in builder.name and page != "index" and not page.endswith("/index"):
        return f"{page}/index{suffix}"
    return page + suffix


def site_urls(env: BuildEnvironment, catalogue: Catalogue, builder: Builder) -> Urls:
    """Return where the pages of a site stand, and what leads to them."""
    config = env.config
    rules = url_rules(config)
    moved = rules.archives or any(post.permalink or post.redirect_from for post in catalogue.all_posts)
    if not moved and not any(True for _ in old_names(catalogue)):
        return Urls()
    lists = [page.name for page in list_pages(catalogue, config.bunko_page_size, translate)]
    others = (*_OTHERS, PAGE) if config.bunko_feeds and config.html_baseurl else _OTHERS
    documents = sorted(env.found_docs - catalogue.by_docname.keys())
    return plan_urls(
        catalogue,
        rules,
        lambda page: file_name(builder, page),
        dict.fromkeys([*documents, *lists, *others]),
        _extra_files(Path(env.srcdir), config),
    )


def titles_of_lists(catalogue: Catalogue, config: Config, urls: Urls) -> dict[str, tuple[str, str]]:
    """Return the lists of the archive, their names and titles, by name, and by the old addresses that lead to them."""
    lists = {
        page.name: (page.name, page.title)
        for page in list_pages(catalogue, config.bunko_page_size, translate, config.language)
    }
    leads = (redirect for redirect in urls.redirects if redirect.page in lists)
    return lists | {redirect.file.removesuffix(".html"): (redirect.page, redirect.title) for redirect in leads}


def _extra_files(folder: Path, config: Config) -> Iterator[str]:
    for path in (folder / name for name in getattr(config, "html_extra_path", ())):
        if path.is_dir():
            yield from sorted(found.relative_to(path).as_posix() for found in path.rglob("*") if found.is_file())
        elif path.is_file():
            yield path.name
    yield from (name for name, _ in published_files(folder, config.bunko_files))


def published_files(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Yield what ``bunko_files`` names: each file's name below the output folder, and its path."""
    for name in names:
        path = folder / name.strip("/")
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from ((each.relative_to(folder).as_posix(), each) for each in found if each.is_file())


def page_uri(address: str, builder: Builder) -> str:
    """Return the address of a moved page for links: in ``html`` with its file, so that they work without a server."""
    return uri_of(address, whole="dirhtml" not in builder.name)


def setup(app: Sphinx) -> None:
    """Look at the options of addresses."""
    app.connect("config-inited", on_config_inited)
