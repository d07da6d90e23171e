"""What is asked of a desk before anything is simulated: contacts, work and agents by hour of the week.

Only first contacts are counted, on the channel of their line: what comes back is left out. Work is talk and wrap on
average, as stated, foreseen or recorded, at the pace of the fastest team that may take it, and weighs 1 / concurrency
of its channel; in erlangs: agents busy on average. Agents are those scheduled, without pauses, without standby and
before any absence. Averages go over the horizon without its warm-up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simsupport import units
from simsupport.roster import roster
from simsupport.scenario.checks.whole import servers
from simsupport.scenario.models import Line, Scenario
from simsupport.scenario.timeline import presence
from simsupport.scenario.timeline.presence import stands_by
from simsupport.scenario.timeline.rates import Expected, expected
from simsupport.scenario.weekly import DAY_NAMES

Array = NDArray[np.float64]
Until = Callable[[NDArray[np.int64]], Array]  # how much there was until a tick

HOURS = 24


@dataclass(frozen=True)
class OfferedLoad:
    """Contacts an hour, erlangs and agents: arrays by day name (those that occur), hour of the day, and name."""

    scenario: Scenario

    @cached_property
    def days(self) -> list[str]:
        """The day names that occur in the horizon, mon to sun and holiday."""
        there = {day for day, *_ in self._hours}
        return [day for day in DAY_NAMES if day in there]

    @cached_property
    def contacts(self) -> dict[str, Array]:
        """Contacts an hour, by channel."""
        return self._by_channel(lambda line, found: found.issues * units.HOUR)

    @cached_property
    def erlangs(self) -> dict[str, Array]:
        """Work that comes in, by channel."""
        return self._by_channel(lambda line, found: found.issues * found.handling * _pace(self.scenario, line))

    @cached_property
    def agents(self) -> dict[str, Array]:
        """Agents at work, by team."""
        return {name: self._average(_presence(self.scenario, name)) for name in self.scenario.teams}

    @cached_property
    def per_agent(self) -> Array:
        """Erlangs for each agent of the teams that take first contacts; NaN where there is none."""
        lines = self.scenario.lines
        first = {name for line in lines for name in servers(self.scenario, line.topic, line.channel, {})}
        work = np.sum(list(self.erlangs.values()), axis=0)
        agents = np.sum([numbers for name, numbers in self.agents.items() if name in first], axis=0)
        found: Array = np.divide(work, agents, out=np.full_like(work, np.nan), where=agents > 0)
        return found

    @cached_property
    def hours(self) -> Array:
        """How often each hour comes; 0 for one that never does."""
        found: Array = np.bincount(self._rows, self._spans[1] - self._spans[0], len(self.days) * HOURS) / units.HOUR
        return found.reshape(-1, HOURS)

    def _by_channel(self, weigh: Callable[[Line, Expected], Array]) -> dict[str, Array]:
        found = {name: np.zeros((len(self.days), HOURS)) for name in self.scenario.channels}
        for line in self.scenario.lines:
            pieces = expected(self.scenario, line)
            until = _spread(pieces, weigh(line, pieces), self.scenario.calendar.horizon)
            found[line.channel] += self._average(until)
        return found

    @cached_property
    def _hours(self) -> list[tuple[str, int, int, int]]:
        return list(_hours(self.scenario))

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        return np.array([self.days.index(day) * HOURS + hour for day, hour, *_ in self._hours], np.int64)

    @cached_property
    def _spans(self) -> NDArray[np.int64]:
        """The starts of all hours, and their ends."""
        return np.array([hour[2:] for hour in self._hours], np.int64).T

    def _average(self, until: Until) -> Array:
        """The average of something over each hour of the week; 0 for an hour that never comes."""
        starts, ends = self._spans
        amount = np.bincount(self._rows, until(ends) - until(starts), len(self.days) * HOURS).reshape(-1, HOURS)
        time = self.hours * units.HOUR
        return np.divide(amount, time, out=np.zeros_like(time), where=time > 0)


def issues_per_week(scenario: Scenario, line: Line) -> float:
    """The new issues that a line brings in a week without holidays; of a forecast or a file the average."""
    if line.rate or line.volume:
        return line.per_tick * units.WEEK
    return expected(scenario, line).total * units.WEEK / scenario.calendar.horizon


def mean_handling(scenario: Scenario, line: Line) -> float:
    """Ticks of talk and wrap of a line's contacts, at the speed 1; 0 without any."""
    found = expected(scenario, line)
    return found.work / found.total if found.total else 0.0


def hours_per_week(scenario: Scenario, team: str) -> float:
    """The hours for which a team's agents are scheduled in a week, breaks included, averaged over whole weeks."""
    weeks = -(-scenario.calendar.horizon // units.WEEK)
    whole = scenario.calendar.model_copy(update={"warm_up": 0, "duration": weeks * units.WEEK})
    longer = scenario.model_copy(update={"calendar": whole})
    longer.__dict__.pop("wall_clock", None)  # what the scenario has cached of its own calendar
    return presence.hours(longer, team) / weeks


def _pace(scenario: Scenario, line: Line) -> float:
    """The agents that work takes: at the pace of the fastest team, several contacts at once."""
    able = servers(scenario, line.topic, line.channel, {})
    speeds = [scenario.teams[name].skills[line.topic].speed for name in able]
    return 1 / max(speeds, default=1.0) / scenario.channels[line.channel].concurrency


def _hours(scenario: Scenario) -> Iterator[tuple[str, int, int, int]]:
    """The hours of the horizon on the calendar's clock: day name, hour, start and end."""
    clock = scenario.wall_clock
    for day in clock.days():
        ticks = [clock.tick(day, hour * units.HOUR) for hour in range(HOURS + 1)]
        for hour, (start, end) in enumerate(pairwise(ticks)):
            start, end = max(start, clock.warm_up), min(end, clock.horizon)
            if start < end:
                yield clock.day_name(day), hour, start, end


def _spread(pieces: Expected, amounts: Array, horizon: int) -> Until:
    """How much of the amounts has come until a tick, each evenly over its piece."""
    per_tick = amounts / np.maximum(pieces.ends - pieces.starts, 1)
    ticks = np.concatenate([[0], pieces.starts, pieces.ends])
    return _integral(*_steps(ticks, np.concatenate([[0.0], per_tick, -per_tick])), horizon)


def _presence(scenario: Scenario, team: str) -> Until:
    """The time that a team's scheduled agents have spent at work until a tick."""
    people = roster(scenario, seed=0, replication=0)
    changes: list[tuple[int, int]] = [(0, 0)]
    for heads in people.head_counts:
        if heads.team == team:
            before = [0, *(count for _, count in heads.steps)]
            changes += [(tick, count - last) for (tick, count), last in zip(heads.steps, before, strict=False)]
    at_work = (one for one in people.persons if one.team == team and not stands_by(scenario.teams[team], one.group))
    for presence_ in (each for person in at_work for each in person.presences):
        changes += [(presence_.start, 1), (presence_.end, -1)]
        for pause in presence_.breaks:
            changes += [(pause.start, -1), (pause.end, 1)]
    ticks, steps = zip(*changes, strict=True)
    return _integral(*_steps(np.array(ticks, np.int64), np.array(steps)), scenario.calendar.horizon)


def _steps(ticks: NDArray[np.int64], changes: Array) -> tuple[NDArray[np.int64], Array]:
    """A step function by its changes: the ticks of its steps, and its values from then on."""
    steps, places = np.unique(ticks, return_inverse=True)
    values: Array = np.cumsum(np.bincount(places, changes))
    return steps, values


def _integral(starts: NDArray[np.int64], values: Array, horizon: int) -> Until:
    """How much a step function has added up to until a tick."""
    inside = starts < horizon
    starts, values = starts[inside], values[inside]
    bounds = np.append(starts, horizon)
    total = np.concatenate([[0.0], np.cumsum(values * np.diff(bounds))])
    return lambda ticks: np.interp(ticks, bounds, total)
