"""Dates and names of languages as readers see them: 2025年12月30日, December 30, 2025; 日本語, English."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

if TYPE_CHECKING:
    from datetime import datetime


@lru_cache(maxsize=4096)
def long_date(moment: datetime | str, language: str | None) -> str:
    """Return the day of a moment, a `datetime` or an ISO 8601 text, in the words of a language; English without one."""
    day = date.fromisoformat(moment[:10]) if isinstance(moment, str) else moment
    return format_date(day, "long", locale=language or "en")


@lru_cache(maxsize=256)
def language_name(language: str) -> str:
    """Return the name of a language in that language, as readers of it look for it; its tag if it is not known."""
    try:
        found = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return language
    return found.get_display_name() or language
