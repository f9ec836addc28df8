"""Fonts of a book, and checks of every picture, formula and character before they go into it.

Typst fails as a whole: one broken picture or formula stops a book of a thousand articles, and under PDF/A one missing
glyph does. So each is compiled alone first, once for all the places that it stands in.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import imagesize
import typst

from bunko.problems import Kind, Problem
from bunko.sphinx_ext.images import file_below
from bunko.sphinx_ext.incremental.digests import contents_of, digest
from bunko.sphinx_ext.report import report, report_at, translate
from bunko.sphinx_ext.typst.process import Engine, SettingError, Sheet
from bunko.sphinx_ext.typst.syntax import call, string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from docutils import nodes

    from bunko.books.book import Book

TEMPLATES = Path(__file__).parents[2] / "typst"
#: The packages that carry our fonts (all under the SIL Open Font License), and where in them the files are.
FONT_PACKAGES: Mapping[str, str] = {
    "pylopdf_fonts_jp": ".",  # Noto Serif JP, Noto Sans JP
    "noto_cjk_sans_jp_bold": ".",
    "manimgx_fonts": ".",  # Noto Sans, Noto Emoji, symbols, other scripts
    "fontpkg_source_code_pro": "files",
}
#: Archival and accessible at once; PDF/A-4 would exclude PDF/UA-1.
STANDARDS: tuple[typst.PDFStandard, ...] = ("a-2a", "ua-1")
PICTURE_TYPES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})
GETA = "〓"  #: what printers set for a character that they have no type for

#: Characters for private use have no meaning of their own, and PDF/A forbids them.
_NOT_DISPLAYED = re.compile(r'(?:the text|contains the codepoint) `"((?:[^"\\]|\\.)*)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
#: A character with what combines with it, which one font has to show as a whole.
_CLUSTER = re.compile(
    r".[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
    r"\U000e0100-\U000e01ef]+"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that Typst can read."""

    file: str  #: its path below the work folder, starting with ``/``
    name: str  #: its file name, for readers that cannot see it
    width: int  #: pixels; 0 if unknown
    height: int


def font_folders(own: Sequence[str], confdir: Path) -> list[Path]:
    """Return the folders to search for fonts: the site's ``own``, relative to its ``conf.py``, then our packages."""
    folders = [confdir / folder for folder in own]
    for package, folder in FONT_PACKAGES.items():
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            message = "the fonts of {package} are missing: pip install {name}"
            values = {"package": package, "name": package.replace("_", "-")}
            report([Problem(kind=Kind.PDF, message=message, values=values)], "")
        else:
            folders.append(Path(spec.origin).parent / folder)
    return folders


def look_digest(own: Sequence[str], confdir: Path) -> str:
    """Return a digest of what makes the look of a book: our templates, the engine, and the fonts in ``own`` folders."""
    return digest(version("typst"), contents_of(TEMPLATES), [contents_of(confdir / folder) for folder in own])


def pdf_options(standards: Sequence[typst.PDFStandard], timestamp: int = 0) -> dict[str, object]:
    """Return the engine's options for a PDF created at ``timestamp`` (seconds since 1970)."""
    return {"format": "pdf", "pdf_standards": list(standards), "timestamp": timestamp}


class Assets:
    """Compiles sources, and checks beforehand what can be compiled. ``work`` is the only folder that Typst sees."""

    def __init__(
        self,
        work: Path,
        roots: Sequence[Path],
        fonts: Sequence[Path],
        own: int,
        find: Callable[[str, str], str | None],
    ) -> None:
        """Lay out the work folder. The first ``own`` font folders are the site's; pictures come from ``roots``.

        ``find`` gives the path, below the first of the roots, of the file that an address in a document names.
        """
        self._find = find
        self.work, self.roots = work, [root.resolve() for root in roots]
        shutil.rmtree(work, ignore_errors=True)
        (work / "images").mkdir(parents=True)
        for template in sorted(TEMPLATES.glob("*.typ")):
            shutil.copyfile(template, work / template.name)
        families = dict.fromkeys(
            info.family
            for folder in fonts[:own]
            for info in typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
            ).fonts()
        )
        self._fonts = json.dumps(list(families), ensure_ascii=False)
        self._folders = tuple(map(str, fonts))
        self._engine = Engine()
        self.sheet: Sheet = (str(work), self._folders, (("fonts", self._fonts),))
        self._pictures: dict[Path, Picture | None] = {}
        self._formulas: dict[tuple[str, bool], str | None] = {}

    def prepare(self, book: Book, paper: str, language: str) -> None:
        """Take what differs from book to book, as ``measures.typ`` reads it, for what is compiled from now on."""
        inputs = {
            "paper": paper,
            "lang": language,
            "words": json.dumps(dict(book.words), ensure_ascii=False),
            "fonts": self._fonts,
        }
        self.sheet = (str(self.work), self._folders, tuple(inputs.items()))

    # -- compiling --------------------------------------------------------------------------------------------------

    def compile(self, source: str, *, standards: Sequence[typst.PDFStandard] = STANDARDS) -> bytes:
        """Return the PDF of a small ``source``. Raise `SettingError`."""
        return self._engine.compile(self.sheet, source.encode(), pdf_options(standards))

    def png(self, source: str, resolution: float) -> bytes:
        """Return the one page of ``source`` as a picture of so many pixels in an inch."""
        return self._engine.compile(self.sheet, source.encode(), {"format": "png", "ppi": resolution})

    def _fault(self, body: str) -> str:
        """Return Typst's error for ``body``, or nothing."""
        try:
            self.compile(f'#import "/blocks.typ": *\n#set document(title: "-")\n#set text(font: mincho)\n{body}')
        except SettingError as error:
            return error.message
        return ""

    # -- characters -------------------------------------------------------------------------------------------------

    def undisplayable(self, text: str) -> set[str]:
        """Return the characters and clusters of ``text`` that no font has."""
        units = set(text) - set(" \n\t")
        units.update(_CLUSTER.findall(text))
        body = "\n".join(f"#box({string(unit)});" for unit in sorted(units))
        head = '#import "/measures.typ": *\n#set document(title: "-")\n#set text(font: mincho, fallback: false)\n'
        try:
            self.compile(head + body)
        except SettingError as error:
            return undisplayed(error)
        return set()

    # -- pictures ---------------------------------------------------------------------------------------------------

    def picture(self, uri: str, docname: str, *, collected: bool, location: nodes.Node) -> Picture | None:
        """Bring a picture into the work folder; return None, with a warning, if it is not one that Typst can read.

        Sphinx has resolved the address if it ``collected`` the picture; else it is relative to the document. A picture
        on the web is not fetched, and gives no warning.
        """
        name = uri if collected and "://" not in uri else self._find(uri, docname)
        if name is None:  # it is on the web, or data
            return None
        path = self._path(name)
        if path is None:
            if not collected:  # else Sphinx has warned
                message = "no picture {picture!r}; the book shows its description instead"
                report_at(Problem(kind=Kind.PDF, message=message, values={"picture": uri}), location)
            return None
        if path not in self._pictures:
            self._pictures[path] = self._try_picture(path, location)
        return self._pictures[path]

    def _path(self, name: str) -> Path | None:
        """Return a file below the roots: Sphinx names some from the source folder, others from the root of the disk."""
        return file_below(self.roots, *(root / name.lstrip("/") for root in self.roots), Path(name)) if name else None

    def _try_picture(self, path: Path, location: nodes.Node) -> Picture | None:
        data = path.read_bytes()
        suffix = path.suffix.lower()
        fault = str(translate("it is of no type that a book can hold (PNG, JPEG, GIF, WebP, SVG)"))
        if suffix in PICTURE_TYPES:
            file = f"/images/{sha256(data).hexdigest()[:24]}{suffix}"
            (self.work / file[1:]).write_bytes(data)
            fault = self._fault(f"{call('image', file, alt='-')};")
        if fault:
            message = "the picture {picture!r} cannot be typeset: {fault}"
            report_at(Problem(kind=Kind.PDF, message=message, values={"picture": path.name, "fault": fault}), location)
            return None
        width, height = imagesize.get(path)
        return Picture(file, path.stem, max(0, int(width)), max(0, int(height)))

    # -- formulas ---------------------------------------------------------------------------------------------------

    def formula(self, source: str, *, block: bool, location: nodes.Node) -> str | None:
        """Return a TeX formula in Typst's notation; None, with a warning, if it cannot be set."""
        key = (source, block)
        if key not in self._formulas:
            code, fault = self._try_formula(source, block=block)
            if fault:
                message = "the formula {source!r} cannot be typeset: {fault}"
                report_at(Problem(kind=Kind.PDF, message=message, values={"source": source, "fault": fault}), location)
            self._formulas[key] = None if fault else code
        return self._formulas[key]

    def _try_formula(self, source: str, *, block: bool) -> tuple[str, str]:
        try:
            import tylax  # noqa: PLC0415 - optional, and slow to load
        except ImportError:
            return "", "pip install tylax"
        try:
            code = tylax.latex_to_typst(source).strip().strip("$").strip()
        except (ValueError, RuntimeError) as error:
            return "", str(error)
        if not code:
            return "", str(translate("it is empty"))
        return code, self._fault(f"{call('equation', source, code, block=block)};")


def undisplayed(error: SettingError) -> set[str]:
    """Return the texts that Typst names as having no glyph."""
    return {_ESCAPED.sub(_unescape, text) for text in _NOT_DISPLAYED.findall(error.diagnostic)}


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(match[2], match[2])


def without(text: str, missing: Iterable[str]) -> str:
    """Return ``text`` with 〓 for everything in ``missing``, the longest first."""
    for unit in sorted(missing, key=lambda unit: (-len(unit), unit)):
        text = text.replace(unit, GETA)
    return text
