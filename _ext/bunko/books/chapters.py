"""One article of an EPUB: its content as XHTML, with the links between articles left open until all are known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from bunko.markup.html.reader import read_html
from bunko.markup.html.tree import HEADINGS, VOIDS, Node
from bunko.markup.html.xhtml import EpubLink, anchor_id, tidy
from bunko.text.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from bunko.markup.html.xhtml import LinkResolver, Tidied

#: Sections inside sections that the table of contents goes down to.
DEPTH = 2
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterSection:
    """A section of an article, for the table of contents."""

    title: str
    anchor: str
    sections: tuple[ChapterSection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The content of an article."""

    docname: str
    content: tuple[
        str | EpubLink, ...
    ]  #: XHTML; where a `EpubLink` stands, the address that it leads to is to be written
    anchors: frozenset[str]  #: every id
    sections: tuple[ChapterSection, ...] = ()
    lang: str = ""
    has_math: bool = False
    pictures: Mapping[str, object] = field(default_factory=dict)  #: what it shows, by the address in the book


def read_chapter(docname: str, html: str, resolver: LinkResolver) -> Chapter:
    """Make the HTML of an article valid. ``resolver`` knows what it links to and shows."""
    root = read_html(html)
    tidied = tidy(_without_wrapper(root), resolver)
    for heading in (found for node in tidied.nodes if isinstance(node, Node) for found in node.walk()):
        if heading.tag in HEADINGS and len(heading.children) == 1 and isinstance(heading.children[0], str):
            words = phrases(heading.children[0])
            heading.children = [Node("span", {"class": "phrase"}, [word]) if word.strip() else word for word in words]
    return Chapter(
        docname=docname,
        content=tuple(_joined(_written(tidied.nodes, tidied, docname))),
        anchors=frozenset(tidied.ids),
        sections=tuple(_sections(tidied.nodes, DEPTH)),
        has_math=tidied.has_math,
    )


def _without_wrapper(root: Node) -> Node:
    """Return what holds the content: the one section that a document is, if it is one."""
    solid = [child for child in root.children if not isinstance(child, str) or child.strip()]
    if len(solid) == 1 and isinstance(solid[0], Node) and solid[0].tag == "section":
        section = solid[0]
        places = [Node("span", {"id": section.attributes["id"]})] if section.attributes.get("id") else []
        return Node("", {}, [*places, *section.children])
    return root


def resolved(chapter: Chapter, address: Callable[[EpubLink], str]) -> str:
    """Return the content of a chapter, its jumps as the addresses that ``address`` gives."""
    pieces = (piece if isinstance(piece, str) else escape_attribute(address(piece)) for piece in chapter.content)
    return "".join(pieces)


def clean(text: str) -> str:
    """Return a text without the characters that XML does not have."""
    return _NO_XML.sub("", text)


def escaped(text: str) -> str:
    """Return a text as the content of an element."""
    return escape(clean(text))


def escape_attribute(text: str) -> str:
    """Return a text as an attribute's value, without the quotes around it."""
    return escape(clean(text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def _written(nodes: Iterable[Node | str], tidied: Tidied, docname: str) -> Iterator[str | EpubLink]:
    for node in nodes:
        if isinstance(node, str):
            yield escaped(node)
            continue
        tag, attributes = node.tag, dict(node.attributes)
        jump = tidied.jumps.get(int(attributes["href"])) if attributes.get("href", "").isdecimal() else None
        if jump is not None and jump.docname == docname and jump.anchor and anchor_id(jump.anchor) not in tidied.ids:
            # It leads nowhere in its own article: browsers do nothing, and nor does a text.
            tag, jump = "span", None
            for key in ("href", "role", "epub:type"):
                attributes.pop(key, None)
        href = attributes.pop("href", None)
        yield f"<{tag}" + "".join(f" {key}={quoteattr(clean(value))}" for key, value in attributes.items())
        if jump is not None:
            yield from (' href="', jump, '"')
        elif href is not None:
            yield f' href="{escape_attribute(href)}"'
        if tag in VOIDS:
            yield "/>"
            continue
        yield ">"
        yield from _written(node.children, tidied, docname)
        yield f"</{tag}>"


def _joined(pieces: Iterable[str | EpubLink]) -> Iterator[str | EpubLink]:
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
        else:
            yield "".join(texts)
            yield piece
            texts = []
    yield "".join(texts)


def _sections(nodes: Iterable[Node | str], depth: int) -> Iterator[ChapterSection]:
    for node in nodes if depth else ():
        if not isinstance(node, Node) or node.tag != "section":
            continue
        heading = next((child for child in node.children if isinstance(child, Node) and child.tag in HEADINGS), None)
        title = " ".join(clean(heading.text()).split()) if heading else ""
        inside = tuple(_sections(node.children, depth - 1))
        if title and node.attributes.get("id"):
            yield ChapterSection(title=title, anchor=node.attributes["id"], sections=inside)
        else:
            yield from inside


def file_names(names: Iterable[tuple[str, str]], taken: Collection[str]) -> dict[str, str]:
    """Return a file name of ASCII for each (key, name), unlike all others and ``taken`` whatever their case."""
    used = {name.casefold() for name in taken}
    found: dict[str, str] = {}
    for key, name in names:
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_")[:80]
        if plain != name or f"{plain}.xhtml".casefold() in used:
            plain = f"{plain}-{anchor_id(f'{key} ')[1:]}".lstrip("-")
        found[key] = f"{plain}.xhtml"
        used.add(found[key].casefold())
    return found
