"""Which feeds a site has, and what its pages say of them: links in their heads, and a page that lists all."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError
from sphinx.util import logging

from bunko.publish.feeds import PAGE, WANTED, Feed, FeedRules, feed_address, feeds_of, feeds_page
from bunko.sphinx_ext.config import site_description
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.publish.addresses import site_base
from bunko.sphinx_ext.report import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config

    from bunko.pages.list_pages import Page

CONTENTS = ("full", "excerpt")  #: what ``bunko_feed_content`` may be
_logger = logging.getLogger(__name__)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Refuse options that cannot be understood, by `ConfigError`."""
    del app
    feed_rules(config)


def feed_rules(config: Config) -> FeedRules:
    """Return what conf.py says of feeds. Raises `ConfigError` if it cannot be understood."""
    wanted, limit = tuple(config.bunko_feeds), config.bunko_feed_limit
    known = [*WANTED, *config.bunko_taxonomies]
    if not set(wanted) <= set(known):
        message = translate("bunko_feeds = {value!r} in conf.py: write names out of {names}, or none")
        raise ConfigError(message.format(value=list(wanted), names=", ".join(known)))
    if limit < 1:
        message = translate("bunko_feed_limit = {value!r} in conf.py: write a number from 1")
        raise ConfigError(message.format(value=limit))
    if config.bunko_feed_content not in CONTENTS:
        message = translate("bunko_feed_content = {value!r} in conf.py: write full or excerpt")
        raise ConfigError(message.format(value=config.bunko_feed_content))
    return FeedRules(wanted=wanted, limit=limit, rss=config.bunko_feed_rss)


def feeds_base(config: Config) -> str:
    """Return the address that those in feeds begin with, without a slash at its end; nothing if feeds cannot be.

    They name everything by its whole address, and only ``html_baseurl`` says where the site is.
    """
    return site_base(config) if config.bunko_feeds else ""


class Feeds:
    """The feeds that one builder writes."""

    def __init__(self, builder: Builder) -> None:
        """Nothing is looked at before everything is read."""
        self._builder = builder
        self._config = builder.config
        # Those who write the list pages themselves are ours; others would need a way of their own to write feeds.
        self.base = feeds_base(builder.config) if getattr(builder, "writes_list_pages", False) else ""

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """Every feed, that of all posts first."""
        config = self._config
        found = feeds_of(
            domain_of(self._builder.env).catalogue,
            feed_rules(config),
            title=config.project,
            description=site_description(config),
            home=config.root_doc,
        )
        return tuple(found) if self.base else ()

    @cached_property
    def _by_page(self) -> dict[str, tuple[Feed, ...]]:
        site, *others = self.feeds
        return {site.page: (site,), **{feed.page: (site, feed) for feed in others}}

    def links(self, page: str) -> list[tuple[str, str, str]]:
        """Return media type, title and address of the feeds that a page is to name: that of all posts, and its own."""
        if not self.base:
            return []
        feeds = self._by_page.get(page, self.feeds[:1])
        return [
            (form.media_type, feed.title, feed_address(self.base, file)) for feed in feeds for form, file in feed.files
        ]

    def pages(self) -> Iterator[Page]:
        """Yield the page that lists all feeds, if there are any."""
        if self.base:
            taxonomy = domain_of(self._builder.env).catalogue.taxonomy
            yield feeds_page(self.feeds, self.base, taxonomy, translate)

    @property
    def page(self) -> str:
        """The name of that page, or nothing."""
        return PAGE if self.base else ""

    def explain(self) -> None:
        """Say why there are none, if there should be."""
        if self._config.bunko_feeds and not self.base:
            _logger.info(translate("No feeds are written: html_baseurl in conf.py does not say where the site is."))


def setup(app: Sphinx) -> None:
    """Look at the options of feeds."""
    app.connect("config-inited", on_config_inited)
