"""What a builder knows while it translates articles to Typst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders import Builder

if TYPE_CHECKING:
    from bunko.sphinx_ext.typst.assets import Assets


class TranslatingBuilder(Builder):
    """A builder whose translators write Typst."""

    assets: Assets
    unknown_nodes: set[str]  #: classes of nodes that have been reported as unknown
    titles: dict[str, str]  #: of all posts, by docname
    current_docname: str  #: the article being translated
