"""``bunko check``: list what is wrong with posts, and with ``--fix`` fix what can be fixed safely."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sphinx.project import Project

from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.dead import reason_of
from bunko.catalogue.withheld import Withheld
from bunko.cli.console import CommandError, Progress, catalog, paint, tell
from bunko.cli.site import SiteFacts, read_site
from bunko.cli.sitemap import addresses_of
from bunko.jekyll.report import Answers
from bunko.lint.archive_rules import check_archive, of_taxonomy
from bunko.lint.post_rules import RULES, Finding, apply_edits, check_post
from bunko.pages.list_pages import list_pages
from bunko.pages.urls import UrlRules, plan_urls
from bunko.posts.article import Article, read_article
from bunko.posts.source import read_source
from bunko.posts.taxonomy import Taxonomy, read_taxonomy
from bunko.problems import Kind, Problem
from bunko.sphinx_ext.config import is_post, site_clock, site_hosts
from bunko.sphinx_ext.urls import published_files
from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bunko.post import Post
    from bunko.posts.clock import Status

_FAILS = {rule.code for rule in RULES if rule.fails}


@dataclass(slots=True)
class _CheckedArchive:
    """Everything that is checked."""

    site: SiteFacts
    texts: dict[str, tuple[str, Article]]
    catalogue: Catalogue
    withheld: Withheld
    findings: list[Finding]


def run_check(
    folder: Path, *, fix: bool = False, style: str = "text", select: str = "", ignore: str = "",
    sitemap: Path | None = None,
) -> int:  # fmt: skip
    """Print what is found, in the language of the site; return 1 if something is to be fixed."""
    site = read_site(folder)
    say = catalog(site.config.language or "en").gettext
    wanted = _wanted(select, [*_codes(ignore), *site.config.bunko_check_ignore])
    found = _look(site, wanted, sitemap)
    if fix:
        fixed = _fix(folder, found)
        if fixed:
            found = _look(site, wanted, sitemap)
        tell_aside(say("Fixed: {count}").format(count=fixed), style)
    for line in _lines(found, style, say):
        tell(line)
    return 1 if any(finding.code in _FAILS for finding in found) else 0


def tell_aside(words: str, style: str) -> None:
    """Say something that is no finding, without getting in the way of programs that read these."""
    if style == "text":
        tell(words)
    else:
        print(words, file=sys.stderr)  # noqa: T201 — a command talks


def _codes(text: str) -> list[str]:
    return [code for code in text.replace(" ", "").split(",") if code]


def _wanted(select: str, ignore: Iterable[str]) -> frozenset[str]:
    """Return the codes that are checked for. Raises `CommandError` if there is no such rule."""
    known = {rule.code for rule in RULES}
    chosen, left = _codes(select), list(ignore)
    unknown = [code for code in (*chosen, *left) if code not in known]
    if unknown:
        raise CommandError(
            "there is no rule {unknown}; the rules are {known}",
            unknown=", ".join(unknown),
            known=", ".join(sorted(known)),
        )
    return frozenset(chosen or known) - frozenset(left)


def _look(site: SiteFacts, wanted: frozenset[str], sitemap: Path | None) -> list[Finding]:
    archive = _read(site)
    folder, config = site.folder, site.config
    known: dict[str, bool] = {}

    def has_file(name: str) -> bool:
        if name not in known:
            known[name] = (folder / name).is_file()
        return known[name]

    answers = cache(lambda: _answers(archive))  # only where a link or an address asks for them
    hosts = site_hosts(config)
    with Progress("checking", len(archive.texts)) as bar:
        archive.findings += check_archive(
            archive.catalogue,
            archive.texts,
            withheld=archive.withheld,
            hosts=hosts,
            has_file=has_file,
            has_page=lambda name: answers().has_page(name),
            step=bar.step,
        )
    archive.findings += of_taxonomy(config.bunko_taxonomy, archive.catalogue.problems)
    if sitemap is not None:
        archive.findings += _unanswered(answers(), sitemap, config.bunko_site_baseurl)
    return sorted((found for found in archive.findings if found.code in wanted), key=lambda found: found.order)


def _read(site: SiteFacts) -> _CheckedArchive:
    rules, config = site.rules, site.config
    clock, withheld = site_clock(config), Withheld(site_hosts(config))
    say = catalog(config.language or "en").gettext
    texts: dict[str, tuple[str, Article]] = {}
    findings: list[Finding] = []
    paths = list(site.post_files())
    with Progress("reading", len(paths)) as bar:
        for path in paths:
            bar.step()
            where = path.relative_to(site.folder).as_posix()
            text = read_source(path, config.bunko_max_post_size)
            if isinstance(text, Problem):
                findings.append(Finding(path=where, code="source", problem=text))
            else:
                article = read_article(where.removesuffix(path.suffix), text, rules)
                findings += check_post(where, text, article, characters=rules.characters_per_minute)
                if clock.shows(article.post):
                    texts[where] = (text, article)
                else:
                    withheld.add(article.post)
                    findings.append(_not_out(where, article.post, clock.status(article.post), say))
    taxonomy = site.folder / config.bunko_taxonomy
    given = read_source(taxonomy, config.bunko_max_post_size) if taxonomy.exists() else ""
    if isinstance(given, Problem):
        findings.append(Finding(path=config.bunko_taxonomy, code="taxonomy", problem=given))
    known = read_taxonomy(given) if isinstance(given, str) else Taxonomy()
    catalogue = Catalogue((article.post for _, article in texts.values()), known)
    return _CheckedArchive(site, texts, catalogue, withheld, findings)


def _not_out(path: str, post: Post, status: Status, say: Callable[[str], str]) -> Finding:
    values = {"reason": reason_of(post, status, say)}
    return Finding(
        path=path, code="withheld", problem=Problem(kind=Kind.DATE, message="not out: {reason}", values=values)
    )


def _answers(archive: _CheckedArchive) -> Answers:
    config, catalogue = archive.site.config, archive.catalogue
    lists = [page.name for page in list_pages(catalogue, config.bunko_page_size, str)]
    folder = archive.site.folder
    documents = Project(folder, {".md": "markdown"}).discover(config.exclude_patterns)
    others = sorted(name for name in documents if not is_post(config, name))
    pages = [*others, *lists]
    files = [name for name, _ in published_files(folder, config.bunko_files)]
    rules = UrlRules(pages=config.bunko_permalink_pages, archives=config.bunko_archive_permalinks)
    urls = plan_urls(catalogue, rules, lambda page: f"{page}.html", pages, files)
    return Answers(urls, catalogue, pages, files)


def _unanswered(answers: Answers, sitemap: Path, baseurl: str) -> Iterator[Finding]:
    text = read_source(sitemap, 500_000_000)
    if isinstance(text, Problem):
        raise CommandError("{path}: {reason}", path=sitemap, reason=text.text())
    for address in addresses_of(text, baseurl):
        if not answers.to(address).by:
            message = "{address}: this URL of the old site leads nowhere"
            problem = Problem(kind=Kind.LINK, message=message, values={"address": address})
            yield Finding(path=str(sitemap), code="sitemap", problem=problem)


def _fix(folder: Path, findings: Iterable[Finding]) -> int:
    """Make the changes that findings propose; return how many."""
    count = 0
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.edit is not None:
            by_path.setdefault(finding.path, []).append(finding)
    for path, found in by_path.items():
        content = (folder / path).read_bytes()
        text = content.decode("utf-8")
        fixed = apply_edits(text, (finding.edit for finding in found if finding.edit))
        if fixed != text:
            write_whole(folder / path, fixed.encode())
            count += len(found)
    return count


def _lines(findings: list[Finding], style: str, say: Callable[[str], str]) -> Iterator[str]:
    if style == "json":
        yield json.dumps([_as_data(found, say) for found in findings], ensure_ascii=False, indent=1)
        return
    for found in findings:
        words = found.problem.text(say)
        if style == "github":
            kind = "error" if found.code in _FAILS else "notice"
            place = f"file={_escaped(found.path)},line={found.problem.line or 1},title={found.code}"
            yield f"::{kind} {place}::{_data(words)}"
        else:
            line = f":{found.problem.line}" if found.problem.line else ""
            mark = paint(f"[{found.code}]", "red" if found.code in _FAILS else "faint")
            yield f"{paint(f'{found.path}{line}:', 'bold')} {words} {mark}"


def _as_data(found: Finding, say: Callable[[str], str]) -> dict[str, object]:
    return {
        "path": found.path,
        "line": found.problem.line or 1,
        "rule": found.code,
        "message": found.problem.text(say),
        "fails": found.code in _FAILS,
        "fixable": found.edit is not None,
    }


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
