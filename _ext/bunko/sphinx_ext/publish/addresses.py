"""Absolute addresses, for what is read elsewhere than on the site: one way for pages, feeds, sitemap and exports."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from bunko.pages.urls import uri_of
from bunko.pages.web_address import web_address
from bunko.sphinx_ext.domain import domain_of

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.config import Config

_SAFE = "%/~!$&'()*+,;=:@"


@lru_cache(maxsize=8)
def _base(address: str) -> str:
    base = web_address(address)
    return base.rstrip("/") if base.startswith(("http://", "https://")) else ""


def site_base(config: Config) -> str:
    """Return the address of the site, in ASCII and without a slash at its end; empty if ``html_baseurl`` gives none."""
    return _base(config.html_baseurl or "")


def file_url(config: Config, path: str) -> str:
    """Return the address of a file below the output folder; empty if the site has none."""
    base = site_base(config)
    return f"{base}/{quote(path)}" if base else ""


def image_url(builder: Builder, name: str) -> str:
    """Return the address of a picture by its name in the output; empty if the site has none."""
    return file_url(builder.config, f"{builder.imagedir}/{name}")


def page_url(builder: Builder, page: str) -> str:
    """Return the address of a page of the published site; empty if the site has none."""
    base = site_base(builder.config)
    if not base:
        return ""
    if page == builder.config.root_doc:
        return f"{base}/"
    address = domain_of(builder.env).urls.addresses.get(page, "")
    return f"{base}/{uri_of(address) if address else quote(builder.get_target_uri(page), safe=_SAFE)}"
