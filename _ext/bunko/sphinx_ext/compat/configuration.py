"""``sphinx.config.Config._raw_config``: Sphinx does not tell a value that ``conf.py`` sets from a default."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.config import Config


def is_set(config: Config, name: str) -> bool:
    """Tell whether ``conf.py`` or the command line sets an option."""
    return name in config._raw_config or name in config.overrides  # noqa: SLF001
