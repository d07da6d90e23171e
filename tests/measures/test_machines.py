"""Bots, self-service and triage: small logs, literal figures."""

from math import nan

import pytest
from tiny_logs import column, figure, log, scenario

DESK = scenario(
    calendar={"duration": "2 h"},
    channels={"chat": {"kind": "live", "target": {"share": "80%", "within": "2 min"}}, "phone": {"kind": "live"}},
    topics={"call": {"talk": "5 min"}, "note": {"talk": "5 min"}},
    automation={
        "self_service": {"call": {"deflects": "20%"}},
        "bot": {"chat": {"takes": "1 min", "cost": 0.4}},
    },
)
# The bot contains 0 for good, 1 and 8 wrongly, and the retry of 3 for good; it hands over 2 and 3; it is still at 7.
# Self-service deflects 4 for good and 5 wrongly.
MACHINES = log(DESK, """
    issue contact leg kind      topic channel created arrived queued started talk_ended outcome
    0     0       0   bot       call  chat    0       0       -      0       2          contained
    1     0       0   bot       call  chat    5       5       -      5       6          contained
    1     1       0   repeat    call  phone   5       30      30     32      40         solved
    2     0       0   bot       call  chat    10      10      -      10      11         handed_over
    2     0       1   first     call  chat    10      10      11     13      20         solved
    3     0       0   bot       call  chat    20      20      -      20      22         handed_over
    3     0       1   first     call  chat    20      20      22     -       25         abandoned
    3     1       0   bot       call  chat    20      40      -      40      41         contained
    4     0       0   deflected call  phone   50      50      -      -       50         contained
    5     0       0   deflected call  phone   55      55      -      -       55         contained
    5     1       0   repeat    call  phone   55      70      70     70      75         closed
    6     0       0   first     call  phone   80      80      80     80      90         solved
    7     0       0   bot       call  chat    118     118     -      118     -          open
    8     0       0   bot       note  chat    100     100     -      100     101        contained
    8     1       0   repeat    note  chat    100     -       -      -       -          open
""")  # fmt: skip
OF_MACHINES = {
    "offered": 5,  # 1 and 5 by their repeats, 2, 3, 6
    "answered": 4,
    "contained": 4,
    "deflected": 2,
    "containment_raw": 4 / 6,
    "containment_true": 2 / 6,
    "containment_false": 2 / 6,
    "deflection": 2 / 8,
    "deflection_false": 1 / 8,
    "issues": 9,
    "contacts_per_issue": 10 / 9,
    "repeat_rate": 2 / 5,
    "fcr": 4 / 9,  # 0, 2, 4, 6
    "resolution_rate": 6 / 9,  # and 1, 3
    "resolution_time": 780,  # (2 + 35 + 10 + 21 + 0 + 10) / 6 min
    "first_response_time": 675,  # (27 + 3 + 15 + 0) / 4 min
    "first_reply_time_any": 112.5,  # 15 min and seven times at once
    "first_reply_time_any_p50": 0,
    "first_reply_time_any_p90": 270,
    "service_level": 1 / 2,  # W counts from the hand-over: 2 min, and 3 min until giving up
    "mean_wait": 84,  # (2 + 2 + 3 + 0 + 0) / 5 min
    "abandonment_rate": 1 / 5,
    "lost_issues": 0,
    "queue_length": 7 / 120,
    "cost": 2.8,
    "cost_bot": 2.8,  # for 7 engaged
    "cost_per_resolution": 2.8 / 6,
}
# 0 comes to those who can't help and is transferred, 1 is escalated, 2 neither.
ROUTES = scenario(
    calendar={"duration": "2 h"},
    teams={"desk": {"agents": 1, "skills": {"call": {}}}, "second": {"agents": 1, "skills": {"call": {}}}},
)
TRANSFERS = log(ROUTES, """
    issue leg kind       team   arrived queued started talk_ended outcome
    0     0   first      desk   0       0      4       5          transferred
    0     1   transfer   second 0       5      8       13         solved
    1     0   first      desk   10      10     10      15         escalated
    1     1   escalation second 10      15     15      20         solved
    2     0   first      desk   20      20     20      25         solved
""")  # fmt: skip
OF_TRANSFERS = {
    "transfer_rate": 2 / 3,
    "misroute_rate": 1 / 3,
    "escalation_rate": 1 / 3,
    "fcr": 1,
    "fcr_no_transfer": 1 / 3,
    "average_speed_of_answer": 80,  # who finds out answers: 4 min
    "average_handling_time": 7 * 60,  # (1 + 5, 5 + 5, 5) / 3 min
    "queue_length": 7 / 120,
}
CASES = [(MACHINES, OF_MACHINES), (TRANSFERS, OF_TRANSFERS)]


@pytest.mark.parametrize(
    ("facts", "name", "expected"), [(facts, name, value) for facts, values in CASES for name, value in values.items()]
)
def test_figure(facts, name, expected):
    assert figure(facts, name) == pytest.approx(expected)


def test_by_topic_and_channel():
    assert column(MACHINES, "containment_false", "topic") == {"call": 1 / 5, "note": 1}
    assert column(MACHINES, "deflection", "topic") == pytest.approx({"call": 2 / 8, "note": nan}, nan_ok=True)
    assert column(MACHINES, "cost_bot", "channel") == pytest.approx({"chat": 2.8, "phone": 0})
    assert column(MACHINES, "offered", "channel") == {"chat": 2, "phone": 3}


def test_a_bot_is_no_teams():
    assert column(MACHINES, "cost", "team") == {"desk": 0}
    assert column(MACHINES, "cost", "hour") == pytest.approx({0: 5 * 0.4, 1: 2 * 0.4})


def test_backlog_begins_as_the_bot_hands_over():
    """Held outside from minute 20 to 140, with the bot before; still outside from minute 100."""
    desk = scenario(calendar={"duration": "4 h"}, channels={"chat": {"kind": "live"}})
    facts = log(desk, """
        issue leg kind  arrived queued started talk_ended outcome
        0     0   bot   0       -      0       20         handed_over
        0     1   first 0       140    180     190        solved
        1     0   bot   30      -      30      100        handed_over
        1     1   first 30      -      -       -          open
    """)  # fmt: skip
    assert column(facts, "backlog", "hour") == {0: 1, 1: 2, 2: 2, 3: 1}
    assert figure(facts, "queue_length") == pytest.approx(40 / 240)


def test_answered_late_though_contained_at_first():
    """Contained wrongly on Monday, answered on Wednesday: late. Contained for good: never answered, and not late."""
    desk = scenario(calendar={"duration": "4 d"}, channels={"chat": {"kind": "live"}})
    facts = log(desk, """
        issue contact kind   created arrived queued started talk_ended outcome
        0     0       bot    0       0       -      0       1          contained
        0     1       repeat 0       3000    3000   3000    3010       solved
        1     0       bot    0       0       -      0       1          contained
    """)  # fmt: skip
    assert figure(facts, "late_customers") == 1
