"""Cost: small logs, literal figures."""

import pytest
from tiny_logs import column, figure, log, scenario

from simsupport import units

DESK = scenario(
    calendar={"duration": "8 d", "holidays": ["2026-01-06"]},  # Monday, 2026-01-05, to Monday; Tuesday is a holiday
    teams={
        "desk": {
            "agents": 1,
            "absence": {"share": "5%"},
            "cost": {"hour": 20, "weekend": "+25%", "holiday": "+100%", "overtime": "+50%"},
        },
        "outside": {"agents": 1, "cost": {"contact": 4, "minute": 0.5, "minimum": "310 / month"}},
    },
)
WEEK = log(DESK, """
    issue team    agent arrived started talk_ended released granted outcome
    0     desk    0     9       9       9.25       9.5      50      solved
    1     outside 1     10      10      10.1       10.2     0       unresolved
    2     outside 1     11      11      11.3       11.3     7.5     solved
    3     desk    0     191     191     -          -        0       open
    4     desk    -     20      -       20         -        0       abandoned
""", """
    agent state    start end
    0     on       8     16
    0     on       32    40
    0     absent   56    64
    0     on       128   132
    0     overtime 132   133
    0     on       166   170
""", unit=units.HOUR)  # fmt: skip
WAGES = 160 + 160 + 160 + 80 + 80
PREMIUMS = 160 + 20 + 5 + 10  # the holiday, 4 h and 1 h of overtime on Saturday, 2 of 4 h at the end of Sunday
TOTAL = WAGES + PREMIUMS + 30 + 80 + 57.5
OF_WEEK = {
    "cost": TOTAL,
    "cost_wages": WAGES,
    "cost_premiums": PREMIUMS,
    "cost_overtime": 30,
    "cost_outsourcing": 80,  # 2 × 4 + 30 × 0.5, and what lacks to 8/31 of the minimum
    "cost_concessions": 57.5,
    "cost_per_contact": TOTAL / 4,
    "cost_per_resolution": TOTAL / 2,
    "cost_per_month": TOTAL / 8 * 365.25 / 12,
}
CASES = [(WEEK, OF_WEEK)]


@pytest.mark.parametrize(("name", "expected"), OF_WEEK.items())
def test_figure(name, expected):
    assert figure(WEEK, name) == pytest.approx(expected)


def test_by_team():
    assert column(WEEK, "cost", "team") == pytest.approx({"desk": WAGES + PREMIUMS + 30 + 50, "outside": 80 + 7.5})
    assert column(WEEK, "cost_per_contact", "team") == pytest.approx(
        {"desk": (WAGES + PREMIUMS + 80) / 2, "outside": 87.5 / 2}
    )
    assert column(WEEK, "cost_per_resolution", "team")["outside"] == pytest.approx(87.5)


def test_by_interval_costs_stand_where_they_arise():
    """What lacks to an outsourcer's minimum (57) is spread over the month: a seventh... an eighth for each day."""
    by_day = column(WEEK, "cost", "day")
    assert sum(by_day.values()) == pytest.approx(TOTAL)
    assert by_day["2026-01-06"] == pytest.approx(320 + 57 / 8)
    assert by_day["2026-01-05"] == pytest.approx(160 + 57.5 + 23 + 57 / 8)
    assert column(WEEK, "cost_premiums", "day_of_week")["sat"] == pytest.approx(25)


@pytest.mark.parametrize(
    ("minimum", "expected"),
    [
        ("0 / month", 34),
        ("310 / month", 34 + 310 * 2 / 28),  # 3 of 31 days make 30, less than the bill; 2 of 28 days
        ("372 / month", 372 * 3 / 31 + 372 * 2 / 28),
        ("35 / day", 5 * 35),
        ("35 / week", 34 + 35 / 7),  # to Sunday 4 of 7 days make 20, less than the bill; Monday is one of 7
    ],
)
def test_the_minimum_holds_for_each_period(minimum, expected):
    """Thursday, 29 January to Monday, 2 February after a day of warm-up: an hour's contact on the 31st, one before."""
    desk = scenario(
        calendar={"start": "2026-01-28", "warm_up": "1 d", "duration": "5 d"},
        teams={"outside": {"agents": 1, "cost": {"contact": 4, "minute": 0.5, "minimum": minimum}}},
    )
    facts = log(desk, """
        issue arrived started talk_ended outcome
        0     1       1       2          solved
        1     80      80      81         solved
    """, unit=units.HOUR)  # fmt: skip
    assert figure(facts, "cost_outsourcing") == pytest.approx(expected)
