"""What a reader can tell apart in two HTML renderings of one post.

Rules of the comparison, the same for both sides:

- **text**: what is visible (no script, style, template, iframe, noscript, object; no comment), in Unicode's NFC. Any
  white space is one space, and none beside a wide (CJK) character: Jekyll leaves the line breaks of the source there,
  which CSS does not show. Blocks are parted by a space. Labels and back links of footnotes are left out.
- **headings**: their texts, and which heading each stands below.
- **links**: addresses, resolved against the page, the site's own hosts dropped, escapes undone, without fragments on
  other pages' names of headings; links to the page itself (footnotes, contents) are left out.
- **images**: addresses likewise; of files of the site, the name.
- **code**: the text of every ``pre``, without white space at the ends of its lines and of itself.
- **tables**: the texts of all cells, row by row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width, normalize
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FACETS = ("text", "headings", "links", "images", "code", "tables")
_UNSEEN = ["script", "style", "template", "iframe", "noscript", "object", "head"]
_BLOCKS = frozenset(
    "address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4"  # noqa: SIM905
    " h5 h6 header hr li main nav ol option p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = re.compile(r"h[1-6]$")
_SPACES = re.compile(r"\s+")
#: What is Bunko's own on a page, and what each side makes of footnotes.
_FURNITURE = [
    ".headerlink", ".bunko-byline", ".bunko-related", ".bunko-backlinks", ".bunko-neighbours", ".bunko-imprint",
    ".fn-bracket", ".fn-backref", "[role=doc-backlink]", ".reversefootnote",
    ".footnote-backref", "a[rv]",
]  # fmt: skip


class Facets(NamedTuple):
    """One post, seen from six sides."""

    text: str
    headings: tuple[tuple[str, int], ...]  #: text, and the number of the heading that it stands below (-1: none)
    links: tuple[str, ...]
    images: tuple[str, ...]
    code: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page is: its address, the hosts that are the site itself, and Jekyll's address of a page of the site."""

    url: str
    hosts: frozenset[str]
    canonical: Callable[[str], str] = str


def facets(html: str, place: Place, *, title: str | None = None) -> Facets:
    """Take a page apart; with ``title`` it is one of Bunko's, whose first heading is the title."""
    root = _article(html, has_title=title is not None)
    return Facets(
        text=squeeze("".join(_texts(root))),
        headings=_headings(root),
        links=tuple(_links(root, place)),
        images=tuple(_address(str(tag["src"]), place, is_file=True) for tag in root("img", src=True)),
        code=tuple(_code(tag) for tag in root("pre")),
        tables=tuple(_table(tag) for tag in root("table") if tag.find("table") is None),
    )


#: What of Markdown, Liquid and kramdown is to be seen on no page.
MARKS = ("**", "{%", "{{", "{:")


def marks_left(html: str, *, has_title: bool) -> dict[str, int]:
    """Count the `MARKS` in what is visible of a page, without code and formulas; those that are not there are left out.

    With ``has_title``, it is one of Bunko's, whose first heading is the title.
    """
    root = _article(html, has_title=has_title)
    for tag in root(["pre", "code", "math"]):
        tag.decompose()
    text = root.get_text()
    return {mark: text.count(mark) for mark in MARKS if mark in text}


def _article(html: str, *, has_title: bool) -> Tag:
    """Return what a reader sees of an article; with ``has_title``, without the first heading."""
    soup = BeautifulSoup(html, "lxml")
    root = soup.select_one("div.body") or soup.body or soup
    for tag in root(_UNSEEN):
        tag.decompose()
    for selector in _FURNITURE:
        for tag in root.select(selector):
            tag.decompose()
    if has_title and isinstance(first := root.find("h1"), Tag):
        first.decompose()
    return root


def squeeze(text: str) -> str:
    """Return ``text`` with single spaces, and with none beside a wide character."""
    text = _SPACES.sub(" ", normalize("NFC", text)).strip()
    parts: list[str] = []
    for index, char in enumerate(text):
        if char == " " and (_is_wide(text[index - 1]) or _is_wide(text[index + 1])):
            continue
        parts.append(char)
    return "".join(parts)


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in "WFA" and char not in "\u2018\u2019\u201c\u201d"


def _texts(root: Tag) -> Iterator[str]:
    for node in root.descendants:
        if isinstance(node, Tag):
            if node.name in _BLOCKS:
                yield " "
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            if not _is_label(node):
                yield str(node)
            if node.parent is not None and node.parent.contents[-1] is node:
                yield from (" " for parent in _ended(node) if parent.name in _BLOCKS)


def _ended(node: NavigableString) -> Iterator[Tag]:
    """Yield the elements that end with ``node``."""
    child: NavigableString | Tag = node
    while (parent := child.parent) is not None and parent.contents[-1] is child:
        yield parent
        child = parent


def _is_label(node: NavigableString) -> bool:
    """Tell the number of a footnote: kramdown's and cmark's ``sup > a``, docutils' ``a.footnote-reference``."""
    for parent in node.parents:
        if parent.name == "a" and "footnote-reference" in (parent.get("class") or []):
            return True
        if parent.name == "sup" and parent.find("a", class_=["footnote", "footnote-ref"]):
            return True
        if parent.name == "sup" and (parent.get("class") or [""])[0] == "footnote-ref":
            return True
    return False


def _headings(root: Tag) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    above: list[tuple[int, int]] = []
    for tag in root(_HEADINGS):
        level = int(tag.name[1])
        while above and above[-1][0] >= level:
            above.pop()
        found.append((squeeze("".join(_texts(tag))), above[-1][1] if above else -1))
        above.append((level, len(found) - 1))
    return tuple(found)


def _links(root: Tag, place: Place) -> Iterator[str]:
    for tag in root("a", href=True):
        href = str(tag["href"])
        if not href.startswith("#"):
            yield _address(href, place)


def _address(href: str, place: Place, *, is_file: bool = False) -> str:
    try:
        whole = urlsplit(urljoin(place.url, href.strip()))
    except ValueError:
        return href
    path = normalize("NFC", unquote(whole.path))
    if whole.netloc in place.hosts:
        return path.rpartition("/")[2] if is_file else place.canonical(path or "/")
    query = f"?{unquote(whole.query)}" if whole.query else ""
    fragment = f"#{unquote(whole.fragment)}" if whole.fragment else ""
    return f"{whole.scheme}://{whole.netloc}{path or '/'}{query}{fragment}" if whole.netloc else unquote(whole.geturl())


def _code(tag: Tag) -> str:
    lines = tag.get_text().replace("\r", "").expandtabs(4).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _table(tag: Tag) -> tuple[tuple[str, ...], ...]:
    rows = (tuple(squeeze("".join(_texts(cell))) for cell in row(["td", "th"])) for row in tag("tr"))
    return tuple(row for row in rows if any(row))
