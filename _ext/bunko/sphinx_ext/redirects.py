"""Pages that send readers on from old addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.osutil import relative_uri

from bunko.pages.urls import Redirect, redirect_html, uri_of
from bunko.problems import Kind, Problem
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.report import report_in_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders import Builder
    from sphinx.config import Config

    from bunko.pages.urls import Urls


def redirect_pages(builder: Builder) -> Iterator[tuple[str, bytes]]:
    """Yield the file, below the output folder, and the HTML of each."""
    urls = domain_of(builder.env).urls
    for redirect in urls.redirects:
        yield redirect.file, redirect_page(redirect, builder, builder.config, urls).encode()


def report_taken(file: str) -> None:
    """Say that an old address leads nowhere, because something else stands there."""
    message = "the address {address} belongs to {other} already; choose another"
    values = {"address": f"/{file}", "other": file}
    report_in_file([Problem(kind=Kind.DUPLICATE, message=message, values=values, docname="")], "conf.py")


def redirect_page(redirect: Redirect, builder: Builder, config: Config, urls: Urls) -> str:
    """Return the HTML of a page that sends readers on."""
    uri = builder.get_target_uri(redirect.page)
    href = relative_uri(uri_of(f"/{redirect.file}"), uri) or "."
    address = urls.addresses.get(redirect.page)
    base: str = getattr(config, "html_baseurl", "")
    canonical = f"{base.rstrip('/')}/{uri_of(address) if address else uri}" if base else href
    return redirect_html(redirect.title, href, canonical, config.language)
