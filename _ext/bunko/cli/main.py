"""The ``bunko`` command: its subcommands and their arguments."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import SphinxError

from bunko.cli.build import run_build, run_serve
from bunko.cli.check import run_check
from bunko.cli.console import CommandError, catalog, fail
from bunko.cli.due import run_due
from bunko.cli.import_site import run_import
from bunko.cli.init.new_site import NewSite, run_init
from bunko.cli.new import run_new
from bunko.lint.post_rules import RULES
from bunko.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAIN = """examples:
  bunko init my-archive           make a new site
  bunko new "AIの三年"            create a post
  bunko serve                     see the site while you write
  bunko check                     read every post and say what is to be fixed
  bunko build                     build the site
  bunko due                       when does the next post appear?
  bunko import ~/my-jekyll here   bring a Jekyll site over

`bunko COMMAND --help` tells more. The exit status is 0 if all is well, 1 if something is to be fixed, 2 if the
command could not do its work."""
_BUILD = """examples:
  bunko build                     the site: _build/html/index.html
  bunko build pdf epub            the books: _build/pdf, _build/epub
  bunko build all --strict        everything; any warning is an error
  bunko build pdf --book ai       one of the books in conf.py

What has not changed is not built again; --fresh builds everything. In CI, where each checkout makes all files new,
--by-content gives every file a time that follows from what it holds, so that only what has changed is built."""
_SERVE = """examples:
  bunko serve                     show the site in this folder at http://127.0.0.1:8000/
  bunko serve -p 0 -o             take any free port, and open the browser

Save a post, and the pages that are open show it; what the build has to say stands at their foot."""
_INIT = """examples:
  bunko init my-archive                                        a site in the folder my-archive
  bunko init my-archive --title "私の文庫" --author 編集部 --url https://example.com/
  bunko init my-archive --language en --timezone Europe/Berlin

It asks nothing, and writes over nothing: what is there is kept, also when you run it again."""
_NEW = """examples:
  bunko new "AIの三年"                         posts/2026-01-31-aiの三年.md
  bunko new "AIの三年" --slug ai-three-years   posts/2026-01-31-ai-three-years.md
  bunko new "速報" --category 経済 --tag AI,半導体 --date 2026-02-01

The date is today's in the time zone of the site. A file that is there already is never overwritten."""
_CHECK = """examples:
  bunko check                     the posts of the site in this folder
  bunko check ~/my-site           those of another site
  bunko check --fix               fix what can be fixed safely
  bunko check --select tags,links check for some things only; --ignore leaves some out
  bunko check --format=github     annotations, for GitHub Actions
  bunko check --sitemap old.xml   is every address of the old site answered?

bunko_check_ignore = ["excerpt"] in conf.py leaves a rule out for good. The rules:
{rules}

The exit status is 1 if something is to be fixed, 2 if the site itself cannot be read."""
_DUE = """examples:
  bunko due                                  when the next post appears or expires
  bunko due --json                           the same for programs: {"due": "2026-12-24T07:00:00+09:00", "posts": [...]}
  bunko due --since 2026-12-24T06:00+09:00   has anything appeared or gone since the last build?

With --since the exit status is 0 if a build is due, 1 if not, so that a job that runs every hour builds only then."""
_IMPORT = """examples:
  bunko import ~/my-jekyll here   read the Jekyll site, write Bunko's into here/, and say what became of everything
  bunko import ~/my-jekyll here --json report.json
  bunko import ~/my-jekyll here --sitemap old-sitemap.xml   check that each address is answered

The source is not touched. Run it again, and files that changed there are brought over; what you have changed here
stays as you have it. The exit status is 1 if an address of the old site has no answer."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:  # `bunko check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (CommandError, SphinxError, OSError) as error:
        words = error.text(catalog(None).gettext) if isinstance(error, CommandError) else str(error)
        fail(" ".join(words.split()))
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="bunko", description="Bunko, an archive of Jekyll-format posts.", epilog=_MAIN, formatter_class=raw
    )
    parser.add_argument("--version", action="version", version=f"bunko {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, what: str, epilog: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=what, description=what, epilog=epilog, formatter_class=raw)

    _add_init(command("init", "make a new site in a folder of its own", _INIT))
    _add_new(command("new", "create a post, with the right file name and header", _NEW))
    _add_serve(command("serve", "show the site, and build it anew as you write", _SERVE))
    rules = "\n".join(f"  {rule.code:<16}{rule.what}" for rule in RULES)
    _add_check(command("check", "read every post and say what is wrong", _CHECK.format(rules=rules)))
    _add_build(command("build", "build the site, or the books", _BUILD))
    _add_due(command("due", "say when the next build is due, because a post appears or expires", _DUE))
    _add_import(command("import", "bring a Jekyll site over", _IMPORT))
    return parser


def _add_site(command: argparse.ArgumentParser, name: str = "site") -> None:
    given: dict[str, Any] = {} if name.startswith("-") else {"nargs": "?"}
    command.add_argument(name, type=Path, default=Path(), help="the folder with conf.py (default: this)", **given)


def _add_init(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="DIR", help="where to; it need not be there")
    command.add_argument("--title", default="", help="the name of the site (default: that of the folder)")
    command.add_argument("--author", default="", help="who writes it (default: the title)")
    command.add_argument("--language", default="ja", help="the language of the site (default: ja)")
    command.add_argument("--timezone", default="", help="in which posts are dated (default: Asia/Tokyo; UTC if not ja)")
    command.add_argument("--url", default="", help="the address of the published site")
    command.add_argument("--package", default="", help="what pip installs (default: this major range of Bunko)")
    command.add_argument("--no-makefile", action="store_true", help="without a Makefile")
    command.set_defaults(
        run=lambda options: run_init(
            NewSite(
                folder=options.folder,
                title=options.title,
                author=options.author,
                language=options.language,
                timezone=options.timezone,
                url=options.url,
                package=options.package,
                has_makefile=not options.no_makefile,
            )
        )
    )


def _add_new(command: argparse.ArgumentParser) -> None:
    command.add_argument("title", help="the title of the post")
    _add_site(command, "--site")
    command.add_argument("--slug", default="", help="the last part of the file name (default: from the title)")
    command.add_argument("--date", default="", help="when it is published (default: now)")
    command.add_argument("--category", default="", help="where it is filed; several with commas")
    command.add_argument("--tag", default="", help="likewise")
    command.add_argument("--author", default="", help="who writes it (default: the author in conf.py)")
    command.set_defaults(
        run=lambda options: run_new(
            options.site,
            options.title,
            slug=options.slug,
            date=options.date,
            categories=options.category,
            tags=options.tag,
            author=options.author,
        )
    )


def _add_serve(command: argparse.ArgumentParser) -> None:
    _add_site(command)
    command.add_argument("-p", "--port", type=int, default=8000, help="the port (default: 8000; 0: any that is free)")
    command.add_argument("--host", default="127.0.0.1", help="the address (default: 127.0.0.1, for this machine alone)")
    _add_jobs(command)
    command.add_argument("-o", "--open", action="store_true", help="open the browser")
    command.set_defaults(
        run=lambda options: run_serve(
            options.site, host=options.host, port=options.port, jobs=options.jobs, open_browser=options.open
        )
    )


def _add_jobs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-j", "--jobs", default="auto", help="processes that build (default: as many as there are cores)"
    )


def _add_build(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "what", nargs="*", default=[], metavar="WHAT", help="html, dirhtml, pdf, epub or all (default: html)"
    )
    _add_site(command, "--site")
    command.add_argument("--out", type=Path, default=None, help="where to (default: _build/ and what is built)")
    command.add_argument("--book", default="", help="the one book to set")
    command.add_argument("--strict", action="store_true", help="any warning is an error")
    command.add_argument("--fresh", action="store_true", help="build everything, whether it has changed or not")
    command.add_argument("--by-content", action="store_true", help="for CI: a file is new if it holds something new")
    _add_jobs(command)
    command.set_defaults(
        run=lambda options: run_build(
            options.site,
            options.what,
            out=options.out,
            book=options.book,
            jobs=options.jobs,
            strict=options.strict,
            fresh=options.fresh,
            by_content=options.by_content,
        )
    )


def _add_check(command: argparse.ArgumentParser) -> None:
    _add_site(command)
    command.add_argument("--fix", action="store_true", help="fix what can be fixed safely")
    command.add_argument("--format", choices=("text", "json", "github"), default="text", help="how to say it")
    command.add_argument("--select", default="", metavar="RULES", help="check for these only; commas between")
    command.add_argument("--ignore", default="", metavar="RULES", help="do not check for these; commas between")
    command.add_argument("--sitemap", type=Path, default=None, help="a sitemap.xml whose addresses must be answered")
    command.set_defaults(
        run=lambda options: run_check(
            options.site,
            fix=options.fix,
            style=options.format,
            select=options.select,
            ignore=options.ignore,
            sitemap=options.sitemap,
        )
    )


def _add_due(command: argparse.ArgumentParser) -> None:
    _add_site(command)
    command.add_argument("--json", action="store_true", help="say it as JSON")
    command.add_argument("--since", default="", metavar="DATE", help="when the site was built last")
    command.set_defaults(run=lambda options: run_due(options.site, as_json=options.json, since=options.since))


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", type=Path, help="the folder of the Jekyll site, with _config.yml and _posts")
    command.add_argument("target", nargs="?", type=Path, default=Path(), help="where to (default: this folder)")
    command.add_argument("--redirects", action="store_true", help="old addresses lead on to new ones, and are not kept")
    command.add_argument("--timezone", default="", help="of a site that does not name its own")
    command.add_argument("--force", action="store_true", help="also over what was changed here")
    command.add_argument("--json", type=Path, default=None, metavar="FILE", help="write the report there, too")
    command.add_argument("--sitemap", type=Path, default=None, help="a sitemap.xml whose addresses must be answered")
    command.set_defaults(
        run=lambda options: run_import(
            options.source,
            options.target,
            pages=not options.redirects,
            timezone=options.timezone,
            force=options.force,
            report_to=options.json,
            sitemap=options.sitemap,
        )
    )
