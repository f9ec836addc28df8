"""Our Markdown parser: MyST's, mended for Japanese, made once for all documents, and strict about what a post is."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from docutils import nodes
from mdit_py_plugins.myst_role.index import myst_role
from myst_parser.config.main import MdParserConfig, TopmatterReadError, merge_file_level, read_topmatter
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.warnings_ import MystWarnings, create_warning
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound
from sphinx import addnodes

from bunko.catalogue.links import read_target
from bunko.markup.commonmark.smart import autolink_plugin, smart_plugin
from bunko.markup.html.xhtml import language_tag
from bunko.markup.kramdown import LINES, kramdown_plugin
from bunko.markup.plugins import cjk_plugin, outline_plugin, use_plugins
from bunko.posts.dialect import Dialect, dialect_of
from bunko.sphinx_ext.compat.patches import without_idle
from bunko.sphinx_ext.config import kramdown_options
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.images import site_file
from bunko.sphinx_ext.markdown.nodes import byline, rule, strike
from bunko.sphinx_ext.report import translate
from bunko.text.line_map import SAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from bunko.post import Post

#: What Jekyll's authors use of what MyST leaves off by default.
_EXTENSIONS = frozenset({"strikethrough", "tasklist"})
#: What MyST adds to Markdown and a Jekyll author does not mean: unasked, it eats text. Substitutions need no entry:
#: they are off unless the site turns them on.
_FOREIGN = ("myst_line_comment", "myst_block_break", "myst_target")
_OUR_ROLE = re.compile(r"\{bunko:[a-z]+\}`")
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


class BunkoParser(MystParser):
    """The parser of every Markdown file: posts by the rules of Jekyll, other pages by those of MyST."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse ``inputstring``; the front matter of a post has become blank lines and a record by now."""
        env = document.settings.env
        domain = domain_of(env)
        docname = env.current_document.docname
        post = domain.posts.get(docname)
        config: MdParserConfig = env.myst_config
        topmatter = _topmatter(inputstring) if post is None else _own_settings(post)
        if topmatter:

            def warn(kind: MystWarnings, message: str) -> None:
                create_warning(document, message, kind, line=1, append_to=document)

            config = merge_file_level(config, dict(topmatter), warn)
        dialect = Dialect.MYST if post is None else dialect_of(post.extra, domain.rules.dialect)
        as_post = dialect is not Dialect.MYST
        parser = None if topmatter else domain.parsers.get(dialect)
        if parser is None:
            if as_post:
                parser = _post_parser(config, env.config, dialect)
            else:
                parser = use_plugins(create_md_parser(config, ArchiveRenderer))
            if not topmatter:
                domain.parsers[dialect] = parser
        if as_post:
            document.settings.smart_quotes = False  # what becomes of quotation marks has been said by our options
        parser.options["document"] = document
        known: dict[str, object] = {LINES: domain.line_maps.pop(docname, SAME)}
        if post is not None:
            known["bunko_post"] = _outline(post, env.config)
        parser.render(inputstring, known)
        if env.config.bunko_shortcuts:
            document.transformer.transforms[:] = without_idle(document.transformer.transforms, document)
        if post is not None:
            env.metadata[docname]["orphan"] = ""  # in no toctree: one toctree of all posts costs their square
            _head(document, post, env.config)


def _head(document: nodes.document, post: Post, config: Config) -> None:
    """Put the byline of a post below its title, and mark its article with its language."""
    if document.children and isinstance(document[0], nodes.section):
        document[0].insert(1, byline())  # behind the title, which the outline has put first
        language = language_tag(post.lang)
        if language not in ("", language_tag(config.language)):
            document[0]["classes"].append(f"language-{language}")  # docutils' writers make `lang` of it


@cache
def _is_known_lexer(name: str) -> bool:
    try:
        find_lexer_class_by_name(name)
    except ClassNotFound:
        return name in ("default", "none")
    return True


def _is_any_link(url: str) -> bool:
    """Let bookmarklets be links, as Jekyll does: an author who may write HTML may write ``javascript:``."""
    del url
    return True


def _post_parser(myst: MdParserConfig, config: Config, dialect: Dialect) -> MarkdownIt:
    myst = replace(
        myst,
        enable_extensions=set(myst.enable_extensions) | _EXTENSIONS,
        disable_syntax=[*myst.disable_syntax, *_FOREIGN],
    )
    parser = create_md_parser(myst, ArchiveRenderer)
    if dialect is Dialect.KRAMDOWN:  # it has rules of its own for blocks and spans
        parser.use(cjk_plugin, mend_emphasis=False).use(outline_plugin)
        return parser.use(kramdown_plugin, **kramdown_options(config))
    use_plugins(parser, mend_emphasis=config.bunko_mend_emphasis)
    parser.inline.ruler.at("myst_role", _our_roles)
    parser.validateLink = _is_any_link  # type: ignore[method-assign] # of this parser alone
    parser.use(autolink_plugin)
    return parser.use(smart_plugin) if config.bunko_typography else parser


def _our_roles(state: StateInline, silent: bool) -> bool:
    """Read ``{bunko:post}`` and its like; ``{name}`` before a code span is text to a Jekyll author."""
    return _OUR_ROLE.match(state.src, state.pos) is not None and myst_role(state, silent)


def _topmatter(text: str) -> Mapping[str, Any]:
    try:
        return read_topmatter(text) or {}
    except TopmatterReadError:
        return {}  # reported when it is rendered


def _own_settings(post: Post) -> Mapping[str, Any]:
    return {"myst": post.extra["myst"]} if "myst" in post.extra else {}


def _outline(post: Post, config: Config) -> dict[str, object]:
    return {
        "title": post.title,
        "bold_headings": config.bunko_bold_headings,
        "drop_repeated_title": config.bunko_drop_repeated_title,
    }


def setup(app: Sphinx) -> None:
    """Register the parser in the place of MyST's."""
    app.add_source_parser(BunkoParser, override=True)
