"""The books in the preview: set when they are looked at, by an engine that is kept, and as all others are."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from pypdf import PdfReader

from bunko.sphinx_ext.typst.process import KEPT, KeptTypesetter, can_be_kept
from sitekit import EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitekit import Site

pytestmark = pytest.mark.skipif(not can_be_kept(), reason="the system cannot keep a process")
POST = "posts/2026-01-01-a.md"


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def drawn(pdf: bytes) -> list[bytes]:
    """Return what is drawn on each page."""
    contents = [page.get_contents() for page in PdfReader(io.BytesIO(pdf)).pages]
    return [content.get_data() for content in contents if content is not None]


@pytest.fixture
def typesetter(tmp_path: Path) -> Iterator[KeptTypesetter]:
    folder = tmp_path / "t"
    folder.mkdir()
    kept = KeptTypesetter(folder)
    yield kept
    kept.close()


def write(site: Site, text: str) -> None:
    site.write(POST, f"---\ntitle: 題\n---\n\n{text}\n\n[乙](2026-01-02-b.md)\n")
    site.write("posts/2026-01-02-b.md", "---\ntitle: 乙\n---\n\n[甲](2026-01-01-a.md)\n")


def test_a_kept_engine_sets_the_same_book(
    site: Site, typesetter: KeptTypesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("最初の本文。", "次の本文。", "次の本文。\n\n" + "長い段落。" * 900, "最後の本文。"):
        write(site, text)
        monkeypatch.setenv(KEPT, typesetter.environment[KEPT])
        kept = (site.build("bunko-pdf").outdir / "compendium.pdf").read_bytes()
        assert text[:5] in words(kept)
        monkeypatch.delenv(KEPT)
        alone = (site.build("bunko-pdf", fresh=True).outdir / "compendium.pdf").read_bytes()
        assert len(alone) < len(kept)  # what is for looking at is not packed
        assert drawn(alone) == drawn(kept)
    assert typesetter.is_alive


def test_without_the_kept_engine_each_book_has_its_own(
    site: Site, typesetter: KeptTypesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEPT, typesetter.environment[KEPT])
    write(site, "最初の本文。")
    assert site.build("bunko-pdf").warnings == []
    typesetter.close()
    write(site, "次の本文。")
    built = site.build("bunko-pdf")
    assert built.warnings == []
    assert "次の本文。" in words((built.outdir / "compendium.pdf").read_bytes())


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Start the preview of a site of two posts."""
    write(site, "最初の本文。")
    process = subprocess.Popen(
        [sys.executable, "-m", "bunko", "serve", str(site.source), "--port", "0", "--jobs", "1"],
        env={**os.environ, "PYTHONPATH": str(EXTENSIONS), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.match(r"(http://[^ ]+/)", process.stdout.readline())
        assert found
        yield f"{found[1]}.bunko/books/"
    finally:
        process.terminate()
        process.communicate()


def get(address: str) -> bytes:
    with urlopen(address, timeout=120) as answer:  # noqa: S310 — our own server
        return bytes(answer.read())


def test_the_preview_sets_the_books_when_they_are_looked_at(site: Site, address: str) -> None:
    assert not (site.source / "_build/serve/pdf").exists()
    listed = re.findall(r'href="([^"]+)"', get(address).decode())
    assert listed == ["/.bunko/books/compendium.pdf"]
    assert "最初の本文。" in words(get(f"{address}compendium.pdf"))
    write(site, "次の本文。")
    for _ in range(240):  # until the preview has noticed
        text = words(get(f"{address}compendium.pdf"))
        if "次の本文。" in text:
            break
        time.sleep(0.5)
    assert "次の本文。" in text
    with pytest.raises(HTTPError, match="404"):
        get(f"{address}other.pdf")
    with pytest.raises(HTTPError, match="404"):
        get(f"{address}..%2Fhtml%2Findex.html")
