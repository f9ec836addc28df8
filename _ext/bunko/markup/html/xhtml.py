"""A tree of loose HTML becomes valid XHTML for a book: known elements, each where the HTML standard lets it stand.

What an element says is kept, whatever becomes of the element: what is unknown, obsolete or misplaced gives way to its
content or to a plain ``div`` or ``span``. Scripts, styles and comments go. What only works on the web becomes a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2s
from typing import TYPE_CHECKING, Protocol

from bunko.markup.html.mathml import math_node
from bunko.markup.html.reader import FENCE
from bunko.markup.html.tree import HEADINGS, HIDDEN, Node, tags
from bunko.markup.html.xhtml_groups import adopted, fitted_list, fitted_table, fitted_terms
from bunko.markup.html.xhtml_shapes import add_class, captioned, flat_ruby, flattened, has_block, without_headings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Piece = Node | str


@dataclass(frozen=True, slots=True)
class EpubLink:
    """A link to an article of the book, to the place ``anchor`` in it or to its beginning."""

    docname: str
    anchor: str = ""


class LinkResolver(Protocol):
    """What an article's links and pictures are looked up in."""

    def link(self, href: str) -> EpubLink | str:
        """Return where a link leads: an article of the book, an address of the web, or nowhere (nothing)."""

    def picture(self, source: str) -> str:
        """Return the address of a picture inside the book, or nothing if the book does not have it."""


_DROPPED = HIDDEN | tags("param track source map area base link meta frame svg bgsound basefont keygen col colgroup")
_RENAMED: Mapping[str, str] = {
    **dict.fromkeys(tags("address article center dialog details fieldset footer form header hgroup main"), "div"),
    **dict.fromkeys(tags("nav search"), "div"),
    **dict.fromkeys(tags("legend summary"), "p"),
    **dict.fromkeys(tags("font big blink bdi bdo button data label marquee nobr output textarea time"), "span"),
    **dict.fromkeys(tags("listing xmp plaintext"), "pre"),
    **dict.fromkeys(tags("dir menu"), "ul"),
    **dict.fromkeys(tags("strike"), "s"),
    "acronym": "abbr",
    "dfn": "i",  # may not stand in one of its own kind
    "tt": "code",
}
_PHRASING = tags("abbr b br cite code del em i img ins kbd mark q s samp small span strong sub sup u var wbr")
_FLOW = tags("aside blockquote div dd figcaption figure li section caption td th")
_FLAT = HEADINGS | {"dt", "pre"}  #: hold no blocks; what is inside is flattened
_MARKED = tags("center details summary legend font big address")  #: leave a class of their name
_EMBEDS = tags("iframe embed video audio object")
_ROLES: Mapping[str, tuple[str, str]] = {  # role: (the element that may have it, its epub:type)
    "doc-noteref": ("a", "noteref"),
    "doc-footnote": ("aside", "footnote"),
    "doc-backlink": ("a", ""),
}
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?")
_ALIGNED = re.compile(r"text-align\s*:\s*(center|right)")
_NUMBER = re.compile(r"[0-9]{1,4}")


def anchor_id(name: str) -> str:
    """Return a name for a place that every reading device can jump to: ``name`` if it is one, else a digest of it."""
    return name if _ID.fullmatch(name) else f"x{blake2s(name.encode(errors='replace')).hexdigest()[:12]}"


def language_tag(language: str) -> str:
    """Return a language as XHTML writes it (``zh-Hant-TW``), or nothing if it is none."""
    tag = language.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


@dataclass(slots=True)
class Tidied:
    """Valid content, and what can be jumped to in it."""

    nodes: list[Node | str]
    ids: set[str]
    jumps: dict[int, EpubLink] = field(default_factory=dict)  #: of ``a`` elements, by their number in ``href``
    has_math: bool = False


def tidy(root: Node, resolver: LinkResolver, taken: Iterable[str] = ()) -> Tidied:
    """Make the content of ``root`` valid. The ids ``taken`` are in use elsewhere in the same file."""
    work = _Tidier(resolver, set(taken))
    nodes = adopted(work.children(root, in_link=False), "div")
    # Not every element that had a name is still there.
    ids = {found.attributes.get("id", "") for node in nodes if isinstance(node, Node) for found in node.walk()} - {""}
    return Tidied(nodes, ids, work.jumps, has_math=work.has_math)


class _Tidier:
    def __init__(self, resolver: LinkResolver, ids: set[str]) -> None:
        self.resolver, self.ids = resolver, ids
        self.jumps: dict[int, EpubLink] = {}
        self.has_math = False

    def children(self, node: Node, *, in_link: bool) -> list[Piece]:
        found: list[Piece] = []
        for child in node.children:
            found += [child] if isinstance(child, str) else self.element(child, in_link=in_link)
        return found

    def element(self, node: Node, *, in_link: bool) -> list[Piece]:
        """Return what stands for an element."""
        tag = node.tag
        if tag in _DROPPED:
            return []
        if tag == "img":
            return self.picture(node, in_link=in_link)
        if tag in _EMBEDS:
            return self.embedded(node, in_link=in_link)
        if tag == "a":
            return self.link(node, in_link=in_link)
        if tag in {"input", "math"}:
            return self.checkbox(node) if tag == "input" else self.formula(node)
        attributes = self.attributes(node)
        if tag in _MARKED:
            add_class(attributes, tag)
        return self.shaped(_RENAMED.get(tag, tag), attributes, self.children(node, in_link=in_link))

    def shaped(self, tag: str, attributes: dict[str, str], children: list[Piece]) -> list[Piece]:
        """Return an element with content that it may have."""
        if tag in _GROUPS:
            return _GROUPS[tag](attributes, children)
        if tag in {"br", "wbr", "hr"}:
            return [Node(tag, attributes)]
        if tag in {"tr", "thead", "tbody", "tfoot", "rt"}:
            return [Node(tag, attributes, children)]  # what holds them sees to them
        if tag == "p" or tag in _PHRASING or tag in _FLAT or tag in _FLOW:
            return [self.fitted(tag, attributes, adopted(children, tag))]
        if tag == "option":  # nobody can choose here: all are told, one after the other
            children = [*children, " "]
        return children if tag == FENCE else adopted(children, "div")

    def checkbox(self, node: Node) -> list[Piece]:
        """Return ☐ or ☑ for the box of a list of tasks: a book has no forms."""
        if node.attributes.get("type") != "checkbox":
            return []
        return ["☑ " if "checked" in node.attributes else "☐ "]

    def formula(self, node: Node) -> list[Piece]:
        """Return a formula, or its letters."""
        made = math_node(node)
        self.has_math |= made is not None
        return [made or node.text()]

    def fitted(self, tag: str, attributes: dict[str, str], children: list[Piece]) -> Node:
        """Return an element that may hold its content."""
        if tag in _FLAT:
            children = flattened(children, "\n" if tag == "pre" else " ")
        elif (tag == "p" or tag in _PHRASING) and has_block(children):
            add_class(attributes, tag)
            tag = "div"
        elif tag == "th":
            children = [without_headings(child) for child in children]
        elif tag == "figure":
            children = captioned(children)
        return Node(tag, attributes, children)

    # -- links and pictures -----------------------------------------------------------------------------------------

    def link(self, node: Node, *, in_link: bool) -> list[Piece]:
        """Return a link, or its words alone where it leads nowhere."""
        attributes = self.attributes(node)
        href = node.attributes.get("href", "")
        target = self.resolver.link(href) if href and not in_link else ""
        children = adopted(self.children(node, in_link=in_link or bool(target)), "a")
        if not target:
            for key in ("role", "epub:type"):
                attributes.pop(key, None)
            return [self.fitted("span", attributes, children)] if attributes else children
        return [self.pointing(target, attributes, children)]

    def pointing(self, target: EpubLink | str, attributes: dict[str, str], children: list[Piece]) -> Node:
        """Return a link; where a jump leads is written when all articles are known."""
        if isinstance(target, EpubLink):
            number = len(self.jumps)
            self.jumps[number] = target
            target = str(number)
        return Node("a", {**attributes, "href": target}, children)

    def picture(self, node: Node, *, in_link: bool) -> list[Piece]:
        """Return a picture of the book; else its description, linked to where the picture is."""
        given = node.attributes
        source = given.get("src") or given.get("data-src", "")
        alt = given.get("alt", "").strip() or given.get("title", "").strip()
        attributes = self.attributes(node)
        inside = self.resolver.picture(source) if source else ""
        if inside:
            size = {key: given[key] for key in ("width", "height") if _NUMBER.fullmatch(given.get(key, ""))}
            return [Node("img", {**attributes, "src": inside, "alt": alt, **size})]
        address = self.resolver.link(source) if "://" in source or source.startswith("//") else ""
        words = alt or (address if isinstance(address, str) else "")
        if not words:
            return []
        add_class(attributes, "no-picture")
        if not address or in_link:
            return [Node("span", attributes, [words])]
        return [self.pointing(address, attributes, [words])]

    def embedded(self, node: Node, *, in_link: bool) -> list[Piece]:
        """Return a link to what a page would show inside: films, maps, posts of others."""
        sources = [node.attributes.get("src") or node.attributes.get("data", "")]
        sources += [child.attributes.get("src", "") for child in node.walk() if child.tag == "source"]
        targets = [self.resolver.link(source) for source in sources if source]
        address = next((target for target in targets if target), "")
        inside: list[Piece] = [child for child in self.children(node, in_link=in_link) if not isinstance(child, str)]
        if not address or in_link:
            return inside
        words = node.attributes.get("title", "").strip() or (address if isinstance(address, str) else "→")
        return [self.pointing(address, {"class": "embedded"}, [words]), *inside]

    # -- attributes -------------------------------------------------------------------------------------------------

    def attributes(self, node: Node) -> dict[str, str]:
        """Return the attributes that an element may keep."""
        given, kept = node.attributes, {}
        name = given.get("id") or (given.get("name", "") if node.tag == "a" else "")
        if name and anchor_id(name) not in self.ids:
            kept["id"] = anchor_id(name)
            self.ids.add(kept["id"])
        aligned = _ALIGNED.search(given.get("style", "")) or re.fullmatch("(center|right)", given.get("align", ""))
        classes = given.get("class", "").split() + ([f"align-{aligned[1]}"] if aligned else [])
        if classes:
            kept["class"] = " ".join(dict.fromkeys(classes))
        if language := language_tag(given.get("lang", "")):
            kept["lang"] = kept["xml:lang"] = language
        if given.get("dir") in {"ltr", "rtl"}:
            kept["dir"] = given["dir"]
        if given.get("title", "").strip() and node.tag in {"abbr", "acronym", "dfn"}:
            kept["title"] = given["title"].strip()
        if given.get("role") in _ROLES and _ROLES[given["role"]][0] == node.tag:
            kept["role"] = given["role"]
            if kind := _ROLES[given["role"]][1]:
                kept["epub:type"] = kind
        return kept | _of_tag(node)


def _of_tag(node: Node) -> dict[str, str]:
    """Return the attributes that only this element may have."""
    given = node.attributes
    if node.tag in {"td", "th"}:
        spans = {key: given.get(key, "") for key in ("colspan", "rowspan")}
        kept = {key: str(min(int(n), 1000)) for key, n in spans.items() if _NUMBER.fullmatch(n) and int(n) > 1}
        if node.tag == "th" and given.get("scope") in {"row", "col", "rowgroup", "colgroup"}:
            kept["scope"] = given["scope"]
        return kept
    if node.tag == "ol":
        kept = {"start": given["start"]} if re.fullmatch(r"-?[0-9]{1,6}", given.get("start", "")) else {}
        return kept | ({"type": given["type"]} if given.get("type") in {"1", "a", "A", "i", "I"} else {})
    return {}


_GROUPS: Mapping[str, Callable[[dict[str, str], list[Piece]], list[Piece]]] = {
    "ul": partial(fitted_list, "ul"),
    "ol": partial(fitted_list, "ol"),
    "dl": fitted_terms,
    "table": fitted_table,
    "ruby": flat_ruby,
}
