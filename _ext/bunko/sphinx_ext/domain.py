"""The domain ``bunko``: facts by docname, and what is derived from them once all are known."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from docutils import nodes
from sphinx.domains import ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from bunko.books.book import page_address
from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.dead import dead_reference, withheld_reference
from bunko.catalogue.files import page_named
from bunko.catalogue.links import read_target
from bunko.catalogue.withheld import Withheld
from bunko.pages.article import RelatedPages, preview_of, related_pages
from bunko.pages.list_pages import term_page
from bunko.posts.clock import with_badges
from bunko.posts.history import with_history
from bunko.posts.taxonomy import TermKind, taxonomy_at
from bunko.sphinx_ext.config import LISTING_BUILDERS, REFERRING_BUILDERS, site_hosts, site_zone
from bunko.sphinx_ext.dead_links import as_text, as_written
from bunko.sphinx_ext.facts import FactsDomain
from bunko.sphinx_ext.history import site_history
from bunko.sphinx_ext.report import report, report_in_file, translate
from bunko.sphinx_ext.urls import published_files, site_urls, titles_of_lists
from bunko.text.long_date import long_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docutils.nodes import Element
    from markdown_it import MarkdownIt
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from bunko.pages.urls import Urls
    from bunko.posts.article import ReadingRules
    from bunko.posts.clock import Clock
    from bunko.posts.taxonomy import Taxonomy
    from bunko.problems import Problem
    from bunko.sphinx_ext.incremental.stamps import Stamp
    from bunko.text.line_map import LineMap


class BunkoDomain(FactsDomain):
    """Posts, tags, categories and authors as objects that can be referred to."""

    name = "bunko"
    label = "Bunko"
    object_types: ClassVar = {
        "post": ObjType("post", "post"),
        "tag": ObjType("tag", "tag"),
        "category": ObjType("category", "category"),
        "author": ObjType("author", "author"),
        "series": ObjType("series", "series"),
    }
    roles: ClassVar = {name: XRefRole(warn_dangling=True) for name in object_types}

    #: How posts are read, and what writes them; set when the builder is.
    rules: ReadingRules
    clock: Clock
    unlisted: set[str]  #: docnames of posts; known before the first is read
    hidden_files: Mapping[str, set[Path]]  #: the sources of posts that are not out, by their names; likewise
    builder: Builder

    def __init__(self, env: BuildEnvironment) -> None:
        """Start without parsers: each process makes its own."""
        super().__init__(env)
        self.parsers: dict[str, MarkdownIt] = {}
        self.line_maps: dict[str, LineMap] = {}  #: of posts between `source-read` and the parser
        self.being_read: dict[str, dict[str, Stamp]] = {}

    @property
    def lists_pages(self) -> bool:
        """Whether the builder writes the archive's list pages."""
        return self.builder.name in LISTING_BUILDERS

    # -- what is derived --------------------------------------------------------------------------------------------

    derived: ClassVar = ("catalogue", "urls", "list_titles", "_previews")

    @cached_property
    def _previews(self) -> dict[str, str]:
        return {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """The archive, arranged."""
        posts = with_badges(self.posts.values(), self.clock, wanted=self.env.config.bunko_preview)
        posts = with_history(posts, self.history, site_zone(self.env.config)) if self.history else posts
        return Catalogue(posts, self.taxonomy, self.links, self.hosts, self.env.config.language)

    @cached_property
    def history(self) -> Mapping[str, int]:
        """The documents that git knows, with their last change, as it is at the start of the build."""
        return site_history(self.env)

    @cached_property
    def withheld(self) -> Withheld:
        """The posts that are not out, of this build."""
        return Withheld(self.hosts)

    @cached_property
    def urls(self) -> Urls:
        """Where the pages of this builder stand, and what leads to them; known once everything is read."""
        return site_urls(self.env, self.catalogue, self.builder)

    def web_address(self, docname: str, fragment: str = "") -> str:
        """Return the address of a page of the published site, not percent-encoded; empty if the site has none."""
        site = self.env.config.html_baseurl
        return page_address(site, docname, fragment, permalink=self.urls.addresses.get(docname, ""))

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """What ``taxonomy.yml`` says, as it is at the start of the build."""
        return taxonomy_at(Path(self.env.srcdir, self.env.config.bunko_taxonomy), self.env.config.bunko_taxonomies)

    @cached_property
    def published(self) -> frozenset[str]:
        """The files that ``bunko_files`` publishes as they are, below the source folder and below the output folder."""
        return frozenset(dict(published_files(Path(self.env.srcdir), self.env.config.bunko_files)))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts that are this site, and its folder on them; see `read_target`."""
        return site_hosts(self.env.config)

    def resolve(self, kind: str, target: str) -> tuple[str, str, str] | None:
        """Return the page, the fragment and the title that a reference means; None if it is dead."""
        if kind in ("link", "post", "doc"):
            found = self.catalogue.find(kind, target)
            if found:
                return *found, self.catalogue.by_docname[found[0]].title
            return self._page(target) if kind == "link" else None
        term = self.catalogue.term(TermKind(kind), target)
        return (term_page(term), "", term.name) if term else None

    def _page(self, target: str) -> tuple[str, str, str] | None:
        """Return a page that is no post: a document of the site, or one of its lists."""
        parts = read_target(target, self.hosts)
        if parts is None or not parts.path.startswith("/"):
            return None
        page = page_named(parts.path, self.env.found_docs.__contains__)
        if page:
            return page, parts.fragment, self.env.titles[page].astext() if page in self.env.titles else page
        page = page_named(parts.path, self.list_titles.__contains__)
        return (self.list_titles[page][0], parts.fragment, self.list_titles[page][1]) if page else None

    @cached_property
    def list_titles(self) -> Mapping[str, tuple[str, str]]:
        """The lists of the archive, their names and titles, by name, and by the old addresses that lead to them."""
        return titles_of_lists(self.catalogue, self.env.config, self.urls)

    def preview(self, docname: str) -> str:
        """Return what a link to a post shows before it is followed."""
        found = self._previews.get(docname)
        if found is None:
            post = self.catalogue.by_docname[docname]
            found = self._previews[docname] = preview_of(post, partial(long_date, language=self.env.config.language))
        return found

    def related_pages(self, docname: str) -> RelatedPages:
        """Return what ties a post to others."""
        return related_pages(self.catalogue, docname, self.preview)

    # -- what Sphinx asks -------------------------------------------------------------------------------------------

    def resolve_xref(  # type: ignore[override]  # Sphinx takes any node, its types only references
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.Element | None:
        """Make the reference. A dead link is reported and stays as written; a dead role may be another project's."""
        del env
        found = self.resolve(typ, target)
        if found is None:
            if post := self.withheld.find(typ, target):
                return as_text(node, contnode, withheld_reference(post, self.clock.status(post), translate))
            return as_written(node, contnode, self.hosts, self.dead) if typ == "link" else None
        page, fragment, title = found
        if page not in self.posts and builder.name not in REFERRING_BUILDERS:
            return contnode
        words: list[nodes.Node] = contnode.children if node.get("refexplicit") else [nodes.Text(title)]
        reference = make_refnode(builder, fromdocname, page, fragment, words)
        if page in self.posts and self.lists_pages:
            reference["reftitle"] = self.preview(page)
        return reference

    def dead(self, kind: str, target: str) -> Problem:
        """Return what to say of a reference to nothing."""
        return dead_reference(self.catalogue, kind, target, translate)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Find a post by its name for ``{any}``."""
        found = self.resolve_xref(env, fromdocname, builder, "post", target, node, contnode)
        return [("bunko:post", found)] if isinstance(found, nodes.reference) else []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every post, tag, category and author for ``objects.inv``."""
        for post in self.catalogue.posts:
            yield post.name, post.title, "post", post.docname, "", 1
        for kind, terms in self.catalogue.terms.items():
            for term in terms.values():
                yield term.name, term.name, str(kind), term_page(term), "", 1

    def check_consistency(self) -> None:
        """Report what only shows when all is known: the taxonomy, and addresses claimed twice."""
        report_in_file(self.catalogue.problems, self.env.config.bunko_taxonomy)
        report(self.catalogue.duplicates(), "")
        for problem in self.urls.problems:
            if problem.docname:
                report([problem], "")
            else:
                report_in_file([problem], "conf.py")


def domain_of(env: BuildEnvironment) -> BunkoDomain:
    """Return our domain of an environment."""
    return cast("BunkoDomain", env.get_domain("bunko"))


def on_builder_inited(app: Sphinx) -> None:
    """Remember what writes the pages; learn the kinds of terms that the site has added."""
    domain = domain_of(app.env)
    domain.builder = app.builder
    added = app.config.bunko_taxonomies
    # Sphinx has `add_object_type` for one domain, and nothing for the roles that go with the types.
    vars(domain)["roles"] = {**BunkoDomain.roles, **{name: XRefRole(warn_dangling=True) for name in added}}
    for name in added:
        domain.add_object_type(name, ObjType(name, name))


def setup(app: Sphinx) -> None:
    """Register the domain."""
    app.add_domain(BunkoDomain)
    app.connect("builder-inited", on_builder_inited, priority=400)  # before those who ask the domain for it
