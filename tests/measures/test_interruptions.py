"""Interrupted, parked and dead work, chats that slow each other down: small logs, literal figures."""

import pytest
from tiny_logs import column, figure, log, scenario

from simsupport import units

DESK = scenario(
    calendar={"duration": "100 min"},
    channels={"mail": {"kind": "deferred", "interruptible": True}, "phone": {"kind": "live"}},
    teams={"desk": {"agents": 2, "skills": {"call": {}}}, "late": {"agents": 1, "skills": {"call": {}}}},
)
# Calls 1 and 2 interrupt mail 0; mail 3 is parked, and another team goes on with it; mail 4 is still put aside at the
# horizon; call 5 leaves work.
PIECES = log(DESK, """
    issue leg turn kind      channel team agent arrived queued started talk_ended released outcome
    0     0   0    first     mail    desk 0     0       0      0       4          4        paused
    0     1   0    rest      mail    desk 0     0       4      10      12         12       paused
    0     2   0    rest      mail    desk 0     0       12     20      25         26       solved
    1     0   0    first     phone   desk 0     4       4      4       9          10       solved
    2     0   0    first     phone   desk 0     12      12     12      20         20       solved
    3     0   0    first     mail    desk 0     30      30     30      40         40       parked
    3     1   0    rest      mail    late 2     30      40     70      75         75       solved
    4     0   0    first     mail    desk 0     50      50     50      52         52       paused
    4     1   0    rest      mail    desk -     50      52     -       -          -        open
    5     0   0    first     phone   desk 1     80      80     80      82         82       parked
    5     1   1    follow_up mail    desk 1     80      82     83      84         84       solved
""", """
    agent team state start end
    0     desk on    0     100
    1     desk on    0     100
    2     late on    0     100
""")  # fmt: skip
OF_PIECES = {
    "interruptions": 3,
    "interruptions_per_talk": 3 / 4,  # mails 0, 3 and 4, and the follow-up work
    "parked_work": 1,
    "put_aside_hours": 92 / 60,  # 6 + 8, 30, 48 min
    "answered": 6,
    "average_handling_time": 528,  # (12 + 6 + 8 + 15 + 3) / 5 min; mail 4 is still in work
    "average_talk_time": 504,  # 2 min of it are wrap
    "first_response_time": 0,
    "queue_length": 93 / 100,  # also while it is put aside; and 1 min of the follow-up work
    "occupancy": 46 / 300,
    "turns_per_contact": 7 / 6,
    "stale_work": 0,
    "abandonments": 0,
}
LEFT = scenario(
    calendar={"duration": "100 min"},
    channels={"chat": {"kind": "live", "target": {"share": "80%", "within": "2 min"}}, "mail": {"kind": "deferred"}},
)
# Chat 0 and mails 1 and 2 are given up without a sign; 0 tries again; 1 is still to be found dead; 2 is, after a pause.
DEAD = log(LEFT, """
    issue contact leg kind  channel created arrived queued started talk_ended outcome
    0     0       0   first chat    0       0       0      -       3          abandoned
    0     0       1   rest  chat    0       0       3      10      12         stale
    0     1       0   retry chat    0       20      20     21      25         solved
    1     0       0   first mail    5       5       5      -       30         abandoned
    1     0       1   rest  mail    5       5       30     -       -          open
    2     0       0   first mail    6       6       6      -       10         abandoned
    2     0       1   rest  mail    6       6       10     40      41         paused
    2     0       2   rest  mail    6       6       41     50      51         stale
    3     0       0   first chat    60      60      60     60      62         solved
""", """
    agent state start end
    0     on    0     100
""")  # fmt: skip
OF_DEAD = {
    "offered": 5,
    "answered": 2,
    "service_level": 2 / 3,  # the chat gave up after 3 min
    "abandonment_rate": 3 / 5,
    "abandonments": 3,
    "lost_issues": 2,
    "resolution_rate": 2 / 4,
    "stale_work": 4 / 60,
    "mean_wait": 396,  # (3 + 1 + 25 + 4 + 0) / 5 min
    "queue_length": 33 / 100,
    "average_handling_time": 180,  # (4 + 2) / 2 min
    "occupancy": 10 / 100,
    "put_aside_hours": 0,
    "backlog": 0,
}
# Two chats at once take longer than the work in them.
CHAT = scenario(calendar={"duration": "1 h"}, channels={"chat": {"kind": "live", "concurrency": 2, "slowdown": 0.5}})
CHATS = log(CHAT, """
    issue arrived started talk_ended released effort outcome
    0     0       0       10         11       7      solved
    1     2       2       9          9        4.5    solved
""", """
    agent state start end
    0     on    0     60
""")  # fmt: skip
OF_CHATS = {
    "average_talk_time": 510,  # (10 + 7) / 2 min
    "average_effort": 345,  # (7 + 4.5) / 2 min
    "average_wrap_time": 30,
    "average_handling_time": 540,
    "occupancy": 11 / 60,
    "weighted_load": 9 / 60,  # (11 + 7) / 2 min
}
CASES = [(PIECES, OF_PIECES), (DEAD, OF_DEAD), (CHATS, OF_CHATS)]


@pytest.mark.parametrize(
    ("facts", "name", "expected"), [(facts, name, value) for facts, values in CASES for name, value in values.items()]
)
def test_figure(facts, name, expected):
    assert figure(facts, name) == pytest.approx(expected)


def test_by_team_each_has_its_pieces():
    assert column(PIECES, "average_handling_time", "team") == pytest.approx(
        {"desk": (12 + 6 + 8 + 10 + 3) / 5 * 60, "late": 300}
    )
    assert column(PIECES, "answered", "team") == {"desk": 6, "late": 0}


def test_by_channel():
    assert column(PIECES, "interruptions", "channel") == {"mail": 3, "phone": 0}
    assert column(PIECES, "parked_work", "channel") == {"mail": 1, "phone": 0}
    assert column(DEAD, "stale_work", "channel") == pytest.approx({"chat": 2 / 60, "mail": 2 / 60})


def test_put_aside_is_backlog_and_dead_is_not():
    desk = scenario(calendar={"duration": "10 h"}, channels={"mail": {"kind": "deferred"}})
    facts = log(desk, """
        issue leg kind  arrived queued started talk_ended outcome
        0     0   first 1       1      1       2          parked
        0     1   rest  1       2      7       8          solved
        1     0   first 0       0      -       4          abandoned
        1     1   rest  0       4      9       10         stale
    """, unit=units.HOUR)  # fmt: skip
    assert column(facts, "backlog", "hour") == dict(enumerate([1, 1, 2, 2, 1, 1, 1, 0, 0, 0]))
    assert figure(facts, "backlog_age_p50") == 3 * 3600  # 1, 2, 3, 4 and 2, 3, 4, 5, 6 hours
