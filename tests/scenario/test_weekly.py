"""Weekly tables: days, spans of hours, numbers by interval."""

import pytest

from simsupport.errors import BadValueError
from simsupport.scenario import weekly
from simsupport.units import DAY, HOUR


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", ["mon"]),
        ("mon-wed", ["mon", "tue", "wed"]),
        ("fri-mon", ["fri", "sat", "sun", "mon"]),
        ("mon, wed", ["mon", "wed"]),
        ("sat-sun, holiday", ["sat", "sun", "holiday"]),
    ],
)
def test_days(text: str, days: list[str]) -> None:
    assert weekly.parse_days(text) == days


@pytest.mark.parametrize("text", ["", "monday", "mon-", "mon-holiday", "holiday-mon", "mon--tue", "5"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        weekly.parse_days(text)


@pytest.mark.parametrize(
    ("value", "spans"),
    [
        ("08:00-18:00", ((8, 18),)),
        (["13:00-17:00", "08:00-12:00"], ((8, 12), (13, 17))),
        ("22:00-06:00", ((22, 30),)),
        ("00:00-24:00", ((0, 24),)),
        ("00:00-00:00", ((0, 24),)),
        ([], ()),
    ],
)
def test_spans(value: object, spans: tuple[tuple[int, int], ...]) -> None:
    assert weekly.parse_spans(value) == tuple((start * HOUR, end * HOUR) for start, end in spans)


def test_hours_by_day_come_back_from_their_dump() -> None:
    table = weekly.parse_week_hours({"mon-fri": ["08:00-12:00", "13:00-17:30"], "sat": "22:00-06:00", "holiday": []})
    assert weekly.parse_week_hours(weekly.dump_week_hours(table)) == table


def test_a_night_may_end_where_the_next_day_begins() -> None:
    table = weekly.parse_week_hours({"mon": "22:00-06:00", "tue": "06:00-10:00"})
    assert table["mon"] == ((22 * HOUR, DAY + 6 * HOUR),)


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        ({"mon": "08:00"}, [(("mon",), "'08:00' is not a span of hours: write \"08:00-18:00\"")]),
        ({"mon": 8, "tue": ["8"]}, [
            (("mon",), "'8' is not hours: write \"08:00-18:00\" or a list of such spans"),
            (("tue",), "'8' is not a span of hours: write \"08:00-18:00\""),
        ]),
        ({"mon-wed": "08:00-09:00", "tue": "10:00-11:00"}, [(("tue",), "tue stands twice in the table")]),
        ({"mon": "24:00-06:00"}, [(("mon",), "'24:00-06:00' starts at 24:00: write 00:00 of the next day")]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_with_a_table_is_told(table: object, problems: list[object]) -> None:
    with pytest.raises(BadValueError) as caught:
        weekly.parse_week_hours(table)
    assert list(caught.value.problems) == problems


ROW = [1] * 24


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"mon": ROW, "tue": [1] * 48}, "the rows of a profile are equally long, not 24 or 48"),
        ({"mon": "40%"}, "only holiday may be a share of another day's row"),
        ({"holiday": "40%"}, "a profile needs a number above zero on a day from mon to sun"),
        ({"mon": [0] * 24, "holiday": ROW}, "a profile needs a number above zero on a day from mon to sun"),
        ({}, "a weekly table is due, such as {mon-fri: ...}"),
        ([1], "a weekly table is due, such as {mon-fri: ...}"),
        ({"mon": [1] * 23}, "mon: 24, 48 or 96 numbers are due, not 23"),
        ({"mon": 5}, "mon: a list of 24, 48 or 96 numbers is due, one for each hour, half or quarter of an hour"),
    ],
)
def test_what_is_no_profile(table: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the whole message is compared
        weekly.parse_profile(table)
    assert str(caught.value) == message


def test_a_profile_comes_back_from_its_dump() -> None:
    table = weekly.parse_profile({"mon-fri": [0.5, *[1] * 23], "holiday": "40%"})
    assert weekly.parse_profile(weekly.dump_week_numbers(table)) == table
    assert weekly.dump_week_numbers(table)["holiday"] == "40%"


@pytest.mark.parametrize("number", [0.5, -1, 1_000_001, True, "x"])
def test_what_is_no_head_count(number: object) -> None:
    with pytest.raises(BadValueError) as caught:
        weekly.parse_week_counts({"mon": [*ROW[:5], number, *ROW[6:]]})
    assert [path for path, _ in caught.value.problems] == [("mon", 5)]
