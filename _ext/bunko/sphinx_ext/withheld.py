"""What is not read: files that cannot be, and posts that are not out. What is never read is in no output."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from bunko.posts.article import is_draft_page, read_article, read_release
from bunko.posts.source import read_source
from bunko.problems import Kind, Problem
from bunko.sphinx_ext.config import is_post, site_clock
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.report import report, report_in_file, translate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

#: Why a post may be kept back without its author meaning it: told, though the post is not read.
_DOUBTS = (Kind.DATE, Kind.FRONT_MATTER, Kind.FIELD)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Refuse a clock that cannot be read."""
    del app
    site_clock(config)


def on_builder_inited(app: Sphinx) -> None:
    """Look at the clock once: a build is of one moment."""
    domain = domain_of(app.env)
    domain.clock = site_clock(app.config)
    domain.unlisted = {post.docname for post in domain.posts.values() if post.is_unlisted}


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
    # Sphinx knew of nothing that goes when it asked which documents with toctrees have to be read again.
    if known or domain.unlisted != {post.docname for post in domain.posts.values() if post.is_unlisted} - left_out:
        to_read |= env.glob_toctrees
    if known or not to_read <= left_out | env.all_docs.keys():  # what a link of a page means is decided as it is read
        to_read |= domain.others.keys() - domain.posts.keys()
    to_read |= {docname for docname, shown in env.toctree_includes.items() if not left_out.isdisjoint(shown)}
    for docname in known:
        app.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
    _remove_traces(app, left_out, known)
    hidden: dict[str, set[Path]] = {}
    for docname in domain.withheld.docnames:
        path = Path(env.doc2path(docname)).resolve()
        hidden.setdefault(path.name, set()).add(path)
    domain.hidden_files = hidden
    env.project.docnames -= left_out
    docnames[:] = sorted((to_read - left_out) & env.found_docs)


def _may_be_read(app: Sphinx, env: BuildEnvironment, docname: str) -> bool:
    """Tell whether a document has a place in this build; note a post that has none, or is unlisted."""
    path = Path(env.doc2path(docname))
    config, domain = app.config, domain_of(env)
    text = read_source(path, config.bunko_max_post_size)
    if not is_post(config, docname):
        is_kept_back = isinstance(text, str) and docname != config.root_doc and is_draft_page(text)
        return domain.clock.shows_drafts or not is_kept_back
    if isinstance(text, Problem):
        report([text], docname)
        return False
    release = read_release(docname, text, domain.rules)
    domain.unlisted.discard(docname)
    if domain.clock.shows(release):
        if release.is_unlisted:
            domain.unlisted.add(docname)
        return True
    article = read_article(docname, text, domain.rules)
    domain.withheld.add(article.post)
    report([problem for problem in article.problems if problem.kind in _DOUBTS], docname)
    return False


def _remove_traces(app: Sphinx, left_out: Iterable[str], known: Iterable[str]) -> None:
    """Remove what earlier builds have left of documents that are not out: hosts may be given the folder of doctrees.

    What our own builders write they remove by their record; Sphinx's others leave what they once wrote.
    """
    suffix = getattr(app.builder, "out_suffix", "")
    for docname in left_out:
        if suffix and not hasattr(app.builder, "record"):
            Path(app.outdir, f"{docname}{suffix}").unlink(missing_ok=True)
        for trace in (f"{docname}.doctree", f"bunko/search/{docname}.text"):
            Path(app.doctreedir, trace).unlink(missing_ok=True)
    if known:
        for path in Path(app.doctreedir, "bunko").glob("*.pickle"):  # translations of articles
            path.unlink()
        shutil.rmtree(Path(app.doctreedir, "bunko", "typst"), ignore_errors=True)  # the last book's source


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Take out what a document would publish of another that is not out, and what a glob finds of unlisted posts."""
    domain, env = domain_of(app.env), app.env
    docname = env.current_document.docname
    for toctree in doctree.findall(addnodes.toctree) if domain.unlisted else ():
        if toctree.get("glob"):
            toctree["entries"] = [entry for entry in toctree["entries"] if entry[1] not in domain.unlisted]
            toctree["includefiles"] = [name for name in toctree["includefiles"] if name not in domain.unlisted]
    if not domain.hidden_files:
        return

    def is_hidden(path: Path) -> bool:
        known = domain.hidden_files.get(path.name)  # to resolve each path would cost more than all the rest
        return known is not None and path.resolve() in known

    for download in list(doctree.findall(addnodes.download_reference)):
        if is_hidden(Path(env.relfn2path(download["reftarget"], docname)[1])):
            _report_use(download["reftarget"], docname)
            download.replace_self(nodes.inline("", "", *download.children))
            env.note_reread()
    recorded = getattr(doctree.settings.record_dependencies, "list", [])  # by docutils, from where it runs
    read = [*(Path(env.srcdir, path) for path in env.dependencies.get(docname, ())), *map(Path, recorded)]
    used = [path for path in read if is_hidden(path)]
    if used:
        _report_use(used[0].resolve().relative_to(Path(env.srcdir).resolve()).as_posix(), docname)
        env.note_reread()
        title = next(doctree.findall(nodes.title), None)
        section = nodes.section(
            "", *([title.deepcopy()] if title is not None else []), ids=[docname.rpartition("/")[2]]
        )
        section += nodes.paragraph("", translate("This page is not out yet."))
        doctree.children = []
        doctree += section


def _report_use(path: str, docname: str) -> None:
    message = "it uses {path}, which is not out, and is left empty until that is"
    report([Problem(kind=Kind.LINK, message=message, values={"path": path}, line=1)], docname)


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
    app.connect("doctree-read", on_doctree_read, priority=400)  # before Sphinx takes note of toctrees and downloads
