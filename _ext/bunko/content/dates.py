"""One parser for every way in which Jekyll's users write a date."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

#: The date of a post that has none: sorts last, is never shown.
UNDATED = datetime(1, 1, 2, tzinfo=timezone.utc)  # noqa: UP017 — the same object; UTC is no clearer here

_DATE = re.compile(
    r"""(?P<year>\d{4}) (?:-|/|\.|年) (?P<month>\d{1,2}) (?:-|/|\.|月) (?P<day>\d{1,2}) 日?
    (?:
      (?:\s*T|\s+) (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?:[.,](?P<fraction>\d+))? )?
      \s* (?P<zone> Z | [A-Za-z]{2,5} | [+-]\d{1,2} :? (?:\d{2})? )?
    )?""",
    re.VERBOSE,
)
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "jst": 9, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
          "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "bst": 1}  # fmt: skip
_FILE_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")


def parse_date(text: str, zone: tzinfo) -> datetime:
    """Return the moment that ``text`` names, in ``zone``; without an offset, ``text`` is a time in ``zone``.

    Raises `ValueError` if it is no date.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return _rfc_2822(text, zone)
    part = match.groupdict(default="")
    fraction = int((part["fraction"] + "000000")[:6])
    moment = datetime(
        int(part["year"]), int(part["month"]), int(part["day"]),
        int(part["hour"] or 0), int(part["minute"] or 0), int(part["second"] or 0), fraction,
        tzinfo=_offset(part["zone"]) or zone,
    )  # fmt: skip
    try:
        return moment.astimezone(zone)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def _offset(text: str) -> tzinfo | None:
    if not text:
        return None
    if text[0] in "+-":
        digits = text[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # noqa: PLR2004
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if text[0] == "-" else offset)
    if text.casefold() not in _ZONES:
        raise ValueError(text)
    return timezone(timedelta(hours=_ZONES[text.casefold()]))


def _rfc_2822(text: str, zone: tzinfo) -> datetime:
    moment = parsedate_to_datetime(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone)


def split_file_name(stem: str) -> tuple[date | None, str]:
    """Return the date in a file name and the rest: ``2025-12-29-x`` is of 2025-12-29, with the slug ``x``.

    The pattern is Jekyll's ``DATE_FILENAME_MATCHER``. Without a date, or with an impossible one, the slug is the stem.
    """
    match = _FILE_NAME.fullmatch(stem)
    if match is None:
        return None, stem
    year, month, day, slug = match.groups()
    try:
        return date(int(year), int(month), int(day)), slug
    except ValueError:
        return None, stem
