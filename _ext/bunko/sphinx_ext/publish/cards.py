"""Which posts have a social card, what it says and where it stands: for who makes cards, and for heads of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from bunko.markup.html.xhtml import language_tag
from bunko.posts.taxonomy import TermKind
from bunko.publish.cards import Card, card_path
from bunko.sphinx_ext.config import LISTING_BUILDERS
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import site_file
from bunko.sphinx_ext.report import translate
from bunko.sphinx_ext.typst.syntax import clean, joined
from bunko.text.long_date import long_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from bunko.post import Post

_PLACE = "bunko_cards"  #: the attribute of a builder that holds the cards that there are
_NO_NAME = "Project name not set"  # what Sphinx puts where the author wrote none


def card_of(builder: Builder, docname: str) -> str:
    """Return the path, below the output folder, of the card of a document.

    "" if it has none: it is no post, has a picture of its own, its card cannot be set, or cards are off. That is known
    once all documents are read, before it is decided which pages are stale.
    """
    return card_path(docname) if docname in cards_of(builder) else ""


def cards_of(builder: Builder) -> Mapping[str, str]:
    """Return what the cards that there are are called in the cache, by docname."""
    return cast("Mapping[str, str]", getattr(builder, _PLACE, {}))


def note_cards(builder: Builder, names: Mapping[str, str]) -> None:
    """Keep what `cards_of` returns."""
    setattr(builder, _PLACE, names)


def has_cards(builder: Builder) -> bool:
    """Whether a builder makes cards. An address of a picture has to be absolute: without the site's there are none."""
    config = builder.config
    return builder.name in LISTING_BUILDERS and config.bunko_social_cards and bool(config.html_baseurl)


def wanted_cards(env: BuildEnvironment) -> dict[str, Card]:
    """Return the cards of all posts without a picture of their own, by docname, in the order of docnames."""
    posts = domain_of(env).posts
    return {docname: _card(env, posts[docname]) for docname in sorted(posts) if not _has_picture(env, posts[docname])}


def _has_picture(env: BuildEnvironment, post: Post) -> bool:
    """Whether the front matter names a picture that is there, or is on the web."""
    return bool(post.image) and site_file(env, post.image, post.docname) != ""


def _card(env: BuildEnvironment, post: Post) -> Card:
    terms = domain_of(env).catalogue.terms_of(post.docname, TermKind.CATEGORY)
    date = long_date(post.date, env.config.language) if post.is_dated else ""
    lang = language_tag(post.lang) or language_tag(env.config.language or "") or "en"
    return Card(
        title=_line(post.title),
        category=_line(translate(" / ").join(term.name for term in terms)),
        date=date,
        site=_line(_site(env.config)),
        lang=lang.partition("-")[0].lower(),
    )


def _site(config: Config) -> str:
    """Return the name of the site; its host, if it has no name."""
    name: str = config.project
    return name if name != _NO_NAME else urlsplit(config.html_baseurl).netloc


def _line(text: str) -> str:
    return joined(clean(text)).strip()
