"""Durations, rates, shares, factors and times of day, as people write them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simsupport import units
from simsupport.units import DAY, HOUR, MINUTE, SECOND, WEEK, Rate


@pytest.mark.parametrize(
    ("text", "ticks"),
    [
        ("20 s", 20 * SECOND),
        ("5min", 5 * MINUTE),
        ("8 h", 8 * HOUR),
        ("1 h 30 min", 90 * MINUTE),
        ("3 d", 3 * DAY),
        ("4 weeks", 4 * WEEK),
        ("1 week", WEEK),
        ("0.5 h", 30 * MINUTE),
        (".5 s", SECOND // 2),
        ("1e-3 s", 1000),
        ("0 s", 0),
        ("0.5 us", 0),  # half to even
        ("1.5 us", 2),
        ("2.5 us", 2),
        ("1e-40 s", 0),
    ],
)
def test_durations(text: str, ticks: int) -> None:
    assert units.parse_duration(text) == ticks


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (20, "a duration needs a unit: write '20 s' or '20 min'"),
        (2.5, "a duration needs a unit: write '2.5 s' or '2.5 min'"),
        (True, "a duration is due, such as '20 s' or '5 min', not 'true'"),
        (None, "a duration is due, such as '20 s' or '5 min', not nothing"),
        ({"mean": 1}, "a duration is due, such as '20 s' or '5 min', not a mapping"),
        (["20 s"], "a duration is due, such as '20 s' or '5 min', not a list"),
        ("", "a duration is due, such as '20 s' or '5 min'"),
        ("20", "'20' is not a duration: write a number and a unit (s, min, h, d, weeks)"),
        ("nan s", "'nan s' is not a duration: write a number and a unit (s, min, h, d, weeks)"),
        ("5 minuts", "'minuts' is not a unit of time: use s, min, h, d or weeks"),
        ("-5 min", "'-5 min' is negative: a duration can't be"),
        ("201 weeks 200000 d", "'201 weeks 200000 d' is longer than 200 years"),
        ("1e999 s", "'1e999 s' is beyond what a number can be here"),
        ("x" * 100, f"'{'x' * 57}...' is not a duration: write a number and a unit (s, min, h, d, weeks)"),
    ],
)
def test_what_is_no_duration(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the whole message is compared
        units.parse_duration(value)
    assert str(caught.value) == message


@given(st.integers(0, units.LONGEST))
def test_a_formatted_duration_parses_to_the_same_ticks(ticks: int) -> None:
    assert units.parse_duration(units.format_duration(ticks)) == ticks


@pytest.mark.parametrize(
    ("ticks", "text"),
    [(0, "0 s"), (90 * SECOND, "90 s"), (2 * WEEK, "2 weeks"), (36 * HOUR, "36 h"), (1, "0.000001 s")],
)
def test_format_duration(ticks: int, text: str) -> None:
    assert units.format_duration(ticks) == text


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("10 / min", Rate(10.0, MINUTE)),
        ("900 issues / week", Rate(900.0, WEEK)),
        ("1 issue/d", Rate(1.0, DAY)),
        ("5 / 2 h", Rate(5.0, 2 * HOUR)),
        ("0 / h", Rate(0.0, HOUR)),
        ("2500 contacts / week", Rate(2500.0, WEEK, contacts=True)),
    ],
)
def test_rates(text: str, rate: Rate) -> None:
    assert units.parse_rate(text) == rate


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (10, "'10' is not a rate: write a number per time, such as '10 / min'"),
        ("10", "'10' is not a rate: write a number per time, such as '10 / min'"),
        ("10 / fortnight", "'fortnight' is not a unit of time: use s, min, h, d or weeks"),
        ("-1 / h", "'-1 / h' is negative: a rate can't be"),
        ("1 / -1 h", "'1 / -1 h' is beyond what a rate can be"),
        ("1 / 0 h", "'1 / 0 h' is beyond what a rate can be"),
        ("1e999 / h", "'1e999 / h' is beyond what a number can be here"),
    ],
)
def test_what_is_no_rate(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the whole message is compared
        units.parse_rate(value)
    assert str(caught.value) == message


@given(st.floats(0, 1e9), st.integers(1, units.LONGEST), st.booleans())
def test_a_formatted_rate_parses_to_the_same_rate(count: float, period: int, contacts: bool) -> None:
    rate = units.parse_rate(units.format_rate(Rate(count, period, contacts)))
    assert rate == Rate(count if count > 1e-29 else 0.0, period, contacts)


@pytest.mark.parametrize(
    ("text", "since_1970"),
    [
        ("1970-01-02 00:00", DAY),
        ("1970-01-01T00:00:30", 30 * SECOND),
        ("1970-01-02 00:00+02:00", 22 * HOUR),
        ("1970-01-02 00:00:00.5Z", DAY + SECOND // 2),
    ],
)
def test_dates_with_times(text: str, since_1970: int) -> None:
    assert units.since_1970(units.parse_timestamp(text)) == since_1970


@pytest.mark.parametrize("text", ["", "2026-03-02", "02.03.2026 08:15", "2026-02-30 08:15", "08:15", "2026-03-02 8:15"])
def test_what_is_no_date_with_a_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date and time: write 2026-03-02 08:15$"):
        units.parse_timestamp(text)


def test_dates_with_times_in_another_form() -> None:
    assert units.parse_timestamp_in("02.03.2026 08:15", "%d.%m.%Y %H:%M") == datetime(2026, 3, 2, 8, 15)
    with pytest.raises(ValueError, match=r"'2026-03-02' is not a date and time in the form %d\.%m\.%Y$"):
        units.parse_timestamp_in("2026-03-02", "%d.%m.%Y")
    with pytest.raises(ValueError, match="'1899-01-01 00:00' is not between 1970 and 2199"):
        units.parse_timestamp("1899-01-01 00:00")


@pytest.mark.parametrize(("text", "share"), [("80%", 0.8), ("7 %", 0.07), ("2 points", 0.02), ("100%", 1.0)])
def test_shares(text: str, share: float) -> None:
    assert units.parse_share(text) == share


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.8, "'0.8' has no unit: a share is written in percent, such as '80%'"),
        (80, "'80' has no unit: a share is written in percent, such as '80%'"),
        (-1, "'-1' has no unit: a share is written in percent, such as '5%'"),
        ("80", "'80' has no unit: a share is written in percent, such as '5%'"),
        ("101%", "'101%' is not between 0% and 100%"),
        ("-1%", "'-1%' is not between 0% and 100%"),
        ("nan%", "'nan%' is not a finite number"),
        ("abc%", "'abc%' is not a number with a unit"),
    ],
)
def test_what_is_no_share(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the whole message is compared
        units.parse_share(value)
    assert str(caught.value) == message


@given(st.floats(1e-25, 1))
def test_a_formatted_share_parses_to_the_same_share(share: float) -> None:
    assert units.parse_share(units.format_share(share)) == share


@pytest.mark.parametrize(("text", "factor"), [("x1.8", 1.8), ("+25%", 1.25), ("-10%", 0.9), ("x0", 0.0)])
def test_factors(text: str, factor: float) -> None:
    assert units.parse_factor(text) == factor


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.8, "'1.8' is not a factor: write 'x1.8' or '-10%'"),
        ("10%", "'10%' is not a factor: write 'x1.8' or '-10%'"),
        ("-110%", "'-110%' would make it negative"),
        ("x1001", "'x1001' is more than 1000 times as much"),
        ("xinf", "'xinf' is not a finite number"),
    ],
)
def test_what_is_no_factor(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the whole message is compared
        units.parse_factor(value)
    assert str(caught.value) == message


@given(st.floats(1e-25, 1000))
def test_a_formatted_factor_parses_to_the_same_factor(factor: float) -> None:
    assert units.parse_factor(units.format_factor(factor)) == factor


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e16, 10**400, "1", True, None])
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(ValueError, match="number"):
        units.parse_number(value)


@pytest.mark.parametrize(
    ("text", "ticks"), [("00:00", 0), ("8:05", 485 * MINUTE), ("23:59:59", DAY - SECOND), ("24:00", DAY)]
)
def test_times_of_day(text: str, ticks: int) -> None:
    assert units.parse_clock_time(text) == ticks
    assert units.parse_clock_time(units.format_clock_time(ticks)) == ticks


@pytest.mark.parametrize("text", ["24:01", "12:60", "8", "8.30", "", "12:00:60"])
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time of day"):
        units.parse_clock_time(text)
