"""The theme ``bunko``: the frame of an archive, stated once, for this site and for any other."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from bunko.sphinx_ext.compat.configuration import is_set

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

THEME = "bunko"
FOLDER = Path(__file__).parents[2] / "theme"
#: What the theme has no place for, and Sphinx sets otherwise where ``conf.py`` says nothing.
_SETTINGS = {"html_use_index": False, "html_show_sphinx": False}


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Set what goes with the theme, unless the site says otherwise."""
    del app
    if config.html_theme == THEME:
        # What pydata-sphinx-theme has in its header depends on the options of the site, not on those of the theme.
        config.html_theme_options = {"disable_search": True, **_footer(config), **config.html_theme_options}
        for name, value in {**_SETTINGS, "html_title": config.project}.items():
            if not is_set(config, name):
                setattr(config, name, value)


def _footer(config: Config) -> dict[str, list[str]]:
    """Return the pieces below an article, if a site has more of them than theme.toml says."""
    if not config.bunko_giscus:
        return {}
    options = tomllib.loads((FOLDER / "theme.toml").read_text(encoding="utf-8"))["options"]
    return {"article_footer_items": [*options["article_footer_items"].split(", "), "bunko-comments.html"]}


def setup(app: Sphinx) -> None:
    """Register the theme."""
    app.add_html_theme(THEME, str(FOLDER))
    app.connect("config-inited", on_config_inited)
