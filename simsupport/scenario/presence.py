"""How much is scheduled: who is to be present when, and for how many hours, before any absence."""

from collections.abc import Iterator
from datetime import timedelta

from simsupport import units
from simsupport.scenario import weekly
from simsupport.scenario.models import Scenario, Team
from simsupport.scenario.wall_clock import Interval, WallClock, join


def hours(scenario: Scenario, name: str) -> float:
    """The hours for which a team's agents are scheduled over the horizon, warm-up included."""
    team, clock = scenario.teams[name], scenario.wall_clock
    if isinstance(team.agents, int):
        return team.agents * clock.horizon / units.HOUR
    if team.agents is not None:
        starts, counts, _ = clock.steps(team.agents, team.time_zone)
        ends = [*starts[1:].tolist(), clock.horizon]
        steps = zip(starts.tolist(), ends, counts.tolist(), strict=True)
        return float(sum((end - start) * count for start, end, count in steps)) / units.HOUR
    return sum(number * length(intervals) for number, intervals in groups(clock, team)) / units.HOUR


def groups(clock: WallClock, team: Team) -> Iterator[tuple[int, list[Interval]]]:
    """Persons with the same schedule: how many, and when they are to be present."""
    for shift in team.shifts.values():
        yield shift.agents, clock.opening(shift.week, team.time_zone)
    if team.people and team.weeks:
        cycle = [team.weeks[name] for name in team.rota or tuple(team.weeks)[:1]]
        for turn in range(len(cycle)):
            number = len(range(turn, team.people, len(cycle)))
            yield number, _rota(clock, cycle[turn:] + cycle[:turn], team.time_zone)
    if team.part_timers:
        yield team.part_timers.people, clock.opening(team.part_timers.week, team.time_zone)


def _rota(clock: WallClock, cycle: list[weekly.WeekHours], zone: str) -> list[Interval]:
    """The intervals of a person who begins with the first week of a cycle (R18)."""
    found: list[Interval] = []
    first = next(clock.days(zone)) - timedelta(days=1)  # a night may have begun the day before
    for day in (first, *clock.days(zone)):
        week = cycle[clock.week_of(day) % len(cycle)]
        for start, end in clock.intervals_of_day(day, week.get(clock.day_name(day), ()), zone):
            if max(start, 0) < min(end, clock.horizon):
                join(found, (max(start, 0), min(end, clock.horizon)))
    return found


def length(intervals: list[Interval]) -> int:
    return sum(end - start for start, end in intervals)


def union(many: list[list[Interval]]) -> list[Interval]:
    """The time that lies in at least one of several lists of intervals."""
    found: list[Interval] = []
    for interval in sorted(interval for intervals in many for interval in intervals):
        join(found, interval)
    return found


def outside(intervals: list[Interval], others: list[Interval]) -> list[Interval]:
    """Those intervals that meet none of the others; both are in order."""
    found: list[Interval] = []
    place = 0
    for start, end in intervals:
        while place < len(others) and others[place][1] <= start:
            place += 1
        if place == len(others) or others[place][0] >= end:
            found.append((start, end))
    return found
