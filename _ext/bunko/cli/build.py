"""``bunko build`` and ``bunko serve``: run Sphinx with the right arguments."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sphinx.cmd.build import main as sphinx_build
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.tags import Tags

from bunko.cli.console import CommandError, catalog, paint, tell
from bunko.preview.serve import Preview
from bunko.sphinx_ext.build import give_back
from bunko.sphinx_ext.incremental.stamps import times_by_content

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: What can be built: the builder of Sphinx, and where it goes by default.
BUILDS = {
    "html": ("html", "_build/html"),
    "dirhtml": ("dirhtml", "_build/dirhtml"),
    "pdf": ("bunko-pdf", "_build/pdf"),
    "epub": ("bunko-epub", "_build/epub"),
}


def run_build(
    site: Path,
    what: Sequence[str],
    *,
    out: Path | None,
    book: str,
    jobs: str,
    strict: bool,
    fresh: bool,
    by_content: bool = False,
) -> int:
    """Build what is asked for, one after the other; return 1 if one of them fails.

    ``by_content``: files get times from what they hold, as `times_by_content` does.
    """
    wanted = list(dict.fromkeys(("html", "pdf", "epub") if "all" in what else what or ("html",)))
    unknown = [name for name in wanted if name not in BUILDS]
    if unknown:
        raise CommandError(
            "{unknown} cannot be built; there are {known} and all", unknown=", ".join(unknown), known=", ".join(BUILDS)
        )
    if not (site / "conf.py").is_file():
        raise CommandError("{folder} has no conf.py: go to the folder of a site, or name it", folder=site.resolve())
    if out is not None and len(wanted) > 1:
        raise CommandError("--out takes one thing to build; name each by itself")
    if by_content:
        times_by_content(site, [site / "_build", *([out] if out else [])])
    failed = 0
    for name in wanted:
        builder, folder = BUILDS[name]
        place = out or site / folder
        quiet = [] if sys.stdout.isatty() else ["-q"]  # Sphinx shows its progress on a terminal
        arguments = [*quiet, "-b", builder, "-j", jobs, "-d", str(site / "_build" / "doctrees")]
        arguments += ["-W", "--keep-going"] if strict else []
        arguments += ["-E", "-a"] if fresh else []
        arguments += ["-D", f"bunko_book={book}"] if book else []
        try:
            status = sphinx_build([*arguments, str(site), str(place)])
        finally:
            give_back()  # Sphinx tells nobody of a build that ends by Ctrl+C
        failed = failed or int(status != 0)
        tell(paint(f"{name}: {place}", "red" if status else "green"))
    return failed


def run_serve(site: Path, *, host: str, port: int, jobs: str, open_browser: bool) -> int:
    """Show the site until the user interrupts."""
    try:
        config = Config.read(site, overrides={}, tags=Tags())
    except SphinxError:
        if not (site / "conf.py").is_file():
            raise
        config = Config()  # the first build will say what is wrong, and the next one may find it fixed
    Preview(
        site=site,
        host=host,
        port=port,
        jobs=jobs,
        open_browser=open_browser,
        excluded=tuple(config.exclude_patterns),
        catalog=catalog(config.language or "en"),
    ).run()
    return 0
