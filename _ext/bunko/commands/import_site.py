"""``bunko import``: a Jekyll site becomes a site of Bunko's, and a report says what became of everything."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bunko.catalogue.catalogue import Catalogue
from bunko.commands.console import CommandError, Progress, catalog, tell
from bunko.commands.import_report import report_text
from bunko.commands.jekyll_files import JekyllFiles, below, find_files
from bunko.commands.keeping import Keeper
from bunko.commands.site import read_site
from bunko.commands.sitemap import addresses_of
from bunko.content.article import read_article
from bunko.content.front_matter import clean_text, is_unpublished, split_front_matter
from bunko.content.jekyll_config import JekyllConfig, read_jekyll_config
from bunko.content.jekyll_data import SECTIONS, taxonomy_text
from bunko.content.taxonomy import read_taxonomy
from bunko.publication.jekyll_import import Answers, Left, Place, Report, conf_text, count_keys, look_through
from bunko.publication.pages import list_pages
from bunko.publication.urls import UrlRules, plan_urls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bunko.content.article import Article, ReadingRules

POSTS, DRAFTS = "posts", "drafts"
RECORD = ".bunko-import.json"
_KANA = re.compile("[ぁ-んァ-ヶ]")
_NOT_AGAIN = "put there by `bunko import`; yours to change: a later import leaves what you change alone"


class Import:
    """One run of the command."""

    def __init__(self, source: Path, target: Path, *, pages: bool, timezone: str = "", force: bool = False) -> None:
        """Look at the source. Raises `CommandError` if it is no Jekyll site, or not apart from the target."""
        self.source, self.target, self.pages = source, target, pages
        if not source.is_dir() or not ((source / "_config.yml").is_file() or any(source.glob("**/_posts"))):
            raise CommandError("{path} is no Jekyll site: it has neither _config.yml nor a folder _posts", path=source)
        if target.resolve() == source.resolve():
            message = "the new site needs a folder of its own; to keep posts where they are, see docs/migrating.md"
            raise CommandError(message)
        text = _read(source / "_config.yml") if (source / "_config.yml").is_file() else ""
        self.config = read_jekyll_config(text)
        if self.config.problem:
            raise CommandError("{path}:{reason}", path=source / "_config.yml", reason=self.config.problem)
        self.files: JekyllFiles = find_files(source, self.config, _collections_dir(text))
        self.report = Report(source=source.name or str(source), settings=self.config.uses)
        self.keeper = Keeper(target, RECORD, force=force)
        self._timezone = timezone
        self._texts: dict[str, str] = {}

    def run(self, sitemap: str | None = None) -> Report:
        """Copy, write and report. ``sitemap`` is the text of the old site's."""
        report, files = self.report, self.files
        self._read_posts()
        is_japanese = sum(1 for text in self._texts.values() if _KANA.search(text)) * 2 > len(self._texts)
        language = self.config.language or ("ja" if is_japanese else "en")
        taxonomy = self._taxonomy()
        self.keeper.write("conf.py", self._conf(language).encode())
        self.keeper.write("taxonomy.yml", taxonomy.encode())
        self.keeper.write("index.md", _index(self.config).encode())
        self._copy()
        # What the report says is what the site does, also if the user has changed conf.py since.
        rules = replace(read_site(self.target).rules, posts_folder=POSTS)
        articles: dict[str, Article] = {}
        with Progress("reading", len(self._texts)) as bar:
            for path, text in self._texts.items():
                bar.step()
                self._take(path, text, rules, articles)
        self.keeper.close()
        report.files, report.kept = self.keeper.counts, self.keeper.kept
        report.not_posts = files.not_posts
        report.left_out += files.left_out
        report.posts_in = len(files.posts) + len(files.drafts) + len(files.left_out)
        report.posts_out = len(articles)
        report.keys = count_keys(_keys_of(self._texts[path]) for path in articles)
        self._look(articles, taxonomy, sitemap)
        return report

    # -- posts ------------------------------------------------------------------------------------------------------

    def _read_posts(self) -> None:
        for path in (*self.files.posts, *self.files.drafts):
            try:
                self._texts[path] = (self.source / path).read_bytes().decode(self.config.encoding)
            except (UnicodeDecodeError, LookupError):
                message = "it is no text in {detail}, which _config.yml says it is"
                self.report.left_out.append(Left(path=path, message=message, detail=self.config.encoding))
            except OSError as error:
                message = "it cannot be read ({detail})"
                self.report.left_out.append(Left(path=path, message=message, detail=str(error.strerror)))

    def _take(self, path: str, text: str, rules: ReadingRules, articles: dict[str, Article]) -> None:
        """Copy a post, byte for byte if it is UTF-8, and count it in or out."""
        content = (self.source / path).read_bytes()
        if self.config.encoding.casefold() not in {"utf-8", "utf8"}:
            content = text.encode()
        if path in self.files.drafts:
            self.keeper.write(f"{DRAFTS}/{self.files.drafts[path]}", content)
            self.report.left_out.append(Left(path=path, message="a draft: it is in drafts/"))
            return
        name = self.files.posts[path]
        article = read_article(f"{POSTS}/{name.removesuffix('.md')}", text, rules)
        if article.post.is_dated and article.post.date > datetime.now(UTC) and not self.config.future:
            message = "its date is still to come, and so Jekyll hides it: it is in drafts/"
            self.keeper.write(f"{DRAFTS}/{name}", content)
            self.report.left_out.append(Left(path=path, message=message))
            return
        self.keeper.write(f"{POSTS}/{name}", content)
        if is_unpublished(text):
            message = "published: false; it is in posts/, and hidden here, too"
            self.report.left_out.append(Left(path=path, message=message))
        else:
            articles[path] = article

    def _copy(self) -> None:
        includes = [path for path in below(self.source, self.config.includes_dir) if path not in self.files.static]
        with Progress("copying", len(self.files.static) + len(includes)) as bar:
            for path in (*self.files.static, *includes):
                bar.step()
                self.keeper.write(path, (self.source / path).read_bytes())

    # -- settings ---------------------------------------------------------------------------------------------------

    def _zone(self, language: str) -> str:
        name = self._timezone or self.config.timezone
        if not name:
            name = "Asia/Tokyo" if language == "ja" else "UTC"
            message = "no timezone in _config.yml: Jekyll went by that of its machine; {detail} was taken (--timezone)"
            self.report.notes.append(Left(path="conf.py", message=message, detail=name))
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise CommandError("{name} is no time zone; --timezone Asia/Tokyo names one", name=name) from error
        return name

    def _defaults(self) -> Mapping[str, Mapping[str, object]]:
        """Return ``bunko_defaults``: those of ``_config.yml``, and the categories that folders stand for."""
        found: dict[str, dict[str, object]] = {}
        for path, values in self.config.defaults:
            place = _place_of(path.strip("/"), self.files.folders)
            if place is not None:
                kept = {key: value for key, value in values.items() if key != "layout"}
                if kept:
                    found[place] = {**found.get(place, {}), **kept}
        for folder in sorted(self.files.folders - {""}):
            entry = found.setdefault(f"{POSTS}/{folder}", {})
            given = entry.get("categories", [])
            own = given.split() if isinstance(given, str) else list(given) if isinstance(given, list) else []
            entry["categories"] = list(dict.fromkeys([*own, *folder.split("/")]))
        return found

    def _conf(self, language: str) -> str:
        config = self.config
        top = sorted({path.split("/")[0] for path in self.files.static})
        options = {
            "language": language,
            "html_baseurl": f"{config.base}/" if config.base else "",
            "bunko_timezone": self._zone(language),
            "bunko_permalink": config.permalink,
            "bunko_permalink_pages": self.pages,
            "bunko_archive_permalinks": dict(config.archives),
            "bunko_defaults": self._defaults(),
            "bunko_files": top,
            "bunko_site_url": config.url,
            "bunko_site_baseurl": config.baseurl,
            "bunko_site": dict(config.others),
            "bunko_markdown": config.markdown if config.markdown != "kramdown" else "",
            "bunko_hard_wrap": config.hard_wrap,
            "bunko_parse_block_html": config.parse_block_html,
            "bunko_includes": config.includes_dir if config.includes_dir != "_includes" else "",
        }
        kept = {name: value for name, value in options.items() if value}
        kept |= {} if config.smart_quotes else {"bunko_smart_quotes": False}
        return conf_text(
            config, f"The site, {_NOT_AGAIN}.", kept, ["_build", ".*", DRAFTS, config.includes_dir, *top, "[A-Z]*.md"]
        )

    def _taxonomy(self) -> str:
        folder = self.source / self.config.data_dir
        names = {name for names in SECTIONS.values() for name in names}
        data = {
            path.stem: _read(path)
            for path in sorted(folder.glob("*.y*ml"))
            if path.stem in names and path.suffix in {".yml", ".yaml"}
        }
        return taxonomy_text(data, f"Tags, categories and authors, {_NOT_AGAIN}.")

    # -- what came of it --------------------------------------------------------------------------------------------

    def _look(self, articles: Mapping[str, Article], taxonomy: str, sitemap: str | None) -> None:
        report, config = self.report, self.config
        posts = [article.post for article in articles.values()]
        catalogue = Catalogue(posts, read_taxonomy(taxonomy))
        host = urlsplit(config.url).netloc.casefold()
        hosts = frozenset({host}) if host else frozenset()
        with Progress("following links", len(articles)) as bar:
            look_through(report, articles, catalogue, hosts, self.files.static, step=bar.step)
        lists = [page.name for page in list_pages(catalogue, 40, str)]
        rules = UrlRules(pages=self.pages, archives=config.archives)
        urls = plan_urls(catalogue, rules, lambda page: f"{page}.html", ["index", *lists], self.files.static)
        for problem in (*catalogue.duplicates(), *urls.problems):
            report.problems.append(
                Place(path=problem.docname or "conf.py", line=problem.line or 1, problem=problem, target="")
            )
        standing = (post.docname for post in posts if post.docname not in urls.addresses)
        pages = {f"{page}.html": page for page in (*lists, "index", *standing)}
        answers = Answers(urls, pages, self.files.static)
        old = [address for post in catalogue.posts for address in (post.permalink, *post.redirect_from) if address]
        if sitemap is not None:
            old += addresses_of(sitemap, config.baseurl)
        report.urls = [answers.to(address) for address in dict.fromkeys(old)]


def _keys_of(text: str) -> list[str]:
    return list(split_front_matter(clean_text(text)).entries)


def _place_of(path: str, folders: set[str]) -> str | None:
    """Return where the posts of a scope are now: ``_posts/x`` is ``posts/x``, ``blog`` and ``blog/_posts`` too."""
    bare = path.replace("_posts", "").strip("/").replace("//", "/")
    if "" in folders and (not path or path.startswith("_posts")):
        return f"{POSTS}/{bare}".rstrip("/")
    within = any(folder == bare or folder.startswith(f"{bare}/") or bare.startswith(f"{folder}/") for folder in folders)
    return f"{POSTS}/{bare}".rstrip("/") if not path or within else None


def _collections_dir(text: str) -> str:
    found = re.search(r"^collections_dir:\s*[\"']?([^\s\"'#]+)", text, re.MULTILINE)
    return found[1].strip("/") if found else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError("{path} cannot be read ({reason}); save it as UTF-8", path=path, reason=error) from error


def _index(config: JekyllConfig) -> str:
    lines = [f"# {config.title or 'Archive'}", config.description, "```{bunko:list}\n:limit: 20\n:style: cards\n```"]
    return "\n\n".join(line for line in lines if line) + "\n"


def run_import(
    source: Path, target: Path, *, pages: bool, timezone: str, force: bool, report_to: Path | None, sitemap: Path | None
) -> int:
    """Import a site, print the report, and write it as JSON; return 1 if an address of the old site has no answer."""
    work = Import(source, target, pages=pages, timezone=timezone, force=force)
    report = work.run(_read(sitemap) if sitemap else None)
    if report_to:
        report_to.write_text(json.dumps(report.data(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    tell(report_text(report, target, catalog(None).gettext))
    return 1 if any(not found.by for found in report.urls) else 0
