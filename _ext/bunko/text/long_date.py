"""Dates as readers see them, on pages and in books: 2025年12月30日, December 30, 2025."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date

if TYPE_CHECKING:
    from datetime import datetime


@lru_cache(maxsize=4096)
def long_date(moment: datetime | str, language: str | None) -> str:
    """Return the day of a moment, a `datetime` or an ISO 8601 text, in the words of a language; English without one."""
    day = date.fromisoformat(moment[:10]) if isinstance(moment, str) else moment
    return format_date(day, "long", locale=language or "en")
