"""Response and service level: small logs, literal figures."""

from math import nan

import pytest
from tiny_logs import column, figure, log, scenario

from simsupport import units

PHONE = scenario(
    calendar={"warm_up": "5 min", "duration": "95 min"},
    channels={"phone": {"kind": "live", "target": {"share": "80%", "within": "2 min"}, "short_abandon": "1 min"}},
)
# Waits in minutes: 0, 2 (in time: ≤), 5 | gave up after 1.5 (in time), 4, 0 (balked: short) | blocked 0 | open 3
# (overdue: missed), open 1 (not yet due: left out of levels). The first comes in the warm-up and gives up after it.
CALLS = log(PHONE, """
    issue arrived queued started talk_ended outcome
    0     3       3      -       8          abandoned
    1     10      10     10      15         solved
    2     11      11     13      16         solved
    3     12      12     17      20         closed
    4     20      20     -       21.5       abandoned
    5     30      30     -       34         abandoned
    6     40      40     -       40         balked
    7     50      -      -       50         blocked
    8     60      -      -       60         rejected
    9     61      -      -       61         converted
    10    97      97     -       -          open
    11    99      99     -       -          open
""")  # fmt: skip
OF_CALLS = {
    "offered": 9,
    "answered": 3,
    "rejected": 1,
    "converted": 1,
    "service_level": 2 / 6,  # 2 in time of 9, without the open one and the two who gave up in time
    "service_level_offered": 2 / 8,
    "service_level_with_abandons": 4 / 8,
    "service_level_answered": 2 / 3,
    "service_level_without_short": 2 / 7,
    "sla_compliance": 2 / 6,
    "average_speed_of_answer": 140,  # (0 + 2 + 5) / 3 min
    "mean_wait": 110,  # (0 + 2 + 5 + 1.5 + 4 + 0 + 0 + 3 + 1) / 9 min
    "waited_share": 6 / 9,
    "wait_p50": 90,  # of 0 0 0 1 1.5 2 3 4 5 min
    "wait_p90": 252,  # 4.2 min
    "wait_p95": 276,
    "wait_p99": 295.2,
    "longest_wait": 300,
    "excess_wait": 40,  # (3 + 2 + 1) / 9 min
    "abandonment_rate": 2 / 8,
    "blocked_rate": 1 / 9,
    "balk_rate": 1 / 9,
    "abandonments": 4,  # by the time of giving up: the one of the warm-up too
    "queue_length": 19.5 / 95,  # 16.5 min and 3 min of the one from the warm-up
    "waiting_hours": 19.5 / 60,
    "lost_issues": 5,
}

MAIL = scenario(
    calendar={"duration": "2 weeks"},  # from Monday, 2026-01-05
    channels={"mail": {"kind": "deferred", "open": {"mon-fri": "09:00-17:00"}}, "phone": {"kind": "live"}},
)
# In hours: 10 is Monday 10:00, 34 Tuesday 10:00, 58 Wednesday 10:00, 112 Friday 16:00, 177 the next Monday 9:00.
LETTERS = log(MAIL, """
    issue contact kind   channel created arrived queued started talk_ended outcome
    0     0       first  mail    10      10      10     12      13         solved
    1     0       first  mail    16      16      16     34      35         unresolved
    1     1       repeat mail    16      58      58     58      59         solved
    2     0       first  mail    112     112     112    177     178        solved
    3     0       first  mail    114     114     114    -       -          open
    4     0       first  phone   20      20      20     -       21         abandoned
    4     1       retry  phone   20      -       -      -       -          open
    5     0       first  phone   30      30      -      -       30         rejected
""", unit=units.HOUR)  # fmt: skip
HOUR = 3600
OF_LETTERS = {
    "first_response_time": 85 / 3 * HOUR,  # 2, 18 and 65 h
    "first_response_time_p50": 18 * HOUR,
    "first_response_time_p90": 55.6 * HOUR,
    "first_response_time_business": 5 / 3 * HOUR,  # 2, 1 + 1 and 1 h
    "first_response_time_business_p50": 2 * HOUR,
    "first_response_time_business_p90": 2 * HOUR,
    "first_reply_time_any_p50": 18 * HOUR,  # there is no bot
    "resolution_time": 112 / 3 * HOUR,  # 3, 43 and 66 h
    "resolution_time_p50": 43 * HOUR,
    "resolution_time_p90": 61.4 * HOUR,
    "resolution_time_business": 16 / 3 * HOUR,  # 3, 1 + 8 + 2 and 1 + 1 h
    "resolution_time_business_p50": 3 * HOUR,
    "resolution_time_business_p90": 9.4 * HOUR,
    "issues": 6,
    "lost_issues": 1,  # the rejected one; who gave up will try again
    "late_customers": 3,  # 65 h, still waiting since Friday, and to try again since Monday
    "sla_compliance": nan,  # no target
    "service_level": nan,
    "excess_wait": nan,
}
CASES = [(CALLS, OF_CALLS), (LETTERS, OF_LETTERS)]


@pytest.mark.parametrize(
    ("facts", "name", "expected"), [(facts, name, value) for facts, values in CASES for name, value in values.items()]
)
def test_figure(facts, name, expected):
    assert figure(facts, name) == pytest.approx(expected, nan_ok=True)


def test_nothing_happened():
    """Counts are 0, what has no denominator is NaN."""
    empty = log(PHONE)
    for name in OF_CALLS:
        assert figure(empty, name) == pytest.approx(
            0 if name in ("offered", "answered", "rejected", "converted", "abandonments", "queue_length",
                          "waiting_hours", "lost_issues") else nan, nan_ok=True)  # fmt: skip


def test_answered_is_answered_though_the_customer_gives_up_later():
    """Giving up after an escalation is no abandonment of the contact, but counts by the time of the event."""
    facts = log(
        PHONE,
        """
        issue leg kind       arrived queued started talk_ended outcome
        0     0   first      10      10     10      12         escalated
        0     1   escalation 10      12     -       19         abandoned
    """,
    )
    names = ("answered", "service_level", "abandonment_rate", "abandonments", "waiting_hours", "lost_issues")
    assert [figure(facts, name) for name in names] == pytest.approx([1, 1, 0, 1, 7 / 60, 1])


def test_held_outside_waits_from_the_opening():
    """Who is held outside waits from the opening on; who is still outside is not yet due."""
    facts = log(
        PHONE,
        """
        issue arrived queued started talk_ended outcome
        0     10      30     31      35         solved
        1     10      -      -       -          open
    """,
    )
    names = ("offered", "service_level", "mean_wait", "first_response_time", "queue_length")
    assert [figure(facts, name) for name in names] == pytest.approx([2, 1, 30, 21 * 60, 1 / 95])


def test_the_target_goes_by_its_clock():
    """Friday 16:30 to Monday 9:30 is an hour of opening: in time on the business clock, not on the calendar's."""
    hours = log(
        scenario(
            calendar={"duration": "2 weeks"},
            channels={
                name: {
                    "kind": "deferred",
                    "open": {"mon-fri": "09:00-17:00"},
                    "target": {"share": "90%", "within": "1 h", "clock": clock},
                }
                for name, clock in (("business", "business"), ("calendar", "calendar"))
            },
        ),
        """
        issue channel  arrived queued started talk_ended outcome
        0     business 112.5   112.5  177.5   178        solved
        1     business 112.5   112.5  178     179        solved
        2     calendar 112.5   112.5  177.5   178        solved
        """,
        unit=units.HOUR,
    )
    assert column(hours, "service_level", "channel") == {"business": 0.5, "calendar": 0}
    assert column(hours, "sla_compliance", "target") == {"business first response": 0.5, "calendar first response": 0}
    assert column(hours, "excess_wait", "channel") == pytest.approx({"business": 900, "calendar": 64 * HOUR})


def test_the_calendar_clock_shows_the_weekend_and_the_business_clock_hides_it():
    """Held outside from Saturday to Monday 9:00 (hour 177): the promise's clock starts as the contact comes to the
    humans' door, W as it queues. Overdue from the third day on are those that are still outside; blocked at the
    opening is breached. The bot's time, 121 to 121.5 and on a weekday 100 to 104, is no wait for humans."""
    hours = log(
        scenario(
            calendar={"duration": "200 h"},
            channels={
                name: {
                    "kind": "live", "open": {"mon-fri": "09:00-17:00"},
                    "target": {"share": "80%", "within": "3 h", "clock": name},
                }
                for name in ("business", "calendar")
            },
        ),
        """
        issue channel  leg kind  arrived queued started talk_ended outcome
        0     business 0   first 121     177    177.5   178        solved
        1     calendar 0   first 121     177    177.5   178        solved
        2     business 0   bot   121     -      121     121.5      handed_over
        2     business 1   first 121     177    178     179        solved
        3     calendar 0   bot   121     -      121     121.5      handed_over
        3     calendar 1   first 121     177    178     179        solved
        4     calendar 0   bot   100     -      100     104        handed_over
        4     calendar 1   first 100     104    106     107        solved
        5     calendar 0   first 121     -      -       177        blocked
        6     business 0   first 195     -      -       -          open
        7     calendar 0   first 195     -      -       -          open
        8     calendar 0   first 198     -      -       -          open
        9     calendar 0   first 170     -      -       172        abandoned
        """,
        unit=units.HOUR,
    )  # fmt: skip
    assert column(hours, "service_level", "channel") == {"business": 1, "calendar": 3 / 4}
    met = column(hours, "sla_compliance", "target")
    assert met == {"business first response": 1, "calendar first response": 1 / 5}  # 4 of 1, 3, 4, 5 and 7


def test_promises_of_one_kind_of_customer():
    """A target of vip mail, and one on resolution: lost is breached, open and not yet due is neither."""
    desk = scenario(
        calendar={"duration": "100 h"},
        channels={"mail": {"kind": "deferred"}, "phone": {"kind": "live", "target": {"share": "80%", "within": "1 h"}}},
        targets=[
            {"name": "vip mail", "where": {"channel": "mail", "tier": "vip"}, "first_response": "4 h"},
            {"name": "solved", "where": {"topic": "call"}, "resolution": "20 h"},
            {"name": "both", "where": {"tier": "none"}, "first_response": "4 h", "resolution": "1 d"},
            {"name": "calls lost", "where": {"channel": "phone"}, "abandonment": "5%"},
        ],
    )
    facts = log(
        desk,
        """
        issue channel arrived queued started talk_ended outcome    label.tier
        0     mail    0       0      4       5          solved     vip
        1     mail    0       0      5       6          unresolved vip
        2     mail    0       0      9       21         solved     standard
        3     phone   0       0      0       1          solved     vip
        4     phone   0       0      -       2          abandoned  -
        5     mail    70      70     -       -          open       vip
        6     mail    90      90     -       -          open       vip
        7     mail    97      97     -       -          open       vip
        """,
        unit=units.HOUR,
    )
    met = column(facts, "sla_compliance", "target")
    assert met == pytest.approx({
        "phone first response": 1 / 2,
        "vip mail": 1 / 4,  # 0 of 0, 1, 5 and 6; 7 is not yet due
        "solved": 2 / 6,  # 0 and 3 of 0, 1 (not solved), 2 (late), 3, 4 (lost), 5 (overdue); 6 and 7 are not yet due
        "both first response": nan,
        "both resolution": nan,
    }, nan_ok=True)  # fmt: skip
    assert figure(facts, "sla_compliance") == pytest.approx(4 / 12)
    assert figure(facts, "sla_compliance", target="vip mail", label_tier="vip") == 1 / 4
    assert figure(facts, "sla_compliance", channel="phone", target="solved") == 1 / 2


def test_a_contact_counts_when_it_arrives():
    facts = log(
        PHONE,
        """
        issue arrived queued started talk_ended outcome
        0     59      59     65      66         solved
        1     60      60     61      62         solved
    """,
    )
    assert column(facts, "service_level", "hour") == {0: 0, 1: 1}
    assert column(facts, "waiting_hours", "hour") == pytest.approx({0: 1 / 60, 1: 6 / 60})
