"""Posts for tests, made by hand or by hypothesis, without files and without Sphinx."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bunko.post import Post
from bunko.text.dates import UNDATED, split_file_name

if TYPE_CHECKING:
    from collections.abc import Iterable

JAPAN = ZoneInfo("Asia/Tokyo")
NEW_YEAR = datetime(2020, 1, 1, 12, tzinfo=JAPAN)
PLAIN = Post(docname="", name="", title="", date=UNDATED)
#: Names that want to be one, to be kept apart, or to break something.
NAMES = (
    *("AI", "ＡＩ", "ai", "バス", "パス", "ハス", "ガス", "カ\u3099ス", "C", "C++", "C#", "a/b", "..", "CON", "index"),
    *("1", "page", "page-1", "all", "2025", "100%再生可能エネルギー", "👩‍💻", "🏔️", "長" * 100, "ai.html", "x y"),
    *("x_y", "~", ""),
)


def post(name: str, day: int | datetime | None = None, **fields: object) -> Post:
    """Make a post: ``post("2025-12-29-x", tags=("AI",))``. ``day`` counts from `NEW_YEAR`; without, the name's date."""
    file_date, slug = split_file_name(name.rpartition("/")[2])
    if isinstance(day, int):
        moment = NEW_YEAR + timedelta(days=day)
    elif day is not None:
        moment = day
    else:
        moment = datetime(*file_date.timetuple()[:3], tzinfo=JAPAN) if file_date is not None else UNDATED
    made = replace(
        PLAIN, docname=f"posts/{name}", name=name, title=f"題 {name}", date=moment, file_date=file_date, slug=slug
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # the names are those of Post's fields


def series(count: int, **fields: object) -> list[Post]:
    """Make posts of consecutive days, oldest first."""
    days = (NEW_YEAR + timedelta(days=number) for number in range(count))
    return [post(f"{day:%Y-%m-%d}-{number}", day, **fields) for number, day in enumerate(days)]


def names(posts: Iterable[Post]) -> list[str]:
    """Return the names of posts in their order."""
    return [found.name for found in posts]


def _unlike(posts: list[Post]) -> list[Post]:
    return list({found.docname: found for found in posts}.values())


_TERMS = st.lists(st.sampled_from([name for name in NAMES if name]), max_size=4).map(tuple)
_DAYS = st.one_of(st.none(), st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(JAPAN)))  # noqa: DTZ001 — hypothesis adds the zone


@st.composite
def _posts(draw: st.DrawFn) -> Post:
    name = draw(st.sampled_from(["2025-12-29-", "2025-12-30-", "2026-01-01-", ""])) + draw(st.sampled_from("abcdefgh"))
    return post(
        draw(st.sampled_from(["", "sub/"])) + name,
        draw(_DAYS),
        tags=draw(_TERMS),
        categories=draw(_TERMS),
        authors=draw(_TERMS),
        permalink=draw(st.sampled_from(["", "/x/", "/x.html", "/日本語/"])),
    )


#: An archive of a few posts with different docnames, in any order, undated ones among them.
ARCHIVES = st.lists(_posts(), max_size=12).map(_unlike)
