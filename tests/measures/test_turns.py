"""Turns, pending and on hold, consulting and follow-up work: small logs, literal figures."""

from math import nan

import pytest
from tiny_logs import column, figure, log, scenario

from simsupport import units
from simsupport.measures import measure

HOUR = 3600
DESK = scenario(
    calendar={"duration": "100 h"},  # from Monday, 2026-01-05
    channels={"mail": {"kind": "deferred", "open": {"mon-fri": "09:00-17:00"}}, "phone": {"kind": "live"}},
    teams={"desk": {"agents": 1, "skills": {"call": {}}}, "experts": {"agents": 1, "skills": {"call": {}}}},
    targets=[
        {"name": "next", "where": {"channel": "mail"}, "next_response": "4 h", "share": "90%"},
        {"name": "next business", "next_response": "6 h", "share": "90%", "clock": "business"},
        {"name": "plain", "resolution": "25 h", "share": "90%"},
        {"name": "pending", "resolution": "25 h", "share": "90%", "pauses": ["pending"]},
        {"name": "both", "resolution": "10 h", "share": "90%", "pauses": ["pending", "on_hold"]},
        {"name": "business", "resolution": "5 h", "share": "90%", "clock": "business", "pauses": ["pending"]},
    ],
)
# In hours. 0 is asked and replies; 1 waits for a third party, is asked, and goes quiet; 2 is answered by the desk after
# it consulted; 3 is asked and pending; 4 has replied and waits; 5 is a call that leaves work.
TALKS = log(DESK, """
    issue leg turn kind       channel team    agent arrived queued started talk_ended outcome
    0     0   0    first      mail    desk    0     10      10     11      11.5       asked
    0     1   1    reply      mail    desk    0     10      34     36      37         solved
    1     0   0    first      mail    desk    0     12      12     12      13         on_hold
    1     1   1    reply      mail    desk    0     12      60     82      83         asked
    1     2   2    reply      mail    desk    -     12      -      -       95         gone_quiet
    2     0   0    first      mail    desk    0     14      14     14      15         on_hold
    2     1   0    escalation mail    experts 1     14      15     16      17         handed_over
    2     2   1    reply      mail    desk    0     14      17     33      34         solved
    3     0   0    first      mail    desk    0     15      15     15      16         asked
    3     1   1    reply      mail    desk    -     15      -      -       -          open
    4     0   0    first      mail    desk    0     20      20     33      34         asked
    4     1   1    reply      mail    desk    -     20      90     -       -          open
    5     0   0    first      phone   desk    0     12      12     12      12.5       parked
    5     1   1    follow_up  mail    desk    0     12      12.5   13.5    14         solved
""", unit=units.HOUR)  # fmt: skip
OF_TALKS = {
    "offered": 6,
    "answered": 6,
    "next_response_time": 40 / 3 * HOUR,  # 2, 22 and 16 h
    "next_response_time_p50": 16 * HOUR,
    "next_response_time_p90": 20.8 * HOUR,
    "next_response_time_business": 8 / 3 * HOUR,  # 2, 5 + 1 and 0 h
    "next_response_time_business_p50": 2 * HOUR,
    "next_response_time_business_p90": 5.2 * HOUR,
    "turns_per_contact": 11 / 6,  # 3 has had one turn so far, and 1 two
    "gone_quiet_rate": 1 / 6,
    "average_handling_time": 9.5 / 6 * HOUR,  # 1.5, 2, 3, 1, 1 and 1 h
    "first_response_time": 14 / 6 * HOUR,  # 1 and 13 h
    "resolution_time": 49 / 3 * HOUR,  # 27, 20 and 2 h
    "contacts_per_issue": 1,
    "resolution_rate": 3 / 6,
    "lost_issues": 0,
    "transfer_rate": 0,  # who is consulted hands nothing on
    "pending": 2.22,  # 23 + 47 + 12 + 84 + 56 samples of 100
    "backlog": 0.66,  # 1 + 2, 22, 1 + 16, 13 + 10, 1
    "queue_length": 0.66,
    "abandonments": 0,
    "parked_work": 0,  # follow-up work is not put aside
}
CASES = [(TALKS, OF_TALKS)]


@pytest.mark.parametrize(("name", "expected"), OF_TALKS.items())
def test_figure(name, expected):
    assert figure(TALKS, name) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("target", "met", "due"),
    [
        ("next", 1, 4),  # 2 h; not 22, 16 and more than 10 h
        ("next business", 3, 3),  # 4 has waited since after closing: not yet due
        ("plain", 2, 6),  # 2 and 5; the others took, or have taken, longer
        ("pending", 3, 4),  # 0 took 4.5 h; 1 was on hold for 47 h; 3 and 4 are not yet due
        ("both", 2, 5),  # 0 and 5; 1 went quiet after 24 h, 2 took 20 h as a colleague's answer pauses nothing
        ("business", 3, 4),  # 4.5, 23 (too long), 4 and 2 h
    ],
)
def test_promises(target, met, due):
    assert figure(TALKS, "sla_compliance", target=target) == met / due


def test_who_goes_quiet_in_time_keeps_and_breaks_nothing():
    desk = scenario(
        calendar={"duration": "200 h"},
        channels={"mail": {"kind": "deferred"}},
        targets=[
            {"name": "solved", "resolution": "50 h", "share": "90%"},
            {"name": "paused", "resolution": "9 h", "share": "90%", "pauses": ["pending"]},
        ],
    )
    facts = log(desk, """
        issue leg turn kind  arrived queued started talk_ended outcome
        0     0   0    first 0       0      5       6          asked
        0     1   1    reply 0       -      -       46         gone_quiet
        1     0   0    first 0       0      9       10         asked
        1     1   1    reply 0       -      -       60         gone_quiet
    """, unit=units.HOUR)  # fmt: skip
    table = measure(facts, by=["target"], names=["sla_compliance"])
    assert table[["target", "numerator", "denominator"]].to_numpy().tolist() == [["solved", 0, 1], ["paused", 0, 1]]
    assert figure(facts, "gone_quiet_rate") == 1


def test_next_response_by_what_the_reply_is_about():
    """Follow-up work is no reply; a reply counts in the interval in which it comes."""
    assert column(TALKS, "next_response_time", "day_of_week") == pytest.approx(
        {"mon": 16 * HOUR, "tue": 2 * HOUR, "wed": 22 * HOUR, "thu": nan, "fri": nan}, nan_ok=True
    )
    assert column(TALKS, "next_response_time", "channel") == pytest.approx(
        {"mail": 40 / 3 * HOUR, "phone": nan}, nan_ok=True
    )
    assert column(TALKS, "pending", "channel") == {"mail": 2.22, "phone": 0}


def test_work_on_another_channel_waits_there():
    assert column(TALKS, "queue_length", "channel") == pytest.approx({"mail": 0.66, "phone": 0})
    assert column(TALKS, "average_handling_time", "channel")["phone"] == HOUR
