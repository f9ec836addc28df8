"""``{bunko:list}``: a list of posts, chosen by a query, inside any page.

The directive leaves a node that keeps the query; the list is filled in when the page is written, so that a page need
not be read again when a post is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from babel.dates import format_date
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import NoUri
from sphinx.util.docutils import SphinxDirective
from sphinx_design.shared import PassthroughTextElement, create_component

from bunko.content.taxonomy import TermKind
from bunko.sphinx_ext.report import report_at, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Node
    from sphinx.application import Sphinx

    from bunko.catalogue.catalogue import Catalogue
    from bunko.post import Post
    from bunko.sphinx_ext.domain import BunkoDomain


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which posts a list shows, and how. An empty condition is none."""

    tag: str = ""
    category: str = ""
    author: str = ""
    year: int | None = None
    limit: int | None = None
    style: str = "list"

    def posts(self, catalogue: Catalogue) -> list[Post]:
        """Return the posts that fit, newest first."""
        return catalogue.select(
            tag=self.tag, category=self.category, author=self.author, year=self.year, limit=self.limit
        )


class post_list(nodes.General, nodes.Element):  # noqa: N801 — docutils names its node classes so
    """The place of a list; ``query`` says which."""


def _style(argument: str) -> str:
    return directives.choice(argument, ("cards", "list", "table"))


class ListDirective(SphinxDirective):
    """Show the posts that fit ``:tag:``, ``:category:``, ``:author:`` and ``:year:``, at most ``:limit:`` of them."""

    has_content = False
    option_spec: ClassVar = {
        "tag": directives.unchanged_required,
        "category": directives.unchanged_required,
        "author": directives.unchanged_required,
        "year": directives.nonnegative_int,
        "limit": directives.nonnegative_int,
        "style": _style,
    }

    def run(self) -> list[Node]:
        """Note the query as a fact of the document, and leave a place for what it finds."""
        query = Query(**self.options)
        domain = cast("BunkoDomain", self.env.get_domain("bunko"))
        domain.note_list(self.env.current_document.docname, query)
        node = post_list(query=query)
        self.set_source_info(node)
        return [node]


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the posts in the place of each `post_list`."""
    domain = cast("BunkoDomain", app.env.get_domain("bunko"))
    # A builder of one document, such as latex, asks for all of them under the name of the first.
    if docname not in domain.lists and not (domain.lists and docname == app.config.root_doc):
        return
    for node in list(doctree.findall(post_list)):
        query: Query = node["query"]
        for kind in TermKind:
            name = getattr(query, kind.value)
            if name and domain.catalogue.term(kind, name) is None:
                report_at(domain.dead(kind.value, name), node)
        posts = query.posts(domain.catalogue)
        if posts:
            node.replace_self(_Shapes(app, docname).shape(query.style, posts))
        else:
            empty = nodes.paragraph("", translate("There are no articles here yet."), classes=["bunko-empty"])
            node.replace_self(empty)


class _Shapes:
    """How a list looks in one document."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self._builder = app.builder
        self._language = app.config.language
        self._docname = docname

    def shape(self, style: str, posts: list[Post]) -> Node:
        """Return the nodes of a list."""
        return {"cards": self._cards, "table": self._table}.get(style, self._list)(posts)

    def _link(self, post: Post, *classes: str) -> nodes.TextElement:
        try:
            uri = self._builder.get_relative_uri(self._docname, post.docname)
        except NoUri:  # a builder of one document that does not hold the posts
            return nodes.inline("", post.title)
        return nodes.reference("", post.title, internal=True, refuri=uri, classes=list(classes))

    def _date(self, post: Post) -> str:
        return format_date(post.date, "long", locale=self._language) if post.is_dated else ""

    def _list(self, posts: list[Post]) -> Node:
        items = nodes.bullet_list("", classes=["bunko-list"])
        for post in posts:
            line = nodes.paragraph("", "", self._link(post))
            if post.is_dated:
                line += [nodes.Text(" "), nodes.inline("", self._date(post), classes=["bunko-date"])]
            items += nodes.list_item("", line)
        return items

    def _table(self, posts: list[Post]) -> Node:
        columns = (22, 58, 20)
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in columns), cols=len(columns))
        head = [nodes.Text(name) for name in (translate("Date"), translate("Title"), translate("Category"))]
        group += nodes.thead("", _row(head))
        body = nodes.tbody("")
        for post in posts:
            body += _row([nodes.Text(self._date(post)), self._link(post), nodes.Text("、".join(post.categories))])
        group += body
        return nodes.table("", group, classes=["bunko-table"])

    def _cards(self, posts: list[Post]) -> Node:
        row = create_component("grid-row", ["sd-row", "sd-row-cols-1", "sd-row-cols-md-2", "sd-g-3"])
        for post in posts:
            title = create_component("card-title", ["sd-card-title", "sd-font-weight-bold"])
            title += PassthroughTextElement("", "", self._link(post, "sd-stretched-link"))
            body = create_component("card-body", ["sd-card-body"], children=[title])
            if post.excerpt:
                body += nodes.paragraph("", post.excerpt, classes=["sd-card-text"])
            footer = create_component("card-footer", ["sd-card-footer"])
            about = [self._date(post), *post.categories]
            footer += nodes.paragraph("", "　".join(filter(None, about)), classes=["sd-card-text"])
            card = create_component(
                "card", ["sd-card", "sd-sphinx-override", "sd-w-100", "sd-shadow-sm"], children=[body, footer]
            )
            row += create_component("grid-item", ["sd-col", "sd-d-flex-row"], children=[card])
        return create_component(
            "grid-container", ["sd-container-fluid", "sd-sphinx-override", "sd-mb-4", "bunko-cards"], children=[row]
        )


def _row(cells: Sequence[Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))
