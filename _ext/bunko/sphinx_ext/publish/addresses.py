"""Absolute addresses of pages, for what is read elsewhere than on the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.pages.urls import uri_of
from bunko.sphinx_ext.domain import domain_of

if TYPE_CHECKING:
    from sphinx.builders import Builder


def page_url(builder: Builder, page: str) -> str:
    """Return the address of a page of the published site, absolute and percent-encoded; empty if the site has none."""
    base: str = builder.config.html_baseurl
    if not base:
        return ""
    if page == builder.config.root_doc:
        return f"{base.rstrip('/')}/"
    address = domain_of(builder.env).urls.addresses.get(page, "")
    return f"{base.rstrip('/')}/{uri_of(address) if address else builder.get_target_uri(page)}"
