"""What waits at the start (R23): it is backlog, but nobody who came in the time looked at."""

import pytest
from tiny_logs import figure, log, scenario

from simsupport import units

MAIL = scenario(
    calendar={"duration": "100 h"},
    channels={"mail": {"kind": "deferred", "target": {"share": "90%", "within": "10 h"}}},
    targets=[{"name": "solved", "resolution": "5 h", "share": "90%"}],
)
# 0 and 1 came 90 and 50 hours before the start; 1 is held outside until 60 and pending from 62 to 70.
PILE = log(MAIL, """
    issue leg turn kind  created arrived queued started talk_ended outcome
    0     0   0    first -90     -90     0      30      31         solved
    1     0   0    first -50     -50     60     61      62         asked
    1     1   1    reply -50     -50     70     72      73         solved
    2     0   0    first 10      10      10     12      13         solved
""", unit=units.HOUR)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("issues", 1),
        ("offered", 1),
        ("answered", 1),
        ("service_level", 1),
        ("sla_compliance", 1),
        ("late_customers", 0),
        ("contacts_per_issue", 1),
        ("backlog", (30 + 61 + 2 + 2) / 100),
        ("backlog_age_p90", 112.6 * 3600),  # 91 to 120 h, 51 to 111 h, 1 and 2 h, and the reply's 121 and 122 h
        ("pending", 8 / 100),
        ("queue_length", (30 + 1 + 2 + 2) / 100),
        ("cycles_late", (303 + 467) / 93),  # whole tens of hours since −90 and −50
        ("next_response_time", 2 * 3600),  # by the reply's own tick
    ],
)
def test_figure(name, expected):
    assert figure(PILE, name) == pytest.approx(expected)
