"""``bunko due``: say when the next build is due, because a post appears or goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bunko.cli.console import CommandError, catalog, tell
from bunko.cli.site import read_site
from bunko.posts.article import read_release
from bunko.posts.source import read_source
from bunko.sphinx_ext.config import site_clock
from bunko.text.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from bunko.cli.site import SiteFacts
    from bunko.posts.clock import Clock


def run_due(folder: Path, *, as_json: bool = False, since: str = "") -> int:
    """Print what a scheduled job needs to know, in one of two ways; return the exit status.

    Without ``since``: when the next build is due, and for which posts; 0. With ``since``, the moment of the last build:
    the posts that have appeared or gone since then; 0 if there are any, so that a build is due now, else 1.
    Raises `CommandError` if ``since`` is no date.
    """
    site = read_site(folder)
    clock = site_clock(site.config)
    moments = sorted(_moments(site, clock))
    if since:
        last = _moment(since, site)
        found = [(moment, path) for moment, path in moments if last < moment <= clock.now]
    else:
        first = next((moment for moment, _ in moments if moment > clock.now), None)
        found = [(moment, path) for moment, path in moments if moment == first]
    if as_json:
        due = found[0][0].isoformat() if found else None
        tell(json.dumps({"due": due, "posts": [path for _, path in found]}, ensure_ascii=False))
    elif found:
        for moment, path in found:
            tell(f"{moment.isoformat()} {path}")
    else:
        say = catalog(site.config.language or "en").gettext
        tell(say("Nothing has appeared or gone since then.") if since else say("No post is waiting for its day."))
    return 1 if since and not found else 0


def _moments(site: SiteFacts, clock: Clock) -> Iterator[tuple[datetime, str]]:
    """Yield when each post appears and goes, with its path. A file that cannot be read does neither."""
    for path in site.post_files():
        text = read_source(path, site.config.bunko_max_post_size)
        if isinstance(text, str):
            where = path.relative_to(site.folder).as_posix()
            release = read_release(where.removesuffix(path.suffix), text, site.rules)
            yield from ((moment, where) for moment in clock.changes(release))


def _moment(text: str, site: SiteFacts) -> datetime:
    try:
        return parse_date(text, site.rules.zone)
    except ValueError as error:
        raise CommandError("{date!r} is no date; write it as 2025-12-29", date=text) from error
