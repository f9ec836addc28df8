"""A digest of what all pages show beside the facts of posts: theme, styles, scripts, time, addresses of pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import docutils
import pygments
import sphinx
from sphinx.util.i18n import format_date

from bunko.sphinx_ext.incremental.digests import contents_of, digest, settings_digest
from bunko.sphinx_ext.incremental.stamps import stamp
from bunko.version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def look_of(app: Sphinx, templates: str) -> str:
    """Return a digest of all that makes the look of every page; ``templates`` is that of our own templates."""
    return digest(
        __version__, settings_digest(app.config), sorted(app.tags), _clock(app.config), _theme(app), templates
    )


def _clock(config: Config) -> str:
    """Return what pages show of the time of the build: as a rule, nothing."""
    if config.html_last_updated_fmt is None:
        return ""
    utc = config.html_last_updated_use_utc
    return format_date(config.html_last_updated_fmt, language=config.language, local_time=not utc)


def _theme(app: Sphinx) -> list[object]:
    """Return what changes when the theme, the site's styles or its scripts change."""
    theme = getattr(app.builder, "theme", None)
    found: list[object] = [sphinx.__version__, docutils.__version__, pygments.__version__]
    for folder in map(Path, theme.get_theme_dirs() if theme else ()):
        found += [(path.relative_to(folder).as_posix(), stamp(str(path))) for path in sorted(folder.rglob("*.*"))]
    for folder in (Path(app.confdir, name) for name in getattr(app.config, "html_static_path", ())):
        found += contents_of(folder, ".css", ".js")  # pages carry their checksums
    return found


def addresses_in(shown: object, addresses: Mapping[str, str]) -> list[str]:
    """Return the addresses of the moved pages that are named anywhere in ``shown``: links lead there."""
    if isinstance(shown, str):
        return [addresses[shown]] if shown in addresses else []
    if is_dataclass(shown):
        shown = [getattr(shown, name) for name in shown.__dataclass_fields__]
    elif isinstance(shown, Mapping):
        shown = list(shown.values())
    if isinstance(shown, list | tuple):
        return [address for part in shown for address in addresses_in(part, addresses)]
    return []
