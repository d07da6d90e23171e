"""When the issues of a demand line are created (R4): a Poisson process, its day factors, moves to other days."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simsupport.chance import Purpose, Stream, stream, uniforms, values_at
from simsupport.demand.points import Places, points
from simsupport.kept import once
from simsupport.scenario import distributions
from simsupport.scenario.models import Factors, Line, Scenario
from simsupport.scenario.timeline.moves import DayMove
from simsupport.scenario.timeline.rates import Numbers, Rates, Ticks

NEW = 2**40  # from here on, and from each multiple, the numbers of issues that a move makes new


@dataclass(frozen=True)
class Arrivals:
    """Issues by number within their line: when they are created, and the interval of the rates that brings them."""

    k: Ticks
    created: Ticks
    interval: Places

    def those(self, some: NDArray[np.bool_]) -> "Arrivals":
        return Arrivals(self.k[some], self.created[some], self.interval[some])


def arrivals(scenario: Scenario, line: Line, rates: Rates, key: Stream, seed: int, replication: int) -> Arrivals:
    """The issues of a line; what moves beyond the horizon is gone."""
    per_tick = rates.per_tick * _factors(scenario, line, seed, replication)[rates.day]
    zone = scenario.channels[line.channel].time_zone
    usual = _points(rates, per_tick, key, 0)
    moves = [DayMove(scenario, zone, move) for move in line.all_moves]
    if not moves:
        return usual
    found = [_moved(usual, moves, uniforms(key, usual.k, Purpose.MOVE))]
    for place, move in enumerate(moves if line.new else ()):
        concerned = np.where(move.concerns(rates.starts), per_tick * line.new, 0.0)
        new = _points(rates, concerned, key, NEW * (place + 1))
        found.append(Arrivals(new.k, move.moved(new.created), new.interval))
    parts = (np.concatenate([getattr(each, part) for each in found]) for part in ("k", "created", "interval"))
    together = Arrivals(*parts)
    return together.those((together.created >= 0) & (together.created < scenario.calendar.horizon))


def _moved(issues: Arrivals, moves: list[DayMove], us: Numbers) -> Arrivals:
    """Each issue moves at most once: those of a day are divided among its moves by their shares."""
    created = issues.created.copy()
    below = np.zeros(len(us))
    for move in moves:
        concerned = move.concerns(issues.created)
        some = concerned & (us >= below) & (us < below + move.move.share)
        created[some] = move.moved(issues.created[some])
        below[concerned] += move.move.share
    return Arrivals(issues.k, created, issues.interval)


def _points(rates: Rates, per_tick: Numbers, key: Stream, first: int) -> Arrivals:
    """The points of a Poisson process, numbered from a first one."""
    created, interval = points(rates, per_tick, key, first)
    return Arrivals(np.arange(first, first + len(created)), created, interval)


def _factors(scenario: Scenario, line: Line, seed: int, replication: int) -> Numbers:
    """For each local day the product of the line's day and week factor."""
    day_numbers = _days(scenario, scenario.channels[line.channel].time_zone)
    week_numbers = (day_numbers - 1) // 7  # the first of January of the year 1 was a Monday

    def drawn(kind: str, named: Mapping[str, Factors], given: str | Factors | None, k: Ticks) -> Numbers:
        if given is None:
            return np.ones(len(k))
        factors, name = (named[given], given) if isinstance(given, str) else (given, f"line {line.name}")
        us = uniforms(stream(seed, replication, f"{kind} {name}"), k, Purpose.FACTOR)
        return values_at(distributions.Gamma(1.0, factors.cv), us)

    by_day = drawn("day factor", scenario.day_factors, line.day_factor, day_numbers)
    by_week = drawn("week factor", scenario.week_factors, line.week_factor, week_numbers)
    factors: Numbers = by_day * by_week
    return factors


@once
def _days(scenario: Scenario, zone: str) -> Ticks:
    """The local days of the horizon, counted from the first of the year 1."""
    return np.array([day.toordinal() for day in scenario.wall_clock.days(zone)], np.int64)
