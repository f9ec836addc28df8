"""``{bunko:list}``, ``{bunko:tags}`` and their like: lists of posts and of terms, inside any page.

A directive leaves a node that keeps a query; the list is filled in when the page is written, so that a page need not
be read again when a post is added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import NoUri
from sphinx.util.docutils import SphinxDirective
from sphinx_design.shared import PassthroughTextElement, create_component

from bunko.catalogue.reading_order import is_japanese
from bunko.pages.list_pages import badge_words, folder_of
from bunko.posts.taxonomy import TermKind
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import picture_of
from bunko.sphinx_ext.queries import Query, TermQuery
from bunko.sphinx_ext.report import report_at, translate
from bunko.text.long_date import long_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx

    from bunko.post import Post


class post_list(nodes.General, nodes.Element):  # noqa: N801 — docutils names its node classes so
    """The place of a list; ``query`` says which."""


class term_list(nodes.General, nodes.Element):  # noqa: N801
    """The place of a list of terms; ``query`` says which."""


def _style(argument: str) -> str:
    return directives.choice(argument, ("cards", "list", "table"))


class ListDirective(SphinxDirective):
    """Show the posts of a ``:tag:``, ``:category:``, ``:author:``, ``:series:`` and ``:year:``, at most ``:limit:``."""

    has_content = False
    option_spec: ClassVar = {
        "tag": directives.unchanged_required,
        "category": directives.unchanged_required,
        "author": directives.unchanged_required,
        "series": directives.unchanged_required,
        "year": directives.nonnegative_int,
        "limit": directives.nonnegative_int,
        "style": _style,
        "lead": directives.flag,
    }

    def run(self) -> list[Node]:
        """Note the query as a fact of the document, and leave a place for what it finds."""
        return _leave(self, Query(**self.options | {"lead": "lead" in self.options}), post_list)


class _TermsDirective(SphinxDirective):
    """Show the terms of a kind, or the ``:limit:`` ones with most posts, in reading order."""

    kind: ClassVar[TermKind]
    has_content = False
    option_spec: ClassVar = {"limit": directives.nonnegative_int}

    def run(self) -> list[Node]:
        """Note the query as a fact of the document, and leave a place for what it finds."""
        japanese = is_japanese(self.config.language)
        return _leave(self, TermQuery(kind=self.kind, japanese=japanese, **self.options), term_list)


class TagsDirective(_TermsDirective):
    """Tags, in sizes by use."""

    kind = TermKind.TAG


class CategoriesDirective(_TermsDirective):
    """Categories, with their descriptions."""

    kind = TermKind.CATEGORY


class AuthorsDirective(_TermsDirective):
    """Authors, with their descriptions."""

    kind = TermKind.AUTHOR


class SeriesDirective(_TermsDirective):
    """Series, with their descriptions."""

    kind = TermKind.SERIES


def _leave(directive: SphinxDirective, query: Query | TermQuery, kind: type[Element]) -> list[Node]:
    domain = domain_of(directive.env)
    domain.note_list(directive.env.current_document.docname, query)
    node = kind(query=query)
    directive.set_source_info(node)
    return [node]


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the posts in the place of each `post_list`."""
    domain = domain_of(app.env)
    # A builder of one document, such as latex, asks for all of them under the name of the first.
    if docname not in domain.lists and not (domain.lists and docname == app.config.root_doc):
        return
    for node in list(doctree.findall(post_list)):
        query: Query = node["query"]
        for kind, name in query.terms:
            if domain.catalogue.term(kind, name) is None:
                report_at(domain.dead(kind, name), node)
        posts = query.found(domain.catalogue)
        node.replace_self(_Shapes(app, docname).shape(query, posts) if posts else _empty())
    for place in list(doctree.findall(term_list)):
        wanted: TermQuery = place["query"]
        terms = wanted.found(domain.catalogue)
        place.replace_self(_Shapes(app, docname).terms(wanted.kind, terms) if terms else _empty())


def _empty() -> nodes.paragraph:
    return nodes.paragraph("", translate("There are no articles here yet."), classes=["bunko-empty"])


class _Shapes:
    """How a list looks in one document."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self._builder = app.builder
        self._env = app.env
        self._language = app.config.language
        self._docname = docname
        domain = domain_of(app.env)
        self._lists = domain.lists_pages
        self._catalogue = domain.catalogue

    def shape(self, query: Query, posts: list[Post]) -> Node:
        """Return the nodes of a list."""
        if query.style == "cards":
            return self._cards(posts, lead=query.lead)
        return self._table(posts) if query.style == "table" else self._list(posts)

    def terms(self, kind: TermKind, terms: list[dict[str, object]]) -> Node:
        """Return the nodes of a list of terms."""
        items = nodes.bullet_list("", classes=["bunko-terms", f"bunko-terms-{folder_of(kind)}"])
        for term in terms:
            link = self._link(str(term["page"]), str(term["name"]))
            count = nodes.inline("", str(term["count"]), classes=["bunko-number"])
            item = nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(" "), count))
            item["classes"] = [f"bunko-size-{term['size']}"] if kind == TermKind.TAG else []
            if term["description"] and kind != TermKind.TAG:
                item += nodes.paragraph("", str(term["description"]), classes=["bunko-description"])
            items += item
        return items

    def _link(self, page: str, title: str, *classes: str) -> nodes.TextElement:
        if page not in self._env.all_docs and not self._lists:
            return nodes.inline("", title)
        try:
            uri = self._builder.get_relative_uri(self._docname, page)
        except NoUri:  # a builder of one document that does not hold the posts
            return nodes.inline("", title)
        return nodes.reference("", title, internal=True, refuri=uri, classes=list(classes))

    def _categories(self, post: Post) -> list[str]:
        """Return the categories of a post as the archive calls them."""
        return [term.name for term in self._catalogue.terms_of(post.docname, TermKind.CATEGORY)]

    def _date(self, post: Post) -> str:
        return long_date(post.date, self._language) if post.is_dated else ""

    def _dated(self, post: Post) -> list[Node]:
        return [nodes.inline("", self._date(post), classes=["bunko-date"])] if post.is_dated else []

    def _badge(self, post: Post) -> list[Node]:
        return [nodes.inline("", badge_words(post.badge, translate), classes=["bunko-badge"])] if post.badge else []

    def _list(self, posts: list[Post]) -> Node:
        items = nodes.bullet_list("", classes=["bunko-list"])
        for post in posts:
            line = nodes.paragraph("", "", self._link(post.docname, post.title))
            for part in (*self._badge(post), *self._dated(post)):
                line += [nodes.Text(" "), part]
            items += nodes.list_item("", line)
        return items

    def _table(self, posts: list[Post]) -> Node:
        columns = (22, 58, 20)
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in columns), cols=len(columns))
        head = [nodes.Text(name) for name in (translate("Date"), translate("Title"), translate("Category"))]
        group += nodes.thead("", _row(head))
        body = nodes.tbody("")
        for post in posts:
            body += _row(
                [
                    nodes.Text(self._date(post)),
                    self._link(post.docname, post.title),
                    nodes.Text(translate(", ").join(self._categories(post))),
                ]
            )
        group += body
        return nodes.table("", group, classes=["bunko-table"])

    def _cards(self, posts: list[Post], *, lead: bool) -> Node:
        row = create_component("grid-row", ["sd-row", "sd-row-cols-1", "sd-row-cols-md-2", "sd-g-3"])
        for post in posts:
            row += create_component("grid-item", ["sd-col", "sd-d-flex-row"], children=[self._card(post)])
        classes = ["bunko-cards", *(["bunko-lead"] if lead else [])]
        return create_component(
            "grid-container", ["sd-container-fluid", "sd-sphinx-override", "sd-mb-4", *classes], children=[row]
        )

    def _card(self, post: Post) -> Node:
        parts: list[Node] = []
        path, name = picture_of(self._env, post)
        if path:
            self._builder.images[path] = name  # to be copied
            classes = ["sd-card-img-top"]
            parts.append(nodes.image(uri=path, candidates={"*": path}, alt="", loading="lazy", classes=classes))
        title = create_component("card-title", ["sd-card-title", "sd-font-weight-bold"])
        title += PassthroughTextElement("", "", self._link(post.docname, post.title, "sd-stretched-link"))
        body = create_component("card-body", ["sd-card-body"], children=[title])
        if post.excerpt:
            body += nodes.paragraph("", post.excerpt, classes=["sd-card-text"])
        about: list[Node] = [nodes.inline("", name, classes=["bunko-kicker"]) for name in self._categories(post)[:1]]
        about += [*self._badge(post), *self._dated(post)]
        line = [part for node in about for part in (node, nodes.Text(" "))][:-1]
        footer = create_component("card-footer", ["sd-card-footer"])
        footer += nodes.paragraph("", "", *line, classes=["sd-card-text"])
        return create_component(
            "card", ["sd-card", "sd-sphinx-override", "sd-w-100", "sd-shadow-sm"], children=[*parts, body, footer]
        )


def _row(cells: Sequence[Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def setup(app: Sphinx) -> None:
    """Register the directives of our domain, and their nodes."""
    app.add_node(post_list)
    app.add_node(term_list)
    for name, directive in (
        ("list", ListDirective),
        ("tags", TagsDirective),
        ("categories", CategoriesDirective),
        ("authors", AuthorsDirective),
        ("series", SeriesDirective),
    ):
        app.add_directive_to_domain("bunko", name, directive)
    app.connect("doctree-resolved", on_doctree_resolved)
