#!/usr/bin/env python3
"""Compare our kramdown with kramdown itself on texts that nobody has written.

    fuzz_kramdown.py [--count 2000] [--seed 1] [--posts FOLDER ...] [--show 10] [--on hard_wrap]

Needs Ruby with kramdown and kramdown-parser-gfm. Texts are made with a fixed seed, in two ways in turn: blocks of the
posts in FOLDER (default: the samples, where they are) are joined, cut, indented, quoted and given constructs of
kramdown's own; and pieces of Markdown are put together by chance. Both renderings are compared tag by tag
(``shape``). What differs is made as small as it goes and, if it is not ``KNOWN``, shown; the small texts are written as
a JSON list to ``_build/fuzz_kramdown.json``, which ``record_cases.py`` takes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from facets import squeeze
from kramdown_texts import blocks_of, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "_ext"))
from plain_html import html  # noqa: E402 — behind the path

SAMPLES = Path(os.environ.get("BUNKO_SHARED") or ROOT.parent / "shared") / "corpus" / "sample"
FOUND = ROOT / "_build" / "fuzz_kramdown.json"

_INLINE = frozenset(
    "a abbr acronym b bdo big button cite code dfn em i img input ins kbd label mark q rb rp rt ruby samp select"  # noqa: SIM905
    " small span strong sub sup tt u var textarea".split()
)
_SAME = {"s": "del", "strike": "del"}
_UNSEEN = frozenset({"tbody", "tfoot", "html", "body", "script", "style", "input"})
_KEPT = ("href", "src", "alt", "title", "class", "id", "style", "width", "height")

#: What the smallest texts look like that are rendered differently on purpose, or so that no reader can tell.
KNOWN = {
    r"\[\^\w+\]:\s*\[\^": "a footnote that only itself refers to is shown",
    r"<pre.*markdown=": "kramdown indents what is Markdown within <pre>",
    r"<(?:http|https|ftp|mailto):[^\s>]*[\s>]": "an address in angle brackets that is none",
    r"&#\d+;": "characters that HTML does not allow",
    r"\{:[^}]*\}\n.*\|": "an attribute list is lost in kramdown before what is nearly a table",
    r"`` ``": "code of nothing in a cell",
    r"①|\u3000": "what is a letter or white space to Ruby, to Python or to an address",
    r"\{::comment\}": "a comment is none to kramdown's reader if it holds -->",
}

# -- What is compared --------------------------------------------------------------------------------------------------


def shape(rendered: str) -> str:
    """Return tags, attributes and text of HTML on lines of their own, without what does not matter."""
    soup = BeautifulSoup(rendered, "lxml")
    _move_notes(soup)
    for tag in soup.select("[id=markdown-toc]"):
        tag.decompose()
    parts = "".join(_parts(soup)).split("\n")
    return "\n".join(line if line.startswith("\t") else squeezed for line in parts if (squeezed := squeeze(line)))


def _move_notes(soup: BeautifulSoup) -> None:
    """Make kramdown's footnotes look like ours: a ``div`` for each behind the text."""
    for reference in soup.select("sup > a.footnote, a.footnote-reference"):
        whole = reference.parent if reference.parent is not None and reference.parent.name == "sup" else reference
        whole.replace_with("※")
    for back in soup.select("a.reversefootnote"):
        paragraph = back.parent
        back.decompose()
        if isinstance(paragraph, Tag) and not paragraph.get_text(strip=True) and paragraph.find("img") is None:
            paragraph.decompose()
    for notes in soup.select("div.footnotes"):
        for item in notes.select(":scope > ol > li"):
            item.name = "div"
            item.attrs = {}
            notes.insert_before(item)
        notes.decompose()


def _parts(tag: Tag) -> Iterator[str]:
    for node in tag.children:
        if isinstance(node, Tag):
            yield from _tag(node)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            yield re.sub(r"\s+", " ", str(node))


def _tag(tag: Tag) -> Iterator[str]:
    name = _SAME.get(tag.name, tag.name)
    if name in _UNSEEN:
        yield from () if name in ("script", "style") else _parts(tag)
        return
    ends = "" if name in _INLINE else "\n"
    attributes = {key: value for key in _KEPT if (value := _attribute(tag, key))}
    if name == "pre":
        classes = sorted({name for each in (tag, *tag("code")) for name in _attribute(each, "class").split()})
        attributes |= {"class": " ".join(classes)} if classes else {}
        yield f"\n<pre{attributes or ''}>\n"
        text = tag.get_text().expandtabs(4).strip("\n")
        yield "".join(f"\t{line.rstrip()}\n" for line in text.split("\n"))
        return
    yield f"{ends}<{name}{attributes or ''}>{ends}"
    yield from _parts(tag)
    yield f"{ends}</{name}>{ends}"


def _attribute(tag: Tag, key: str) -> str:
    value = tag.get(key) or ""
    text = value if isinstance(value, str) else " ".join(value)
    if key == "class":
        return " ".join(sorted(name for name in text.split() if "task-list" not in name))
    return normalize("NFC", unquote(text)) if key in ("href", "src") else re.sub(r"\s+", " ", text)


class Kramdown:
    """kramdown itself, which goes on running."""

    def __init__(self, options: Sequence[str] = ()) -> None:
        self.options = dict.fromkeys(options, True)
        program = ["ruby", str(Path(__file__).with_name("kramdown.rb")), "no-ids", *options]
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        self._process = subprocess.Popen(
            program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
        )

    def html(self, texts: Sequence[str]) -> list[str | None]:
        """Return what kramdown makes of texts; None where it fails."""
        source, sink = self._process.stdin, self._process.stdout
        assert source is not None  # noqa: S101 — both are pipes
        assert sink is not None  # noqa: S101
        source.write(json.dumps(list(texts)) + "\n")
        source.flush()
        return list(json.loads(sink.readline()))


def differing(texts: Sequence[str], kramdown: Kramdown) -> list[str]:
    """Return the texts that are not rendered alike."""
    found = []
    for text, theirs in zip(texts, kramdown.html(texts), strict=True):
        if theirs is not None and shape(html(text, **kramdown.options)) != shape(theirs):
            found.append(text)
    return found


def smallest(text: str, differs: Callable[[list[str]], list[str]]) -> str:
    """Take away lines, then characters, as long as what is left differs."""
    for parts, join in ((text.split("\n"), "\n"), (None, "")):
        pieces = list(text) if parts is None else parts
        size = max(1, len(pieces) // 2)
        while size:
            candidates = [pieces[:at] + pieces[at + size :] for at in range(0, len(pieces), size)]
            texts = [join.join(candidate) for candidate in candidates]
            left = differs([each for each in texts if each.strip()]) if len(texts) > 1 else []
            if left:
                pieces = candidates[texts.index(min(left, key=len))]
                size = min(size, max(1, len(pieces) // 2))
            else:
                size //= 2
        text = join.join(pieces)
    return text


def main() -> int:
    """Compare, and show what differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--posts", type=Path, nargs="*", default=[SAMPLES])
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--on", nargs="*", default=[], choices=["hard_wrap", "parse_block_html"])
    options = parser.parse_args()
    kramdown = Kramdown(options.on)
    batch: list[str] = []
    different: list[str] = []
    for text in texts(options.count, options.seed, blocks_of(options.posts)):
        batch.append(text)
        if len(batch) == 100:  # noqa: PLR2004
            different += differing(batch, kramdown)
            batch.clear()
    different += differing(batch, kramdown)
    rate = 100 * (1 - len(different) / options.count)
    print(f"{options.count} texts, {len(different)} rendered differently: {rate:.2f} % are equal")
    small: dict[str, str] = {}
    reasons: Counter[str] = Counter()
    for text in different[: options.show]:
        tiny = smallest(text, lambda some: differing(some, kramdown))
        reason = next((why for pattern, why in KNOWN.items() if re.search(pattern, tiny)), "")
        reasons[reason or "new"] += 1
        if not reason and tiny not in small:
            small[tiny] = text
            print(f"\n== {tiny!r}\nours:   {html(tiny, **kramdown.options)!r}\ntheirs: {kramdown.html([tiny])[0]!r}")
    print("\n".join(["", *(f"{count:5} {reason}" for reason, count in sorted(reasons.items()))]))
    FOUND.parent.mkdir(parents=True, exist_ok=True)
    FOUND.write_text(json.dumps(list(small), ensure_ascii=False, indent=0), encoding="utf-8")
    return bool(small)


if __name__ == "__main__":
    sys.exit(main())
