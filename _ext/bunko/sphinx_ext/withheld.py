"""What is not read: files that cannot be, and posts that are not out. What is never read is in no output."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bunko.posts.article import is_draft_page, read_article, read_release
from bunko.posts.source import read_source
from bunko.problems import Kind, Problem
from bunko.sphinx_ext.config import is_post, site_clock
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.report import report, report_in_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Refuse a clock that cannot be read."""
    del app
    site_clock(config)


def on_builder_inited(app: Sphinx) -> None:
    """Look at the clock once: a build is of one moment."""
    domain_of(app.env).clock = site_clock(app.config)


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Leave out what cannot be read, where Sphinx would stop, and what is not out, be it read in an earlier build."""
    _report_what_is_no_file(app, env)
    domain = domain_of(env)
    left_out = {docname for docname in docnames if not _may_be_read(app, env, docname)}
    to_read = set(docnames)
    for post in domain.posts.values():
        if post.docname not in to_read and not domain.clock.shows(post):
            domain.withheld.add(post)
            left_out.add(post.docname)
    known = sorted(left_out & env.all_docs.keys())
    for docname in known:
        app.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
    env.project.docnames -= left_out
    if known:  # Sphinx knew of nothing that goes when it asked whether globbed toctrees have to be made anew
        to_read |= env.glob_toctrees
    docnames[:] = sorted((to_read - left_out) & env.found_docs)


def _may_be_read(app: Sphinx, env: BuildEnvironment, docname: str) -> bool:
    """Tell whether a document has a place in this build; note a post that has none."""
    path = Path(env.doc2path(docname))
    config, domain = app.config, domain_of(env)
    if not is_post(config, docname):
        text = read_source(path, config.bunko_max_post_size) if path.suffix == ".md" else ""
        is_kept_back = isinstance(text, str) and docname != config.root_doc and is_draft_page(text)
        return domain.clock.shows_drafts or not is_kept_back
    text = read_source(path, config.bunko_max_post_size)
    if isinstance(text, Problem):
        report([text], docname)
        return False
    if domain.clock.shows(read_release(docname, text, domain.rules)):
        return True
    domain.withheld.add(read_article(docname, text, domain.rules).post)
    return False


def _report_what_is_no_file(app: Sphinx, env: BuildEnvironment) -> None:
    """Report what looks like a post and is none: Sphinx passes over folders, and over links that lead nowhere."""
    top = Path(app.srcdir, app.config.bunko_posts_folder)
    suffixes = tuple(app.config.source_suffix)
    for folder, folders, files in os.walk(top):
        folders.sort()  # and so they are walked through in an order of their own
        no_files = [name for name in folders if name.endswith(suffixes)]
        unreadable = [
            name
            for name in files
            if name.endswith(suffixes) and not os.access(os.path.join(folder, name), os.R_OK)  # noqa: PTH118 — 10,000 times
        ]
        for name in sorted((*no_files, *unreadable)):
            message = "cannot be read: fix the link or the permissions, or delete it"
            if name in no_files:
                message = "is a folder with the name of a post: rename it"
            where = Path(folder, name).relative_to(env.srcdir).as_posix()
            report_in_file([Problem(kind=Kind.SOURCE, message=message)], where)


def setup(app: Sphinx) -> None:
    """Look at documents before they are read."""
    app.connect("config-inited", on_config_inited)
    app.connect("builder-inited", on_builder_inited)
    app.connect("env-before-read-docs", on_env_before_read_docs)
