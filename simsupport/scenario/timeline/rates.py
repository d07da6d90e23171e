"""How many issues a line brings when (R4): by profile or forecast, special days and initiatives; nothing by chance."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from simsupport import units
from simsupport.scenario import weekly
from simsupport.scenario.files.forecast import Forecast
from simsupport.scenario.lines import Line, RecordedLine, WaitingLine
from simsupport.scenario.models import Scenario
from simsupport.scenario.timeline.moves import DayMove
from simsupport.scenario.timeline.surges import surges

Numbers = NDArray[np.float64]
Ticks = NDArray[np.int64]

FLAT: weekly.WeekNumbers = dict.fromkeys(weekly.DAY_NAMES, (1.0,) * 24)


@dataclass(frozen=True)
class Rates:
    """Issues per tick in intervals that follow each other from tick 0 to the horizon.

    `day` is the local day of each interval, counted from the first of the horizon; `pace` is a factor on the base of
    the talk of its issues.
    """

    starts: Ticks
    ends: Ticks
    per_tick: Numbers
    day: Ticks
    pace: Numbers

    @property
    def middles(self) -> Numbers:
        """Where what varies within an interval is taken."""
        middles: Numbers = (self.starts + self.ends) / 2
        return middles


def rates(scenario: Scenario, line: Line) -> Rates:
    """A line's rate before its day and week factors, and before issues move to other days."""
    base = _by_forecast(scenario, line, line.forecast) if line.forecast else _by_profile(scenario, line)
    surge = surges(scenario, line, base.middles)
    return replace(base, per_tick=base.per_tick * _special_days(scenario, line)[base.day] * surge.factor)


def _by_profile(scenario: Scenario, line: Line) -> Rates:
    profile = line_profile(scenario, line)
    zone = scenario.channels[line.channel].time_zone
    starts, numbers, day = scenario.wall_clock.steps(profile or FLAT, zone)
    per_tick = np.full(len(starts), line.per_tick)
    if profile is not None:
        rows = [profile[name] for name in weekly.WEEKDAYS if name in profile]
        per_interval = line.per_tick * units.WEEK / sum(sum(row) for row in rows)
        per_tick = numbers * per_interval / (units.DAY // len(rows[0]))
    return Rates(starts, np.append(starts[1:], scenario.calendar.horizon), per_tick, day, np.ones(len(starts)))


def _by_forecast(scenario: Scenario, line: Line, forecast: Forecast) -> Rates:
    """The intervals of a forecast within the horizon; before and after them nothing comes."""
    clock, zone, horizon = scenario.wall_clock, scenario.channels[line.channel].time_zone, scenario.calendar.horizon
    bounds = forecast_bounds(scenario, line, forecast)
    per_tick = np.array(forecast.offered) * line.issues_per_contact / np.maximum(np.diff(bounds), 1)
    around = np.concatenate([[min(0, bounds[0])], bounds, [max(horizon, bounds[-1])]])
    starts, ends = np.clip(around[:-1], 0, horizon), np.clip(around[1:], 0, horizon)
    some = starts < ends
    days = clock.on_the_wall(np.append(0, starts[some]), zone) // units.DAY
    pace = np.pad(_pace(scenario, line, forecast), 1, constant_values=1.0)
    return Rates(starts[some], ends[some], np.pad(per_tick, 1)[some], days[1:] - days[0], pace[some])


def forecast_bounds(scenario: Scenario, line: Line, forecast: Forecast) -> Ticks:
    """Where the intervals of a forecast begin, and the last ends; an hour that the clock skips has no length."""
    zone = scenario.channels[line.channel].time_zone if forecast.start.tzinfo is None else None
    return scenario.wall_clock.ticks_since_1970(np.array(forecast.bounds, np.int64), zone)


def _pace(scenario: Scenario, line: Line, forecast: Forecast) -> Numbers:
    """The mean talk that is foreseen, as a factor on the stated one; 1 where none is."""
    usual, _ = stated(scenario, line.topic, line.channel)
    if not forecast.talk:
        return np.ones(len(forecast.offered))
    talk = np.array(forecast.talk, float)
    return np.where(talk > 0, talk / usual, 1.0)


def line_profile(scenario: Scenario, line: Line) -> weekly.WeekNumbers | None:
    """The weekly profile that a line follows; None if it is flat."""
    return scenario.profiles[line.profile] if isinstance(line.profile, str) else line.profile


def _special_days(scenario: Scenario, line: Line) -> Numbers:
    """For each local day of the horizon the factor of its date."""
    days = scenario.wall_clock.days(scenario.channels[line.channel].time_zone)
    given = (scenario.special_days.get(day) for day in days)
    return np.array([day.demand if day and day.concerns(line) else 1.0 for day in given])


@dataclass(frozen=True)
class Expected:
    """How many issues are expected between two ticks, in pieces that may overlap.

    `handling` is the mean talk and wrap of each piece's issues in ticks: as stated, foreseen or recorded.
    """

    starts: Ticks
    ends: Ticks
    issues: Numbers
    handling: Numbers

    @property
    def total(self) -> float:
        return float(self.issues.sum())

    @property
    def work(self) -> float:
        """Ticks of talk and wrap."""
        return float((self.issues * self.handling).sum())


def expected(scenario: Scenario, line: Line) -> Expected:
    """The issues that a line brings within the horizon, on average or as they were recorded."""
    if isinstance(line, RecordedLine):
        return _recorded(scenario, line)
    talk, wrap = stated(scenario, line.topic, line.channel)
    if isinstance(line, WaitingLine):
        return Expected(np.array([-1]), np.array([0]), np.array([float(line.count)]), np.array([talk + wrap]))
    given = rates(scenario, line)
    issues = given.per_tick * (given.ends - given.starts)
    pieces = list(_pieces(scenario, line, Expected(given.starts, given.ends, issues, talk * given.pace + wrap)))
    parts = ("starts", "ends", "issues", "handling")
    starts, ends, issues, handling = (np.concatenate([getattr(piece, part) for piece in pieces]) for part in parts)
    inside = (starts >= 0) & (starts < scenario.calendar.horizon)
    return Expected(starts[inside], ends[inside], issues[inside], handling[inside])


def _recorded(scenario: Scenario, line: RecordedLine) -> Expected:
    found = scenario.recorded[line.name]
    talk, wrap = stated(scenario, line.topic, line.channel)
    recorded = line.records.talk[found.rows]
    handling = np.where(recorded < 0, talk, recorded) + wrap
    return Expected(found.created, found.created + 1, np.ones(len(handling)), handling)


def stated(scenario: Scenario, topic: str, channel: str) -> tuple[float, float]:
    """The mean talk and wrap of a topic on a channel, in ticks."""
    talk, wrap = (scenario.topics[topic].on_channel(what, channel) for what in ("talk", "wrap"))
    return talk.mean if talk else 0.0, wrap.mean if wrap else 0.0


def _pieces(scenario: Scenario, line: Line, base: Expected) -> Iterator[Expected]:
    """What stays on its day, and what moves to others or is new there."""
    zone = scenario.channels[line.channel].time_zone
    stay = np.ones(len(base.issues))
    for move in line.all_moves:
        day = DayMove(scenario, zone, move)
        some = day.concerns(base.starts)
        stay[some] -= move.share
        issues = base.issues[some] * (move.share + line.new)
        yield Expected(day.moved(base.starts[some]), day.moved(base.ends[some]), issues, base.handling[some])
    yield replace(base, issues=base.issues * stay)


def most_expected(scenario: Scenario, line: Line) -> float:
    """About how many issues a line may bring, without a look at each day of the horizon."""
    if isinstance(line, RecordedLine):
        return float(len(line.records))
    if isinstance(line, WaitingLine):
        return float(line.count)
    usual = sum(line.forecast.offered) if line.forecast else line.per_tick * scenario.calendar.horizon
    factors = (initiative.effects.demand for initiative in scenario.initiatives.values())
    return usual * prod(max(factor, 1.0) for factor in factors)
