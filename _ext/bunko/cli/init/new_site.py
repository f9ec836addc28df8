"""``bunko init``: write what a site needs, and never over what is there."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from bunko.catalogue.reading_order import is_japanese
from bunko.cli.console import CommandError, catalog, paint, tell
from bunko.cli.import_conf import zone_of
from bunko.cli.site import read_site
from bunko.sphinx_ext.config import site_clock
from bunko.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STARTER = Path(__file__).resolve().parents[2] / "starter"
#: What is written, and what from. Names of templates have no dot in front, and no suffix that tools look for.
_FILES = {
    "conf.py": "{words}/conf.txt",
    "index.md": "{words}/index.md",
    "taxonomy.yml": "{words}/taxonomy.yml",
    "requirements.txt": "common/requirements.txt",
    "Makefile": "common/Makefile.txt",
    ".gitignore": "common/gitignore.txt",
    ".github/workflows/publish.yml": "common/publish.yml",
}
_PACKAGE = "sphinx-bunko"
_PLACE = re.compile(r"@(\w+)@")  # of a value in a template


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """What a new site is to be."""

    folder: Path
    title: str = ""  #: without one, the name of the folder
    author: str = ""  #: without one, the title
    language: str = "ja"
    timezone: str = ""  #: without one, that of Japan for a Japanese site, else UTC
    url: str = ""
    package: str = ""  #: what pip is to install; without one, what is installed here
    has_makefile: bool = True


def run_init(asked: NewSite) -> int:
    """Write the files of a site, say which, and what to do next. Raises `CommandError` if a value cannot be used."""
    folder = asked.folder
    values, words = _values(asked), "ja" if is_japanese(asked.language) else "en"
    say = catalog(asked.language).gettext
    if folder.exists() and not folder.is_dir():
        raise CommandError("{folder} is a file; name a folder for the site", folder=folder)
    for name, template in _FILES.items():
        if name != "Makefile" or asked.has_makefile:
            is_new = not (name == "index.md" and any(folder.glob("index.*"))) and _write(
                folder / name, _filled(template.format(words=words), values)
            )
            tell(str(folder / name) if is_new else say("{path} is there already: kept").format(path=folder / name))
    for path in _first_post(folder, words, values):
        tell(str(path))
    tell("\n".join(["", *_next_steps(asked)]))
    return 0


def _values(asked: NewSite) -> dict[str, str]:
    """Return what stands for the places in templates. Texts of the user become literals of Python or YAML."""
    title = " ".join(asked.title.split()) or asked.folder.resolve().name or _PACKAGE
    author = " ".join(asked.author.split()) or title
    url = asked.url.strip()
    if url and not re.match(r"https?://[^\s/]", url):
        raise CommandError("{url} is no address of a site; write it as https://example.com/", url=url)
    zone = asked.timezone or ("Asia/Tokyo" if is_japanese(asked.language) else "UTC")
    address = f"html_baseurl = {_quoted(url.rstrip('/') + '/')}"
    return {
        "title": _quoted(title),
        "heading": re.sub(r"([\\`*_{}\[\]<>#$&|~:])", r"\\\1", title),
        "author": _quoted(author),
        "language": _quoted(asked.language),
        "url": address if url else '# html_baseurl = "https://example.com/"',
        "timezone": _quoted(zone_of(zone)),
        "requirement": asked.package or requirement(),
    }


def _quoted(text: str) -> str:
    """Return a text as a literal, which is the same in Python and YAML."""
    return json.dumps(text, ensure_ascii=False)


def _filled(template: str, values: Mapping[str, str]) -> str:
    text = (STARTER / template).read_text(encoding="utf-8")
    return _PLACE.sub(lambda place: values[place[1]], text)


def _write(path: Path, text: str) -> bool:
    """Write a file that is not there; tell whether it was not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        return False
    return True


def _first_post(folder: Path, words: str, values: Mapping[str, str]) -> Iterator[Path]:
    """Write a post that explains itself, if there is none, and yield its path.

    The clock of the site dates it, so that it is out in a build of the same moment.
    """
    site = read_site(folder)
    posts = site.folder / site.config.bunko_posts_folder
    if any(site.post_files()):
        return
    now = site_clock(site.config).now.replace(microsecond=0)
    path = posts / f"{now:%Y-%m-%d}-first-post.md"
    place = {"date": f"{now:%Y-%m-%d %H:%M:%S %z}", "path": path.relative_to(folder).as_posix()}
    if _write(path, _filled(f"{words}/post.md", {**values, **place})):
        yield path


def _next_steps(asked: NewSite) -> Iterator[str]:
    """Say what to do with the new site, in its language."""
    say = catalog(asked.language).gettext
    yield paint(say("What to do next:"), "bold")
    serve = "bunko serve"
    if asked.has_makefile:
        serve = "make serve"
        if _checkout() and not asked.package:  # what is not in an index cannot be installed from there
            serve += f" PACKAGE={_checkout()}"
    steps = [(f"cd {asked.folder}", ""), (serve, say("see the site while you write"))]
    if not asked.url:
        steps.append(("html_baseurl", say("set it in conf.py once you know the address")))
    steps.append(("git init && git add .", say("keep it; with its workflow, a push to GitHub publishes it")))
    width = max(len(step) for step, _ in steps)
    yield from (f"  {step:<{width}}  {what}".rstrip() for step, what in steps)


def requirement() -> str:
    """Return what pip is to install: this package where it came from, or the range that keeps what this one promises.

    Before 1.0 the second number is the one that may break something (https://semver.org/#spec-item-4).
    """
    origin = _origin()
    vcs = origin.get("vcs_info")
    if isinstance(vcs, dict):
        at = vcs.get("requested_revision") or vcs.get("commit_id")
        return f"{_PACKAGE}[serve] @ {vcs['vcs']}+{origin['url']}@{at}"
    major, minor, *_ = (int(number) for number in re.findall(r"\d+", __version__))
    following = f"{major + 1}" if major else f"0.{minor + 1}"
    return f"{_PACKAGE}[serve]>={major}.{minor},<{following}"


def _origin() -> dict[str, object]:
    """Return where this package was installed from, if that was no index (PEP 610)."""
    try:
        found = distribution(_PACKAGE).read_text("direct_url.json")
    except PackageNotFoundError:
        return {}
    return dict(json.loads(found)) if found else {}


def _checkout() -> str:
    """Return the folder of the project that this package runs from, if it was not installed; else nothing."""
    folder = STARTER.parents[2]
    return str(folder) if (folder / "pyproject.toml").is_file() and STARTER.parents[1].name == "_ext" else ""
