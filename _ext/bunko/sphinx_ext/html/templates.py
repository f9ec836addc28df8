"""The templates of ``templates/bunko/``, which a site can replace: Jinja, rendered outside the theme.

They have an environment of their own because Sphinx's does not escape: what a post says is text here, whatever it says.
A site replaces ``bunko/byline.html`` by a file of that name in one of its ``templates_path`` folders.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from bunko.pages.list_pages import badge_words
from bunko.sphinx_ext.html.phrased import phrased
from bunko.sphinx_ext.html.styles import SHEETS, sheet
from bunko.sphinx_ext.incremental.digests import contents_of, digest
from bunko.sphinx_ext.report import translate
from bunko.text.long_date import long_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.config import Config

TEMPLATES = Path(__file__).parents[2] / "templates"
STATIC = TEMPLATES.parent / "static"


class Templates:
    """The templates of one build."""

    def __init__(self, config: Config, confdir: Path) -> None:
        """Look for templates in the site's folders first, then in ours."""
        self.folders = [*(Path(confdir, folder) for folder in config.templates_path), TEMPLATES]
        self._jinja = Environment(
            loader=FileSystemLoader(self.folders),
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        self._jinja.install_gettext_callables(translate, _plural, newstyle=True)  # type: ignore[attr-defined]
        self._jinja.filters["phrased"] = phrased
        self._jinja.filters["badge"] = partial(badge_words, translate=translate)
        self._jinja.filters["long_date"] = partial(long_date, language=config.language)

    def digest(self) -> str:
        """Return a digest of what makes the look of a page: the site's templates and ours, our styles and scripts."""
        return digest(*map(contents_of, (*self.folders, STATIC)), *map(sheet, SHEETS))

    def render(self, name: str, values: Mapping[str, Any], pathto: Callable[[str], str]) -> str:
        """Return ``bunko/name`` with ``values``; ``pathto`` gives the address of a page from here."""
        return self._jinja.get_template(f"bunko/{name}").render(values, pathto=pathto)


def _plural(one: str, many: str, number: int) -> str:
    return str(translate(one if number == 1 else many))
