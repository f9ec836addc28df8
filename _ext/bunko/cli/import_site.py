"""``bunko import``: a Jekyll site becomes a site of Bunko's, and a report says what became of everything."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bunko.catalogue.catalogue import Catalogue
from bunko.catalogue.links import own_hosts
from bunko.cli.console import CommandError, Progress, catalog, tell
from bunko.cli.import_conf import DRAFTS, POSTS, conf_of, read_text, taxonomy_of, zone_of
from bunko.cli.import_files import HTML, JekyllFiles, below, find_files
from bunko.cli.import_pages import Pages, bring_pages, list_addresses
from bunko.cli.import_report import report_text
from bunko.cli.import_writer import ImportWriter
from bunko.cli.site import read_site
from bunko.cli.sitemap import addresses_of
from bunko.jekyll.config import JekyllConfig, read_jekyll_config
from bunko.jekyll.report import Answers, Left, Place, Report, count_keys, look_through
from bunko.markup.liquid.includes import read_include
from bunko.pages.list_pages import list_pages
from bunko.pages.urls import UrlRules, plan_urls
from bunko.posts.article import read_article
from bunko.posts.clock import Status
from bunko.posts.dialect import Dialect
from bunko.posts.front_matter import as_html, clean_text, split_front_matter
from bunko.posts.permalinks import address_of
from bunko.posts.taxonomy import read_taxonomy
from bunko.sphinx_ext.config import site_clock
from bunko.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bunko.posts.article import Article, ReadingRules

RECORD = ".bunko-import.json"
_BRACKETS = re.compile(r"[\[\]\\]")
_KANA = re.compile("[ぁ-んァ-ヶ]")


class Import:
    """One run of the command."""

    def __init__(self, source: Path, target: Path, *, pages: bool, timezone: str = "", force: bool = False) -> None:
        """Look at the source. Raises `CommandError` if it is no Jekyll site, or not apart from the target."""
        self.source, self.target, self.pages = source, target, pages
        if not source.is_dir() or not ((source / "_config.yml").is_file() or any(source.glob("**/_posts"))):
            raise CommandError("{path} is no Jekyll site: it has neither _config.yml nor a folder _posts", path=source)
        if target.resolve().is_relative_to(source.resolve()):  # in it, the next import would bring it over, too
            raise CommandError(
                "the new site needs a folder of its own, not in the old one;"
                " to keep posts where they are, see docs/migrating.md"
            )
        text = read_text(source / "_config.yml") if (source / "_config.yml").is_file() else ""
        self.config = read_jekyll_config(text)
        if self.config.problem:
            raise CommandError("{path}:{reason}", path=source / "_config.yml", reason=self.config.problem)
        self.files: JekyllFiles = find_files(source, self.config)
        self.report = Report(source=source.resolve().name, settings=self.config.uses)
        self.keeper = ImportWriter(target, RECORD, force=force)
        self._timezone = timezone
        self._texts: dict[str, str] = {}

    def run(self, sitemap: str | None = None) -> Report:
        """Copy, write and report. ``sitemap`` is the text of the old site's."""
        report, files = self.report, self.files
        self._read_posts()
        is_japanese = sum(1 for text in self._texts.values() if _KANA.search(text)) * 2 > len(self._texts)
        language = self.config.language or ("ja" if is_japanese else "en")
        taxonomy = taxonomy_of(self.source, self.config)
        zone = self._zone(language)
        include = partial(read_include, self.source / self.config.includes_dir)
        pages = bring_pages(self.source, self.config, files, zone=ZoneInfo(zone), include=include)
        conf = conf_of(
            self.config,
            files,
            language=language,
            zone=zone,
            stand_at_permalinks=self.pages,
            pages=pages.written,
            published=[*files.static.values(), *pages.made],
        )
        self.keeper.write("conf.py", conf.encode())
        self.keeper.write("taxonomy.yml", taxonomy.encode())
        self.keeper.write("index.md", _index(self.config, pages.titles).encode())
        for name, text in (*pages.written.items(), *pages.made.items()):
            self.keeper.write(name, text.encode())
        self._copy()
        # What the report says is what the site does, also if the user has changed conf.py since.
        site = read_site(self.target)
        rules, self._clock = replace(site.rules, posts_folder=POSTS), site_clock(site.config)
        articles: dict[str, Article] = {}
        with Progress("reading", len(self._texts)) as bar:
            for path, text in self._texts.items():
                bar.step()
                self._take(path, text, rules, articles)
        self.keeper.close()
        report.files, report.kept = self.keeper.counts, self.keeper.kept
        report.pages, report.not_posts = list(pages.written), pages.left
        report.left_out += [*files.left_out, *self._others(rules)]
        report.posts_in = len(files.posts) + len(files.drafts) + len(files.others) + len(files.left_out)
        report.posts_out = len(articles)
        report.keys = count_keys(_keys_of(self._texts[path]) for path in articles)
        self._look(articles, taxonomy, pages, sitemap)
        return report

    # -- posts ------------------------------------------------------------------------------------------------------

    def _read_posts(self) -> None:
        for path in (*self.files.posts, *self.files.drafts):
            try:
                text = (self.source / path).read_bytes().decode(self.config.encoding)
                self._texts[path] = as_html(text) if path.lower().endswith(HTML) else text
            except (UnicodeDecodeError, LookupError):
                message = "it is no text in {detail}: save it as such, or say encoding: in _config.yml"
                self.report.left_out.append(Left(path=path, message=message, detail=self.config.encoding))
            except OSError as error:
                message = "it cannot be read ({detail})"
                self.report.left_out.append(Left(path=path, message=message, detail=str(error.strerror)))

    def _take(self, path: str, text: str, rules: ReadingRules, articles: dict[str, Article]) -> None:
        """Copy a post, byte for byte if it is UTF-8, and count it in or out."""
        content = (self.source / path).read_bytes()
        if path.lower().endswith(HTML) or self.config.encoding.casefold() not in {"utf-8", "utf8"}:
            content = text.encode()
        if path in self.files.drafts:
            self.keeper.write(f"{DRAFTS}/{self.files.drafts[path]}", content)
            self.report.left_out.append(Left(path=path, message="a draft: it is in drafts/, and hidden here, too"))
            return
        name = self.files.posts[path]
        article = read_article(f"{POSTS}/{name.removesuffix('.md')}", text, rules)
        self.keeper.write(f"{POSTS}/{name}", content)
        if self._clock.shows(article.post):
            articles[path] = article
        else:
            self.report.left_out.append(Left(path=path, message=_hidden_message(self._clock.status(article.post))))

    def _others(self, rules: ReadingRules) -> Iterator[Left]:
        message = "its suffix is {detail}, and Bunko reads Markdown and HTML"
        for path, name in self.files.others.items():
            text = (self.source / path).read_bytes().decode(self.config.encoding, "replace")
            url = read_article(f"{POSTS}/{name}", text, rules).post.permalink
            yield Left(path=path, message=message, detail=PurePosixPath(path).suffix or "–", url=url)

    def _copy(self) -> None:
        copied = {path: path for path in below(self.source, self.config.includes_dir)} | self.files.static
        with Progress("copying", len(copied)) as bar:
            for path, name in copied.items():
                bar.step()
                self.keeper.write(name, (self.source / path).read_bytes())

    # -- settings ---------------------------------------------------------------------------------------------------

    def _zone(self, language: str) -> str:
        name = self._timezone or self.config.timezone
        if not name:
            name = "Asia/Tokyo" if language == "ja" else "UTC"
            message = "no timezone in _config.yml: Jekyll went by that of its machine; {detail} was taken (--timezone)"
            self.report.notes.append(Left(path="conf.py", message=message, detail=name))
        return zone_of(name)

    # -- what came of it --------------------------------------------------------------------------------------------

    def _look(self, articles: Mapping[str, Article], taxonomy: str, brought: Pages, sitemap: str | None) -> None:
        report, config = self.report, self.config
        posts = [article.post for article in articles.values()]
        catalogue = Catalogue(posts, read_taxonomy(taxonomy))
        hosts = own_hosts([config.url], config.baseurl)
        files = [*self.files.static.values(), *brought.made]
        lists = dict.fromkeys(page.name for page in list_pages(catalogue, 40, str))
        pages = ["index", *(name.removesuffix(".md") for name in brought.written), *lists]
        rules = UrlRules(pages=self.pages, archives=config.archives)
        urls = plan_urls(catalogue, rules, lambda page: f"{page}.html", pages, files)
        paths = {article.post.docname: path for path, article in articles.items()}
        for problem in (*catalogue.duplicates(), *urls.problems):
            path = paths.get(problem.docname, "conf.py")
            report.problems.append(Place(path=path, line=problem.line or 1, problem=problem, target=""))
        answers = Answers(urls, catalogue, pages, files)
        with Progress("following links", len(articles)) as bar:
            look_through(
                report,
                articles,
                catalogue,
                hosts,
                files,
                has_page=answers.has_page,
                dialect=Dialect(config.markdown),
                step=bar.step,
            )
        old = [address for post in catalogue.all_posts for address in (post.permalink, *post.redirect_from) if address]
        old += brought.addresses.values()
        old += [address_of(redirect.file) for redirect in urls.redirects if redirect.page in lists]
        if sitemap is not None:
            old += addresses_of(sitemap, config.baseurl)
        there = (*report.left_out, *brought.left, *list_addresses(config, self.files, len(posts)))
        left = {found.url: found for found in there if found.url}
        report.urls = [answers.to(address, left.get(address)) for address in dict.fromkeys([*old, *left])]


def _keys_of(text: str) -> list[str]:
    return list(split_front_matter(clean_text(text)).entries)


def _hidden_message(status: Status) -> str:
    """Say why a post of ``_posts`` is not shown."""
    if status is Status.DRAFT:
        return "it says that it is not published; it is in posts/, and hidden here, too"
    if status is Status.EXPIRED:
        return "it has expired; it is in posts/, and hidden"
    return "its date is still to come, and so Jekyll hides it; it is in posts/, and hidden until then"


def _index(config: JekyllConfig, pages: Mapping[str, str]) -> str:
    titles = {name: _BRACKETS.sub(r"\\\g<0>", title) for name, title in pages.items()}
    links = "\n".join(f"- [{title}](<{name}>)" for name, title in titles.items())
    lists = "```{bunko:list}\n:limit: 20\n:style: cards\n```"
    lines = [f"# {config.title or 'Archive'}", config.description, links, lists]
    return "\n\n".join(line for line in lines if line) + "\n"


def run_import(
    source: Path, target: Path, *, pages: bool, timezone: str, force: bool, report_to: Path | None, sitemap: Path | None
) -> int:
    """Import a site, print the report, and write it as JSON; return 1 if an address of the old site has no answer."""
    work = Import(source, target, pages=pages, timezone=timezone, force=force)
    report = work.run(read_text(sitemap) if sitemap else None)
    if report_to:
        write_whole(report_to, f"{json.dumps(report.data(), ensure_ascii=False, indent=1)}\n".encode())
    tell(report_text(report, target, catalog(None).gettext))
    return 1 if any(not found.by and found.left is None for found in report.urls) else 0
