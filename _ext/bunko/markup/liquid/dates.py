"""Dates as Liquid's filters write them: Ruby's ``strftime``, in English whatever the language of the site."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bunko.text.dates import parse_date

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_OFFSET = re.compile(r"[+-]\d\d:?\d\d\Z")
_DIRECTIVE = re.compile("%(-?[A-Za-z]|:z|%)")


def dated(text: str, pattern: str) -> str:
    """Write a moment as ``pattern`` says. Raises `ValueError` if ``text`` is none, or for a directive not known."""
    offset = _OFFSET.search(text)
    zone = datetime.strptime(offset[0], "%z").tzinfo if offset else None
    parts = _parts_of(parse_date(text, zone or UTC))
    if unknown := set(_DIRECTIVE.findall(pattern)) - parts.keys():
        raise ValueError(", ".join(sorted(unknown)))
    return _DIRECTIVE.sub(lambda directive: parts[directive[1]], pattern)


def _parts_of(moment: datetime) -> dict[str, str]:
    month, day, offset = _MONTHS[moment.month - 1], _DAYS[moment.weekday()], f"{moment:%z}"
    return {
        "Y": f"{moment.year:04}", "y": f"{moment.year % 100:02}", "m": f"{moment.month:02}", "-m": str(moment.month),
        "d": f"{moment.day:02}", "-d": str(moment.day), "e": f"{moment.day:2}", "B": month, "b": month[:3], "A": day,
        "a": day[:3], "j": f"{moment:%j}", "H": f"{moment.hour:02}", "-H": str(moment.hour), "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}", "z": offset, ":z": f"{offset[:3]}:{offset[3:]}", "%": "%",
        "F": f"{moment:%Y-%m-%d}", "T": f"{moment:%H:%M:%S}", "s": str(int(moment.timestamp())),
    }  # fmt: skip
