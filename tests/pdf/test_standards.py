"""What the book claims to be, PDF/A-2a and PDF/UA-1, where that can be seen in its objects.

This is no validator: Typst checks what it writes as it writes it, and veraPDF, a program in Java that no Python package
brings, is the one to ask for a verdict. These are the claims that would break first if we spoilt the file afterwards.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from archives import archive
from pdfkit import Book, png
from sitekit import ROOT, Site, once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

STANDARDS = {
    "{http://www.aiim.org/pdfa/ns/id/}part": "2",
    "{http://www.aiim.org/pdfa/ns/id/}conformance": "A",
    "{http://www.aiim.org/pdfua/ns/id/}part": "1",
}
#: The elements of PDF 1.7; others need a role.
ELEMENTS = frozenset(
    """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody
    Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP
    Figure Formula Form
    """.split()  # noqa: SIM905 — a list of words, to be read as one
)
CONF = 'extensions = ["bunko"]\nlanguage = "ja"\n'
FORBIDDEN = frozenset({"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Rendition"})
WILD = """---
title: 野
date: 2024-01-01
---

## 節

![絵](p.png)

<figure><img src="https://e.example/p.png" alt="遠い絵"><figcaption>題</figcaption></figure>
<figure><img src="p.png" alt="近い絵"><figcaption>題</figcaption></figure>
<figure><pre>x</pre><figcaption>題</figcaption></figure>

[語](2024-01-01-wild.md#節) [外](https://e.example/) 注[^1] <ruby>漢<rt>かん</rt></ruby> $x^2$

[^1]: 注の文。

| 甲 | 乙 |
|----|----|
| 一 | 二 |

***

- [x] 済

```python
x = 1
```
"""


@pytest.fixture(scope="module")
def seed_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of the project's own site."""

    def build(folder: Path) -> None:
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "bunko-pdf", "-d", str(folder / "doctrees")]
        subprocess.run([*command, str(ROOT), str(folder)], check=True, capture_output=True)

    return once(tmp_path_factory, "seed_book", build) / "compendium.pdf"


@pytest.fixture(scope="module")
def wild_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of what real archives contain."""

    def build(folder: Path) -> None:
        site = archive(Site(folder), 25)
        site.write("conf.py", CONF)
        site.write("index.md", "# 文庫\n")
        site.write("posts/p.png", png())
        site.write("posts/2024-01-01-wild.md", WILD)
        built = site.build("bunko-pdf", apart=True)
        assert [warning for warning in built.warnings if "bunko.pdf" in warning] == []

    return once(tmp_path_factory, "wild_book", build) / "_build/bunko-pdf/compendium.pdf"


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A volume, with links to others."""

    def build(folder: Path) -> None:
        site = archive(Site(folder), 12)
        site.write("conf.py", CONF)
        site.write("index.md", "# 文庫\n")
        built = site.build("bunko-pdf", apart=True, bunko_pdf_volumes=4)
        assert [warning for warning in built.warnings if "bunko.pdf" in warning] == []

    path = once(tmp_path_factory, "volume", build) / "_build/bunko-pdf/compendium-2.pdf"
    assert Book(path).remote_jumps
    return path


def broken_claims(path: Path) -> list[str]:
    """Return what a book claims and is not."""
    with pikepdf.open(path) as pdf:
        return [*map(str, pdf.check_pdf_syntax()), *_of_file(pdf), *_of_tags(pdf), *_of_pages(pdf), *_of_objects(pdf)]


def _of_file(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    with pdf.open_metadata() as metadata:
        yield from (key for key, value in STANDARDS.items() if metadata.get(key) != value)
        if metadata.get("dc:title") != str(pdf.docinfo["/Title"]):
            yield "the titles differ"
    if pdf.is_encrypted:
        yield "it is encrypted"
    if not root["/MarkInfo"].get("/Marked") or root["/MarkInfo"].get("/Suspects", False):
        yield "it is not marked"
    if not str(root.get("/Lang", "")):
        yield "it has no language"
    if not root["/ViewerPreferences"].get("/DisplayDocTitle"):
        yield "its title is not displayed"
    intents = cast("Iterable[Any]", root.get("/OutputIntents", []))
    if not any(intent["/S"] == Name("/GTS_PDFA1") and "/DestOutputProfile" in intent for intent in intents):
        yield "it has no output intent"
    names = root.get("/Names", Dictionary())
    if "/JavaScript" in names or "/EmbeddedFiles" in names or "/AA" in root:
        yield "it has scripts or files"


def _of_tags(pdf: pikepdf.Pdf) -> Iterator[str]:
    tree = pdf.Root["/StructTreeRoot"]
    roles = {str(key)[1:] for key in tree.get("/RoleMap", Dictionary()).keys()}  # noqa: SIM118 — no Python dictionary
    if "/ParentTree" not in tree:
        yield "it has no parent tree"
    level = 0
    for element in _elements(tree["/K"]):
        kind = str(element["/S"])[1:]
        if kind not in ELEMENTS | roles:
            yield f"no role for {kind}"
        if kind in {"Figure", "Formula"} and not str(element.get("/Alt", element.get("/ActualText", ""))):
            yield f"a {kind} without a description"
        if kind[:1] == "H" and kind[1:].isdecimal():
            if int(kind[1:]) > level + 1:
                yield f"{kind} follows H{level}"
            level = int(kind[1:])


def _elements(node: Any) -> Iterator[Any]:  # noqa: ANN401 — pikepdf's objects
    if isinstance(node, Array):
        for child in cast("Iterable[Any]", node):
            yield from _elements(child)
    elif isinstance(node, Dictionary) and "/S" in node:
        yield node
        yield from _elements(node.get("/K", Array()))


def _of_pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        annotations: list[Any] = list(cast("Iterable[Any]", page.obj.get("/Annots", [])))
        if annotations and page.obj.get("/Tabs") != Name("/S"):
            yield f"page {number}: the order of its links is not that of its tags"
        for annotation in annotations:
            if not str(annotation.get("/Contents", "")):
                yield f"page {number}: a link without a description"
            if "/StructParent" not in annotation:
                yield f"page {number}: a link outside the tags"
            if int(annotation.get("/F", 0)) & 0b100111 != 0b100:
                yield f"page {number}: a link that is not printed"


def _of_objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    for item in pdf.objects:
        if not isinstance(item, (Dictionary, Stream)):
            continue
        if str(item.get("/S", "")) in FORBIDDEN:
            yield f"an action {item['/S']}"
        if "/Filter" in item and "LZW" in str(item["/Filter"]):
            yield "LZW"
        if item.get("/Type") == Name("/Font") and "/DescendantFonts" in item and "/ToUnicode" not in item:
            yield f"{item['/BaseFont']} does not say what its glyphs mean"
        if item.get("/Type") == Name("/FontDescriptor") and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(
            item.keys()
        ):
            yield f"{item['/FontName']} is not embedded"


@pytest.mark.parametrize("book", ["seed_book", "wild_book", "volume"])
def test_the_book_is_archival_and_accessible_as_far_as_can_be_seen(book: str, request: pytest.FixtureRequest) -> None:
    assert broken_claims(request.getfixturevalue(book)) == []


def test_a_spoilt_book_is_found_out(seed_book: Path, tmp_path: Path) -> None:
    with pikepdf.open(seed_book) as pdf:
        del pdf.Root["/Lang"], pdf.Root["/OutputIntents"]
        page = next(page for page in pdf.pages if "/Annots" in page.obj)
        del page.obj["/Tabs"], page.obj["/Annots"][0]["/Contents"]
        pdf.Root["/OpenAction"] = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS="x"))
        pdf.save(tmp_path / "spoilt.pdf")
    assert len(broken_claims(tmp_path / "spoilt.pdf")) == 5
