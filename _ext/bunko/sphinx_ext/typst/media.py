"""Pictures, code and formulas: what is checked alone before it goes into the book."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from bunko.sphinx_ext.typst.syntax import Code, call, clean, show
from bunko.sphinx_ext.typst.visitor import TypstVisitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bunko.sphinx_ext.typst.syntax import Item, Piece

#: Points to a CSS pixel. Screens set text at 16 px, the book at 13Q (9.2 pt): pictures shrink with the text.
PIXEL = 0.576
ICON_HEIGHT = 20.0  #: points; a picture no taller than this stands in its line
#: Pygments' names of languages, where Typst's differ.
LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("default", "none"), "text"),
    **dict.fromkeys(("console", "shell", "shell-session"), "bash"),
    **dict.fromkeys(("ipython3", "python3", "py3", "pycon"), "python"),
    "node": "js",
    "vim": "viml",
    "jsonc": "json",
    "yml": "yaml",
    "docker": "dockerfile",
    "pwsh": "powershell",
}
_LENGTH = re.compile(r"\s*([\d.]+)\s*(px|%|em|cm|mm|in|pt|)\s*")
NARROW_CODE = 84  #: characters that fit in a line of code at its usual size


class MediaVisitor(TypstVisitor):
    """The part of the translator that sets pictures, code and formulas."""

    # -- pictures ---------------------------------------------------------------------------------------------------

    def visit_figure(self, node: nodes.figure) -> None:
        """Set a picture with its caption and legend."""
        caption = next((child for child in node.children if isinstance(child, nodes.caption)), None)
        legend = next((child for child in node.children if isinstance(child, nodes.legend)), None)
        rest = [child for child in node.children if child not in {caption, legend}]
        content = self.capture(*rest)
        shown = any(isinstance(piece, str) and piece.startswith(("#picture(", "#icon(")) for piece in content)
        named: list[Piece] = [] if shown else [", picture: false"]
        for name, part in (("caption", caption), ("legend", legend)):
            if part is not None:
                named += [f", {name}: [", *self.capture(*part.children), "]"]
        self.write("#figured([", *content, "]", *named, ", places: [", *self.anchors(node), "]);")
        raise nodes.SkipNode

    def visit_image(self, node: nodes.image) -> None:
        """Set a picture: small ones in their line, others on their own; one that cannot be shown leaves a box."""
        alt, uri = node.get("alt", ""), node.get("uri", "")
        self.write(*self.anchors(node))
        if not uri:
            self.write(show(alt))
            raise nodes.SkipNode
        self.alone = False
        picture = self.assets.picture(uri, self.docname, collected="candidates" in node, location=node)
        if picture is None:
            address = "" if uri.startswith("data:") else show(uri)
            if _stands_alone(node):
                self.write("#no-picture([", show(alt), "], [", address, "]);")
            else:
                self.write(show(alt or uri.rsplit("/", 1)[-1]))
            raise nodes.SkipNode
        width = _length(node.get("width", "")) or (f"{picture.width * PIXEL:.1f}pt" if picture.width else "auto")
        height = picture.height * PIXEL
        if _stands_alone(node) or not 0 < height <= ICON_HEIGHT:
            function = "picture"
        else:
            function = "icon"
            width = width if width != "auto" else "1em"
        named: dict[str, Item] = {"alt": alt or picture.name, "width": Code(width)}
        holder = node.parent.parent if isinstance(node.parent, nodes.reference) else node.parent
        if function == "picture" and isinstance(holder, nodes.figure):
            named["bare"] = True
        self.write(call(function, picture.file, **named), ";")
        raise nodes.SkipNode

    # -- code -------------------------------------------------------------------------------------------------------

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Set a listing, coloured by Typst."""
        self.set_code(node, None)
        raise nodes.SkipNode

    def visit_doctest_block(self, node: nodes.doctest_block) -> None:
        """Set a session with an interpreter."""
        self.set_code(node, None)
        raise nodes.SkipNode

    def set_code(self, node: nodes.Element, caption: nodes.Element | None) -> None:
        """Set a listing with its caption, if it has one; long lines are set smaller before they are broken."""
        code = clean(node.astext()).expandtabs(4).rstrip("\n")
        language = str(node.get("language", "text")).lower()
        language = LANGUAGES.get(language, language)
        named: dict[str, Item] = {"language": language if re.fullmatch(r"[\w+#.-]+", language) else "text"}
        if max((len(line) for line in code.splitlines()), default=0) > NARROW_CODE:
            named["size"] = Code("8.5 * u")
        if node.get("linenos"):
            arguments: dict[str, int] = node.get("highlight_args", {})
            named["numbers"] = max(1, int(arguments.get("linenostart", 1)))
        self.write(call("code", code, **named)[:-1])
        if caption is not None:
            self.write(", caption: [", *self.anchors(caption.parent), *self.capture(*caption.children), "]")
        self.write(", places: [", *self.anchors(node), "]);")

    # -- formulas ---------------------------------------------------------------------------------------------------

    def visit_math(self, node: nodes.Element) -> None:
        """Set a formula in its line; one that Typst cannot set stays as it was written."""
        self._formula(node, block=False)

    def visit_math_block(self, node: nodes.Element) -> None:
        """Set a formula on its own."""
        self.write(*self.anchors(node))
        self._formula(node, block=True)

    visit_displaymath = visit_math_block

    def _formula(self, node: nodes.Element, *, block: bool) -> None:
        source = clean(node.astext()).strip()
        self.alone = False
        code = self.assets.formula(source, block=block, location=node)
        if code is not None:
            number = node.get("number")
            named: dict[str, Item] = {"block": block, "number": f"({number})" if number else ""}
            self.write(call("equation", source, code, **named), ";")
        elif block:
            self.write(call("code", source, language="latex"), ";")
        else:
            self.write("#mono-text[", show(source), "];")
        raise nodes.SkipNode


def _stands_alone(node: nodes.image) -> bool:
    """Tell whether a picture is all that its paragraph holds."""
    inner: nodes.Element = node
    outer = node.parent
    while isinstance(outer, (nodes.reference, nodes.inline)) and len(outer.children) == 1:
        inner, outer = outer, outer.parent
    if not isinstance(outer, nodes.TextElement):
        return not isinstance(outer, nodes.entry)
    return all(child is inner or not child.astext().strip() for child in outer.children)


def _length(width: str) -> str:
    """Return a width given in a post as a Typst length, or nothing if it gives none."""
    match = _LENGTH.fullmatch(width)
    if not match or not float_or_zero(match[1]):
        return ""
    number, unit = float_or_zero(match[1]), match[2]
    return f"{number * PIXEL:.1f}pt" if unit in {"", "px"} else f"{number:g}{unit}"


def float_or_zero(text: str) -> float:
    """Return the number that ``text`` spells, or 0."""
    try:
        return float(text)
    except ValueError:
        return 0.0
