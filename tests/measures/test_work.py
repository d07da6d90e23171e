"""Work: small logs, literal figures."""

from math import nan

import pytest
from test_resolution import TALKS
from tiny_logs import column, figure, log, scenario

from simsupport import units
from simsupport.log import Log
from simsupport.measures import measure
from simsupport.scenario.models import Scenario

# Agents' time of the talks, in minutes: busy 12.5, 12, 11 and 2.
AGENTS = """
    agent team        state    start end
    0     frontline   on       0     20
    0     frontline   break    20    30
    0     frontline   on       30    40
    0     frontline   overtime 40    42
    0     frontline   off      42    60
    1     frontline   on       0     60
    2     specialists on       0     30
    2     specialists off      30    60
    3     supervisors on       0     60
    4     frontline   absent   0     60
"""
DAY = Log(TALKS.legs, log(TALKS.scenario, "", AGENTS).agents, TALKS.scenario, 1, 0, "by hand")
OF_DAY = {
    "people": 5,
    "paid_hours": 252 / 60,  # 42 + 60 + 30 + 60 + 60
    "overtime_hours": 2 / 60,
    "occupancy": 37.5 / 182,
    "weighted_load": 37.5 / 182,
    "utilisation": 37.5 / 252,
    "shrinkage": 70 / 250,
    "queue_length": 0,
    "waiting_hours": 0,
    "weekends_worked": 0,
    "weekends_per_person": 0,
}
CHAT = scenario(
    calendar={"duration": "1 h"}, channels={"chat": {"kind": "live", "concurrency": 3}, "phone": {"kind": "live"}}
)
# Two chats that overlap, a third that follows at once, a later call: 30 minutes with somebody, weighing 35/3.
CHATS = log(CHAT, """
    issue channel arrived started talk_ended released outcome
    0     chat    0       0       8          10       solved
    1     chat    5       5       15         15       solved
    2     chat    15      15      20         20       solved
    3     phone   30      30      -          -        open
""", """
    agent state start end
    0     on    0     60
""")  # fmt: skip
OF_CHATS = {"occupancy": 50 / 60, "weighted_load": (25 / 3 + 30) / 60, "average_handling_time": 500}
# 2026-01-10 is a Saturday: hours 120 to 144; the next one from 288.
WEEKENDS = log(scenario(calendar={"duration": "2 weeks"}), "", """
    agent state    start end
    0     on       8     16
    0     on       128   132
    0     on       150   155
    0     on       290   291
    1     on       110   121
    1     absent   290   300
    2     on       100   110
    3     off      0     336
""", unit=units.HOUR)  # fmt: skip
OF_WEEKENDS = {"weekends_worked": 3, "people": 3, "weekends_per_person": 1}
# Seen at the ends of hours: legs 3, 1 and 20 times, at ages .5 1.5 2.5, 1, and 1 to 20 hours; two weeks have 336.
MAIL = scenario(
    calendar={"duration": "2 weeks"},
    channels={"mail": {"kind": "deferred", "target": {"share": "90%", "within": "8 h"}}},
    topics={"call": {"talk": {"exponential": "30 min"}, "wrap": {"mail": "6 min"}}},
)
PILE = log(MAIL, """
    issue arrived queued started talk_ended outcome
    0     0.5     0.5    3       4          solved
    1     1       1      2.5     4          solved
    2     10      10     30.25   31         solved
""", unit=units.HOUR)  # fmt: skip
OF_PILE = {
    "backlog": 24 / 336,
    "backlog_hours": 24 * 0.6 / 336,
    "backlog_age_p50": 8.5 * 3600,
    "backlog_age_p90": 17.7 * 3600,
    "cycles_late": 18 / 24,  # of the third: none for 7 samples, one for 8, two for 5
    "backlog_clear_time": 0,
}
# One that always waits, and five of a Saturday that are taken on Monday at 9 to 13 h: normal (1) again at 14 h.
WAVE = log(MAIL, """
    issue arrived queued started talk_ended outcome
    0     0.5     0.5    -       -          open
    1     120.5   120.5  177     178        solved
    2     121     121    178     179        solved
    3     122     122    179     180        solved
    4     123     123    180     181        solved
    5     124     124    181     182        solved
""", unit=units.HOUR)  # fmt: skip
OF_WAVE = {"backlog_clear_time": 7}  # 0 h in the first week, 14 h in the second
CASES = [(DAY, OF_DAY), (CHATS, OF_CHATS), (WEEKENDS, OF_WEEKENDS), (PILE, OF_PILE), (WAVE, OF_WAVE)]


@pytest.mark.parametrize(
    ("facts", "name", "expected"), [(facts, name, value) for facts, values in CASES for name, value in values.items()]
)
def test_figure(facts, name, expected):
    assert figure(facts, name) == pytest.approx(expected)


def test_nothing_happened():
    empty = log(MAIL)
    amounts = ("people", "paid_hours", "overtime_hours", "waiting_hours", "weekends_worked", "queue_length", "backlog",
               "backlog_hours", "backlog_clear_time")  # fmt: skip
    for _, values in CASES:
        for name in values:
            assert figure(empty, name) == pytest.approx(0 if name in amounts else nan, nan_ok=True), name


def test_by_team():
    assert column(DAY, "occupancy", "team") == pytest.approx(
        {"frontline": 24.5 / 92, "specialists": 11 / 30, "supervisors": 2 / 60}
    )
    assert column(DAY, "people", "team") == {"frontline": 3, "specialists": 1, "supervisors": 1}


def test_unpaid_absence_is_not_paid():
    teams = {name: team.model_dump(exclude_defaults=True) for name, team in DAY.scenario.teams.items()}
    desk = DAY.scenario.model_dump(exclude_defaults=True)
    desk["teams"] = teams | {"frontline": teams["frontline"] | {"absence": {"share": "5%", "paid": False}}}
    unpaid = Log(DAY.legs, DAY.agents, Scenario.model_validate(desk), 1, 0, "by hand")
    names = ("paid_hours", "utilisation", "shrinkage")
    assert [figure(unpaid, name) for name in names] == pytest.approx([192 / 60, 37.5 / 192, 70 / 250])


def test_what_lasts_is_split_where_intervals_meet():
    """A talk from 0:50 to 2:10 by an agent who is there from 0:30 to 2:30; the warm-up ends at 1:00."""
    desk = scenario(calendar={"warm_up": "1 h", "duration": "2 h"})
    facts = log(desk, """
        issue arrived queued started talk_ended outcome
        0     40      40     50      130        solved
        1     100     100    130     140        solved
    """, """
        agent state start end
        0     off   0     30
        0     on    30    150
        0     off   150   180
    """)  # fmt: skip
    assert column(facts, "occupancy", "hour") == pytest.approx({1: 1, 2: 20 / 30})
    assert column(facts, "paid_hours", "half_hour") == {2: 0.5, 3: 0.5, 4: 0.5, 5: 0}
    assert column(facts, "queue_length", "half_hour") == pytest.approx({2: 0, 3: 20 / 30, 4: 10 / 30, 5: 0})
    assert column(facts, "queue_length", "hour") == pytest.approx({1: 20 / 60, 2: 10 / 60})
    assert figure(facts, "queue_length") == pytest.approx(30 / 120)


def test_weekends_by_the_day_of_the_team():
    """Saturday 3:00 in Berlin is Friday in Denver."""
    desk = scenario(
        calendar={"duration": "1 week", "time_zone": "Europe/Berlin"},
        teams={"desk": {"agents": 1}, "west": {"agents": 1, "time_zone": "America/Denver"}},
    )
    facts = log(desk, "", """
        agent team state start end
        0     desk on    122   125
        1     west on    122   125
    """, unit=units.HOUR)  # fmt: skip
    assert column(facts, "weekends_worked", "team") == {"desk": 1, "west": 0}
    assert column(WEEKENDS, "weekends_worked", "week") == {"2026-W02": 2, "2026-W03": 1}


def test_backlog_by_the_interval_that_a_sample_ends():
    """By the hour the sample at its end; by the quarter of an hour four of them."""
    by_hour = measure(PILE, by=["day", "hour"], names=["backlog"])
    first = by_hour[by_hour["day"] == "2026-01-05"]["value"].tolist()
    assert first == [1, 2, 1, 0, 0, 0, 0, 0, 0, 0, *[1] * 14]
    quarters = measure(PILE, by=["day", "quarter_hour"], names=["backlog"])
    assert quarters["value"].tolist()[:13] == [0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1, 0]


def test_held_outside_is_backlog_but_no_queue():
    desk = scenario(calendar={"duration": "10 h"})
    facts = log(desk, """
        issue arrived queued started talk_ended outcome
        0     1       4      6       7          solved
        1     8       -      -       -          open
    """, unit=units.HOUR)  # fmt: skip
    assert figure(facts, "backlog") == pytest.approx(7 / 10)
    assert figure(facts, "queue_length") == pytest.approx(2 / 10)


def test_clear_time_by_week():
    assert column(WAVE, "backlog_clear_time", "week") == {"2026-W02": 0, "2026-W03": 14}


def test_a_week_that_is_never_normal_counts_whole():
    """One waits through the second of three weeks; nothing is normal."""
    desk = scenario(calendar={"duration": "3 weeks"}, channels={"mail": {"kind": "deferred"}})
    facts = log(desk, "issue arrived queued started talk_ended outcome\n0 160 160 400 401 solved", unit=units.HOUR)
    assert column(facts, "backlog_clear_time", "week") == {"2026-W02": 0, "2026-W03": 168, "2026-W04": 65}
