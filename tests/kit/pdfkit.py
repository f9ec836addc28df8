"""What a PDF holds, read from its tags, its links and its outline: help for tests of the book.

Text is read as a screen reader does, in the order of the structure tree: running heads and page numbers are no part of
it, and a footnote stands where it is referred to.
"""

from __future__ import annotations

import re
import struct
import zlib
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, String

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PICTURE = "\ufffc"  #: stands for a picture in text
_BF_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_BF_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_BF_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_BF_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_ARTICLE = re.compile(r'^#article\("([^"]+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of text with its tags, outermost first."""

    page: int  #: from 0
    tags: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A link inside the book."""

    page: int
    target: int  #: page
    top: float  #: where on that page, in points from its foot


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteJump:
    """A link to another book."""

    page: int
    file: str
    name: str  #: of the destination there; empty for the book as such


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A line of the outline."""

    depth: int
    title: str
    page: int
    top: float


@dataclass(frozen=True)
class Font:
    """What the codes of a font mean."""

    width: int  #: bytes of a code
    meanings: dict[int, str]

    def decode(self, data: bytes) -> str:
        """Return the text of a string; a code without meaning is U+FFFD."""
        codes = (int.from_bytes(data[at : at + self.width], "big") for at in range(0, len(data), self.width))
        return "".join(self.meanings.get(code, "\ufffd") for code in codes)


@dataclass
class Book:
    """A PDF."""

    path: Path
    pdf: pikepdf.Pdf = field(init=False)

    def __post_init__(self) -> None:
        self.pdf = pikepdf.open(self.path)
        self._numbers: dict[tuple[int, int], int] = {}
        self._numbers.update((page.obj.objgen, number) for number, page in enumerate(self.pdf.pages))
        self._fonts: dict[tuple[int, int], Font] = {}
        self._marked: dict[int, dict[int, str]] = {}

    # -- text -------------------------------------------------------------------------------------------------------

    @cached_property
    def runs(self) -> list[Run]:
        """All text, in the order of reading. A picture is one run, of `PICTURE`."""
        return list(self._walk(self.pdf.Root["/StructTreeRoot"]["/K"], (), -1))

    def _walk(self, node: Any, tags: tuple[str, ...], page: int) -> Iterator[Run]:  # noqa: ANN401 — a tree of objects
        if isinstance(node, int):
            if text := self._marked_text(page).get(node):
                yield Run(page=page, tags=tags, text=text)
        elif isinstance(node, Array):
            for child in cast("Iterable[Any]", node):
                yield from self._walk(child, tags, page)
        else:
            page = self._numbers[node["/Pg"].objgen] if "/Pg" in node else page
            if "/S" in node:
                yield from self._element(node, (*tags, str(node["/S"])[1:]), page)
            elif "/MCID" in node:
                yield from self._walk(int(node["/MCID"]), tags, page)

    def _element(self, node: Any, tags: tuple[str, ...], page: int) -> Iterator[Run]:  # noqa: ANN401
        if tags[-1] == "Figure":
            yield Run(page=self._page_of(node), tags=tags, text=PICTURE)
        elif "/ActualText" in node:
            yield Run(page=self._page_of(node), tags=tags, text=str(node["/ActualText"]))
        elif "/K" in node:
            yield from self._walk(node["/K"], tags, page)

    def _page_of(self, node: Any) -> int:  # noqa: ANN401
        """Return the first page that an element is on."""
        todo = [node]
        while todo:
            each = todo.pop(0)
            if isinstance(each, Array):
                todo += list(cast("Iterable[Any]", each))
            elif isinstance(each, Dictionary):
                if "/Pg" in each:
                    return self._numbers[each["/Pg"].objgen]
                todo += [each["/K"]] if "/K" in each else []
        return -1

    def _marked_text(self, number: int) -> dict[int, str]:
        """Return the text of a page by the numbers of its marked contents."""
        if number not in self._marked:
            found: dict[int, list[str]] = {}
            self._read(self.pdf.pages[number], self.pdf.pages[number].obj, found)
            self._marked[number] = {key: "".join(parts) for key, parts in found.items()}
        return self._marked[number]

    def _read(self, content: Page | Object, holder: Object, found: dict[int, list[str]]) -> None:
        fonts = holder.get("/Resources", Dictionary()).get("/Font", Dictionary())
        properties = holder.get("/Resources", Dictionary()).get("/Properties", Dictionary())
        font: Font | None = None
        stack: list[tuple[int | None, bool]] = []  # the marked content that we are in, and whether it has its text
        for instruction in pikepdf.parse_content_stream(content, "BMC BDC EMC Tf Tj TJ"):
            operands: Any = instruction.operands
            match str(instruction.operator):
                case "BMC":
                    stack.append((None, True))
                case "BDC":
                    stack.append(self._mark(operands, properties, stack[-1] if stack else (None, False), found))
                case "EMC":
                    stack.pop()
                case "Tf":
                    font = self.font(fonts[str(operands[0])])
                case "Tj" | "TJ" if stack and stack[-1][0] is not None and not stack[-1][1] and font is not None:
                    strings = operands[0] if isinstance(operands[0], Array) else [operands[0]]
                    text = "".join(font.decode(bytes(part)) for part in strings if isinstance(part, String))
                    found.setdefault(stack[-1][0], []).append(text)

    @staticmethod
    def _mark(
        operands: Any,  # noqa: ANN401 — pikepdf's
        properties: Object,
        outer: tuple[int | None, bool],
        found: dict[int, list[str]],
    ) -> tuple[int | None, bool]:
        given = operands[1] if isinstance(operands[1], Dictionary) else properties.get(str(operands[1]), Dictionary())
        if str(operands[0]) == "/Artifact":
            return None, True
        number, told = outer
        if "/MCID" in given:
            number, told = int(given["/MCID"]), False
        if "/ActualText" in given and number is not None and not told:
            found.setdefault(number, []).append(str(given["/ActualText"]))
            told = True
        return number, told

    def font(self, font: Object) -> Font:
        if font.objgen not in self._fonts:
            meanings: dict[int, str] = {}
            cmap = font["/ToUnicode"].read_bytes() if "/ToUnicode" in font else b""
            for block in _BF_CHARS.findall(cmap):
                for code, text in _BF_CHAR.findall(block):
                    meanings[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
            for block in _BF_RANGES.findall(cmap):
                for first, last, text in _BF_RANGE.findall(block):
                    start = int.from_bytes(bytes.fromhex(text.decode()), "big")
                    for code in range(int(first, 16), int(last, 16) + 1):
                        meanings[code] = chr(start + code - int(first, 16))
            self._fonts[font.objgen] = Font(2 if font["/Subtype"] == Name("/Type0") else 1, meanings)
        return self._fonts[font.objgen]

    # -- places -----------------------------------------------------------------------------------------------------

    @cached_property
    def outline(self) -> list[Bookmark]:
        """The outline, from top to bottom."""

        def walk(items: Iterable[pikepdf.OutlineItem], depth: int) -> Iterator[Bookmark]:
            for item in items:
                target = cast("Array", item.destination)
                page, top = self._place(target)
                yield Bookmark(depth=depth, title=item.title, page=page, top=top)
                yield from walk(item.children, depth + 1)

        with self.pdf.open_outline() as tree:
            return list(walk(tree.root, 0))

    def _place(self, target: Any) -> tuple[int, float]:  # noqa: ANN401
        place = self.destinations[str(target)] if isinstance(target, String) else target
        return self._numbers[place[0].objgen], float(place[3])

    @cached_property
    def destinations(self) -> dict[str, Array]:
        """The named destinations."""
        names = self.pdf.Root.get("/Names", Dictionary())
        return dict(cast("Any", pikepdf.NameTree(names["/Dests"])).items()) if "/Dests" in names else {}

    @cached_property
    def articles(self) -> dict[str, range]:
        """The pages of every article, by document. The template begins each on a page of its own."""
        sources = self.path.parents[1] / "doctrees/bunko/typst/sources"
        source = (sources / f"{self.path.stem}.typ").read_text(encoding="utf-8")
        docnames = [unquote(name) for name in _ARTICLE.findall(source)]
        ends = [mark.page for mark in self.outline if mark.depth < 2] + [len(self.pdf.pages)]
        starts = [mark.depth == 1 for mark in self.outline if mark.depth < 2]
        pages = [range(*pair) for pair, is_article in zip(pairwise(ends), starts, strict=True) if is_article]
        return dict(zip(docnames, pages[: len(docnames)], strict=True))  # the rest are sections of the index

    def article_at(self, page: int) -> str | None:
        """Return the article that a page belongs to."""
        return self._by_page.get(page)

    @cached_property
    def _by_page(self) -> dict[int, str]:
        return {page: name for name, pages in self.articles.items() for page in pages}

    @cached_property
    def runs_of(self) -> dict[str, list[Run]]:
        """The text of every article."""
        found: dict[str, list[Run]] = {name: [] for name in self.articles}
        for run in self.runs:
            if name := self.article_at(run.page):
                found[name].append(run)
        return found

    def label(self, page: int) -> str:
        """Return the number that is printed on a page."""
        return self.pdf.pages[page].label

    # -- links ------------------------------------------------------------------------------------------------------

    @cached_property
    def jumps(self) -> list[Jump]:
        """Every link inside the book; one that a line or a page breaks may be there twice."""
        found = []
        for number, page in enumerate(self.pdf.pages):
            for annotation in cast("Iterable[Any]", page.obj.get("/Annots", [])):
                action = annotation.get("/A", Dictionary())
                target = annotation.get("/Dest", action.get("/D"))
                if target is not None and action.get("/S") != Name.GoToR:
                    place, top = self._place(target)
                    found.append(Jump(page=number, target=place, top=top))
        return found

    @cached_property
    def remote_jumps(self) -> list[RemoteJump]:
        """Every link to another book."""
        return [
            RemoteJump(page=number, file=str(action.F.F), name=str(action.D) if isinstance(action.D, String) else "")
            for number, page in enumerate(self.pdf.pages)
            for annotation in cast("Iterable[Any]", page.obj.get("/Annots", []))
            if (action := annotation.get("/A", Dictionary())).get("/S") == Name.GoToR
        ]

    @cached_property
    def addresses(self) -> list[str]:
        """The address of every link that leads out of the book."""
        annotations = [each for page in self.pdf.pages for each in cast("Iterable[Any]", page.obj.get("/Annots", []))]
        return [str(each["/A"]["/URI"]) for each in annotations if "/URI" in each.get("/A", {})]

    def landing(self, name: str) -> Jump:
        """Return a jump to a named destination."""
        page, top = self._place(self.destinations[name])
        return Jump(page=-1, target=page, top=top)

    def heading_at(self, jump: Jump) -> str:
        """Return the nearest heading above the place that a link leads to."""
        marks = sorted((mark.page, -mark.top, mark.title) for mark in self.outline)
        slack = 30.0  # a place stands at the top of its heading's box, the bookmark at its text
        at = bisect_right(marks, (jump.target, -jump.top + slack, "\uffff"))
        return marks[at - 1][2] if at else ""


def png(width: int = 40, height: int = 30) -> bytes:
    """Return a grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x80" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
