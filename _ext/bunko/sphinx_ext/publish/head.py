"""The metadata of each page of a build, from what the archive knows of it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import imagesize

from bunko.markup.html.xhtml import language_tag
from bunko.pages.list_pages import MISSING, SEARCH, Page
from bunko.pages.web_address import web_address
from bunko.publish.cards import HEIGHT, WIDTH
from bunko.publish.metadata import (
    PageImage,
    PageMeta,
    Person,
    SiteMeta,
    meta_tags,
    structured_data,
)
from bunko.sphinx_ext.compat.application import app_of
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import picture_of, site_file, term_pictures
from bunko.sphinx_ext.publish.addresses import file_url, image_url, page_url, site_base
from bunko.sphinx_ext.publish.cards import card_of
from bunko.sphinx_ext.publish.hooks import license_of

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from bunko.pages.article import ArticleView
    from bunko.post import Post

#: Extensions that write some of it themselves.
_OTHERS = {"sphinxext.opengraph": ("opengraph", "twitter")}


class Head:
    """Makes the metadata of the pages of one builder."""

    def __init__(self, builder: Builder) -> None:
        """Look at the options."""
        config = builder.config
        self._builder, self._config = builder, config
        self._domain = domain_of(builder.env)
        self.url = site_base(config)

    @cached_property
    def _site(self) -> SiteMeta:
        """What holds for all pages; addresses are known once everything is read."""
        builder, config = self._builder, self._config
        written = {kind for name in app_of(builder).extensions for kind in _OTHERS.get(name, ())}
        return SiteMeta(
            name=config.project,
            language=config.language,
            url=page_url(builder, config.root_doc),
            search=f"{page_url(builder, SEARCH)}?q={{search_term_string}}" if config.bunko_search and self.url else "",
            kinds=frozenset(config.bunko_metadata) - written,
        )

    @cached_property
    def term_pictures(self) -> dict[str, str]:
        """The pictures of terms: name in the output by path below the source folder."""
        return term_pictures(self._builder.env)

    def values(self, name: str, context: dict[str, Any], view: ArticleView | None, description: str) -> dict[str, Any]:
        """Return what the template ``metadata.html`` shows of a page."""
        page = self._page(name, context, view, description)
        given = context.get("metatags") or ""  # by the page itself, or by another extension
        return {
            "tags": [tag for tag in meta_tags(self._site, page) if f'{tag[0]}="{tag[1]}"' not in given],
            "translations": page.translations,
            "data": structured_data(self._site, page),
            "has_theme_color": "theme-color" in self._site.kinds,
        }

    def _page(self, name: str, context: dict[str, Any], view: ArticleView | None, description: str) -> PageMeta:
        page: Page | None = context.get("bunko_page")
        titles = self._builder.env.titles
        if name == MISSING or (page is None and view is None and name not in titles):
            return PageMeta(title=page.title if page else name, description=description, is_unlisted=name == MISSING)
        url = page_url(self._builder, name)
        if view is not None:
            return self._article(view, url)
        if page is not None:
            listed = cast("list[dict[str, str]]", page.context.get("posts", []))
            return PageMeta(
                title=page.title,
                url=url,
                description=description,
                is_list=page.name != SEARCH,
                above=self._above(page.above),
                listed=tuple((post["title"], page_url(self._builder, post["docname"])) for post in listed),
            )
        is_home = name == self._config.root_doc
        title = self._config.project if is_home else titles[name].astext()
        return PageMeta(
            title=title, url=url, description=description, is_home=is_home, above=() if is_home else self._above(())
        )

    def _article(self, view: ArticleView, url: str) -> PageMeta:
        post = self._domain.catalogue.by_docname[view.docname]
        categories = [(found.page, found.title) for found in view.categories[:1]]
        return PageMeta(
            title=view.title,
            url=url,
            description=view.excerpt,
            is_article=True,
            is_unlisted=view.is_unlisted,
            picture=self._picture(post),
            published=view.date,
            modified=view.updated,
            authors=self._authors(view),
            section=view.categories[0].title if view.categories else "",
            tags=tuple(found.title for found in view.tags),
            language=view.lang,
            above=self._above(categories),
            translations=self._translations(post),
            license=license_of(self._config, post),
        )

    def _authors(self, view: ArticleView) -> tuple[Person, ...]:
        profiles = {profile.page: profile for profile in view.profiles}
        found = []
        for author in view.authors:
            profile = profiles.get(author.page)
            path = site_file(self._builder.env, profile.picture, self._config.root_doc) if profile and self.url else ""
            found.append(
                Person(
                    name=author.title,
                    url=page_url(self._builder, author.page),
                    picture=image_url(self._builder, self.term_pictures[path]) if path else "",
                    same_as=tuple(found for _, found in profile.links if "://" in found) if profile else (),
                )
            )
        return tuple(found)

    def _above(self, pages: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 — pairs of texts, in any collection
        if not self.url:
            return ()
        home = (self._config.project, self._site.url)
        return (home, *((title, page_url(self._builder, page)) for page, title in pages))

    def _picture(self, post: Post) -> PageImage | None:
        """Return the picture that a post names, if it has an absolute address. A file of the site's is copied."""
        path, name = picture_of(self._builder.env, post) if self.url else ("", "")
        if path:
            self._builder.images[path] = name
            size = imagesize.get(Path(self._builder.srcdir, path))
            width, height = (max(length, 0) for length in size)  # -1 where it is not known
            return PageImage(url=image_url(self._builder, name), width=width, height=height, alt=post.title)
        if post.image.startswith(("https://", "http://")):
            address = web_address(post.image)
            return PageImage(url=address, alt=post.title) if address else None
        card = card_of(self._builder, post.docname)
        url = file_url(self._config, card) if card else ""
        return PageImage(url=url, width=WIDTH, height=HEIGHT, alt=post.title) if url else None

    def _translations(self, post: Post) -> tuple[tuple[str, str], ...]:
        if "translations" not in self._site.kinds or not self.url:
            return ()
        found = self._domain.catalogue.translations_of(post.docname)
        tags = ((language_tag(language), other) for language, other in found)
        return tuple((tag, page_url(self._builder, other.docname)) for tag, other in tags if tag)
