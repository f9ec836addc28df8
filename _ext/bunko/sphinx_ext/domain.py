"""The domain ``bunko``: facts by docname, and what is derived from them once all are known."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from markdown_it.common.normalize_url import normalizeLinkText
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.links import looks_like_a_page, read_target
from bunko.content.taxonomy import Taxonomy, TermKind, read_taxonomy
from bunko.post import Link, Post
from bunko.problems import Kind, Problem
from bunko.publication.pages import term_page
from bunko.sphinx_ext.directives import ListDirective
from bunko.sphinx_ext.report import report, report_at, report_in_file, translate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element
    from markdown_it import MarkdownIt
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from bunko.content.article import ReadingRules
    from bunko.sphinx_ext.directives import Query
    from bunko.sphinx_ext.files import Stamp
    from bunko.sphinx_ext.writing import Press

#: The builders that write the archive's list pages; in the others, a term is text.
LISTING_BUILDERS = frozenset({"html", "dirhtml", "readthedocs", "readthedocsdirhtml"})
#: The builders that write references to list pages: those that have them, and those that know the site's address.
REFERRING_BUILDERS = LISTING_BUILDERS | {"bunko-epub"}


class ArchiveRole(XRefRole):
    """A role that refers into the archive, and notes that it does."""

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Note the reference as a fact of the document."""
        kind = refnode["reftype"]
        domain_of(env).note_link(env.current_document.docname, Link(kind=kind, target=target, line=self.lineno))
        return super().process_link(env, refnode, has_explicit_title, title, target)


class BunkoDomain(Domain):
    """Posts, tags, categories and authors as objects that can be referred to."""

    name = "bunko"
    label = "Bunko"
    object_types: ClassVar = {
        "post": ObjType("post", "post"),
        "tag": ObjType("tag", "tag"),
        "category": ObjType("category", "category"),
        "author": ObjType("author", "author"),
    }
    roles: ClassVar = {name: ArchiveRole(warn_dangling=True) for name in object_types}
    directives: ClassVar = {"list": ListDirective}
    initial_data: ClassVar = {"posts": {}, "links": {}, "lists": {}, "stamps": {}}
    data_version = 3

    #: How posts are read, and how our pieces of HTML are made; set when the builder is.
    rules: ReadingRules
    press: Press

    def __init__(self, env: BuildEnvironment) -> None:
        """Start without parsers: each process makes its own."""
        super().__init__(env)
        self.parsers: dict[str, MarkdownIt] = {}
        self.being_read: dict[str, dict[str, Stamp]] = {}

    # -- facts: noted as documents are read, dropped and merged by document -----------------------------------------

    @property
    def posts(self) -> dict[str, Post]:
        """Every post by docname."""
        return cast("dict[str, Post]", self.data["posts"])

    @property
    def links(self) -> dict[str, list[Link]]:
        """The references that each document makes."""
        return cast("dict[str, list[Link]]", self.data["links"])

    @property
    def lists(self) -> dict[str, list[Query]]:
        """The queries of the lists that each document shows."""
        return cast("dict[str, list[Query]]", self.data["lists"])

    @property
    def stamps(self) -> dict[str, dict[str, Stamp]]:
        """What the files behind each document were when it was read, by path."""
        return cast("dict[str, dict[str, Stamp]]", self.data["stamps"])

    def note_post(self, post: Post) -> None:
        """Take in a post."""
        self.posts[post.docname] = post
        self.forget()

    def note_link(self, docname: str, link: Link) -> None:
        """Take in a reference."""
        self.links.setdefault(docname, []).append(link)

    def note_list(self, docname: str, query: Query) -> None:
        """Take in a list of posts inside a page."""
        self.lists.setdefault(docname, []).append(query)

    def clear_doc(self, docname: str) -> None:
        """Drop the facts of a document."""
        for facts in (self.posts, self.links, self.lists):
            facts.pop(docname, None)
        self.forget()

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over the facts of documents that another process has read."""
        for name in ("posts", "links", "lists"):
            theirs = otherdata[name]
            self.data[name].update((docname, theirs[docname]) for docname in docnames if docname in theirs)
        self.forget()

    # -- what is derived --------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Derive anew when asked next: a fact has changed."""
        self.__dict__.pop("catalogue", None)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The archive, arranged."""
        return Catalogue(self.posts.values(), self.taxonomy)

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """What ``taxonomy.yml`` says, as it is at the start of the build."""
        path = Path(self.env.srcdir, self.env.config.bunko_taxonomy)
        try:
            return read_taxonomy(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Taxonomy()
        except (OSError, UnicodeDecodeError) as error:
            message = "cannot be read ({reason}); save it as UTF-8 text"
            problem = Problem(kind=Kind.TAXONOMY, message=message, values={"reason": str(error)})
            return Taxonomy(problems=(problem,))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts, in lower case, that are this site."""
        config = self.env.config
        urls = (config.html_baseurl, config.bunko_site_url)
        named = [target.split("//")[-1].split("/")[0] for target in urls if target]
        return frozenset(host.casefold() for host in (*config.bunko_site_hosts, *named))

    def resolve(self, kind: str, target: str) -> tuple[str, str, str] | None:
        """Return the page, the fragment and the title that a reference means; None if it is dead."""
        if kind == "link":
            parts = read_target(target, self.hosts)
            docname = self.catalogue.links.resolve(parts) if parts else None
            return (docname, parts.fragment, self.catalogue.by_docname[docname].title) if parts and docname else None
        if kind == "post":
            docname = self.catalogue.links.named(target)
            return (docname, "", self.catalogue.by_docname[docname].title) if docname else None
        term = self.catalogue.term(TermKind(kind), target)
        return (term_page(term), "", term.name) if term else None

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
            return self._as_written(node, contnode) if typ == "link" else None
        page, fragment, title = found
        if page not in self.posts and builder.name not in REFERRING_BUILDERS:
            return contnode
        words: list[nodes.Node] = contnode.children if node.get("refexplicit") else [nodes.Text(title)]
        return make_refnode(builder, fromdocname, page, fragment, words)

    def _as_written(self, node: pending_xref, contnode: Element) -> nodes.reference:
        href = node["reftarget"]
        parts = read_target(href, self.hosts)
        if parts is not None and looks_like_a_page(parts):  # else it may be a file of the server's
            report_at(self.dead("link", href), node)
        reference = nodes.reference("", "", internal=False, refuri=href)
        # A bare address has no words of its own.
        reference.extend(contnode.children or [nodes.Text(normalizeLinkText(href))])
        return reference

    def dead(self, kind: str, target: str) -> Problem:
        """Return what to say of a reference to nothing."""
        if kind in ("link", "post"):
            nearest = self.catalogue.links.nearest(target)
        else:
            nearest = self.catalogue.nearest_terms(TermKind(kind), target)
        message = (
            "there is no {kind} {target!r}; the nearest: {nearest}" if nearest else "there is no {kind} {target!r}"
        )
        named = {"tag": translate("tag"), "category": translate("category"), "author": translate("author")}
        values = {"kind": named.get(kind, translate("post")), "target": target, "nearest": ", ".join(nearest)}
        return Problem(kind=Kind.LINK, message=message, values=values)

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
                yield term.name, term.name, kind.value, term_page(term), "", 1

    def check_consistency(self) -> None:
        """Report what only shows when all is known: the taxonomy, and addresses claimed twice."""
        report_in_file(self.catalogue.problems, self.env.config.bunko_taxonomy)
        report(self.catalogue.duplicates(), "")


def domain_of(env: BuildEnvironment) -> BunkoDomain:
    """Return our domain of an environment."""
    return cast("BunkoDomain", env.get_domain("bunko"))


def on_warn_missing_reference(app: Sphinx, domain: Domain, node: pending_xref) -> bool | None:
    """Say what is nearest to a reference that neither we nor another project's inventory can resolve."""
    del app
    if not isinstance(domain, BunkoDomain):
        return None
    report_at(domain.dead(node["reftype"], node["reftarget"]), node)
    return True
