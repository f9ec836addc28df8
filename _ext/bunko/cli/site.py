"""A site as commands see it: its options, and how its posts are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.tags import Tags

from bunko.cli.console import CommandError
from bunko.posts.clock import DRAFT_FOLDERS
from bunko.sphinx_ext.config import OPTIONS, check_options
from bunko.sphinx_ext.reading import reading_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bunko.posts.article import ReadingRules


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What conf.py says."""

    folder: Path
    config: Config
    rules: ReadingRules

    def post_files(self) -> Iterator[Path]:
        """Yield the files of posts, in order; those that conf.py excludes, too, for they are meant to be posts."""
        suffixes = tuple(self.config.source_suffix) if self.config.source_suffix else (".md",)
        drafts = [path.name for path in self.folder.iterdir() if path.name.casefold() in DRAFT_FOLDERS]
        for top in (self.config.bunko_posts_folder, *sorted(drafts)):
            found = (self.folder / top).rglob("*")
            yield from sorted(path for path in found if path.name.endswith((".md", *suffixes)))


def read_site(folder: Path) -> SiteFacts:
    """Read ``conf.py``. Raises `CommandError` or `SphinxError` if it cannot be read."""
    if not (folder / "conf.py").is_file():
        raise CommandError("{folder} has no conf.py: go to the folder of a site, or name it", folder=folder.resolve())
    try:
        # Sphinx goes to the folder first, and a path from where the user is leads nowhere from there.
        config = Config.read(folder.resolve(), overrides={}, tags=Tags())
    except SphinxError as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        raise CommandError("{reason}", reason=f"{lines[0]} {lines[-1]}" if len(lines) > 1 else str(error)) from error
    for option in OPTIONS:
        config.add(f"bunko_{option.name}", option.default, option.rebuild, option.types)
    check_options(config)
    for name, default in (("html_baseurl", ""), ("html_extra_path", [])):
        config.add(name, default, "html", (str, list))
    return SiteFacts(folder, config, reading_rules(config, folder))
