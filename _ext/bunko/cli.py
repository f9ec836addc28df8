"""The ``bunko`` command: ``check`` says what is wrong with the posts, ``serve`` shows the site while it is written."""

from __future__ import annotations

import argparse
import sys
from gettext import NullTranslations, translation
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.tags import Tags

from bunko.content.article import ReadingRules, read_article
from bunko.content.front_matter import is_unpublished
from bunko.content.source import read_source
from bunko.content.taxonomy import read_taxonomy
from bunko.live.serve import Preview
from bunko.problems import Kind, Problem
from bunko.sphinx_ext.config import OPTIONS
from bunko.sphinx_ext.reading import reading_rules
from bunko.sphinx_ext.report import CATALOG, LOCALE_DIR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CHECK = """examples:
  bunko check             check the posts of the site in this folder
  bunko check ~/my-site   check those of another site

The exit status is 1 if something must be mended, 2 if the site itself cannot be read."""
SERVE = """examples:
  bunko serve             show the site in this folder at http://127.0.0.1:8000/
  bunko serve -p 0 -o     take any free port, and open the browser

Save a post, and the pages that are open show it; what the build has to say stands at their foot."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="bunko", description="Bunko, an archive of Jekyll-format posts.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = _command(commands, "check", "read every post and say what is wrong", CHECK)
    check.set_defaults(run=lambda options: check_site(options.site))
    serve = _command(commands, "serve", "show the site, and build it anew as you write", SERVE)
    serve.add_argument("-p", "--port", type=int, default=8000, help="the port (default: 8000; 0: any that is free)")
    serve.add_argument("--host", default="127.0.0.1", help="the address (default: 127.0.0.1, for this machine alone)")
    serve.add_argument(
        "-j", "--jobs", default="auto", help="processes that build (default: as many as there are cores)"
    )
    serve.add_argument("-o", "--open", action="store_true", help="open the browser")
    serve.set_defaults(run=_serve)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except SphinxError as error:
        print(f"bunko: {error}", file=sys.stderr)  # noqa: T201 — a command talks
        return 2


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str, epilog: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name, help=what, description=what, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.add_argument("site", nargs="?", type=Path, default=Path(), help="the folder with conf.py (default: this)")
    return command


def _serve(options: argparse.Namespace) -> int:
    try:
        config = Config.read(options.site, overrides={}, tags=Tags())
    except SphinxError:
        if not (options.site / "conf.py").is_file():
            raise
        config = Config()  # the first build will say what is wrong, and the next one may find it mended
    Preview(
        site=options.site,
        host=options.host,
        port=options.port,
        jobs=options.jobs,
        open_browser=options.open,
        excluded=tuple(config.exclude_patterns),
        catalog=_catalog(config),
    ).run()
    return 0


def _catalog(config: Config) -> NullTranslations:
    if not config.language:
        return NullTranslations()
    return translation(CATALOG, LOCALE_DIR, [config.language], fallback=True)


def check_site(folder: Path) -> int:
    """Print every problem of the posts in ``folder``, then each unknown key once; return 1 if there is a problem."""
    config = Config.read(folder, overrides={}, tags=Tags())
    for option in OPTIONS:
        config.add(f"bunko_{option.name}", option.default, option.rebuild, option.types)
    config.add("html_baseurl", "", "html", str)
    catalog = _catalog(config)
    found = 0
    unknown: dict[str, list[str]] = {}
    for where, problem in _problems(folder, config, unknown):
        _say(where, problem, catalog.gettext)
        found += 1
    for key in sorted(unknown):
        message = "{key}: is no key of Bunko's (posts that have it: {count}); templates find it in post.extra"
        values = {"key": key, "count": len(unknown[key])}
        _say(unknown[key][0], Problem(kind=Kind.FIELD, message=message, values=values), catalog.gettext)
    return 1 if found else 0


def _problems(folder: Path, config: Config, unknown: dict[str, list[str]]) -> Iterator[tuple[str, Problem]]:
    rules = reading_rules(config, folder)
    top = folder / config.bunko_posts_folder
    for path in sorted(top.rglob("*.md")):
        where = path.relative_to(folder).as_posix()
        text = read_source(path, config.bunko_max_post_size)
        if isinstance(text, Problem):
            yield where, text
        elif not is_unpublished(text):
            yield from _article(where, text, rules, unknown)
    taxonomy = folder / config.bunko_taxonomy
    if taxonomy.exists():
        text = read_source(taxonomy, config.bunko_max_post_size)
        problems = (text,) if isinstance(text, Problem) else read_taxonomy(text).problems
        yield from ((config.bunko_taxonomy, problem) for problem in problems)


def _article(
    where: str, text: str, rules: ReadingRules, unknown: dict[str, list[str]]
) -> Iterator[tuple[str, Problem]]:
    article = read_article(where.removesuffix(".md"), text, rules)
    for key in article.post.extra:
        unknown.setdefault(key, []).append(where)
    yield from ((where, problem) for problem in article.problems)


def _say(where: str, problem: Problem, translate: Callable[[str], str]) -> None:
    line = f":{problem.line}" if problem.line else ""
    print(f"{where}{line}: {problem.text(translate)} [bunko.{problem.kind.value}]")  # noqa: T201 — a command talks
