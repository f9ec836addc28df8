"""The page for addresses that lead nowhere, ``404.html``, and the names that it suggests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import escape

from bunko.pages.list_pages import MISSING
from bunko.pages.nearest import FOLDER, nearest_files
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.report import translate
from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.config import Config

    from bunko.sphinx_ext.incremental.build_record import BuildRecord

MISSING_FILE = f"{MISSING}.html"  #: as servers look for it, whatever the builder calls its files
# Opened from a disk, the page stands where it is.
_UNLESS_FILE = '<script>location.protocol=="file:"&&document.currentScript.previousElementSibling.remove()</script>'


def base_tag(config: Config) -> str:
    """Return what makes the links of the page hold wherever it is shown; in-page links lead to the page itself."""
    top = urlsplit(config.html_baseurl).path.rstrip("/")
    return f'<base href="{escape(top)}/{MISSING_FILE}">{_UNLESS_FILE}\n'


def write_nearest(builder: Builder, record: BuildRecord) -> None:
    """Write the names that the page looks addresses up in, if a fact has changed."""
    if record.settled and record.keep_folder(FOLDER):
        return
    files = dict(nearest_files(domain_of(builder.env).catalogue, builder.get_target_uri, translate))
    record.claim(files, at_once=True)
    for name, text in files.items():
        write_whole(Path(builder.outdir, name), text.encode(errors="replace"))
