"""Standby, meetings, training, and what initiatives cost: small logs, literal figures."""

import pytest
from tiny_logs import column, figure, log, scenario

from simsupport import units

NIGHT = scenario(
    calendar={"duration": "5 d"},  # from Monday, 2026-01-05
    teams={
        "desk": {
            "shifts": {
                "day": {"days": "mon-fri", "hours": "08:00-16:00", "agents": 1},
                "night": {
                    "days": "mon-sun",
                    "hours": "18:00-22:00",
                    "agents": 1,
                    "on_call": {"standby": "15%", "at_least": "2 h"},
                },
            },
            "skills": {"call": {}},
            "cost": {"hour": 20, "overtime": "+50%"},
        }
    },
)
# Agent 1 stands by: on Monday for nothing, on Tuesday until 19:00, on Wednesday until 21:00 (to stay half an hour
# longer); on Thursday the agent is absent, on Friday awake at once, for an hour.
NIGHTS = log(NIGHT, "", """
    agent state    start end
    0     meeting  8     8.5
    0     on       8.5   14
    0     training 14    16
    1     standby  18    22
    1     standby  42    43
    1     on       43    44
    1     break    44    44.5
    1     on       44.5  46
    1     standby  66    69
    1     on       69    70
    1     overtime 70    70.5
    1     absent   90    94
    1     on       114   115
""", unit=units.HOUR)  # fmt: skip
OF_NIGHTS = {
    "standby_hours": 8,
    "meeting_hours": 0.5,
    "training_hours": 2,
    "paid_hours": 8 + 3 + 1.5 + 1,
    "overtime_hours": 0.5,
    "shrinkage": 3 / 13,  # meeting, training and break of 8, 3, 1 and 1 hours; standby is not scheduled
    "people": 2,
    "cost_wages": 20 * (8 + 3 + 1 + 1),
    "cost_overtime": 15,
    "cost_standby": 36 + 30,  # 15% of 8 h, and of 4 h of absence; half an hour on Wednesday, an hour on Friday
    "cost": 260 + 15 + 66,
}
# The warm-up ends on Tuesday, 2026-01-06; the time looked at on Wednesday, 2026-01-14.
CHANGES = scenario(
    calendar={"warm_up": "1 d", "duration": "8 d"},
    teams={"desk": {"agents": 2, "skills": {"call": {}}, "cost": {"hour": 20}}},
    initiatives={
        "from-the-start": {"cost": 100},
        "on-thursday": {"starts": "2026-01-08", "cost": 50},
        "for-two-days": {"starts": "2026-01-10", "ends": "2026-01-12", "cost": "310 / month"},
        "later": {"starts": "2026-02-01", "cost": 999},
        "over-before": {"ends": "2026-01-06", "cost": 999},
        "course": {"starts": "2026-01-07 09:00", "away": {"team": "desk", "hours": 3}},
    },
)
YEAR = log(CHANGES)
OF_YEAR = {"cost_initiatives": 100 + 50 + 20 + 60, "cost": 230}
CASES = [(NIGHTS, OF_NIGHTS), (YEAR, OF_YEAR)]


@pytest.mark.parametrize(
    ("facts", "name", "expected"), [(facts, name, value) for facts, values in CASES for name, value in values.items()]
)
def test_figure(facts, name, expected):
    assert figure(facts, name) == pytest.approx(expected)


def test_initiatives_cost_when_they_happen():
    by_day = {day: cost for day, cost in column(YEAR, "cost_initiatives", "day").items() if cost}
    assert by_day == pytest.approx(
        {"2026-01-06": 100, "2026-01-07": 60, "2026-01-08": 50, "2026-01-10": 10, "2026-01-11": 10}
    )
    assert column(YEAR, "cost_initiatives", "hour")[10] == pytest.approx(20 + 20 / 24)
    assert column(YEAR, "cost", "team") == {"desk": 0}


def test_standby_is_paid_when_it_is():
    by_day = column(NIGHTS, "cost_standby", "day_of_week")
    assert by_day == pytest.approx({"mon": 12, "tue": 3, "wed": 9 + 10, "thu": 12, "fri": 20})


@pytest.mark.parametrize(("start", "end", "lacking"), [(114, 116, 0), (114, 115.5, 10), (119, 119.5, 10)])
def test_what_is_due_ends_with_the_horizon(start, end, lacking):
    """Two hours are due to who is woken; an hour before the horizon one."""
    facts = log(NIGHT, "", f"agent state start end\n1 on {start} {end}", unit=units.HOUR)
    assert figure(facts, "cost_standby") == pytest.approx(lacking)
