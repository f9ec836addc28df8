"""``conf.py`` and ``taxonomy.yml`` of a site that comes from Jekyll."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bunko.cli.console import CommandError
from bunko.jekyll.data import SECTIONS, taxonomy_text
from bunko.jekyll.report import conf_text
from bunko.publish.feeds import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from bunko.cli.import_files import JekyllFiles
    from bunko.jekyll.config import JekyllConfig

POSTS, DRAFTS = "posts", "drafts"
#: What the new site has of its own; a file of the old one with such a name stays behind.
RESERVED = frozenset({"conf.py", "taxonomy.yml", "index.md", "index.html", ".bunko-import.json"})
_NOT_AGAIN = "put there by `bunko import`; yours to change: a later import leaves what you change alone"
_GLOB = re.compile(r"[\[*?]")


def conf_of(
    config: JekyllConfig,
    files: JekyllFiles,
    *,
    language: str,
    zone: str,
    stand_at_permalinks: bool,
    pages: Collection[str],
    published: Collection[str],
) -> str:
    """Return ``conf.py``. ``pages`` are the files of pages below the new site, ``published`` others that it shows."""
    top = largest(published, {f"{POSTS}/x", f"{DRAFTS}/x", *pages})
    options = {
        "language": language,
        "html_baseurl": f"{config.base}/" if config.base else "",
        "bunko_timezone": zone,
        "bunko_permalink": config.permalink,
        "bunko_permalink_pages": stand_at_permalinks,
        "bunko_archive_permalinks": dict(config.archives),
        "bunko_defaults": defaults_of(config, files.folders),
        "bunko_files": top,
        "bunko_site_url": config.url,
        "bunko_site_baseurl": config.baseurl,
        "bunko_site": dict(config.others),
        "bunko_markdown": config.markdown if config.markdown != "kramdown" else "",
        "bunko_hard_wrap": config.hard_wrap,
        "bunko_parse_block_html": config.parse_block_html,
        "bunko_feed_limit": config.feed_limit,
        "bunko_feed_content": "excerpt" if config.feed_excerpts else "",
        "bunko_feeds": list(FOLDERS) if config.feed_tags else [],
        "bunko_includes": config.includes_dir if config.includes_dir != "_includes" else "",
    }
    kept = {name: value for name, value in options.items() if value}
    kept |= {} if config.smart_quotes else {"bunko_smart_quotes": False}
    kept |= {"bunko_future": True} if config.future else {}
    left = ["_build", ".*", config.includes_dir, *(_GLOB.sub(r"[\g<0>]", name) for name in top)]
    return conf_text(config, f"The site, {_NOT_AGAIN}.", kept, left)


def largest(names: Collection[str], ours: Collection[str]) -> list[str]:
    """Return the folders, else the files, that hold all of ``names`` and nothing of ``ours``."""
    taken = {folder for name in ours for folder in _folders(name)}
    return sorted({next((folder for folder in _folders(name) if folder not in taken), name) for name in names})


def _folders(name: str) -> Iterator[str]:
    return (name[:at] for at, char in enumerate(name) if char == "/")


def zone_of(name: str) -> str:
    """Return ``name``, if it is a time zone. Raises `CommandError`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CommandError("{name} is no time zone; --timezone Asia/Tokyo names one", name=name) from error
    return name


def defaults_of(config: JekyllConfig, folders: Collection[str]) -> Mapping[str, Mapping[str, object]]:
    """Return ``bunko_defaults``: those of ``_config.yml``, and the categories that folders stand for."""
    found: dict[str, dict[str, object]] = {}
    for path, values in config.defaults_for("posts"):
        top = config.collections_dir
        place = _place_of(path.strip("/").removeprefix(top).strip("/") if top else path.strip("/"), folders)
        if place is not None:
            kept = {key: value for key, value in values.items() if key != "layout"}
            if kept:
                found[place] = {**found.get(place, {}), **kept}
    for folder in sorted(set(folders) - {""}):
        entry = found.setdefault(f"{POSTS}/{folder}", {})
        given = entry.get("categories", [])
        own = given.split() if isinstance(given, str) else list(given) if isinstance(given, list) else []
        entry["categories"] = list(dict.fromkeys([*own, *folder.split("/")]))
    return found


def _place_of(path: str, folders: Collection[str]) -> str | None:
    """Return where the posts of a scope are now: ``_posts/x`` is ``posts/x``, ``blog`` and ``blog/_posts`` too."""
    bare = path.replace("_posts", "").strip("/").replace("//", "/")
    if "" in folders and (not path or path.startswith("_posts")):
        return f"{POSTS}/{bare}".rstrip("/")
    within = any(folder == bare or folder.startswith(f"{bare}/") or bare.startswith(f"{folder}/") for folder in folders)
    return f"{POSTS}/{bare}".rstrip("/") if not path or within else None


def taxonomy_of(source: Path, config: JekyllConfig) -> str:
    """Return ``taxonomy.yml``: what ``_data`` says of tags, categories and authors."""
    names = {name for names in SECTIONS.values() for name in names}
    data = {
        path.stem: read_text(path)
        for path in sorted((source / config.data_dir).glob("*.y*ml"))
        if path.stem in names and path.suffix in {".yml", ".yaml"}
    }
    return taxonomy_text(data, f"Tags, categories and authors, {_NOT_AGAIN}.")


def read_text(path: Path) -> str:
    """Return a file of the source. Raises `CommandError` if it is no text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError("{path} cannot be read ({reason}); save it as UTF-8", path=path, reason=error) from error
