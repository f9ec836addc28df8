"""Work that upstream repeats for every document, left out where it can have no effect.

Limits of Sphinx 9, docutils 0.22 and myst-parser 5 are worked around, all without a change to what is written (a test
compares the bytes) and all switched off by ``bunko_shortcuts = False``:

- ``sphinx.util.docutils._get_settings`` builds an option parser of some 150 options for every document it reads, to
  ask it for the defaults, which are always the same: about 12 % of a plain build. MyST does it once more, for a
  document that it does not use: 5 %.
- Some sixty transforms each search every document for nodes that few documents have: about 25 % of a plain build.
- ``sphinx.builders.html._file_checksum`` looks through the file system for each style and script of every page: 3 %.

Beside that, Python's collector of cycles looks through all that is young after every 700 allocations, of which one
document makes tens of thousands: 6 % of a build, for 5 % of its memory.
"""

from __future__ import annotations

import atexit
import copy
import functools
import gc
from typing import TYPE_CHECKING, Any

import myst_parser.mdit_to_docutils.base
import sphinx.builders.html
import sphinx.util.docutils
from docutils import nodes
from docutils.utils import DependencyList
from sphinx import addnodes
from sphinx.builders.html._assets import _file_checksum_inner

from bunko.sphinx_ext.compat.environment import drop_doctrees

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils.frontend import Values
    from docutils.transforms import Transform
    from sphinx.application import Sphinx
    from sphinx.config import Config

#: What a transform works on, by the transform's full name: without one of these nodes it does nothing. Listed are only
#: nodes that come from the parser, so that no earlier transform can have added one.
WORKS_ON: Mapping[str, tuple[type[nodes.Node], ...]] = {
    "docutils.transforms.misc.Transitions": (nodes.transition,),
    "docutils.transforms.references.AnonymousHyperlinks": (nodes.reference,),
    "docutils.transforms.references.ExternalTargets": (nodes.target,),
    "docutils.transforms.references.InternalTargets": (nodes.target,),
    "docutils.transforms.references.PropagateTargets": (nodes.target,),
    "docutils.transforms.references.Substitutions": (nodes.substitution_reference,),
    "sphinx.builders.latex.transforms.FootnoteDocnameUpdater": (nodes.footnote, nodes.footnote_reference),
    "sphinx.domains.citation.CitationDefinitionTransform": (nodes.citation,),
    "sphinx.domains.citation.CitationReferenceTransform": (nodes.citation_reference,),
    "sphinx.transforms.AutoIndexUpgrader": (addnodes.index,),
    "sphinx.transforms.DefaultSubstitutions": (nodes.substitution_reference,),
    "sphinx.transforms.DoctestTransform": (nodes.doctest_block,),
    "sphinx.transforms.GlossarySorter": (addnodes.glossary,),
    "sphinx.transforms.HandleCodeBlocks": (nodes.block_quote,),
    "sphinx.transforms.MoveModuleTargets": (nodes.target,),
    "sphinx.transforms.ReorderConsecutiveTargetAndIndexNodes": (addnodes.index,),
    "sphinx.transforms.i18n.RemoveTranslatableInline": (nodes.inline,),
    "sphinx.transforms.i18n.TranslationProgressTotaliser": (nodes.substitution_reference,),
    "sphinx.transforms.post_transforms.OnlyNodeTransform": (addnodes.only,),
    "sphinx.transforms.post_transforms.PropagateDescDomain": (addnodes.desc_signature,),
    "sphinx.transforms.post_transforms.code.HighlightLanguageTransform": (
        nodes.literal,
        nodes.literal_block,
        addnodes.highlightlang,
    ),
    "sphinx.transforms.post_transforms.code.TrimDoctestFlagsTransform": (nodes.literal_block, nodes.doctest_block),
    "sphinx.transforms.post_transforms.images.DataURIExtractor": (nodes.image,),
    "sphinx.transforms.post_transforms.images.ImageDownloader": (nodes.image,),
    "sphinx.transforms.references.SphinxDanglingReferences": (
        nodes.reference,
        nodes.citation_reference,
        nodes.footnote_reference,
    ),
    "sphinx_design.aside.AsideHtmlTransform": (nodes.container,),
    "sphinx_design.dropdown.DropdownHtmlTransform": (nodes.container,),
    "sphinx_design.tabs.TabSetHtmlTransform": (nodes.container,),
}


_RARELY = (50_000, 10, 10)
_USUAL = gc.get_threshold()


#: pydata-sphinx-theme cuts the text of bare links to GitHub short: an author's words are not ours to change.
UNWANTED = frozenset({"pydata_sphinx_theme.short_link.ShortenLinkTransform"})


def without_idle(transforms: list[Any], document: nodes.document) -> list[Any]:
    """Return the entries of a docutils transformer that have something to do in ``document``."""
    kinds = kinds_of(document)
    return [entry for entry in transforms if _has_work(_name(entry[1]), kinds)]


def kinds_of(document: nodes.document) -> frozenset[type[nodes.Node]]:
    """Return the classes of all nodes of a document, their base classes included."""
    classes = {type(node) for node in document.findall()}
    return frozenset(base for found in classes for base in found.__mro__)


def _name(transform: type[Transform]) -> str:
    return f"{transform.__module__}.{transform.__qualname__}"


def _has_work(name: str, kinds: frozenset[type[nodes.Node]]) -> bool:
    needed = WORKS_ON.get(name)
    return needed is None or any(kind in kinds for kind in needed)


def while_loading(config: Config) -> None:
    """Collect nothing while Sphinx loads the environment: all of it stays, and searching it takes twice the time."""
    if config.bunko_shortcuts:
        gc.disable()


def apply(app: Sphinx) -> None:
    """Take the shortcuts, for this build."""
    registry = app.registry
    registry.post_transforms[:] = [found for found in registry.post_transforms if _name(found) not in UNWANTED]
    if not app.config.bunko_shortcuts:
        return
    gc.freeze()  # what is loaded stays, and is not looked through again
    gc.enable()
    gc.set_threshold(*_RARELY)
    registry.post_transforms[:] = [_guarded(transform) for transform in registry.post_transforms]
    for module, name, shortened in _PATCHES:
        original = getattr(module, name)
        if not hasattr(original, "original"):
            patched = shortened(original)
            patched.original = original  # type: ignore[attr-defined]
            setattr(module, name, patched)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)  # else Python, as it ends, searches all for cycles once more: seconds, for nothing


def restore() -> None:
    """Leave Sphinx and Python as they were."""
    gc.enable()
    gc.unfreeze()
    gc.set_threshold(*_USUAL)
    for module, name, _ in _PATCHES:
        patched = getattr(module, name)
        setattr(module, name, getattr(patched, "original", patched))


def bound_memory(app: Sphinx, *_: object) -> None:
    """Keep few doctrees in memory."""
    if app.config.bunko_shortcuts:
        drop_doctrees(app.env)


def _guarded(transform: type[Transform]) -> type[Transform]:
    """Return a post-transform that looks first whether it has something to do."""
    name = _name(transform)
    if name not in WORKS_ON:
        return transform

    class Guarded(transform):  # type: ignore[misc, valid-type]
        def apply(self, **kwargs: Any) -> None:  # noqa: ANN401 — the signature is docutils'
            kinds = self.document.__dict__.get("bunko_kinds")
            if kinds is None:
                kinds = self.document.bunko_kinds = kinds_of(self.document)
            if _has_work(name, kinds):
                super().apply(**kwargs)

    Guarded.__name__, Guarded.__qualname__, Guarded.__module__ = (
        transform.__name__,
        transform.__qualname__,
        transform.__module__,
    )
    return Guarded


def _remembering(original: Callable[..., Values]) -> Callable[..., Values]:
    """Return a function of settings with a memory: the defaults depend on the classes of the components alone."""
    remembered: dict[tuple[object, ...], Values] = {}

    def settings_of(*components: object, defaults: Mapping[str, Any] | None = None, **options: bool) -> Values:
        key = (*(found if isinstance(found, type) else type(found) for found in components), *options.items())
        if key not in remembered:
            given = {} if defaults is None else {"defaults": defaults}
            remembered[key] = original(*components, **given, **options)
        settings = copy.copy(remembered[key])
        settings.__dict__ = {**remembered[key].__dict__, **(defaults or {})}
        settings.record_dependencies = DependencyList()
        return settings

    return settings_of


def forget_checksums() -> None:
    """Look at styles and scripts anew: they have changed, and Sphinx, too, remembers them while the process lives."""
    for remembering in (getattr(sphinx.builders.html, "_file_checksum"), _file_checksum_inner):  # noqa: B009 — not exported
        if hasattr(remembering, "cache_clear"):
            remembering.cache_clear()


#: (module, name, what returns the patched function)
_PATCHES: tuple[tuple[Any, str, Callable[[Any], Callable[..., Any]]], ...] = (
    (sphinx.util.docutils, "_get_settings", _remembering),
    (myst_parser.mdit_to_docutils.base, "get_default_settings", _remembering),
    (sphinx.builders.html, "_file_checksum", functools.cache),
)


def setup(app: Sphinx) -> None:
    """Bound the memory that documents take; the patches themselves are the build's."""
    app.connect("doctree-read", bound_memory)
    app.connect("doctree-resolved", bound_memory)
