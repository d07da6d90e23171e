"""Resolution: small logs, literal figures."""

from math import nan

import pytest
from test_response import LETTERS
from tiny_logs import column, figure, log, scenario

from simsupport import units
from simsupport.measures import measure

DESK = scenario(
    calendar={"duration": "1 h"},
    teams={
        "frontline": {"agents": 2, "skills": {"call": {}}, "escalates_to": "specialists"},
        "specialists": {"agents": 1, "skills": {"call": {}}},
        "supervisors": {"agents": 1},
    },
)
# The worked example of the model; a plain call; one with an approval; one that the customer will find unsolved.
TALKS = log(DESK, """
    issue leg kind       team        agent arrived queued started talk_ended released effort hold granted outcome
    0     0   first      frontline   0     0       0      0       6          6.5      5      1    0       escalated
    0     1   escalation specialists 2     0       5      5       16         16       10     1    0       solved
    1     0   first      frontline   1     2       2      2       10         11       8      0    0       solved
    2     0   first      frontline   0     7       7      7       13         13       3      3    0       solved
    2     1   approval   supervisors 3     7       10     11      13         13       2      0    40      approved
    3     0   first      frontline   1     12      12     12      15         15       2      0    10      closed
""")  # fmt: skip
OF_TALKS = {
    "fcr": 3 / 4,
    "fcr_no_transfer": 2 / 4,
    "fcr_net": 2 / 3,
    "escalation_rate": 1 / 4,
    "approval_rate": 1 / 4,
    "resolution_rate": 3 / 4,
    "average_handling_time": 532.5,  # (6.5 + 11, 9, 6, 3) / 4 min; the supervisor's time is not the customer's
    "average_talk_time": 435,  # (5 + 10, 8, 3, 3) / 4 min
    "average_hold_time": 75,
    "average_wrap_time": 22.5,
    "average_effort": 420,
    "cost_concessions": 50,
    "lost_issues": 0,  # closed is not lost: the customer may not even know
}
OF_LETTERS = {
    "fcr": 2 / 6,
    "fcr_window": 5 / 6,
    "repeat_rate": 1 / 6,  # of 7 contacts one was rejected
    "contacts_per_issue": 7 / 6,  # the retry is still to come
    "resolution_rate": 3 / 6,
}
CASES = [(TALKS, OF_TALKS), (LETTERS, OF_LETTERS)]


@pytest.mark.parametrize(
    ("facts", "name", "expected"), [(facts, name, value) for facts, values in CASES for name, value in values.items()]
)
def test_figure(facts, name, expected):
    assert figure(facts, name) == pytest.approx(expected)


def test_nothing_happened():
    for name in (*OF_TALKS, *OF_LETTERS):
        assert figure(log(DESK), name) == pytest.approx(
            0 if name in ("cost_concessions", "lost_issues") else nan, nan_ok=True
        )


def test_handling_by_team_is_that_of_the_team():
    times = column(TALKS, "average_handling_time", "team")
    expected = {"frontline": 367.5, "specialists": 660, "supervisors": nan}
    assert times == pytest.approx(expected, nan_ok=True)


def test_issues_created_too_late_for_the_window_are_left_out():
    """A window of 10 days sees the issues of the first four: Monday's four, of which one came again."""
    table = measure(LETTERS, names=["fcr_window"], window=10 * units.DAY)
    assert table[["numerator", "denominator"]].to_numpy().tolist() == [[3, 4]]


def test_solved_after_an_approval_that_took_its_time():
    """The rest of a parked ticket solves the issue, and no one is at work in it."""
    mail = scenario(channels={"mail": {"kind": "deferred"}}, calendar={"duration": "1 h"})
    facts = log(
        mail,
        """
        issue leg kind     agent arrived queued started talk_ended granted outcome
        0     0   first    0     0       0      1       6          0       parked
        0     1   approval 0     0       6      20      23         40      approved
        0     2   rest     -     0       23     23      23         0       solved
    """,
    )
    names = ("fcr", "resolution_time", "average_handling_time", "queue_length", "occupancy")
    with_hours = log(mail, "", "agent state start end\n0 on 0 60").agents
    facts = type(facts)(facts.legs, with_hours, mail, 1, 0, "by hand")
    assert [figure(facts, name) for name in names] == pytest.approx([1, 23 * 60, 5 * 60, 1 / 60, 8 / 60])


def test_a_contact_in_work_at_the_horizon_has_no_handling_time_yet():
    facts = log(
        DESK,
        """
        issue arrived started talk_ended released outcome
        0     0       0       10         12       solved
        1     50      50      55         -        solved
        2     55      55      -          -        open
    """,
    )
    assert figure(facts, "average_handling_time") == 720
    assert figure(facts, "answered") == 3
    assert figure(facts, "fcr") == 2 / 3
