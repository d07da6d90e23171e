"""The points of a Poisson process (R4): against a plain inversion, and what they cost in memory."""

import tracemalloc

import numpy as np
import pytest
from demands import desk

from simsupport import sample_demand
from simsupport.chance import Purpose, stream, uniforms
from simsupport.demand import points as compiled
from simsupport.demand.points import points
from simsupport.scenario.timeline.rates import Rates

KEY = stream(1, 0, "line a")
HOUR = 3_600_000_000


def rates_of(*per_hour: float) -> Rates:
    starts = np.arange(len(per_hour)) * HOUR
    ones = np.ones(len(per_hour))
    return Rates(starts, starts + HOUR, np.array(per_hour) / HOUR, np.zeros(len(per_hour), np.int64), ones)


def by_plain_inversion(rates: Rates, first: int) -> tuple[list[int], list[int]]:
    cumulative = np.concatenate([[0.0], np.cumsum(rates.per_tick * HOUR)])
    gaps = -np.log1p(-uniforms(KEY, np.arange(first, first + 10_000), Purpose.GAP))
    at = np.cumsum(gaps)
    at = at[at < cumulative[-1]]
    interval = np.searchsorted(cumulative, at, side="right") - 1
    ticks = rates.starts[interval] + (at - cumulative[interval]) / rates.per_tick[interval]
    return np.rint(ticks).tolist(), interval.tolist()


@pytest.mark.parametrize("per_hour", [(), (0.0,), (5.0,), (0.0, 30.0, 0.0, 0.0, 7.0, 0.0), (900.0, 0.1, 2000.0)])
@pytest.mark.parametrize("first", [0, 2**40])
def test_points_are_those_of_a_plain_inversion(per_hour, first):
    given = rates_of(*per_hour)
    ticks, intervals = points(given, given.per_tick, KEY, first)
    expected, places = by_plain_inversion(given, first)
    assert intervals.tolist() == places
    assert ticks.tolist() == pytest.approx(expected, abs=1)  # NumPy's logarithm may differ in its last bit


def test_room_that_is_too_small_is_made_larger(monkeypatch):
    """Room is made for six standard deviations more than are expected; here a tenth of what it takes is tried first."""
    given = rates_of(500.0)
    usual = points(given, given.per_tick, KEY, 0)
    tried = []

    def in_little_room(ticks, places, *others):
        room = len(ticks) // 10
        tried.append(room)
        return fill(ticks[:room], places[:room], *others)

    fill = compiled._fill
    monkeypatch.setattr(compiled, "_fill", in_little_room)
    ticks, places = points(given, given.per_tick, KEY, 0)
    assert len(tried) > 2
    assert (ticks.tolist(), places.tolist()) == (usual[0].tolist(), usual[1].tolist())


@pytest.mark.parametrize("lines", [1, 3])
def test_sampling_takes_at_most_100_bytes_per_issue_at_its_peak(lines):
    named = [{"name": f"line {number}", "rate": "300 / h"} for number in range(lines)]
    scenario = desk(*named, topics={"billing": {"talk": "5 min"}, "technical": {"talk": "5 min"}})
    sample_demand(scenario)
    tracemalloc.start()
    demand = sample_demand(scenario, seed=2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(demand) > 190_000 * lines
    assert peak / len(demand) <= 100
