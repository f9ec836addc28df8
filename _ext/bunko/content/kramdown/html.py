"""HTML as kramdown reads it: elements that are closed, whatever the author wrote ("HTML Blocks", "HTML Spans")."""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint
from typing import TYPE_CHECKING

from bunko.content.kramdown.elements import Element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MODEL_BLOCK = frozenset(
    "address applet article aside blockquote body dd details div dl fieldset figure figcaption footer form header"  # noqa: SIM905
    " hgroup iframe li main map menu nav noscript object section summary td".split()
)
MODEL_SPAN = frozenset(
    "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label legend optgroup p q rb"  # noqa: SIM905
    " rbc rp rt rtc ruby select small span strong sub sup th tt".split()
)
MODEL_RAW = frozenset("script style math option textarea pre code kbd samp var".split())  # noqa: SIM905
PARSED = MODEL_BLOCK | MODEL_SPAN  #: what stands in others is no Markdown
SPANS = frozenset(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option q rb rbc rp rt rtc"  # noqa: SIM905
    " ruby samp select small span strong sub sup tt u var".split()
)
BLOCKS = frozenset(
    "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset figcaption footer form h1"  # noqa: SIM905
    " h2 h3 h4 h5 h6 head header hgroup hr html iframe legend menu li main map nav ol optgroup p pre section summary"
    " table tbody td th thead tfoot tr ul".split()
)
EMPTY = frozenset(
    "area base br col command embed hr img input keygen link meta param source track wbr".split()  # noqa: SIM905
)
KNOWN = SPANS | BLOCKS | EMPTY | MODEL_BLOCK | MODEL_SPAN | MODEL_RAW
DEEPEST = 60  #: elements within each other; a deeper tag is text

# REXML's UNAME_STR: a name with at most one colon. What is no letter to Ruby but is one to Python: numbers in circles.
NUMBERS = (
    r"\u00b2\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u215f\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
    r"\u3192-\u3195\u3220-\u3229\u3248-\u324f\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
)
_NCNAME = rf"[^\W\d{NUMBERS}][^\W{NUMBERS}]*+(?:[-.]++[^\W{NUMBERS}]*+)*"
NAME = rf"(?:{_NCNAME}:)?{_NCNAME}"
_S = r"[ \t\r\n\f\v]"
ATTRIBUTE = re.compile(rf"{_S}*({NAME})(?:{_S}*={_S}*(?:(\w+)|([\"'])(.*?)\3))?", re.DOTALL)
TAG = re.compile(rf"<({NAME}){_S}*(?=((?:{_S}+{NAME}(?:{_S}*={_S}*(?:\w+|\"[^\"]*\"|'[^']*'))?)*))\2{_S}*(/)?>")
CLOSE = re.compile(rf"</({NAME}){_S}*>")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
INSTRUCTION = re.compile(r"<\?.*?\?>", re.DOTALL)
ENTITY = re.compile(r"&(?:([A-Za-z0-9_:][\w\-.:]*)|#([0-9]+)|\#x([0-9a-fA-F]+));", re.ASCII)
_NAMES = frozenset({*name2codepoint, "apos"})  # those of HTML 4
_RAW_START = re.compile(rf"<(?:{NAME}|/|!--|\?)")

_LAZY_SPAN = "|".join(sorted(SPANS | {"script"}))
LAZY_START = rf"[ ]{{0,3}}<(?!(?:{_LAZY_SPAN})\b){NAME}"
LAZY_STOP = rf"[ ]{{0,3}}</(?!(?:{_LAZY_SPAN})\b){NAME}{_S}*>"


def tag_name(name: str) -> str:
    """Return the name of an element: HTML's own in lower case."""
    lower = name.lower()
    return lower if lower in KNOWN else name


def attributes_of(text: str, *, is_html: bool) -> dict[str, str]:
    """Read the attributes in a tag."""
    attributes: dict[str, str] = {}
    for name, bare, _, quoted in ATTRIBUTE.findall(text):
        attributes[name.lower() if is_html else name] = bare or quoted
    return attributes


def start_tag(name: str, attributes: Mapping[str, str], end: str = ">") -> str:
    """Write a tag."""
    written = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{written}{end}"


def _escaped(value: str) -> str:
    # Entities that are there stay: kramdown's escape_html(value, :attribute).
    value = re.sub(r"&(?!(?:[A-Za-z0-9_:][\w\-.:]*|#[0-9]+|#x[0-9a-fA-F]+);)", "&amp;", value)
    return value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def escaped_text(text: str) -> str:
    """Write text between tags, with the entities that are there."""
    return _escaped(text).replace("&quot;", '"')


def write(element: Element) -> str:
    """Write an HTML element that was read raw, closed."""
    if element.type == "html_text":
        return escaped_text(element.value)
    if element.type != "html":
        return element.value
    inner = "".join(write(child) for child in element.children)
    if not inner and (element.closed or element.value in EMPTY):
        if element.value in EMPTY or element.value not in KNOWN:
            return start_tag(element.value, element.attr, " />")
        # <div /> is not closed to a browser, but to kramdown's author it was.
        return f"{start_tag(element.value, element.attr)}</{element.value}>"
    return f"{start_tag(element.value, element.attr)}{inner}</{element.value}>"


def read_raw(
    src: str, position: int, name: str, into: Element, handle: Callable[[Element, int, int], int], depth: int
) -> int:
    """Read what stands in a raw element up to its end tag; return where it ends.

    ``handle`` is called with a new element, the position behind its tag and the depth, reads what stands in it and
    returns the position behind it.
    """
    start = position
    while True:
        found = _RAW_START.search(src, position)
        if found is None:
            _add(into, src[start:])
            return len(src)
        position = found.start()
        special = COMMENT.match(src, position) or INSTRUCTION.match(src, position)
        if special is not None:
            _add(into, src[start:position])
            into.children.append(Element("html_special", special[0]))
            start = position = special.end()
            continue
        closing = CLOSE.match(src, position)
        if closing is not None:
            if tag_name(closing[1]) == name:
                _add(into, src[start:position])
                return closing.end()
            position = closing.end()  # closes nothing: text
            continue
        opening = TAG.match(src, position) if depth < DEEPEST else None
        if opening is None:
            position += 1
            continue
        _add(into, src[start:position])
        element = element_of(opening)
        into.children.append(element)
        start = position = handle(element, opening.end(), depth + 1)


def element_of(tag: re.Match[str]) -> Element:
    """Return the element that a tag opens."""
    name = tag_name(tag[1])
    closed = tag[3] is not None or name in EMPTY
    return Element("html", name, attr=attributes_of(tag[2], is_html=name in KNOWN), closed=closed)


def _add(into: Element, text: str) -> None:
    if text:
        into.children.append(Element("html_text", text))


def character(found: re.Match[str]) -> str:
    """Return the character that an entity stands for in text, "" if kramdown knows none."""
    if found[1] and found[1] not in _NAMES:
        return ""
    char = html.unescape(found[0])
    return "" if char == found[0] else char


def unescape(text: str) -> str:
    """Return text with characters for entities. ``&copy=`` in an address is none."""
    return ENTITY.sub(lambda found: html.unescape(found[0]), text)
