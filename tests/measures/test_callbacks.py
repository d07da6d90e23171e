"""Callbacks and chasers: small logs, literal figures."""

from math import nan

import pytest
from tiny_logs import column, figure, log, scenario

from simsupport import units
from simsupport.measures import measure

PHONE = scenario(
    calendar={"duration": "2 h"},
    channels={"phone": {"kind": "live", "target": {"share": "80%", "within": "20 min"}}},
    teams={"desk": {"agents": 1, "skills": {"call": {}}}, "second": {"agents": 1, "skills": {"call": {}}}},
)
# 0 is reached at once and 1 at the second try; 2 is never reached; 3 and 5 are still to be called; 4 just waits.
CALLS = log(PHONE, """
    issue leg kind      team   arrived queued started talk_ended outcome
    0     0   first     desk   0       0      -       0          callback
    0     1   follow_up second 0       0      12      17         solved
    1     0   first     desk   5       5      -       5          callback
    1     1   follow_up desk   5       5      10      10.5       callback
    1     2   follow_up desk   5       40     45      50         solved
    2     0   first     desk   20      20     -       20         callback
    2     1   follow_up desk   20      20     22      22.5       callback
    2     2   follow_up desk   20      60     60      60.5       gone_quiet
    3     0   first     desk   30      30     -       30         callback
    3     1   follow_up desk   30      30     100     100.5      callback
    3     2   follow_up desk   30      -      -       -          open
    4     0   first     desk   50      50     51      55         solved
    5     0   first     desk   110     110    -       110        callback
    5     1   follow_up desk   110     110    -       -          open
""", """
    agent state start end
    0     on    0     120
""")  # fmt: skip
OF_CALLS = {
    "offered": 6,
    "answered": 3,
    "callback_rate": 5 / 6,
    "callback_wait": 26 * 60,  # 12 and 40 min
    "callbacks_unreached": 1,
    "service_level": 2 / 5,  # 12 and 1 min; 40 min, never and 90 min are late; 5 is not yet due
    "average_speed_of_answer": 1060,  # (12 + 40 + 1) / 3 min
    "mean_wait": 1930,  # (12 + 40 + 40 + 90 + 1 + 10) / 6 min
    "queue_length": 105 / 120,  # 12, 5 + 5, 2, 70, 1 and 10: not between two tries
    "abandonment_rate": 0,
    "lost_issues": 1,
    "resolution_rate": 3 / 6,
    "average_handling_time": 280,  # 5, 5 and 4 min: ringing is no talk
    "occupancy": 16 / 120,  # but it takes time
    "turns_per_contact": 1,
    "gone_quiet_rate": 0,  # they were never answered
    "next_response_time": nan,
}
MAIL = scenario(
    calendar={"duration": "100 h"},
    channels={"mail": {"kind": "deferred", "target": {"share": "90%", "within": "25 h"}}},
)
# 0 asks where the answer is and gets it, 2 asks and gives up, 3 asks and waits.
LETTERS = log(MAIL, """
    issue contact kind   created arrived queued started talk_ended outcome
    0     0       first  0       0       0      30      31         solved
    0     1       chaser 0       24      24     -       24         transferred
    1     0       first  10      10      10     12      13         solved
    2     0       first  20      20      20     -       50         abandoned
    2     1       chaser 20      44      44     -       44         transferred
    2     2       retry  20      60      60     61      62         solved
    3     0       first  90      90      90     -       -          open
    3     1       chaser 90      95      95     -       95         transferred
""", unit=units.HOUR)  # fmt: skip
OF_LETTERS = {
    "chasers": 3,
    "chaser_rate": 3 / 5,
    "offered": 5,
    "contacts_per_issue": 5 / 4,
    "service_level": 2 / 4,  # 30 h is late, giving up after 30 h too
    "abandonment_rate": 1 / 5,
    "fcr": 2 / 4,
    "resolution_rate": 3 / 4,
    "lost_issues": 0,
    "queue_length": (30 + 2 + 30 + 1 + 10) / 100,
    "backlog": (30 + 2 + 30 + 1 + 10) / 100,
    "misroute_rate": 0,
}
CASES = [(CALLS, OF_CALLS), (LETTERS, OF_LETTERS)]


@pytest.mark.parametrize(
    ("facts", "name", "expected"),
    [(facts, name, value) for facts, values in CASES for name, value in values.items()],
)
def test_figure(facts, name, expected):
    assert figure(facts, name) == pytest.approx(expected, nan_ok=True)


def test_who_calls_back_is_the_contacts_team():
    assert column(CALLS, "answered", "team") == {"desk": 2, "second": 1}
    assert column(CALLS, "average_handling_time", "team") == {"desk": 270, "second": 300}


def test_a_chaser_counts_when_it_comes_and_in_the_rate_when_the_contact_did():
    assert column(LETTERS, "chasers", "day_of_week") == {"mon": 0, "tue": 2, "wed": 0, "thu": 1, "fri": 0}
    rates = column(LETTERS, "chaser_rate", "day_of_week")
    assert [rates[day] for day in ("mon", "wed", "thu")] == pytest.approx([2 / 3, 0, 1])


def test_who_asks_comes_again_but_with_no_contact_of_its_own():
    """The one who gave up came again with the retry: within 50 hours, but not within 30."""
    for window, expected in ((50, [2, 3]), (30, [3, 3])):
        table = measure(LETTERS, names=["fcr_window"], window=window * units.HOUR)
        assert table[["numerator", "denominator"]].to_numpy().tolist() == [expected]
