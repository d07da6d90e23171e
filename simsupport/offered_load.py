"""What is asked of a desk before anything is simulated: contacts, work and agents by hour of the week.

Only first contacts are counted: what comes back is left out. Work is talk and wrap as stated on average, at the pace
of the fastest team that may take it, and weighs 1 / concurrency of its channel; in erlangs: agents busy on average.
Agents are those scheduled, without breaks and before any absence. Averages go over the horizon without its warm-up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simsupport import units
from simsupport.demand import rate_steps
from simsupport.roster import roster
from simsupport.scenario import presence
from simsupport.scenario.checks.whole import servers
from simsupport.scenario.models import Line, Scenario
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
        return self._by_channel(lambda line: 1.0 * units.HOUR)

    @cached_property
    def erlangs(self) -> dict[str, Array]:
        """Work that comes in, by channel."""
        return self._by_channel(lambda line: erlangs_per_rate(self.scenario, line))

    @cached_property
    def agents(self) -> dict[str, Array]:
        """Agents at work, by team."""
        return {name: self._average(_presence(self.scenario, name)) for name in self.scenario.teams}

    @cached_property
    def per_agent(self) -> Array:
        """Erlangs for each agent of the teams that take first contacts; NaN where there is none."""
        lines = self.scenario.demand
        first = {name for line in lines for name in servers(self.scenario, line.topic, line.channel, {})}
        work = np.sum(list(self.erlangs.values()), axis=0)
        agents = np.sum([numbers for name, numbers in self.agents.items() if name in first], axis=0)
        found: Array = np.divide(work, agents, out=np.full_like(work, np.nan), where=agents > 0)
        return found

    def _by_channel(self, weight: Callable[[Line], float]) -> dict[str, Array]:
        found = {name: np.zeros((len(self.days), HOURS)) for name in self.scenario.channels}
        for line in self.scenario.demand:
            found[line.channel] += weight(line) * self._average(_arrivals(self.scenario, line))
        return found

    @cached_property
    def _hours(self) -> list[tuple[str, int, int, int]]:
        return list(_hours(self.scenario))

    def _average(self, until: Until) -> Array:
        """The average of something over each hour of the week; 0 for an hour that never comes."""
        rows = np.array([self.days.index(day) * HOURS + hour for day, hour, *_ in self._hours])
        starts, ends = (np.array([hour[place] for hour in self._hours], np.int64) for place in (2, 3))
        size = len(self.days) * HOURS
        amount = np.bincount(rows, until(ends) - until(starts), size)
        time = np.bincount(rows, ends - starts, size)
        return np.divide(amount, time, out=np.zeros(size), where=time > 0).reshape(-1, HOURS)


def issues_per_week(line: Line) -> float:
    """The new issues that a line brings in a week without holidays."""
    amount = line.rate or line.volume
    return amount.per_tick * units.WEEK if amount else 0.0


def mean_handling(scenario: Scenario, line: Line) -> float:
    """Ticks of talk and wrap of a line's contacts as stated, at the speed 1."""
    topic = scenario.topics[line.topic]
    parts = (topic.on_channel("talk", line.channel), topic.on_channel("wrap", line.channel))
    return sum(part.mean for part in parts if part)


def hours_per_week(scenario: Scenario, team: str) -> float:
    """The hours for which a team's agents are scheduled in a week, breaks included, averaged over whole weeks."""
    weeks = -(-scenario.calendar.horizon // units.WEEK)
    whole = scenario.calendar.model_copy(update={"warm_up": 0, "duration": weeks * units.WEEK})
    longer = scenario.model_copy(update={"calendar": whole})
    longer.__dict__.pop("wall_clock", None)  # what the scenario has cached of its own calendar
    return presence.hours(longer, team) / weeks


def erlangs_per_rate(scenario: Scenario, line: Line) -> float:
    """Agents busy for each contact per tick on a line."""
    able = servers(scenario, line.topic, line.channel, {})
    speeds = [scenario.teams[name].skills[line.topic].speed for name in able]
    return mean_handling(scenario, line) / max(speeds, default=1.0) / scenario.channels[line.channel].concurrency


def _hours(scenario: Scenario) -> Iterator[tuple[str, int, int, int]]:
    """The hours of the horizon on the calendar's clock: day name, hour, start and end."""
    clock = scenario.wall_clock
    for day in clock.days():
        ticks = [clock.tick(day, hour * units.HOUR) for hour in range(HOURS + 1)]
        for hour, (start, end) in enumerate(pairwise(ticks)):
            start, end = max(start, clock.warm_up), min(end, clock.horizon)
            if start < end:
                yield clock.day_name(day), hour, start, end


def _arrivals(scenario: Scenario, line: Line) -> Until:
    starts, rates, _ = rate_steps(scenario, line)
    return _integral(starts, rates, scenario.calendar.horizon)


def _presence(scenario: Scenario, team: str) -> Until:
    """The time that a team's scheduled agents have spent at work until a tick."""
    people = roster(scenario, seed=0, replication=0)
    changes: list[tuple[int, int]] = [(0, 0)]
    for heads in people.head_counts:
        if heads.team == team:
            before = [0, *(count for _, count in heads.steps)]
            changes += [(tick, count - last) for (tick, count), last in zip(heads.steps, before, strict=False)]
    for presence_ in (each for person in people.persons if person.team == team for each in person.presences):
        changes += [(presence_.start, 1), (presence_.end, -1)]
        for pause in presence_.breaks:
            changes += [(pause.start, -1), (pause.end, 1)]
    ticks, places = np.unique(np.array([tick for tick, _ in changes], np.int64), return_inverse=True)
    steps = np.bincount(places, [step for _, step in changes])
    return _integral(ticks, np.cumsum(steps), scenario.calendar.horizon)


def _integral(starts: NDArray[np.int64], values: Array, horizon: int) -> Until:
    """How much a step function has added up to until a tick."""
    inside = starts < horizon
    starts, values = starts[inside], values[inside]
    bounds = np.append(starts, horizon)
    total = np.concatenate([[0.0], np.cumsum(values * np.diff(bounds))])
    return lambda ticks: np.interp(ticks, bounds, total)
