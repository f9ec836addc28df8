"""What is defined on lines of its own: footnotes, links, abbreviations, attribute lists, extensions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bunko.markup.kramdown.blocks.leaves import CODE, without_indent
from bunko.markup.kramdown.elements import (
    ALD,
    EOB,
    EXT_START,
    IAL_BLOCK,
    REST_OF_LINE,
    Attributes,
    Element,
    link_id,
)

if TYPE_CHECKING:
    from bunko.markup.kramdown.blocks.block_state import BlockState

# kramdown's names of footnotes are ASCII; those of Japanese authors need not be.
_NOTE = re.compile(rf"[ ]{{0,3}}\[\^(\w[\w-]*)\]:(.*?\n{CODE})")
_LINK = re.compile(
    r"[ ]{0,3}\[([^\n\]]+)\]:[ \t]*(?:<(.*?)>|([^\n]*?[^\s][^\n]*?))"
    r"(?:(?:[ \t]*?\n|[ \t]+?)[ \t]*?([\"'])(.+?)\4)?[ \t]*?\n",
    re.ASCII,
)
_TITLE_IN_LINK = re.compile(r"[ \t]+[\"']")
_ABBREVIATION = re.compile(r"[ ]{0,3}\*\[(.+?)\]:(.*?)\n")
_DEFINITIONS = frozenset({"link", "abbreviation", "note"})
_EXTENSIONS = frozenset({"comment", "nomarkdown", "options"})


def read_note(blocks: BlockState) -> bool:
    """Read a footnote: its line, and the indented ones that follow."""
    found = _NOTE.match(blocks.src, blocks.position)
    if found is None:
        return False
    note = Element("note", found[1], blocks.line())
    blocks.inside(note, without_indent(found[2]), note.line)
    blocks.document.notes[found[1]] = note
    blocks.add(Element("eob", "note", note.line, [note]))
    blocks.position = found.end()
    return True


def read_link(blocks: BlockState) -> bool:
    """Read where ``[text][name]`` leads."""
    found = _LINK.match(blocks.src, blocks.position)
    if found is None or _TITLE_IN_LINK.search(found[3] or ""):
        return False
    element = blocks.add(Element("eob", "link", blocks.line()))
    address = found[2] if found[2] is not None else found[3]
    if found[5]:
        blocks.document.titles.append(found[5])
    blocks.document.links[link_id(found[1])] = (address, found[5] or "", element)
    blocks.position = found.end()
    return True


def read_abbreviation(blocks: BlockState) -> bool:
    """Read what an abbreviation stands for."""
    found = _ABBREVIATION.match(blocks.src, blocks.position)
    if found is None:
        return False
    blocks.document.abbreviations[found[1]] = found[2].strip()
    blocks.add(Element("eob", "abbreviation", blocks.line()))
    blocks.position = found.end()
    return True


def read_end(blocks: BlockState) -> bool:
    """Read ``^``, which parts two blocks."""
    found = EOB.match(blocks.src, blocks.position)
    if found is None:
        return False
    blocks.add(Element("eob", line=blocks.line()))
    blocks.position = found.end()
    return True


def read_extension(blocks: BlockState) -> bool:
    """Read an attribute list (of the block before it, or after it), a named one, or ``{::comment}`` and its like."""
    src, document = blocks.src, blocks.document
    named = ALD.match(src, blocks.position)
    if named is not None:
        document.lists.setdefault(named[1], Attributes()).read(named[2])
        blocks.add(Element("eob", "list", blocks.line()))
        blocks.position = named.end()
        return True
    opening = EXT_START.match(src, src.index("{", blocks.position))
    if opening is not None and REST_OF_LINE.match(src, opening.end()):
        return _read_named(blocks, opening)
    found = IAL_BLOCK.match(src, blocks.position)
    if found is None:
        return False
    last = blocks.last()
    blocks.position = found.end()
    if last is not None and last.type != "blank" and (last.type != "eob" or last.value in _DEFINITIONS):
        last.attributes().read(found[1])
        if not IAL_BLOCK.match(src, blocks.position):
            blocks.add(Element("eob", "ial", blocks.line()))
    else:
        blocks.block_ial = blocks.block_ial or Attributes()
        blocks.block_ial.read(found[1])
    return True


def _read_named(blocks: BlockState, opening: re.Match[str]) -> bool:
    name, document = opening[1], blocks.document
    if name not in _EXTENSIONS:
        return False
    rest = REST_OF_LINE.match(blocks.src, opening.end())
    position = rest.end() if rest else opening.end()
    body = ""
    if not opening[3]:
        stop = re.compile(rf"^[ ]{{0,3}}\{{:/(?:{name})?\}}[ \t\r\f\v]*\n", re.MULTILINE)
        found = stop.search(blocks.src, opening.end())
        if found is None:
            return False
        body, position = blocks.src[opening.end() : found.start()].removesuffix("\n"), found.end()
    if name == "nomarkdown":
        kinds = Attributes()
        kinds.read(opening[2] or "")
        if body and "html" in kinds.values.get("type", "html").split():
            blocks.tree.children.append(Element("html_special", body.removeprefix("\n") + "\n", blocks.line()))
    elif name == "comment":
        if body:
            blocks.tree.children.append(Element("comment", body, blocks.line()))
    else:
        options = Attributes()
        options.read(opening[2] or "")
        if wish := options.values.get("parse_block_html"):
            document.parse_block_html = wish.strip().lower() != "false"
        blocks.add(Element("eob", "extension", blocks.line()))
    blocks.position = position
    return True
