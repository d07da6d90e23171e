"""Between ticks and the clock on the wall: zones, skipped and repeated hours, holidays (R1)."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simsupport.scenario import weekly
from simsupport.scenario.models import Calendar
from simsupport.scenario.wall_clock import WallClock
from simsupport.units import DAY, HOUR, MINUTE, parse_clock_time, parse_timestamp, since_1970

SPRING = date(2026, 3, 29)  # in Berlin the clock goes from 2:00 to 3:00
AUTUMN = date(2026, 10, 25)  # in Berlin the clock goes from 3:00 back to 2:00


def clock(start: str, duration: str = "2 d", zone: str = "Europe/Berlin", **more: Any) -> WallClock:
    return WallClock(Calendar.model_validate({"start": start, "duration": duration, "time_zone": zone, **more}))


@pytest.mark.parametrize(
    ("start", "day", "time", "hours"),
    [
        ("2026-03-29", SPRING, "01:59", 1 + 59 / 60),
        ("2026-03-29", SPRING, "02:00", 2),
        ("2026-03-29", SPRING, "02:30", 2),  # skipped: the end of the gap
        ("2026-03-29", SPRING, "03:00", 2),
        ("2026-03-29", SPRING, "24:00", 23),
        ("2026-10-25", AUTUMN, "02:30", 2.5),  # repeated: the first
        ("2026-10-25", AUTUMN, "03:00", 4),
        ("2026-10-25", AUTUMN, "24:00", 25),
    ],
)
def test_the_tick_of_a_local_time(start: str, day: date, time: str, hours: float) -> None:
    assert clock(start).tick(day, parse_clock_time(time)) == hours * HOUR


def test_another_zone_is_at_another_hour() -> None:
    assert clock("2026-01-05").tick(date(2026, 1, 5), 8 * HOUR, "America/Denver") == 16 * HOUR


def test_days_and_weeks_of_the_horizon() -> None:
    wall = clock("2026-01-07", "3 d", holidays=["2026-01-08"])
    assert [day.day for day in wall.days()] == [7, 8, 9]
    assert [wall.day_name(day) for day in wall.days()] == ["wed", "holiday", "fri"]
    assert [wall.week_of(date(2026, 1, day)) for day in (5, 11, 12)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("always", [(0, 48)]),
        (weekly.parse_week_hours({"mon-sun": "08:00-18:00"}), [(8, 18), (32, 42)]),
        (weekly.parse_week_hours({"mon-sun": "22:00-06:00"}), [(0, 6), (22, 30), (46, 48)]),
        (weekly.parse_week_hours({"mon-sun": "00:00-24:00"}), [(0, 48)]),
        (weekly.parse_week_hours({"holiday": "08:00-18:00"}), []),
    ],
)
def test_opening(hours: Any, expected: list[tuple[int, int]]) -> None:
    assert clock("2026-01-05").opening(hours) == [(start * HOUR, end * HOUR) for start, end in expected]


def test_steps_of_a_table_leave_out_the_skipped_hour() -> None:
    table = weekly.parse_profile({"sun": list(range(24))})
    starts, numbers, days = clock("2026-03-29", "1 d").steps(table)
    assert (starts[:4] // HOUR).tolist() == [0, 1, 2, 3]
    assert numbers[:4].tolist() == [0, 1, 3, 4]
    assert days[0] == 0


def test_a_holiday_takes_a_share_of_its_weekday() -> None:
    table = weekly.parse_profile({"mon-sun": [10.0] * 24, "holiday": "40%"})
    starts, numbers, _ = clock("2026-01-05", "2 d", holidays=["2026-01-06"]).steps(table)
    assert [float(number) for start, number in zip(starts, numbers, strict=True) if start % DAY == 0] == [10.0, 4.0]


def test_calendar_fields_of_ticks() -> None:
    fields = clock("2026-03-29").fields(np.array([0, 2 * HOUR, 23 * HOUR + 5 * MINUTE]))
    assert fields["minute"].tolist() == [0, 180, 5]
    assert fields["date"].astype(str).tolist() == ["2026-03-29", "2026-03-29", "2026-03-30"]
    assert fields["weekday"].tolist() == [6, 6, 0]


ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "Africa/Casablanca"]
)
MINUTES_OF_FOUR_YEARS = st.integers(-3 * 366 * 24 * 60, 366 * 24 * 60)


@given(ZONES, ZONES, st.lists(MINUTES_OF_FOUR_YEARS, min_size=1, max_size=20))
def test_many_local_times_are_converted_as_one_is(own: str, other: str, minutes: list[int]) -> None:
    """Years before the start, and at every change of the clocks since: half an hour in Lord Howe."""
    wall = clock("2026-03-27", "60 weeks", own)
    local = np.array(minutes, np.int64) * MINUTE
    due = [wall.tick(date(2026, 3, 27), int(time), other) for time in local]
    assert wall.ticks(local, other).tolist() == due


@given(ZONES, ZONES, st.lists(MINUTES_OF_FOUR_YEARS, min_size=1, max_size=20))
def test_what_the_clock_shows_at_many_ticks(own: str, other: str, minutes: list[int]) -> None:
    wall = clock("2026-03-27", "60 weeks", own)
    ticks = np.array(minutes, np.int64) * MINUTE
    midnight = datetime(2026, 3, 27)
    shown = [
        (wall.local(int(tick), other).replace(tzinfo=None) - midnight) / timedelta(microseconds=1) for tick in ticks
    ]
    assert wall.on_the_wall(ticks, other).tolist() == shown
    fields = wall.fields(ticks, other)
    assert fields["weekday"].tolist() == [wall.local(int(tick), other).weekday() for tick in ticks]


def test_times_since_1970() -> None:
    wall = clock("2026-03-29")
    local, instant = (parse_timestamp(text) for text in ("2026-03-29 03:30", "2026-03-29 03:30+02:00"))
    assert wall.ticks_since_1970(np.array([since_1970(local)]), "").tolist() == [2.5 * HOUR]
    assert wall.ticks_since_1970(np.array([since_1970(instant)]), None).tolist() == [2.5 * HOUR]
