"""From files to facts: what each post says."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from sphinx.errors import ConfigError

from bunko.markup.kramdown import kramdown_plugin
from bunko.markup.liquid.includes import digest_of, read_include
from bunko.markup.plugins import cjk_plugin, first_paragraph, wikilink_plugin
from bunko.posts.article import ReadingRules, read_article
from bunko.posts.defaults import Defaults
from bunko.posts.dialect import Dialect
from bunko.sphinx_ext.config import is_post, kramdown_options, site_dialect, site_zone
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import note_html_pictures, note_picture
from bunko.sphinx_ext.report import report, translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Refuse options that cannot be understood; have posts read anew when a file of includes has changed."""
    reading_rules(config, Path(app.srcdir))
    config.bunko_includes_digest = digest_of(Path(app.srcdir, config.bunko_includes))


def reading_rules(config: Config, source: Path) -> ReadingRules:
    """Return how the posts of the site in the folder ``source`` are read."""
    parsers = {
        dialect: MarkdownIt("commonmark").enable("table").use(cjk_plugin)
        for dialect in (Dialect.KRAMDOWN, Dialect.COMMONMARK)
    }
    parsers[Dialect.KRAMDOWN].use(kramdown_plugin, **kramdown_options(config))
    # What MyST's parser knows beyond CommonMark, as far as it shows in a first paragraph.
    parsers[Dialect.COMMONMARK].enable("strikethrough").use(footnote_plugin).use(wikilink_plugin)
    parsers[Dialect.MYST] = parsers[Dialect.COMMONMARK]

    def excerpt(markdown: str, /, *, title: str, dialect: Dialect) -> str:
        return first_paragraph(parsers[dialect], markdown, title=title)

    return ReadingRules(
        zone=site_zone(config),
        characters_per_minute=config.bunko_reading_speed,
        posts_folder=config.bunko_posts_folder,
        permalink=config.bunko_permalink,
        defaults=_defaults(config),
        site={
            "title": config.project,
            **config.bunko_site,
            "url": config.bunko_site_url,
            "baseurl": config.bunko_site_baseurl,
        },
        include=partial(read_include, source / config.bunko_includes),
        first_paragraph=excerpt,
        drop_undefined=config.bunko_drop_undefined,
        taxonomies=tuple(config.bunko_taxonomies),
        dialect=site_dialect(config),
    )


def _defaults(config: Config) -> Defaults | None:
    try:
        return Defaults(config.bunko_defaults) if config.bunko_defaults else None
    except (ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
        message = translate("bunko_defaults in conf.py cannot be understood ({reason}); write {example}")
        example = {"posts/diary": {"category": "日記"}}
        raise ConfigError(message.format(reason=error, example=example)) from error


def on_builder_inited(app: Sphinx) -> None:
    """Set up what reading needs."""
    domain_of(app.env).rules = reading_rules(app.config, Path(app.srcdir))


def on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Read a post: note its record in the domain, report its problems, and give Sphinx its Markdown."""
    if not is_post(app.config, docname):
        return
    domain = domain_of(app.env)
    article = read_article(docname, source[0], domain.rules)
    domain.note_post(article.post)
    note_picture(app.env, article.post)
    note_html_pictures(app.env, docname, article.markdown)
    report(article.problems, docname)
    domain.line_maps[docname] = article.lines
    source[0] = article.markdown


def setup(app: Sphinx) -> None:
    """Read posts as posts."""
    app.connect("config-inited", on_config_inited)
    app.connect("builder-inited", on_builder_inited)
    app.connect("source-read", on_source_read)
