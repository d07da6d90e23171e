"""Who is scheduled when (R18, R19): head counts by interval, and people with their shifts, weeks and breaks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from simsupport import units
from simsupport.scenario import weekly
from simsupport.scenario.intervals import Interval
from simsupport.scenario.models import Break, Scenario, Team
from simsupport.scenario.wall_clock import WallClock

PEOPLE, PART_TIMERS = "people", "part_timers"


@dataclass(frozen=True)
class Pause:
    """A break as planned, in ticks; a late one keeps its length only if it says so (R19)."""

    start: int
    end: int
    keeps_length: bool = False


@dataclass(frozen=True)
class Presence:
    """One stretch of scheduled time, [start, end) in ticks, and the local day on which it starts."""

    start: int
    end: int
    day: date
    breaks: tuple[Pause, ...] = ()
    absent: bool = False


@dataclass(frozen=True)
class Member:
    """A person of a team: the shift or rota group, the number within it, and when they are to be present."""

    group: str
    number: int
    presences: tuple[Presence, ...]


def head_count(scenario: Scenario, name: str) -> tuple[tuple[int, int], ...]:
    """The ticks at which a team's head count changes, with the new count; the first at tick 0."""
    team = scenario.teams[name]
    if isinstance(team.agents, int):
        return ((0, team.agents),)
    assert team.agents is not None
    starts, counts, _ = scenario.wall_clock.steps(team.agents, team.time_zone)
    steps: list[tuple[int, int]] = []
    for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
        if not steps or steps[-1][1] != int(count):
            steps.append((start, int(count)))
    return tuple(steps)


def members(scenario: Scenario, name: str) -> list[Member]:
    """The people of a team with shifts or a rota: by shift or rota group, then number."""
    clock, team = scenario.wall_clock, scenario.teams[name]
    found: list[Member] = []
    for group, cycles in _groups(team):
        people = [
            Member(group, number, _presences(clock, cycle, team.time_zone)) for number, cycle in enumerate(cycles)
        ]
        rules = team.shifts[group].breaks if team.shifts else ()
        found += _with_breaks(clock, rules, people, team.time_zone)
    found = _with_breaks(clock, team.breaks, found, team.time_zone)
    return [replace(member, presences=_within(clock.horizon, member.presences)) for member in found]


def _within(horizon: int, presences: Sequence[Presence]) -> tuple[Presence, ...]:
    """What lies within the horizon. The breaks of a presence follow each other: one that overlaps is put back."""
    found: list[Presence] = []
    for presence in presences:
        start, end = max(presence.start, 0), min(presence.end, horizon)
        breaks: list[Pause] = []
        free = presence.start
        for pause in presence.breaks:
            since = max(pause.start, free)
            free = min(since + pause.end - pause.start, presence.end)
            if max(since, start) < min(free, end):
                breaks.append(replace(pause, start=max(since, start), end=min(free, end)))
        if start < end:
            found.append(replace(presence, start=start, end=end, breaks=tuple(breaks)))
    return tuple(found)


def hours(scenario: Scenario, name: str) -> float:
    """The hours for which a team's agents are scheduled over the horizon, warm-up and breaks included."""
    if scenario.teams[name].agents is None:
        presences = (presence for member in members(scenario, name) for presence in member.presences)
        return sum(presence.end - presence.start for presence in presences) / units.HOUR
    steps = (*head_count(scenario, name), (scenario.wall_clock.horizon, 0))
    return sum((end - start) * count for (start, count), (end, _) in pairwise(steps)) / units.HOUR


def _groups(team: Team) -> list[tuple[str, list[list[weekly.WeekHours]]]]:
    """For each shift or rota group the cycle of weeks of each of its people, from the scenario's first week."""
    if team.shifts:
        return [(name, [[shift.week]] * shift.agents) for name, shift in sorted(team.shifts.items())]
    cycle = [team.weeks[name] for name in team.rota or tuple(team.weeks)[:1]]
    turns = [i % len(cycle) for i in range(team.people or 0)]  # person i works (week + i) mod cycle (R18)
    groups = [(PEOPLE, [cycle[turn:] + cycle[:turn] for turn in turns])]
    if team.part_timers:
        groups.append((PART_TIMERS, [[team.part_timers.week]] * team.part_timers.people))
    return groups


def _presences(clock: WallClock, cycle: Sequence[weekly.WeekHours], zone: str) -> tuple[Presence, ...]:
    """A person's presences on the days around the horizon; those of a day that touch are one, and none overlap."""
    first = next(clock.days(zone)) - timedelta(days=1)  # a night may have begun the day before
    found: list[Presence] = []
    for day in (first, *clock.days(zone)):
        week = cycle[clock.week_of(day) % len(cycle)]
        for start, end in clock.intervals_of_day(day, week.get(clock.day_name(day), ()), zone):
            if found and (found[-1].end, found[-1].day) == (start, day):
                found[-1] = replace(found[-1], end=end)
                continue
            start = max(start, found[-1].end) if found else start  # a night of one week may run into the next
            if start < end:
                found.append(Presence(start, end, day))
    return tuple(found)


# Breaks

Slot = tuple[int, int]  # a member's place in the list, and a presence's among the member's


def _with_breaks(clock: WallClock, rules: Sequence[Break], people: list[Member], zone: str) -> list[Member]:
    """The members with one more break for each rule in each presence that holds its window (R19)."""
    for rule in rules:
        pauses = _pauses(clock, rule, people, zone)
        people = [_with_pauses(member, place, pauses) for place, member in enumerate(people)]
    return people


def _pauses(clock: WallClock, rule: Break, people: list[Member], zone: str) -> dict[Slot, Pause]:
    """The breaks of a rule: at its time, or spread evenly over those who are scheduled throughout its window."""
    ((opens, closes),) = weekly.parse_spans(rule.at or rule.between)
    windows = {
        (place, number): window
        for place, member in enumerate(people)
        for number, presence in enumerate(member.presences)
        if (window := _window(clock, presence, (opens, closes), zone))
    }
    crowd = Counter(day for day, _ in windows.values())
    turn: Counter[date] = Counter()
    pauses: dict[Slot, Pause] = {}
    for slot, (day, (start, end)) in windows.items():
        length = min(rule.length or end - start, end - start)  # the clock may skip a part of the window
        start += (end - start - length) * turn[day] // max(crowd[day] - 1, 1)
        pauses[slot] = Pause(start, start + length, rule.keeps_length)
        turn[day] += 1
    return pauses


def _window(clock: WallClock, presence: Presence, window: weekly.Span, zone: str) -> tuple[date, Interval] | None:
    """The day and the interval of a break's window that lies within a presence, on its day or the next."""
    for day in (presence.day, presence.day + timedelta(days=1)):
        for start, end in clock.intervals_of_day(day, (window,), zone):
            if presence.start <= start and end <= presence.end:
                return day, (start, end)
    return None


def _with_pauses(member: Member, place: int, pauses: Mapping[Slot, Pause]) -> Member:
    def with_pause(presence: Presence, pause: Pause | None) -> Presence:
        breaks = (*presence.breaks, pause) if pause else presence.breaks
        return replace(presence, breaks=tuple(sorted(breaks, key=lambda one: one.start)))

    presences = (with_pause(each, pauses.get((place, number))) for number, each in enumerate(member.presences))
    return replace(member, presences=tuple(presences))
