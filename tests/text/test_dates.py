"""Every way in which Jekyll's users write a date is read, in the site's zone; nothing else is taken for one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive import JAPAN
from bunko.text.dates import UNDATED, parse_date, split_file_name

DATES = {
    # Jekyll's own forms
    "2025-12-29 20:37:39 +0000": "2025-12-30T05:37:39+09:00",
    "2025-12-29 20:37:39 +0900": "2025-12-29T20:37:39+09:00",
    "2025-12-29 20:37:39": "2025-12-29T20:37:39+09:00",
    "2025-12-29 20:37": "2025-12-29T20:37:00+09:00",
    "2025-12-29": "2025-12-29T00:00:00+09:00",
    "  2025-12-29  ": "2025-12-29T00:00:00+09:00",
    "2025-1-2 3:04": "2025-01-02T03:04:00+09:00",
    # offsets
    "2025-12-29 20:37:39 +00:00": "2025-12-30T05:37:39+09:00",
    "2025-12-29 20:37:39+0530": "2025-12-30T00:07:39+09:00",
    "2025-12-29 20:37:39 +9": "2025-12-29T20:37:39+09:00",
    "2025-12-29 20:37:39 -08": "2025-12-30T13:37:39+09:00",
    "2025-12-29 20:37:39 +900": "2025-12-29T20:37:39+09:00",
    "2025-12-29 20:37:39 JST": "2025-12-29T20:37:39+09:00",
    "2025-12-29 20:37:39 utc": "2025-12-30T05:37:39+09:00",
    "2025-12-29 20:37 PST": "2025-12-30T13:37:00+09:00",
    # ISO 8601
    "2025-12-29T20:37:39Z": "2025-12-30T05:37:39+09:00",
    "2025-12-29t20:37:39z": "2025-12-30T05:37:39+09:00",
    "2025-12-29T20:37:39.5+09:00": "2025-12-29T20:37:39.500000+09:00",
    "2025-12-29T20:37:39,123456789Z": "2025-12-30T05:37:39.123456+09:00",
    # RFC 2822, as exports from other systems have it
    "Mon, 29 Dec 2025 20:37:39 +0000": "2025-12-30T05:37:39+09:00",
    "Mon, 29 Dec 2025 20:37:39 GMT": "2025-12-30T05:37:39+09:00",
    "29 Dec 2025 20:37:39": "2025-12-29T20:37:39+09:00",
    # slashes, full stops, Japanese
    "2025/12/29": "2025-12-29T00:00:00+09:00",
    "2025/1/2 03:04:05": "2025-01-02T03:04:05+09:00",
    "2025.12.29": "2025-12-29T00:00:00+09:00",
    "2025年12月29日": "2025-12-29T00:00:00+09:00",
    "2025年1月2日 3時04分": "2025-01-02T03:04:00+09:00",
    "2025年1月2日 03:04:05": "2025-01-02T03:04:05+09:00",
    "２０２５－１２－２９　２０：３７": "2025-12-29T20:37:00+09:00",
    # the ends of the calendar
    "0002-01-01": "0002-01-01T00:00:00+09:18:59",
    "9999-12-31": "9999-12-31T00:00:00+09:00",
}
IMPOSSIBLE = [
    "", " ", "今日", "yesterday", "true", "8", "20251229", "2025", "2025-12", "2025-13-01", "2025-02-30", "2025-00-10",
    "0000-00-00", "0000-00-00 00:00:00", "0001-01-01", "2025-12-29 25:00", "2025-12-29 20:60", "2025-12-29 20:37:61",
    "2025-12-29 8:00 PM", "2025-12-29 20:37 XYZ", "2025-12-29 20:37 +9900", "2025-12-29 20:37 +0960",
    "2025-12-29 x", "x 2025-12-29", "2025-12-29 20", "12/29/2025", "9999-12-31 23:59:59 -0900",
    "Mon, 99 Dec 2025 20:37:39 GMT",
    "2025-12-29" + " " * 100 + "20:37", "1" * 100_000, "2025-12-29 20:37:39." + "9" * 100_000, ",", "ꩲ-1-1",
]  # fmt: skip
ZONES = [JAPAN, UTC, ZoneInfo("America/New_York"), timezone(timedelta(hours=-12))]


@pytest.mark.parametrize(("text", "moment"), DATES.items())
def test_a_date_is_read_in_the_site_s_zone(text: str, moment: str) -> None:
    assert parse_date(text, JAPAN).isoformat() == moment


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — the messages are Python's own
        parse_date(text, JAPAN)


def test_a_post_changes_its_day_with_the_zone() -> None:
    text = "2025-12-29 20:37:39 +0000"
    assert [parse_date(text, zone).day for zone in ZONES] == [30, 29, 29, 29]


@given(st.text(), st.sampled_from(ZONES))
def test_every_text_is_a_date_in_the_zone_or_refused(text: str, zone: ZoneInfo) -> None:
    try:
        moment = parse_date(text, zone)
    except ValueError:
        return
    assert moment.utcoffset() is not None
    assert moment > UNDATED


@example(datetime(2008, 11, 2, 5), ZoneInfo("America/New_York"), 0)  # noqa: DTZ001 — naive on purpose
@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.sampled_from(ZONES), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_every_way_to_write_a_moment_is_the_same_moment(naive: datetime, zone: ZoneInfo, minutes: int) -> None:
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    for form in ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%Y/%m/%d %H:%M:%S%z", "%Y年%m月%d日 %H時%M分%S秒 %z",
                 "%a, %d %b %Y %H:%M:%S %z"):  # fmt: skip
        found = parse_date(moment.strftime(form), zone)
        # In UTC: an hour that comes twice equals no time of another zone (PEP 495).
        assert found.astimezone(UTC) == moment.astimezone(UTC), form
        assert found.tzinfo is zone
    assert parse_date(moment.isoformat(), zone).astimezone(UTC) == moment.astimezone(UTC)


@given(st.dates())
def test_a_date_alone_is_midnight_in_the_zone(day: date) -> None:
    if day.year == 1:
        return
    for zone in (JAPAN, UTC):
        assert parse_date(day.isoformat(), zone) == datetime(day.year, day.month, day.day, tzinfo=zone)


@pytest.mark.parametrize(
    ("stem", "day", "slug"),
    [
        ("2025-12-29-x", date(2025, 12, 29), "x"),
        ("2025-1-2-x-y", date(2025, 1, 2), "x-y"),
        ("2025-12-29-1-aiamazon-500", date(2025, 12, 29), "1-aiamazon-500"),
        ("2025-12-29-半導体の行方", date(2025, 12, 29), "半導体の行方"),
        ("2025-12-29--", date(2025, 12, 29), "-"),
        ("2025-12-29-", None, "2025-12-29-"),
        ("2025-12-29", None, "2025-12-29"),
        ("2025-02-30-x", None, "2025-02-30-x"),
        ("0000-01-01-x", None, "0000-01-01-x"),
        ("25-12-29-x", None, "25-12-29-x"),
        ("٢٠٢٥-12-29-x", None, "٢٠٢٥-12-29-x"),
        ("x-2025-12-29-y", None, "x-2025-12-29-y"),
        ("", None, ""),
    ],
)
def test_the_date_and_the_slug_in_a_file_name(stem: str, day: date | None, slug: str) -> None:
    assert split_file_name(stem) == (day, slug)


@given(st.dates(), st.text(min_size=1))
def test_a_file_name_made_of_a_date_and_a_slug_comes_apart_again(day: date, slug: str) -> None:
    assert split_file_name(f"{day.isoformat()}-{slug}") == (day, slug)
    assert split_file_name(f"{day.year:04}-{day.month}-{day.day}-{slug}") == (day, slug)
