"""One parser for every way in which Jekyll's users write a date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from unicodedata import normalize

#: The date of a post that has none: sorts last, is never shown.
UNDATED = datetime(1, 1, 2, tzinfo=UTC)

_DATE = re.compile(
    r"""(?P<year>\d{4}) (?:-|/|\.|年) (?P<month>\d{1,2}) (?:-|/|\.|月) (?P<day>\d{1,2}) 日?
    (?:
      (?:\s*T\s*|\s+) (?P<hour>\d{1,2}) [:時] (?P<minute>\d{2})
      (?: [:分] (?P<second>\d{2}) (?: [.,] (?P<fraction>\d+) | 秒 )? | 分 )?
      \s* (?P<zone> [A-Z]{1,5} | [+-]\d{1,2} (?: :? \d{2})? )?
    )?""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "jst": 9, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
          "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "bst": 1}  # fmt: skip
_FILE_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)", re.ASCII | re.DOTALL)
_LONGEST = 60  # characters of the longest way to write a date, with room


def parse_date(text: str, zone: tzinfo) -> datetime:
    """Return the moment that ``text`` names, in ``zone``; without an offset, ``text`` is a time in ``zone``.

    ISO 8601, RFC 2822, with slashes or full stops, 年月日; digits and punctuation may be full-width.
    Raises `ValueError` if it is no date, or one of the year 1, which some exports write for none.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError("too long for a date")
    text = normalize("NFKC", text)
    try:
        match = _DATE.fullmatch(text)
        moment = _iso(match, zone) if match else _rfc_2822(text, zone)
        moment = moment.astimezone(zone)
    except (OverflowError, TypeError, IndexError) as error:
        raise ValueError(str(error)) from error
    if moment.year <= UNDATED.year:
        raise ValueError("the year 1")
    return moment


def _iso(match: re.Match[str], zone: tzinfo) -> datetime:
    year, month, day, hour, minute, second, fraction, offset = match.groups(default="")
    return datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
        int((fraction + "000000")[:6]), tzinfo=_offset(offset) or zone,
    )  # fmt: skip


def _offset(text: str) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        if text.casefold() not in _ZONES:
            raise ValueError(f"{text} is no time zone")
        return timezone(timedelta(hours=_ZONES[text.casefold()]))
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # noqa: PLR2004 — 9, 09, 900, 0900
    if int(minutes) > 59:  # noqa: PLR2004
        raise ValueError(f"{text} is no offset")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if text[0] == "-" else offset)


def _rfc_2822(text: str, zone: tzinfo) -> datetime:
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def split_file_name(stem: str) -> tuple[date | None, str]:
    """Return the date in a file name and the rest: ``2025-12-29-x`` is of 2025-12-29, with the slug ``x``.

    As Jekyll's ``DATE_FILENAME_MATCHER``, but for years of two digits. Without a date, or with an impossible one, the
    slug is the stem.
    """
    match = _FILE_NAME.fullmatch(stem)
    if match is None:
        return None, stem
    year, month, day, slug = match.groups()
    try:
        return date(int(year), int(month), int(day)), slug
    except ValueError:
        return None, stem
