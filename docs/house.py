#!/usr/bin/env python3
"""Draw the house: its rooms on their floors, who imports whom, and the way of one post through it.

    python docs/house.py            writes docs/images/house.svg
    python docs/house.py --check    fails if the picture is not what the code gives (a test runs this)

Floors come from ``tests/kit/floors.py``, arrows from the imports, and the steps of the way are looked up in the code,
so that a picture of what is no longer there cannot stay. An arrow that others imply is left out: a room that reaches
another through a third has no line of its own. The description of the picture names every import.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "kit"))

from floors import FLOORS, PACKAGE, graph_of_modules, room_of  # noqa: E402 — it is found below the path above

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TARGET = ROOT / "docs" / "images" / "house.svg"

#: Where rooms are drawn: the left edge and the width. The floor says the height above the ground.
PLACES: Mapping[str, tuple[int, int]] = {
    "setup()": (44, 108), "preview": (186, 108), "cli": (328, 108),
    "sphinx_ext": (44, 356),
    "books": (44, 108), "publish": (182, 124), "jekyll": (336, 108),
    "search": (44, 88), "pages": (166, 112), "lint": (328, 88),
    "catalogue": (166, 112),
    "markup": (132, 98), "posts": (300, 98),
    "text": (132, 98), "records": (262, 174),
}  # fmt: skip
#: Modules that stand right below the package, by the box that shows them.
TOGETHER = {
    "__init__": "setup()",
    "__main__": "cli",
    "post": "records",
    "problems": "records",
    "version": "records",
    "whole_file": "records",
}
WORDS = {
    "setup()": "sets all up",
    "preview": "bunko serve",
    "cli": "the command",
    "books": "as values",
    "publish": "feeds, sitemap",
    "jekyll": "old sites",
    "search": "index, grams",
    "pages": "as values",
    "lint": "bunko check",
    "catalogue": "terms, links",
    "markup": "Markdown",
    "posts": "file to record",
    "text": "Japanese",
    "records": "post, problems, version …",
}


class Step(NamedTuple):
    """One step of a post's way: where it is done, by which function, and what is done."""

    room: str  #: a room, or a room of ``sphinx_ext`` ("" is what stands there by itself)
    module: str  #: below the package
    function: str
    words: str


WAY = (
    Step("sphinx_ext/", "sphinx_ext/reading.py", "on_source_read", "source-read: Sphinx has read a file"),
    Step("posts", "posts/article.py", "read_article", "record: a Post, its Markdown, its problems"),
    Step("sphinx_ext/", "sphinx_ext/facts.py", "FactsDomain.note_post", "facts: kept by document, merged, pickled"),
    Step("sphinx_ext/markdown", "sphinx_ext/markdown/parser.py", "BunkoParser.parse", "doctree: the Markdown, parsed"),
    Step("catalogue", "catalogue/catalogue.py", "Catalogue", "catalogue: all posts read, terms and links derived"),
    Step(
        "sphinx_ext/incremental",
        "sphinx_ext/incremental/build_record.py",
        "BuildRecord.stale_documents",
        "digests: which pages show something new",
    ),
    Step("pages", "pages/article.py", "article_view", "page: what stands around the article, as values"),
    Step("sphinx_ext/html", "sphinx_ext/html/page_context.py", "PageContext", "page: templates make it HTML"),
    Step("books", "books/book.py", "make_book", "book: parts, articles, index, as values"),
    Step("sphinx_ext/typst", "sphinx_ext/typst/translator.py", "TypstTranslator", "book: the doctree becomes Typst"),
)

WIDTH, TOP, STOREY, BOX = 480, 62, 84, 46  # user units; on a phone the picture is shown at three quarters
TALL = 104  # the box of sphinx_ext, which shows its rooms
LINE = 41  # of the list of steps
LABELLED = 'role="img" aria-labelledby="house-title house-desc"'

STYLE = """
  svg { --paper: #fdfcf9; --ink: #22252b; --soft: #5b616d; --line: #8b92a0; --room: #ffffff; --floor: #e4e1d9;
        --mark: #a3341f; --on-mark: #ffffff; color-scheme: light dark }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #15181d; --ink: #eceef2; --soft: #a9b0bd; --line: #7d8594; --room: #20252d; --floor: #2e343e;
          --mark: #f0947f; --on-mark: #15181d }
  }
  .paper { fill: var(--paper) }
  .floor { stroke: var(--floor); stroke-width: 1 }
  .room { fill: var(--room); stroke: var(--line); stroke-width: 1.2 }
  .small { fill: var(--paper); stroke: var(--floor); stroke-width: 1 }
  .arrow { fill: none; stroke: var(--line); stroke-width: 1.4 }
  .tip { fill: var(--line) }
  .mark { fill: var(--mark) }
  text { font-family: system-ui, "Segoe UI", "Hiragino Sans", "Noto Sans JP", sans-serif; fill: var(--ink) }
  .title { font-size: 19px; font-weight: 600 }
  .name { font-size: 16px; font-weight: 600; text-anchor: middle }
  .what, .part { font-size: 12.5px; text-anchor: middle }
  .what, .soft, .number { fill: var(--soft) }
  .number { font-size: 15px }
  .step { font-size: 15px }
  .soft { font-size: 13px }
  .at { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Noto Sans Mono", monospace; font-size: 12.5px }
  .count { font-size: 12px; font-weight: 700; text-anchor: middle; fill: var(--on-mark) }
"""


def box_of(room: str) -> str:
    """Return the name of the box that shows a room."""
    return TOGETHER.get(room, room)


def imports_of_boxes() -> dict[str, set[str]]:
    """Return which boxes import which."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, others in graph_of_modules().items():
        box = box_of(room_of(module))
        found[box] |= {box_of(room_of(other)) for other in others} - {box}
    return {box: found[box] for box in PLACES}


def without_implied(graph: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    """Return the arrows that no way through others implies; the graph has no circle."""

    def reached(box: str) -> set[str]:
        return set().union(graph[box], *(reached(other) for other in graph[box]))

    return [
        (box, other)
        for box in graph
        for other in sorted(graph[box])
        if not any(other in reached(between) for between in graph[box])
    ]


def floors_of_boxes() -> dict[str, int]:
    """Return the floor of each box."""
    return {box_of(room): floor for room, floor in FLOORS.items()}


class House:
    """Where everything stands in the picture."""

    def __init__(self) -> None:
        """Look at the floors, and find a place for each box."""
        self.floors = floors_of_boxes()
        if self.floors.keys() != PLACES.keys():
            sys.exit(f"docs/house.py: PLACES must have just these rooms: {', '.join(sorted(self.floors))}")
        self.parts = ["", *sorted(path.parent.name for path in PACKAGE.glob("sphinx_ext/*/__init__.py"))]
        tall = self.floors["sphinx_ext"]
        top = max(self.floors.values())
        self.above = {floor: TOP + (top - floor) * STOREY + (TALL - BOX) * (floor < tall) for floor in range(top + 1)}
        self.ground = self.above[0] + BOX
        self._taken: list[float] = []  # x of the lines that pass by floors

    def box(self, name: str) -> tuple[int, int, int, int]:
        """Return left, top, width and height of a box."""
        left, width = PLACES[name]
        return left, self.above[self.floors[name]], width, TALL if name == "sphinx_ext" else BOX

    def part(self, at: int) -> tuple[int, int, int, int]:
        """Return left, top, width and height of a room of ``sphinx_ext``."""
        left, top, _, _ = self.box("sphinx_ext")
        return left + 8 + at % 4 * 86, top + 30 + at // 4 * 36, 82, 30

    def corner(self, room: str) -> tuple[int, int]:
        """Return the upper right corner of a room, where the numbers of steps stand."""
        box, slash, part = room.partition("/")
        left, top, width, _ = self.part(self.parts.index(part)) if slash else self.box(box)
        return left + width - 2, top

    # -- arrows -----------------------------------------------------------------------------------------------------

    def arrows(self) -> Iterator[str]:
        """Draw every arrow, each end at a place of its own on the edge of its box."""
        arrows = without_implied(imports_of_boxes())
        level = [arrow for arrow in arrows if self.floors[arrow[0]] == self.floors[arrow[1]]]
        down = [arrow for arrow in arrows if arrow not in level]
        starts = self._ports(down, 0, 1)
        ends = self._ports(down, 1, 0)
        for arrow in level:
            yield self._beside(*arrow)
        for arrow in down:
            yield self._down(arrow, starts[arrow], ends[arrow])

    def _ports(self, arrows: list[tuple[str, str]], end: int, other: int) -> dict[tuple[str, str], float]:
        """Deal the arrows that begin or end at a box out over its edge, in the order of where they come from."""
        found = {}
        for box in PLACES:
            left, _, width, _ = self.box(box)
            mine = sorted((a for a in arrows if a[end] == box), key=lambda a: (self._middle(a[other]), a))
            for at, arrow in enumerate(mine, 1):
                middle = min(max(self._middle(arrow[other]), left + 14), left + width - 14)
                even = left + width * at / (len(mine) + 1)
                found[arrow] = middle if len(mine) == 1 else round((even + middle) / 2)
        return found

    def _middle(self, box: str) -> float:
        left, _, width, _ = self.box(box)
        return left + width / 2

    def _beside(self, start: str, end: str) -> str:
        (left, top, width, height), (other, _, wide, _) = self.box(start), self.box(end)
        y = top + height / 2
        x, to, sign = (left, other + wide, 1) if left > other else (left + width, other, -1)
        return (
            f'<path class="arrow" d="M{x:g} {y:g}H{to + 7 * sign:g}"/>'
            f'<path class="tip" d="M{to:g} {y:g}l{9 * sign} -4.5v9z"/>'
        )

    def _down(self, arrow: tuple[str, str], x: float, to: float) -> str:
        _, top, _, height = self.box(arrow[0])
        y, end = top + height, self.box(arrow[1])[1]
        between = [
            self.box(box) for box, floor in self.floors.items()
            if self.floors[arrow[1]] < floor < self.floors[arrow[0]]
        ]  # fmt: skip
        if between:
            by = self._gap(between, x, to)
            first, last = min(box[1] for box in between) - 6, max(box[1] + box[3] for box in between) + 6
            line = f"M{x:g} {y}{_bend(x, y, by, first)}V{last}{_bend(by, last, to, end - 7)}"
        else:
            line = f"M{x:g} {y}{_bend(x, y, to, end - 7)}"
        return f'<path class="arrow" d="{line}"/><path class="tip" d="M{to:g} {end}l-4.5 -9h9z"/>'

    def _gap(self, boxes: list[tuple[int, int, int, int]], x: float, to: float) -> float:
        """Return where a line can pass by ``boxes``: as near to both of its ends as may be."""
        free = [
            at for at in range(34, WIDTH - 10)
            if all(not left - 10 < at < left + width + 10 for left, _, width, _ in boxes)
            and all(abs(at - taken) >= 12 for taken in self._taken)  # noqa: PLR2004 — so that lines can be told apart
        ]  # fmt: skip
        by = min(free, key=lambda at: (abs(at - x) + abs(at - to), at))
        self._taken.append(by)
        return by

    # -- the rest ---------------------------------------------------------------------------------------------------

    def rooms(self) -> Iterator[str]:
        """Draw the boxes with their names."""
        graph = imports_of_boxes()
        for name in PLACES:
            left, top, width, height = self.box(name)
            others = ", ".join(sorted(graph[name])) or "nothing of ours"
            yield f"<g><title>{escape(f'{name} imports: {others}')}</title>"
            yield f'<rect class="room" x="{left}" y="{top}" width="{width}" height="{height}" rx="5"/>'
            middle = f"{left + width / 2:g}"
            yield f'<text class="name" x="{middle}" y="{top + 20}">{escape(name)}</text>'
            if name in WORDS:
                yield f'<text class="what" x="{middle}" y="{top + 37}">{escape(WORDS[name])}</text>'
            yield "</g>"
        for at, name in enumerate(self.parts):
            left, top, width, height = self.part(at)
            yield f'<rect class="small" x="{left}" y="{top}" width="{width}" height="{height}" rx="4"/>'
            shown = name or "its modules"
            yield f'<text class="part" x="{left + width / 2:g}" y="{top + 20}">{shown}</text>'

    def marks(self) -> Iterator[str]:
        """Draw the numbers of the steps at the rooms that a post comes through."""
        seen: dict[str, int] = defaultdict(int)
        for number, step in enumerate(WAY, 1):
            x, y = self.corner(step.room)
            seen[step.room] += 1
            after = sum(other.room == step.room for other in WAY) - seen[step.room]
            yield mark(x - 19 * after, y, number)

    def svg(self) -> str:
        """Return the picture."""
        way = self.ground + 50
        height = way + 22 + LINE * len(WAY)
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {LABELLED}>',
            '<title id="house-title">The house of Bunko, and the way of a post through it</title>',
            f'<desc id="house-desc">{escape(description())}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>',
            '<text class="title" x="16" y="34">Floors and rooms</text>',
            f'<text class="soft" x="{WIDTH - 16}" y="34" text-anchor="end">an arrow: imports</text>',
        ]
        for floor, top in self.above.items():
            y = top + (TALL if floor == self.floors["sphinx_ext"] else BOX) / 2
            lines.append(f'<text class="number" x="16" y="{y + 5:g}">{floor}</text>')
            if floor:
                under = self.above[floor - 1] - (STOREY - BOX) / 2
                lines.append(f'<path class="floor" d="M16 {under:g}H{WIDTH - 16}"/>')
        lines += [*self.arrows(), *self.rooms(), *self.marks()]
        lines.append(f'<text class="title" x="16" y="{way}">The way of a post</text>')
        for number, step in enumerate(WAY, 1):
            y = way + LINE * number
            lines += [
                mark(27, y - 13, number),
                f'<text class="step" x="46" y="{y - 14}">{escape(step.words)}</text>',
                f'<text class="soft at" x="46" y="{y + 3}">{step.module}: {shown_function(step)}</text>',
            ]
        return "\n".join([*lines, "</svg>", ""])


def _bend(x: float, y: float, to: float, end: float) -> str:
    """Return a curve that leaves and arrives upright."""
    half = (y + end) / 2
    return f"C{x:g} {half:g} {to:g} {half:g} {to:g} {end:g}"


def mark(x: float, y: float, number: int) -> str:
    """Return the number of a step, in a disc."""
    return f'<circle class="mark" cx="{x}" cy="{y}" r="9"/><text class="count" x="{x}" y="{y + 4.3:g}">{number}</text>'


def shown_function(step: Step) -> str:
    """Return the name of a step's function without its class, for which there is no room."""
    return step.function.rpartition(".")[2]


def description() -> str:
    """Return the picture in words: the floors, every import, and the way."""
    floors, graph = floors_of_boxes(), imports_of_boxes()
    said = [
        f"Floor {floor}: {', '.join(box for box in PLACES if floors[box] == floor)}. "
        for floor in sorted(set(floors.values()), reverse=True)
    ]
    said += [f"{box} imports {', '.join(sorted(others))}. " for box, others in graph.items() if others]
    said += [f"Step {number}, {step.words} ({step.module}). " for number, step in enumerate(WAY, 1)]
    return "".join(said).strip()


def missing_steps() -> list[str]:
    """Return the steps whose function is not where the way says it is."""
    missing = []
    for step in WAY:
        path = PACKAGE / step.module
        names = set()
        for node in ast.parse(path.read_text(encoding="utf-8")).body if path.is_file() else ():
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
                inside = node.body if isinstance(node, ast.ClassDef) else ()
                names |= {f"{node.name}.{inner.name}" for inner in inside if isinstance(inner, ast.FunctionDef)}
        if step.function not in names:
            missing.append(f"{step.module}: {step.function}")
    return missing


def main() -> None:
    """Draw it, or look whether it is drawn."""
    missing = missing_steps()
    if missing:
        sys.exit(f"docs/house.py: WAY names what is not there: {', '.join(missing)}")
    picture = House().svg()
    if "--check" in sys.argv[1:]:
        if not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != picture:
            sys.exit("docs/images/house.svg is not what the imports give: run python docs/house.py, and look at it")
    else:
        TARGET.write_text(picture, encoding="utf-8")
        print(TARGET.relative_to(ROOT))


if __name__ == "__main__":
    main()
