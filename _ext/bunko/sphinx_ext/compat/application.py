"""The application behind a builder or an environment, which has no public name in Sphinx 9; its jobs and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def app_of(owner: Builder | BuildEnvironment) -> Sphinx:
    """Return the application: the public attribute ``app`` is deprecated, and its successors do not say the jobs."""
    return owner._app  # noqa: SLF001


def jobs_of(builder: Builder) -> int:
    """Return how many processes may work at once: ``-j``."""
    return app_of(builder).parallel


def warnings_so_far(builder: Builder) -> int:
    """Return how many warnings have been given: Sphinx has no other way to ask."""
    return app_of(builder)._warncount  # noqa: SLF001
