"""Where the characters of a PDF stand: glyphs with their places and their tags, lines, and paragraphs.

`Layout` follows the operators of each page's content (ISO 32000-1, 9.4), takes the widths from the fonts, and the tags
from the structure tree. Running heads, page numbers and ornaments are artifacts, and left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import pikepdf
from pikepdf import Array, Dictionary, String

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pdfkit import Book

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
BLOCKS = frozenset({"Note", "LI", "LBody", "TD", "TH", "BlockQuote", "Caption", "Figure"})  #: what holds paragraphs
OPERATORS = "q Q cm Do BT ET Tm Td TD T* Tf TL Tc Tw Ts Tj TJ BMC BDC EMC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """A character where it stands; lengths in points from the lower left corner of the page."""

    text: str
    page: int  #: from 0
    left: float
    right: float  #: of the advance, not of the ink
    base: float  #: height of the base line
    size: float
    font: str
    path: tuple[tuple[str, int], ...]  #: its tags, outermost first, each with a number that tells elements apart

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of its tags."""
        return tuple(name for name, _ in self.path)


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one height in one paragraph."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """Its text, but for white space at its ends."""
        return "".join(glyph.text for glyph in self.glyphs).replace("\u2060", "").strip()

    @property
    def base(self) -> float:
        """The height of its base line: that of most of it, for notes are raised."""
        bases = [round(glyph.base, 2) for glyph in self.glyphs]
        return max(bases, key=bases.count)

    @property
    def page(self) -> int:
        """Its page."""
        return self.glyphs[0].page

    @property
    def left(self) -> float:
        """Where its first glyph begins."""
        return min(glyph.left for glyph in self.glyphs)

    @property
    def right(self) -> float:
        """Where its last visible glyph ends."""
        return max(glyph.right for glyph in self.glyphs if not glyph.text.isspace())


def _times(one: Matrix, two: Matrix) -> Matrix:
    """Return the matrix that does ``one``, then ``two``."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


@dataclass
class _State:
    """The graphics state, as far as text needs it."""

    matrix: Matrix = IDENTITY
    text: Matrix = IDENTITY
    font: Any = None
    size: float = 0.0
    spacing: float = 0.0
    rise: float = 0.0

    def place(self) -> Matrix:
        """Return what leads from the next glyph to the page."""
        return _times((1, 0, 0, 1, 0, self.rise), _times(self.text, self.matrix))

    def move(self, advance: float) -> None:
        """Go on in the line."""
        self.text = _times((1, 0, 0, 1, advance, 0), self.text)


@dataclass
class Layout:
    """The glyphs of a book."""

    book: Book
    _widths: dict[tuple[int, int], dict[int, float]] = field(default_factory=dict)

    @cached_property
    def glyphs(self) -> list[Glyph]:
        """All that is text, page by page, in the order of the pages' contents."""
        return [glyph for number in range(len(self.book.pdf.pages)) for glyph in self._page(number)]

    @cached_property
    def paragraphs(self) -> list[list[Line]]:
        """The lines of every paragraph, from its first to its last, over its pages."""
        found: dict[int, list[Glyph]] = defaultdict(list)
        for glyph in self.glyphs:
            owner = 0
            for name, key in glyph.path:  # the outermost of those that lie in each other
                owner = key if name == "P" and not owner else 0 if name in BLOCKS else owner
            if owner:
                found[owner].append(glyph)
        return [list(_lines(glyphs)) for glyphs in found.values()]

    # -- tags -------------------------------------------------------------------------------------------------------

    @cached_property
    def _paths(self) -> dict[tuple[int, int], tuple[tuple[str, int], ...]]:
        """The tags of marked content, by page and number."""
        pages = {page.obj.objgen: number for number, page in enumerate(self.book.pdf.pages)}
        found: dict[tuple[int, int], tuple[tuple[str, int], ...]] = {}
        count = 0

        def walk(node: Any, path: tuple[tuple[str, int], ...], page: int) -> None:  # noqa: ANN401 — a tree of objects
            nonlocal count
            if isinstance(node, int):
                found[page, node] = path
            elif isinstance(node, Array):
                for child in cast("Iterable[Any]", node):
                    walk(child, path, page)
            elif isinstance(node, Dictionary):
                page = pages[node["/Pg"].objgen] if "/Pg" in node else page
                if "/S" in node:
                    count += 1
                    path = (*path, (str(node["/S"])[1:], count))
                if "/MCID" in node:
                    found[page, int(node["/MCID"])] = path
                elif "/K" in node:
                    walk(node["/K"], path, page)

        walk(self.book.pdf.Root["/StructTreeRoot"]["/K"], (), -1)
        return found

    # -- contents ---------------------------------------------------------------------------------------------------

    def _page(self, number: int) -> Iterator[Glyph]:
        page = self.book.pdf.pages[number]
        reader = _Reader(self, number)
        reader.read(page, page.obj, _State(), [])
        return iter(reader.found)

    def path(self, page: int, mark: int) -> tuple[tuple[str, int], ...]:
        """Return the tags of marked content."""
        return self._paths.get((page, mark), ())

    def widths(self, font: Any) -> dict[int, float]:  # noqa: ANN401 — pikepdf's
        """Return the advances of a font by code, in thousandths of its size; that of all others is at -1."""
        key = font.objgen
        if key not in self._widths:
            found: dict[int, float] = {-1: 1000.0}
            if "/DescendantFonts" in font:
                inner = font["/DescendantFonts"][0]
                found[-1] = float(inner.get("/DW", 1000))
                items = list(inner.get("/W", []))
                while items:
                    first, second = int(items[0]), items[1]
                    if isinstance(second, Array):
                        found.update((first + n, float(width)) for n, width in enumerate(cast("Iterable[Any]", second)))
                        items = items[2:]
                    else:
                        found.update(dict.fromkeys(range(first, int(second) + 1), float(items[2])))
                        items = items[3:]
            else:
                first = int(font.get("/FirstChar", 0))
                found.update((first + n, float(width)) for n, width in enumerate(font.get("/Widths", [])))
            self._widths[key] = found
        return self._widths[key]


@dataclass
class _Reader:
    """Reads the operators of one page."""

    layout: Layout
    page: int
    found: list[Glyph] = field(default_factory=list)

    def read(self, content: Any, holder: Any, state: _State, marks: list[int | None]) -> None:  # noqa: ANN401 — pikepdf's
        """Read a page, or a form on it, that begins in ``state`` and within ``marks``."""
        resources = holder.get("/Resources", Dictionary())
        stack: list[_State] = []
        for instruction in pikepdf.parse_content_stream(content, OPERATORS):
            operands: Any = instruction.operands
            match str(instruction.operator):
                case "q":
                    stack.append(replace(state))
                case "Q":
                    state = stack.pop()
                case "BMC" | "BDC":
                    marks.append(_mark(operands, resources, marks))
                case "EMC":
                    marks.pop()
                case "Do":
                    form = resources["/XObject"][str(operands[0])]
                    if form.get("/Subtype") == "/Form":
                        matrix = _times(_matrix(form.get("/Matrix", IDENTITY)), state.matrix)
                        self.read(form, form, _State(matrix), list(marks))
                case "Tj" | "TJ":
                    items = operands[0] if isinstance(operands[0], Array) else [operands[0]]
                    self._show(list(items), state, marks[-1] if marks else None)
                case operator:
                    _set(state, operator, operands, resources)

    def _show(self, items: list[Any], state: _State, mark: int | None) -> None:
        font = self.layout.book.font(state.font)
        widths = self.layout.widths(state.font)
        path = self.layout.path(self.page, mark) if mark is not None else ()
        name = str(state.font.get("/BaseFont", "")).rpartition("+")[2]
        for item in items:
            if not isinstance(item, String):
                state.move(-float(item) / 1000 * state.size)
                continue
            data = bytes(item)
            for at in range(0, len(data), font.width):
                code = int.from_bytes(data[at : at + font.width], "big")
                start = state.place()
                state.move(widths.get(code, widths[-1]) / 1000 * state.size + state.spacing)
                glyph = Glyph(
                    text=font.meanings.get(code, ""),
                    page=self.page,
                    left=start[4],
                    right=state.place()[4],
                    base=start[5],
                    size=state.size * abs(start[3]),
                    font=name,
                    path=path,
                )
                self.found += [glyph] if mark is not None else []


def _mark(operands: Any, resources: Any, marks: list[int | None]) -> int | None:  # noqa: ANN401 — pikepdf's
    """Return the number of the marked content that begins; None for an artifact."""
    if str(operands[0]) == "/Artifact":
        return None
    given = operands[1] if len(operands) > 1 else Dictionary()
    if not isinstance(given, Dictionary):
        given = resources.get("/Properties", Dictionary()).get(str(given), Dictionary())
    return int(given["/MCID"]) if "/MCID" in given else (marks[-1] if marks else None)


def _set(state: _State, operator: str, operands: Any, resources: Any) -> None:  # noqa: ANN401 — pikepdf's
    match operator:
        case "cm":
            state.matrix = _times(_matrix(operands), state.matrix)
        case "BT":
            state.text = IDENTITY
        case "Tm":
            state.text = _matrix(operands)
        case "Td":
            state.text = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), state.text)
        case "Tf":
            state.font, state.size = resources["/Font"][str(operands[0])], float(operands[1])
        case "Tc":
            state.spacing = float(operands[0])
        case "Ts":
            state.rise = float(operands[0])


def _matrix(numbers: Any) -> Matrix:  # noqa: ANN401 — pikepdf's
    a, b, c, d, e, f = (float(number) for number in numbers)
    return a, b, c, d, e, f


def _lines(glyphs: list[Glyph]) -> Iterator[Line]:
    """Split what one paragraph holds where it goes down, or over to another page."""
    line: list[Glyph] = []
    for glyph in glyphs:
        down = line[0].base - glyph.base if line else 0.0
        if line and glyph.page == line[0].page and down < -0.7 * line[0].size:
            continue  # a reading above its word
        if line and (glyph.page != line[0].page or down > 0.6 * line[0].size):
            yield Line(tuple(line))
            line = []
        line.append(glyph)
    if line:
        yield Line(tuple(line))
