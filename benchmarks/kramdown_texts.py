"""Texts for ``fuzz_kramdown.py``: Markdown as authors write it, and as nobody should. The same seed, the same texts."""

# ruff: noqa: PLR2004 — numbers are chances
from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _pieces() -> dict[str, list[str]]:
    pieces: dict[str, list[str]] = {}
    for part in Path(__file__).with_name("kramdown_pieces.txt").read_text(encoding="utf-8").split("\n== ")[1:]:
        name, *lines = part.rstrip("\n").split("\n")
        pieces[name] = [line.replace("⏎", "\n").replace("⇥", "\t").replace("␣", " ") for line in lines]
    return pieces


_PIECES = _pieces()
WORDS, SPANS = _PIECES["words"], _PIECES["spans"]
MARKS, LINES = [""] * 6 + _PIECES["marks"], [""] * 12 + _PIECES["lines"]


def words(chance: random.Random, depth: int = 0) -> str:
    """Return some words, some of them marked."""
    parts = []
    for _ in range(chance.randint(1, 3)):
        part = chance.choice(WORDS)
        if chance.random() < (0.5 if depth < 2 else 0.1):
            part = chance.choice(SPANS).replace("{}", words(chance, depth + 1))
        parts.append(part)
    return chance.choice(["", "", " "]).join(parts)


def grown(chance: random.Random) -> str:
    """Return lines put together by chance."""
    lines = []
    for _ in range(chance.randint(1, 8)):
        if chance.random() < 0.45:
            lines.append(chance.choice(["", "", "", "  ", "> ", "    ", "- "]) + chance.choice(LINES))
        else:
            end = chance.choice(["", "", "", "", " ", "  ", " #", "\\", " {#i}", "\n"])
            lines.append(chance.choice(MARKS) + words(chance) + end)
        if chance.random() < 0.3:
            lines.append("")
    return "\n".join(lines)


def built(chance: random.Random, depth: int = 0) -> list[str]:
    """Return the lines of blocks within blocks, indented as authors do, more or less."""
    lines: list[str] = []
    for _ in range(chance.randint(1, 3)):
        kind = chance.choice(["text", "text", "list", "list", "quote", "line", "code"]) if depth < 3 else "text"
        match kind:
            case "list":
                mark = chance.choice(["-", "*", "+", "1.", "1.", "10.", "-", "*"])
                mark += chance.choice([" ", " ", "  ", "   ", "\t"])
                indent = chance.choice([" " * len(mark), "  ", "    ", "\t", "   ", " " * len(mark)])
                for _ in range(chance.randint(1, 3)):
                    first, *others = built(chance, depth + 1)
                    others = [indent + line if line or chance.random() < 0.1 else "" for line in others]
                    lines += [mark + first, *others]
                    lines += [""] * (chance.random() < 0.25)
            case "quote":
                mark = chance.choice(["> ", "> ", ">", " > "])
                lines += [(mark + line if chance.random() < 0.9 else line) for line in built(chance, depth + 1)]
            case "code":
                fence = chance.choice(["```", "```ruby", "~~~", "    "])
                code = chance.choice(["x = 1", "# a", "- a", "<div>", "a | b", "", "  y", "\tz", "{{ a }}"])
                lines += [fence + code] if fence == "    " else [fence, code, "b", fence[:3]]
            case "line":
                lines += chance.choice(LINES).split("\n")
            case _:
                lines += (chance.choice(MARKS) + words(chance) if chance.random() < 0.2 else words(chance)).split("\n")
        lines += [""] * (chance.random() < 0.6)
    return lines


def mutated(chance: random.Random, blocks: Sequence[str]) -> str:
    """Return blocks of posts, joined and damaged."""
    some = [chance.choice(blocks) for _ in range(chance.randint(1, 3))]
    lines = chance.choice(["\n\n", "\n\n", "\n", "\n\n\n"]).join(some).split("\n")
    for _ in range(chance.randint(0, 4)):
        at = chance.randrange(len(lines))
        end = min(len(lines), at + chance.choice([1, 1, 2, 5, 99]))
        match chance.randrange(8):
            case 0:
                del lines[at]
                lines = lines or [""]
            case 1:
                lines.insert(
                    chance.choice([at, end]), chance.choice([chance.choice(LINES), "{: .k}", "", words(chance)])
                )
            case 2:
                prefix = chance.choice(["  ", " ", "    ", "\t", "> ", "   ", "- "])
                lines[at:end] = [prefix + line for line in lines[at:end]]
            case 3:
                lines[at:end] = [line.removeprefix("  ").removeprefix("> ") for line in lines[at:end]]
            case 4:
                lines[at] = chance.choice(MARKS) + lines[at].lstrip(" -*+>#")
            case 5:
                lines = [line for line in lines[at:] if line.strip()] or [""]
            case 6:
                word = re.search(r"\S{1,6}", lines[at])
                if word is not None:
                    lines[at] = lines[at].replace(word[0], chance.choice(SPANS).replace("{}", word[0]), 1)
            case _:
                cut = chance.randrange(len(lines[at]) + 1)
                mark = chance.choice(["\n", " ", "*", "`", "  \n", "**", "|", "<"])
                lines[at] = lines[at][:cut] + mark + lines[at][cut:]
    return "\n".join(lines)


def blocks_of(folders: Sequence[Path]) -> list[str]:
    """Return the blocks of all posts below folders, without those that are very long."""
    blocks = []
    for path in sorted(path for folder in folders for path in folder.rglob("*.m*d*")):
        text = path.read_text(encoding="utf-8", errors="replace").replace("\r", "")
        text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        blocks += [block for block in re.split(r"\n\n+(?=\S)", text) if block.strip() and len(block) < 1500]
    return blocks


def texts(count: int, seed: int, blocks: Sequence[str]) -> Iterator[str]:
    """Yield texts."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        match number % 3:
            case 0 if blocks:
                text = mutated(chance, blocks)
            case 1:
                text = "\n".join(built(chance))
            case _:
                text = grown(chance)
        # A line that begins with spaces and a tab is bare text to kramdown, and a paragraph to us.
        yield re.sub(r" +\t", "\t", text)
