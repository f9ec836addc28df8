"""Formulas as MathML, made when the archive is built: browsers and reading devices show it without a script.

``conf.py`` can ask for another way, as it does without us: by naming an extension such as ``sphinx.ext.mathjax``, or by
``html_math_renderer``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util.math import get_node_equation_number

from bunko.markup.tex import known_tex
from bunko.problems import Kind, Problem
from bunko.sphinx_ext.report import report_at, translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

RENDERER = "bunko"
_SPACE = re.compile(r"(?<=>)\s+(?=<)")  # docutils indents


def choose_renderer(app: Sphinx, config: Config) -> None:
    """Take our renderer, unless the site names another; Sphinx itself cannot choose among more than two."""
    if config.html_math_renderer is None:
        known = app.registry.html_inline_math_renderers
        others = [name for name in known if name not in {RENDERER, "mathjax"}]
        mathjax = ["mathjax"] if "sphinx.ext.mathjax" in config.extensions else []
        config.html_math_renderer = [*others, *mathjax, RENDERER][0]


def setup(app: Sphinx) -> None:
    """Register the renderer."""
    app.add_html_math_renderer(RENDERER, (visit_math, None), (visit_math_block, None))
    app.connect("config-inited", choose_renderer)


def visit_math(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line."""
    translator.body.append(_formula(node, block=False))
    raise nodes.SkipNode


def visit_math_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula of its own, with its number if it is referred to."""
    # On a narrow screen it scrolls, and what scrolls must be reached by keyboard.
    translator.body.append(translator.starttag(node, "div", "", CLASS="math", tabindex="0"))
    if node.get("number"):
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, translate("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append(f"{_formula(node, block=True)}</div>\n")
    raise nodes.SkipNode


def _formula(node: nodes.Element, *, block: bool) -> str:
    source = node.astext()
    made, fault = mathml(source, block=block)
    if fault:
        message = "the formula {source!r} cannot be shown as one, and stands there as it is written: {fault}"
        report_at(Problem(kind=Kind.MATH, message=message, values={"source": source, "fault": fault}), node)
    return made


@lru_cache(maxsize=1024)
def mathml(source: str, *, block: bool) -> tuple[str, str]:
    r"""Return a formula as MathML, and why it could not be made: then it stands there as it was written."""
    try:
        made = str(tex2mathml(known_tex(source), as_block=block))
    except (ValueError, AttributeError, IndexError, KeyError, TypeError, RecursionError) as error:
        # MathError is a ValueError; for some formulas that are wrong docutils 0.22 raises whatever comes.
        return f'<code class="math">{escape(source)}</code>', str(error)
    return _SPACE.sub("", made).replace("&ApplyFunction;", "\u2061"), ""
