"""Dimensions: which groups there are, in which of them a tick lies, and how time is split among them."""

import numpy as np
import pytest
from tiny_logs import column, log, scenario

from simsupport import units
from simsupport.errors import SimsupportError
from simsupport.measures import measure
from simsupport.measures.dimensions import boundaries, dimensions_of, ranges, split
from simsupport.measures.opening import OpeningClocks


def groups(desk, by, facts=None):
    """The values of a dimension with the contacts offered in each."""
    return column(facts or log(desk), "offered", by)


def test_names_are_there_though_nothing_happened():
    desk = scenario(channels={"phone": {"kind": "live"}, "mail": {"kind": "deferred"}})
    assert groups(desk, "channel") == {"phone": 0, "mail": 0}
    assert groups(desk, "team") == {"desk": 0}
    assert len(measure(log(desk), by=["channel", "topic", "team", "day"], names=["offered"])) == 2 * 28


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("quarter_hour", [88, 89, 90, 91, 92, 93, 94, 95]),
        ("half_hour", [44, 45, 46, 47]),
        ("hour", [22, 23]),
        ("day", ["2026-01-11"]),
        ("day_of_week", ["sun"]),
        ("weekend", [True]),
        ("week", ["2026-W02"]),
        ("month", ["2026-01"]),
    ],
)
def test_intervals_that_the_time_looked_at_touches(by, expected):
    assert list(groups(scenario(calendar={"warm_up": "166 h", "duration": "2 h"}), by)) == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("quarter_hour", 39), ("half_hour", 19), ("hour", 9), ("day", "2026-03-01"), ("day_of_week", "sun"),
        ("weekend", True), ("week", "2026-W09"), ("month", "2026-03"),
    ],
)  # fmt: skip
def test_the_interval_of_a_contact_goes_by_the_local_clock(by, expected):
    """Sunday, 2026-03-01, 9:50 in Berlin."""
    desk = scenario(calendar={"start": "2026-02-28", "duration": "3 d", "time_zone": "Europe/Berlin"})
    facts = log(desk, f"issue arrived started talk_ended outcome\n0 {24 * 60 + 590} - - open")
    assert {value for value, offered in groups(desk, by, facts).items() if offered} == {expected}


def test_a_day_in_which_the_clock_changes():
    """On 2026-03-29 there is no 2 o'clock in Berlin; on 2026-10-25 there are two."""
    spring = scenario(calendar={"start": "2026-03-29", "duration": "6 h", "time_zone": "Europe/Berlin"})
    autumn = scenario(calendar={"start": "2026-10-25", "duration": "6 h", "time_zone": "Europe/Berlin"})
    agent = "agent state start end\n0 on 0 6"
    assert column(log(spring, "", agent, units.HOUR), "paid_hours", "hour") == {0: 1, 1: 1, 3: 1, 4: 1, 5: 1, 6: 1}
    assert column(log(autumn, "", agent, units.HOUR), "paid_hours", "hour") == {0: 1, 1: 1, 2: 2, 3: 1, 4: 1}


def test_days_of_the_week_and_hours_in_their_order():
    table = measure(log(scenario()), by=["day_of_week", "hour"], names=["offered"])
    assert table["day_of_week"].unique().tolist() == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert table["hour"].tolist() == list(range(24)) * 7


def test_labels():
    desk = scenario()
    facts = log(
        desk,
        """
        issue arrived started talk_ended outcome label.tier
        0     0       -       -          open    vip
        1     0       -       -          open    standard
        2     0       -       -          open    -
        3     0       -       -          open    vip
    """,
    )
    assert groups(desk, "label.tier", facts) == {"standard": 1, "vip": 2}
    assert measure(facts, names=["offered"])["value"].tolist() == [4]


def test_dimensions_of_a_scenario():
    line = {"topic": "call", "channel": "phone", "rate": "0 / h", "labels": {"tier": {"vip": "100%"}}}
    assert dimensions_of(scenario(demand=[line]))[:5] == ["channel", "topic", "team", "label.tier", "target"]


def test_too_many_groups_are_refused():
    desk = scenario(topics={f"topic {number}": {"talk": "1 min"} for number in range(400)})
    with pytest.raises(SimsupportError, match="1,075,200 groups"):
        measure(log(desk), by=["topic", "day", "quarter_hour"])


def test_split():
    bounds = np.array([10, 20, 30])
    start, end = np.array([0, 12, 15, 20, 25, 29]), np.array([9, 14, 30, 30, 99, 29])
    pieces = np.stack(split(start, end, bounds), axis=1)
    assert pieces.tolist() == [
        [1, 0, 12, 14], [2, 0, 15, 20], [2, 1, 20, 30], [3, 1, 20, 30], [4, 1, 25, 30],
    ]  # fmt: skip


def test_ranges():
    rows, numbers = ranges(np.array([7, 8, 9]), np.array([0, 5, 3]), np.array([2, 4, 4]))
    assert rows.tolist() == [7, 7, 9]
    assert numbers.tolist() == [0, 1, 3]


def test_boundaries_include_the_ends():
    clock = scenario(calendar={"warm_up": "30 min", "duration": "2 h"}).wall_clock
    assert (boundaries(clock, units.HOUR) / units.MINUTE).tolist() == [30, 60, 120, 150]
    assert (boundaries(clock, units.DAY) / units.MINUTE).tolist() == [30, 150]


def test_opening_clocks():
    clocks = OpeningClocks([[(10, 20), (30, 35)], [], [(0, 50)]])
    ticks = np.array([0, 10, 15, 20, 25, 30, 34, 99])
    assert clocks.elapsed(np.zeros(8), np.full(8, -5), ticks).tolist() == [0, 0, 5, 10, 10, 10, 14, 15]
    assert clocks.elapsed(np.array([0, 0, 1, 2]), np.array([0, 15, 0, 7]), np.array([12, 33, 9, 99])).tolist() == [
        2,
        8,
        0,
        43,
    ]
    assert not clocks.always(50)
    assert OpeningClocks([[(0, 50)], [(-5, 60)]]).always(50)
