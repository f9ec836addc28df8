"""Every private or undocumented name of another package that we touch, and what fails when it changes."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from sitekit import EXTENSIONS

if TYPE_CHECKING:
    from pathlib import Path


#: The name → what fails without it.
NAMES = {
    "sphinx.util.docutils._get_settings": "compat/patches.py: option parsers are built for every document again",
    "myst_parser.mdit_to_docutils.base.get_default_settings": "compat/patches.py: as above, for MyST",
    "sphinx.builders.html._file_checksum": "compat/patches.py: styles and scripts are looked up for every page again",
    "sphinx.builders.html._assets._file_checksum_inner": "compat/patches.py: a changed style keeps its old checksum",
    "sphinx.util._files.FilenameUniqDict": "incremental/dependencies.py: pictures of one name get numbers by chance",
    "sphinx.builders.Builder._read_serial": "compat/builders.py: few documents are read in a process of their own",
    "sphinx.builders.Builder._read_parallel": "compat/builders.py: reading sends the whole environment to and fro",
    "sphinx.util.logging.LogCollector": "incremental/parallel.py: what processes say is lost",
    "sphinx.util.logging.convert_serializable": "incremental/parallel.py: what processes say cannot be sent",
    "sphinx.environment.adapters.toctree.document_toc": "html/builder.py: articles have no contents",
    "sphinx.util.build_phase.BuildPhase.RESOLVING": "html/builder.py: other extensions are told the wrong phase",
    "sphinx.jinja2glue.SphinxFileSystemLoader": "html/events.py: themes find none of our templates",
    "docutils.utils.math.latex2mathml.tex2mathml": "html/formulas.py: no formula is MathML",
    "sphinx.util.math.get_node_equation_number": "html/formulas.py: formulas have no numbers",
    "myst_parser.mdit_to_docutils.sphinx_.SphinxRenderer": "markdown/parser.py: no post is rendered",
    "myst_parser.mdit_to_docutils.sphinx_.SphinxRenderer.generate_heading_target": "markdown/parser.py: anchors",
    "myst_parser.parsers.mdit.create_md_parser": "markdown/parser.py: no post is parsed",
    "myst_parser.config.main.merge_file_level": "markdown/parser.py: settings in a header are not read",
    "myst_parser.config.main.read_topmatter": "markdown/parser.py: settings in the header of a page are not read",
    "mdit_py_plugins.myst_role.index.myst_role": "markdown/parser.py: {bunko:post} in a post is text",
    "markdown_it.rules_inline.StateInline.scanDelims": "text/cjk.py: bold beside Japanese brackets stays **",
    "markdown_it.common.normalize_url.normalizeLinkText": "dead_links.py: bare addresses are shown percent-encoded",
    "sphinx_design.shared.create_component": "markdown/directives.py: lists have no cards",
    "sphinx_design.shared.PassthroughTextElement": "markdown/directives.py: cards are no links",
}
#: The attribute of an instance → the source that sets it, and what fails without it.
ATTRIBUTES = {
    "_raw_config": ("sphinx.config.Config", "compat/configuration.py: the theme overrides what a site sets"),
    "_warncount": ("sphinx.application.Sphinx", "compat/application.py: articles with warnings lose them in books"),
    "_app": ("sphinx.builders.Builder", "compat/application.py: nobody knows how many processes may work"),
    "_pickled_doctree_cache": ("sphinx.environment.BuildEnvironment", "compat/environment.py: memory grows"),
    "_write_doc_doctree_cache": ("sphinx.environment.BuildEnvironment", "compat/environment.py: memory grows"),
    "_static_dir": ("sphinx.builders.html.StandaloneHTMLBuilder", "compat/builders.py: static files never go away"),
    "_settings": ("sphinx.builders.html.StandaloneHTMLBuilder", "compat/builders.py: articles have no contents"),
    "_existing": ("sphinx.util._files.FilenameUniqDict", "incremental/dependencies.py: two pictures share a file"),
}
#: What templates of the theme have in them that ours rely on.
TEMPLATES = {
    ("pydata_sphinx_theme", "layout.html", "{%- block css %}"): "bunko-pydata-page.html: pages load every style",
    ("pydata_sphinx_theme", "layout.html", "_webpack.head_pre_assets"): "bunko-pydata-page.html: as above",
    ("pydata_sphinx_theme", "layout.html", "docs_body"): "bunko-pydata-page.html: no article element",
}


def found(name: str) -> object:
    """Return what a dotted name is."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            value: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            value = getattr(value, part)
        return value
    raise AttributeError(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_there(name: str) -> None:
    try:
        found(name)
    except AttributeError:
        pytest.fail(f"{name} has gone. {NAMES[name]}")


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_the_attribute_is_set(name: str) -> None:
    owner, fails = ATTRIBUTES[name]
    source = inspect.getsource(found(owner))  # type: ignore[arg-type]  # classes
    assert re.search(rf"\bself\.{name}\b|^\s+{name}\b", source, re.MULTILINE), f"{owner}.{name} has gone. {fails}"


@pytest.mark.parametrize(("package", "template", "part"), TEMPLATES)
def test_the_template_has_it(package: str, template: str, part: str) -> None:
    text = (files(package) / "theme" / package / template).read_text(encoding="utf-8")
    assert part.strip("{%- }") in text, f"{package}/{template}: {part} has gone. {TEMPLATES[package, template, part]}"


def private_names(path: Path) -> list[str]:
    """List the private attributes of other objects that a module touches, and the private names that it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and re.match(r"_[a-z]", node.attr)
        and not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"})
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith("bunko"):
            names += [name.name for name in node.names if name.name.startswith("_") and not name.name.startswith("__")]
            names += [part for part in node.module.split(".") if part.startswith("_") and not part.startswith("__")]
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    own |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    return [name for name in names if name not in own]


def test_private_names_are_touched_in_one_folder_only() -> None:
    package = EXTENSIONS / "bunko"
    elsewhere = {
        path.relative_to(package).as_posix(): names
        for path in sorted(package.rglob("*.py"))
        if "compat" not in path.parts and (names := private_names(path))
    }
    documented = {"_exit", "_replace"}  # of os, and of named tuples
    assert {name for names in elsewhere.values() for name in names} <= documented, elsewhere
