"""The one place that logs: problems become located, suppressible, translated warnings of Sphinx."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Node
    from sphinx.application import Sphinx

    from bunko.problems import Problem

CATALOG = "bunko"
LOCALE_DIR = Path(__file__).parent.parent / "locale"

translate = get_translation(CATALOG)
_logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Register our own message catalog."""
    app.add_message_catalog(CATALOG, str(LOCALE_DIR))


def report(problems: Iterable[Problem], docname: str) -> None:
    """Log each problem as a warning at its line of ``docname``, or of the document that it names itself."""
    for problem in problems:
        _log(problem, (problem.docname or docname, problem.line))


def report_in_file(problems: Iterable[Problem], path: str) -> None:
    """Log each problem as a warning at its line of a file that is no document."""
    for problem in problems:
        _log(problem, f"{path}:{problem.line or 1}")  # without a line, Sphinx would take it for a docname


def report_at(problem: Problem, node: Node) -> None:
    """Log a problem as a warning where ``node`` stands in its source."""
    _log(problem, node)


def _log(problem: Problem, location: str | tuple[str, int | None] | Node) -> None:
    _logger.warning("%s", problem.text(translate), type=CATALOG, subtype=problem.kind.value, location=location)
