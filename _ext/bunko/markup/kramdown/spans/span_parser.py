"""The spans of a paragraph, by kramdown's rules ("Span-level Elements" of the syntax): text in, elements out."""

from __future__ import annotations

import re

from bunko.markup.kramdown import html
from bunko.markup.kramdown.elements import EXT_START, EXT_STOP, IAL_SPAN, SPACES, TEXT, Attributes, Document, Element
from bunko.markup.kramdown.spans import emphasis, html_spans, links, quotes
from bunko.markup.kramdown.spans.span_state import SpanRules, SpanState, compiled

_NOTE = re.compile(r"\[\^(\w[\w-]*)\]")
_MATH = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
_BREAK = re.compile(r"(?:  |\\\\)(?=\n)")
_ESCAPED = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=\-~])")
_STRIKE_START = re.compile(r"~~(?!\s|~)", re.ASCII)
_STRIKE_END = re.compile(r"[^\s~]~~", re.ASCII)
_TICKS = re.compile("`+")


def _read_code(spans: SpanState) -> bool:
    src, start = spans.src, spans.position
    found = _TICKS.match(src, start)
    mark = found[0] if found else "`"
    spans.position = start + len(mark)
    before, after = src[start - 1 : start], src[spans.position : spans.position + 1]
    literal = len(mark) == 1 and (not before or before in SPACES) and after != "" and after in SPACES
    end = -1 if literal else spans.find(mark, spans.position)
    if end < 0:
        spans.text(mark)
        return True
    code = src[spans.position : end]
    if len(mark) > 1:
        code = code.removeprefix(" ").removesuffix(" ")
    spans.add(Element("code", code))
    spans.position = end + len(mark)
    return True


def _read_bracket(spans: SpanState) -> bool:
    if spans.src.startswith("[[", spans.position) and links.read_wikilink(spans):
        return True
    note = _NOTE.match(spans.src, spans.position)
    if note is not None:
        if note[1] in spans.document.notes:
            spans.add(Element("note", note[1]))
        else:
            spans.text(note[0])
        spans.position = note.end()
        return True
    return links.read_link(spans)


def _read_math(spans: SpanState) -> bool:
    found = _MATH.match(spans.src, spans.position) if spans.find("$$", spans.position + 2) >= 0 else None
    if found is None:
        return False
    spans.add(Element("math", found[1].strip(SPACES)))
    spans.position = found.end()
    return True


def _read_brace(spans: SpanState) -> bool:
    role = links.ROLE.match(spans.src, spans.position)
    if role is not None:
        spans.add(Element("role", role[2], info=role[1]))
        spans.position = role.end()
        return True
    opening = EXT_START.match(spans.src, spans.position)
    if opening is not None and _read_extension(spans, opening):
        return True
    found = IAL_SPAN.match(spans.src, spans.position)
    last = spans.tree.children[-1] if spans.tree.children else None
    if opening or EXT_STOP.match(spans.src, spans.position) or found is None or last is None or last.type == TEXT:
        return False
    read = Attributes()
    read.read(found[1])
    last.attributes().update(read)
    spans.position = found.end()
    return True


def _read_extension(spans: SpanState, opening: re.Match[str]) -> bool:
    name = opening[1]
    if name not in ("comment", "nomarkdown", "options"):
        return False
    body, end = "", opening.end()
    if not opening[3]:
        stop = compiled(rf"\{{:/(?:{name})?\}}").search(spans.src, end)
        if stop is None:
            return False
        body, end = spans.src[end : stop.start()], stop.end()
    if name == "nomarkdown" and body:
        spans.add(Element("html_special", body))
    elif name == "comment":
        spans.add(Element("comment", body))
    spans.position = end
    return True


def _read_entity(spans: SpanState) -> bool:
    found = html.ENTITY.match(spans.src, spans.position)
    if found is None:
        return False
    char = html.character(found)
    if char:
        spans.add(Element("entity", char))
    else:
        spans.text(found[0])
    spans.position = found.end()
    return True


def _read_break(spans: SpanState) -> bool:
    found = None if spans.document.hard_wrap else _BREAK.match(spans.src, spans.position)
    if found is None:
        return False
    spans.add(Element("break"))
    spans.position = found.end()
    return True


def _read_escape(spans: SpanState) -> bool:
    if _read_break(spans) or (spans.document.typography and quotes.read_symbol(spans)):
        return True
    found = _ESCAPED.match(spans.src, spans.position)
    if found is None:
        return False
    spans.text(found[1])
    spans.position = found.end()
    return True


def _read_strike(spans: SpanState) -> bool:
    start = _STRIKE_START.match(spans.src, spans.position)
    if start is None or spans.in_vain.get("~~", spans.position + 1) <= spans.position:
        return False
    found = _STRIKE_END.search(spans.src, start.end())
    if found is None:
        spans.in_vain["~~"] = spans.position
        return False
    element = Element("strike")
    element.children = spans.nested(spans.src[start.end() : found.end() - 2]).parse()
    spans.add(element)
    spans.position = found.end()
    return True


RULES = SpanRules(
    by_first={
        "*": emphasis.read_emphasis,
        "_": emphasis.read_emphasis,
        "`": _read_code,
        "<": html_spans.read_angle,
        "[": _read_bracket,
        "!": links.read_link,
        "$": _read_math,
        "{": _read_brace,
        "&": _read_entity,
        "\\": _read_escape,
        "~": _read_strike,
    },
    code=_read_code,
    html=html_spans.read_html,
    quote=quotes.read_quote,
    symbol=quotes.read_symbol,
    line_break=_read_break,
)


def read_spans(document: Document, text: str, only: str = "") -> list[Element]:
    """Return the spans of a text; ``only`` names the first characters of the only ones that are looked for."""
    return SpanState(RULES, document, text, only).parse()
