"""The state of one build: its locks and patches, released however it ends; its record of pages; its page context."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from bunko.sphinx_ext.books import Downloads
from bunko.sphinx_ext.compat import patches
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.html.page_context import PageContext
from bunko.sphinx_ext.html.templates import Templates
from bunko.sphinx_ext.incremental.build_record import BuildRecord
from bunko.sphinx_ext.incremental.output import Lock
from bunko.sphinx_ext.publish.feeds import Feeds

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config

_PLACE = "bunko_build"  #: the attribute of a builder that holds its build

# The build of this process that holds locks and patches: both are the process's own, so there is never more than one.
_holding: Build | None = None


class Build:
    """The locks on the folders, patches of upstream, the record of what was written, feeds, the context of pages."""

    feeds: Feeds
    record: BuildRecord
    page_context: PageContext

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._locks: list[Lock] = []

    def take(self, app: Sphinx, config: Config) -> None:
        """Keep other builds out of the folders before anything is read, and prepare for reading.

        This is the last thing that is done with the configuration: a refusal of an option leaves nothing behind.
        """
        # Sphinx tells nobody of a build that ends by Ctrl+C, or before it has a builder.
        give_back()
        global _holding  # noqa: PLW0603 — see there
        _holding = self
        # In an order that is the same for all builds: no two of them can wait for each other.
        folders = sorted({Path(app.outdir).resolve(), Path(app.doctreedir).resolve()})
        self._locks = [Lock(folder) for folder in folders]
        patches.while_loading(config)

    def begin(self, app: Sphinx) -> None:
        """Make the record and the page context, once the builder is there."""
        patches.apply(app)
        templates = Templates(app.config, Path(app.confdir))
        downloads = Downloads(app.config, domain_of(app.env))
        self.feeds = Feeds(app.builder)
        self.record = BuildRecord(app, templates.digest(), downloads, self.feeds)
        self.page_context = PageContext(app.builder, templates, downloads, self.feeds)
        setattr(app.builder, _PLACE, self)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Tidy up after a build that went well; after another, the next one starts from the old record."""
        try:
            if exception is None:
                build_of(app.builder).record.close()
        finally:
            self.give_back()

    def give_back(self) -> None:
        """Leave the process as it was, and let other builds in. Calling it again does nothing."""
        global _holding  # noqa: PLW0603 — see there
        if _holding is self:
            _holding = None
            patches.restore()
        for lock in self._locks:
            lock.release()
        self._locks = []


def give_back() -> None:
    """Give back what a build of this process still holds, if one does."""
    if _holding is not None:
        _holding.give_back()


def build_of(builder: Builder) -> Build:
    """Return the build that a builder works at."""
    return cast("Build", getattr(builder, _PLACE))


def setup(app: Sphinx) -> None:
    """Connect the beginning and the end of a build."""
    build = Build()
    app.connect("config-inited", build.take, priority=900)  # when all options have been looked at
    app.connect("builder-inited", build.begin, priority=450)  # when the domain knows the builder, before all others
    app.connect("build-finished", build.finish, priority=900)  # when others are done with the files
