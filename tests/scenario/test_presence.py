"""Who is scheduled, and for how many hours."""

from typing import Any

import pytest

from simsupport.scenario import from_mapping, intervals
from simsupport.scenario.timeline import presence


def scenario(team: dict[str, Any], **calendar: Any) -> Any:
    return from_mapping({
        "calendar": {"start": "2026-03-02", "duration": "2 weeks", **calendar},
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "5 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "1 / h"}],
        "teams": {"desk": {**team, "skills": {"call": {}}}},
    })  # fmt: skip


@pytest.mark.parametrize(
    ("team", "hours"),
    [
        ({"agents": 2}, 2 * 336),
        ({"agents": {"mon": [0] * 12 + [3] * 12}}, 2 * 36),
        ({"shifts": {"early": {"days": "mon-fri", "hours": "08:00-16:00", "agents": 2}}}, 2 * 2 * 40),
        ({"shifts": {"night": {"days": "sun", "hours": "22:00-06:00", "agents": 1}}}, 6 + 8 + 2),
        ({"people": 3, "weeks": {"w": {"mon": "08:00-12:00"}}}, 3 * 2 * 4),
        (  # the first begins with the short week, the second with the long one, the third with the short one
            {"people": 3, "weeks": {"short": {"mon": "08:00-09:00"}, "long": {"mon": "08:00-18:00"}},
             "rota": ["short", "long"]}, 3 * 11,
        ),
        (
            {"people": 1, "weeks": {"w": {"mon": "08:00-12:00"}},
             "part_timers": {"people": 2, "week": {"sat": "10:00-11:00"}}}, 2 * (4 + 2),
        ),
        (  # standby is not scheduled work
            {"shifts": {
                "early": {"days": "mon", "hours": "08:00-16:00", "agents": 1},
                "standby": {"days": "mon", "hours": "16:00-22:00", "agents": 3, "on_call": {"after": "30 min"}},
            }}, 2 * 8,
        ),
        (  # one leaves in the first week, one joins in the second
            {"people": 3, "weeks": {"w": {"mon-fri": "08:00-16:00"}}, "leaves": {"2026-03-04": 1},
             "joins": {"2026-03-10": 1}}, (2 + 10 + 4) * 8,
        ),
    ],
)  # fmt: skip
def test_hours_over_the_horizon(team: dict[str, Any], hours: float) -> None:
    assert presence.hours(scenario(team), "desk") == hours


def test_the_hour_that_the_clock_skips_is_not_worked() -> None:
    night = {"shifts": {"night": {"days": "sat", "hours": "22:00-06:00", "agents": 1}}}
    assert presence.hours(scenario(night, start="2026-03-28", duration="2 d", time_zone="Europe/Berlin"), "desk") == 7


def test_outside_finds_what_meets_nothing() -> None:
    assert intervals.outside([(0, 2), (3, 5), (6, 8)], [(2, 3), (4, 6)]) == [(0, 2), (6, 8)]
    assert intervals.outside([(0, 2)], []) == [(0, 2)]


def test_union_joins_what_touches() -> None:
    assert intervals.union([[(0, 2), (5, 6)], [(1, 3), (3, 4)]]) == [(0, 4), (5, 6)]
