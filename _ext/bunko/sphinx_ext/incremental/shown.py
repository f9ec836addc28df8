"""Digests of what documents show: two are equal exactly if the pages are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bunko.pages.article import article_view
from bunko.post import Post
from bunko.posts.taxonomy import TermKind
from bunko.sphinx_ext.config import OPTIONS
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import picture_of, term_pictures
from bunko.sphinx_ext.incremental.digests import digest
from bunko.sphinx_ext.incremental.look import addresses_in
from bunko.sphinx_ext.incremental.stamps import Stamp, stamp
from bunko.sphinx_ext.publish.cards import card_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def _names_of_pages(env: BuildEnvironment, posts: Collection[str]) -> str:
    """Return a digest of what can be referred to beside posts, and by which words: pages and labels."""
    titles = [
        (name, env.titles[name].astext()) for name in sorted(env.found_docs) if name not in posts and name in env.titles
    ]
    labels = env.domains.standard_domain
    return digest(titles, sorted(labels.labels.items()), sorted(labels.anonlabels.items()))


class Shown:
    """What the documents of one build show."""

    def __init__(self, builder: Builder, *, lists: bool, downloads: Callable[[str], object]) -> None:
        """Look at nothing yet; ``lists`` tells whether the builder writes list pages, `downloads` their books."""
        self._builder, self._config, self._env = builder, builder.config, builder.env
        self._lists = lists
        self._downloads = downloads
        self._domain = domain_of(builder.env)
        #: Of each post with a picture of its own, the name of that in the output and the state of its file.
        self._covers: dict[str, tuple[str, Stamp]] = {}
        self._names = ""  #: a digest of the pages and labels that can be referred to
        self.covers: set[str] = set()  #: names of those that some page shows, and of the pictures of terms

    def facts(self, look: str) -> str:
        """Return a digest of all that the rest is derived from, but the texts of documents."""
        domain, env = self._domain, self._env
        options = [getattr(self._config, f"bunko_{option.name}") for option in OPTIONS]
        try:
            text = Path(env.srcdir, self._config.bunko_taxonomy).read_bytes()
        except OSError:  # it is not there; `BunkoDomain.taxonomy` reports what cannot be read
            text = b""
        links = [(docname, list(map(tuple, found))) for docname, found in domain.links.items()]
        facts = [sorted(domain.posts.items()), sorted(links), sorted(domain.lists.items())]
        pictures = sorted((path, name) for path, (_, name) in env.images.items())
        self._covers = dict(self._find_covers())
        badges = [(post.docname, post.badge) for post in domain.catalogue.posts if post.badge]
        hidden = [docname for docname, found in sorted(env.metadata.items()) if "sitemap" in found]
        pictures_of_terms = term_pictures(env)
        self.covers.update(pictures_of_terms.values())
        stamps = [(path, stamp(f"{env.srcdir}/{path}")) for path in pictures_of_terms]
        publishing = [domain.withheld.docnames, badges, hidden, stamps, sorted(domain.history.items())]
        self._names = _names_of_pages(env, domain.posts.keys())
        found = sorted(env.found_docs)
        return digest(look, found, options, text, facts, pictures, self._covers, publishing, self._names)

    def _find_covers(self) -> Iterable[tuple[str, tuple[str, Stamp]]]:
        for docname, post in sorted(self._domain.posts.items()):
            path, name = picture_of(self._env, post) if post.image else ("", "")
            if path:
                yield docname, (name, stamp(f"{self._env.srcdir}/{path}"))

    def document(self, look: str, docname: str, pictures: list[str] | None) -> str:
        """Return a digest of all that a document shows, but its text; ``pictures`` are the names of those in that."""
        domain = self._domain
        is_post = docname in domain.posts
        view = article_view(domain.catalogue, docname) if is_post else None
        made = domain.links.get(docname, ())
        links = [domain.resolve(link.kind, link.target) for link in made]
        queries = domain.lists.get(docname, ())
        lists = [query.found(domain.catalogue) for query in queries]
        posts = [post for found in lists for post in found if isinstance(post, Post)]
        categories = [domain.catalogue.terms_of(post.docname, TermKind.CATEGORY) for post in posts]
        terms = [[term.name for term in found] for found in categories]
        shown: list[object] = [view, links, domain.withheld.names_in(made), lists, terms, pictures]
        if docname in domain.others:
            shown.append(self._names)
        if self._lists:  # in a book, an article stands by itself
            cards = [
                found for query, found in zip(queries, lists, strict=True) if getattr(query, "style", "") == "cards"
            ]
            shown += self._claim_covers(post.docname for found in cards for post in found if isinstance(post, Post))
            shown += [self._downloads(term.page) for term in view.categories] if view else []
            shown += [domain.preview(found[0]) for found in links if found and found[0] in domain.posts]
            shown.append(domain.related_pages(docname) if is_post else None)
            shown.append(docname in domain.history)  # its imprint leads there
            shown.append(card_of(self._builder, docname))
            if is_post and self._config.html_baseurl:  # of which the head tells
                others = domain.catalogue.translations_of(docname)
                shown.append([(language, post.docname) for language, post in others])
                shown += self._claim_covers([docname])
        if self._config.bunko_permalink_pages:
            shown.append(addresses_in((docname, shown), domain.urls.addresses))
        return digest(look, *shown)

    def toctrees(self) -> list[tuple[str, list[str]]]:
        """Return what stands in which toctree, by title: themes show that on every page, and before and after it."""
        env = self._env
        return [
            (docname, [env.titles[name].astext() if name in env.titles else name for name in found])
            for docname, found in sorted(env.toctree_includes.items())
        ]

    def _claim_covers(self, docnames: Iterable[str]) -> list[tuple[str, Stamp]]:
        """Return what the pictures of posts are called, and what their files are: who shows one has to copy it."""
        found = [self._covers[docname] for docname in docnames if docname in self._covers]
        self.covers.update(name for name, _ in found)
        return found
