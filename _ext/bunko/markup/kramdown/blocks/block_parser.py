"""The blocks of a text, by kramdown's rules, tried in kramdown's order."""

from __future__ import annotations

from bunko.markup.kramdown.blocks import definitions, html_blocks, leaves
from bunko.markup.kramdown.blocks.block_state import BlockRules, BlockState
from bunko.markup.kramdown.blocks.lists import read_definitions, read_list
from bunko.markup.kramdown.blocks.tables import read_table
from bunko.markup.kramdown.elements import Document, Element

#: What may begin with any character.
_OTHERS = (leaves.read_setext, read_table)
_BY_FIRST = {
    "`": (leaves.read_fence, *_OTHERS),
    "~": (leaves.read_fence, *_OTHERS),
    ">": (leaves.read_quote,),
    "#": (leaves.read_atx, *_OTHERS),
    "*": (leaves.read_rule, read_list, *_OTHERS, definitions.read_abbreviation),
    "-": (leaves.read_rule, read_list, *_OTHERS),
    "_": (leaves.read_rule, *_OTHERS),
    "+": (read_list, *_OTHERS),
    **dict.fromkeys("0123456789", (read_list, *_OTHERS)),
    ":": (read_definitions, *_OTHERS),
    "<": (html_blocks.read_html, *_OTHERS),
    "$": (leaves.read_setext, leaves.read_math, read_table),
    "\\": (leaves.read_setext, leaves.read_math, read_table),
    "[": (*_OTHERS, definitions.read_note, definitions.read_link),
    "{": (*_OTHERS, definitions.read_extension),
    "^": (*_OTHERS, definitions.read_end),
}


RULES = BlockRules(indented=leaves.read_code, by_first=_BY_FIRST, others=_OTHERS, otherwise=leaves.read_paragraph)


def read_blocks(text: str, document: Document) -> Element:
    """Return the blocks of a whole text as a tree."""
    root = Element("root")
    BlockState(RULES, document, root, text.removesuffix("\n") + "\n").parse()
    return root
