"""The map of the archive: how many articles each month has, as a small chart of bars for each year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bunko.pages.list_pages import ARCHIVE, Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from bunko.catalogue.catalogue import Catalogue

MAP = "map/index"
TALLEST = 40  #: of a bar, in units of the drawing
_LEAST = 3  #: of a bar that stands for one article among thousands


def map_page(catalogue: Catalogue, translate: Callable[[str], str]) -> Page:
    """Return the page ``map/``, which grows with the months of the archive and not with its articles.

    Its context has ``years``, newest first: (year, name of its page, number of articles, twelve months), and a month is
    (1 to 12, name of its page or "", number of articles, height of its bar).
    """
    counts = {month: len(posts) for month, posts in catalogue.months.items()}
    most = max(counts.values(), default=0)

    def month_of(year: int, month: int) -> tuple[int, str, int, int]:
        count = counts.get((year, month), 0)
        height = max(_LEAST, round(count * TALLEST / most)) if count else 0
        return month, f"{ARCHIVE}/{year:04}/{month:02}" if count else "", count, height

    years = [
        (year, f"{ARCHIVE}/{year:04}", len(posts), [month_of(year, month) for month in range(1, 13)])
        for year, posts in catalogue.years.items()
    ]
    return Page(
        name=MAP,
        template="map.html",
        title=translate("Timeline"),
        context={"years": years, "total": sum(counts.values()), "most": most, "tallest": TALLEST},
    )
