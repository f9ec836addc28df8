"""MyST's renderer, for Japanese and for what Jekyll's authors write."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound
from sphinx import addnodes

from bunko.catalogue.links import read_target
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import site_file
from bunko.sphinx_ext.markdown.nodes import rule, strike
from bunko.sphinx_ext.report import translate

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_BOX = '<input class="task-list-item-checkbox"'
_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
_LONGEST_NAME = 255  # bytes of one part of a path: beyond it, asking the file system raises instead of saying no


class ArchiveRenderer(SphinxRenderer):
    """MyST's renderer, with links to posts as references of our domain and anchors that are read from headings."""

    _anchor = ""

    def render_link(self, token: SyntaxTreeNode) -> None:
        """Refer to a post where the address may be one; else do as MyST does."""
        href = cast("str", token.attrGet("href") or "")
        domain = domain_of(self.sphinx_env)
        docname = self.sphinx_env.current_document.docname
        target = None if href.startswith("#") else read_target(href, domain.hosts)
        if target is None or target.path == "/" or self._is_document(target.path):
            as_written = docname in domain.posts and not href.startswith("#") and not self._is_file(href)
            (self.render_link_url if as_written else super().render_link)(token)
            return
        explicit = token.info != "auto" and bool(token.children)
        node = addnodes.pending_xref(
            refdomain="bunko", reftype="link", reftarget=href, refexplicit=explicit, refdoc=docname, refwarn=False
        )
        self._process_wrap_node(node, token, explicit=explicit, classes=[], path_dest=href)

    def render_image(self, token: SyntaxTreeNode) -> None:
        """Show the file that is meant. MyST looks for ``%E7%8A%AC.png``, and on the disk there is ``犬.png``.

        In a post, one with a size is not the link to itself that Sphinx makes of it.
        """
        super().render_image(token)
        node = cast("nodes.Element", self.current_node[-1])
        node.rawsource = node.rawsource or cast("str", node["uri"])  # else Sphinx forgets the line if alt is empty
        env = self.sphinx_env
        docname, domain = env.current_document.docname, domain_of(env)
        found = site_file(env, node["uri"], docname)
        if found:
            node["uri"] = f"/{found}"
        elif found is not None and not _SCHEME.match(node["uri"]):
            node["uri"] = unquote(node["uri"])
        if docname in domain.posts and ("width" in node or "height" in node):
            node["classes"].append("no-scaled-link")

    def _is_document(self, path: str) -> bool:
        """Tell ``/docs/index.md``, a page of the source folder, from an address of the site."""
        return path.startswith("/") and self.sphinx_env.path2doc(path[1:]) in self.sphinx_env.found_docs

    def _is_file(self, href: str) -> bool:
        """Tell a file beside the post from an address. MyST would ask for any name, however long, and fail."""
        path = unquote(href.split("#", 1)[0])
        if _SCHEME.match(href) or any(len(part.encode()) > _LONGEST_NAME for part in path.split("/")):
            return False
        docname = self.sphinx_env.current_document.docname
        return bool(path) and Path(self.sphinx_env.relfn2path(path, docname)[1]).is_file()

    def render_blockquote(self, token: SyntaxTreeNode) -> None:
        """Leave out a quotation of nothing: Sphinx would, and fails if that has a class or a name."""
        super().render_blockquote(token)
        quote = self.current_node[-1]
        if isinstance(quote, nodes.block_quote) and not quote.children:
            self.current_node.remove(quote)

    def render_table(self, token: SyntaxTreeNode) -> None:
        """Set a table, also one without a head, which MyST does not know."""
        parts = token.children
        if parts and parts[0].type == "thead":
            super().render_table(token)
            return
        rows = [row for part in parts for row in part.children]
        width = max((len(row.children) for row in rows), default=1)
        table = nodes.table(classes=["colwidths-auto"])
        self.copy_attributes(token, table, keys=("class", "id"))
        self.add_line_and_source_path(table, token)
        group = nodes.tgroup(cols=width)
        group += [nodes.colspec(colwidth=100 // width) for _ in range(width)]
        body = nodes.tbody()
        group += body
        table += group
        self.current_node.append(table)
        with self.current_node_context(body):
            for row in rows:
                self.render_table_row(row)

    def render_hr(self, token: SyntaxTreeNode) -> None:
        """Draw a line wherever the author drew one."""
        node = rule()
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)

    def render_s(self, token: SyntaxTreeNode) -> None:
        """Strike through, in every format that can."""
        node = strike()
        self.add_line_and_source_path(node, token)
        with self.current_node_context(node, append=True):
            self.render_children(token)

    def render_list_item(self, token: SyntaxTreeNode) -> None:
        """Give the box of a task a name, for those who hear it."""
        super().render_list_item(token)
        if "checked" in (token.meta or {}):
            item = cast("nodes.Element", self.current_node[-1])
            name = escape(translate("Done") if token.meta["checked"] else translate("To do"))
            paragraph = cast("nodes.Element", item[0])
            box = paragraph[0].astext().replace(_BOX, f'{_BOX} aria-label="{name}"', 1)
            paragraph[0] = nodes.raw("", box, format="html")

    def create_highlighted_code_block(
        self,
        text: str,
        lexer_name: str | None,
        *args: Any,  # noqa: ANN401 — passed on as they are
        **options: Any,  # noqa: ANN401
    ) -> nodes.Element:
        """Colour code as far as it goes: what a reader sees need not compile, nor its language be known."""
        name = lexer_name if lexer_name and _is_known_lexer(lexer_name) else "none"
        node = super().create_highlighted_code_block(text, name, *args, **options)
        node["force"] = True
        return node

    def render_heading(self, token: SyntaxTreeNode) -> None:
        """Keep the anchor as it is: MyST would make an ASCII name of it, and ``id5`` of a Japanese one."""
        self._anchor = str(token.attrs.pop("id", ""))
        super().render_heading(token)

    def generate_heading_target(
        self, token: SyntaxTreeNode, level: int, node: nodes.Element, title_node: nodes.Element
    ) -> None:
        """Set the anchor before docutils numbers the section; a heading in a list or a quotation stays one."""
        if isinstance(node, nodes.rubric):
            depth = 0
            above: nodes.Node | None = self.current_node
            while above is not None:
                depth += isinstance(above, nodes.section)
                above = above.parent
            node["heading-level"] = min(max(level, depth + 1), 6)
        if self._anchor and not node["ids"]:
            node["ids"] = [self._anchor]
        super().generate_heading_target(token, level, node, title_node)


@cache
def _is_known_lexer(name: str) -> bool:
    try:
        find_lexer_class_by_name(name)
    except ClassNotFound:
        return name in ("default", "none")
    return True
