"""Our Markdown parser: MyST's, corrected for Japanese and made once for all documents; posts by their dialect."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from mdit_py_plugins.myst_role.index import myst_role
from myst_parser.config.main import MdParserConfig, TopmatterReadError, merge_file_level, read_topmatter
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.warnings_ import MystWarnings, create_warning

from bunko.markup.commonmark.smart import autolink_plugin, smart_plugin
from bunko.markup.html.xhtml import language_tag
from bunko.markup.kramdown import LINES, kramdown_plugin
from bunko.markup.plugins import cjk_plugin, outline_plugin, use_plugins
from bunko.posts.dialect import Dialect, dialect_of
from bunko.sphinx_ext.compat.patches import without_idle
from bunko.sphinx_ext.config import kramdown_options
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.markdown.nodes import byline
from bunko.sphinx_ext.markdown.renderer import ArchiveRenderer
from bunko.text.line_map import SAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from bunko.post import Post

#: What Jekyll's authors use of what MyST leaves off by default.
_EXTENSIONS = frozenset({"strikethrough", "tasklist"})
#: What MyST adds to Markdown and a Jekyll author does not mean: unasked, it eats text. Substitutions need no entry:
#: they are off unless the site turns them on.
_FOREIGN = ("myst_line_comment", "myst_block_break", "myst_target")
_OUR_ROLE = re.compile(r"\{bunko:[a-z]+\}`")


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
        parser.use(cjk_plugin, cjk_emphasis=False).use(outline_plugin)
        return parser.use(kramdown_plugin, **kramdown_options(config))
    use_plugins(parser, cjk_emphasis=config.bunko_cjk_emphasis)
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
