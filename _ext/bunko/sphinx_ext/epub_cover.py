"""The cover of an EPUB: that of the PDF, as a picture."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typst

from bunko.sphinx_ext.pdf_assets import TEMPLATES, font_folders
from bunko.sphinx_ext.typst_text import call

if TYPE_CHECKING:
    from sphinx.config import Config

    from bunko.publication.books import Book

_PAPER = "jis-b5"  #: 182 by 257 mm: a shape that reading devices show well, whatever paper the PDF is for
_RESOLUTION = 200  #: pixels in an inch: 1433 by 2024 in all


def cover_picture(book: Book, config: Config, confdir: Path) -> bytes:
    """Return the cover as PNG."""
    own = len(config.bunko_pdf_fonts)
    folders = font_folders(config.bunko_pdf_fonts, confdir)
    families = [
        info.family
        for folder in folders[:own]
        for info in typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]).fonts()
    ]
    cover = call(
        "cover", book.title, phrases=book.phrases, series=book.series, period=book.period, count=book.count,
        author=book.author,
    )  # fmt: skip
    source = f'#import "/book.typ": *\n#show: book;\n{cover};\n'
    with TemporaryDirectory() as work:
        for template in TEMPLATES.glob("*.typ"):
            shutil.copy(template, work)
        compiler = typst.Compiler(
            root=Path(work),
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=folders),
            sys_inputs={
                "paper": _PAPER,
                "lang": config.language,
                "words": json.dumps(dict(book.words), ensure_ascii=False),
                "fonts": json.dumps(list(dict.fromkeys(families)), ensure_ascii=False),
            },
        )
        picture = compiler.compile(source.encode(), format="png", ppi=_RESOLUTION)
    if isinstance(picture, list):
        return picture[0]
    if not isinstance(picture, bytes):
        raise TypeError(f"expected a picture, got {type(picture).__name__}")
    return picture
