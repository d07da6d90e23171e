"""Who is scheduled when (R18): head counts by interval, and people with their shifts or weeks and their dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from simsupport import units
from simsupport.kept import once
from simsupport.scenario import weekly
from simsupport.scenario.models import Scenario, Team
from simsupport.scenario.wall_clock import WallClock

PEOPLE, PART_TIMERS = "people", "part_timers"
A_DAY = timedelta(days=1)

Stay = tuple[date, date]  # the first day on which a person belongs to the team, and the first on which no more


@dataclass(frozen=True)
class Pause:
    """A break, meeting or training as planned, in ticks; a late one keeps its length only if it says so (R19)."""

    start: int
    end: int
    keeps_length: bool = False
    kind: str = "break"


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
    """A person of a team: the shift or rota group, the number within it, since when, and when to be present."""

    group: str
    number: int
    joined: date | None
    presences: tuple[Presence, ...]


@once
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
    """The people of a team with shifts or a rota: by shift or rota group, then number.

    Their presences are whole, also where they reach out of the horizon, and without any pauses.
    """
    clock, team = scenario.wall_clock, scenario.teams[name]
    people = [(group, number, cycle) for group, cycles in _groups(team) for number, cycle in enumerate(cycles)]
    days = _days(clock, team)
    found: list[Member] = []
    for (group, number, cycle), (joined, left) in zip(people, stays(team, len(people)), strict=True):
        own = [day for day in days if joined <= day < left]
        since = None if joined == date.min else joined
        found.append(Member(group, number, since, _presences(clock, cycle, team.time_zone, own)))
    return found


def hours(scenario: Scenario, name: str) -> float:
    """The hours for which a team's agents are scheduled over the horizon: warm-up and pauses included, standby not."""
    horizon, team = scenario.wall_clock.horizon, scenario.teams[name]
    if team.agents is None:
        presences = (
            each for one in members(scenario, name) if not stands_by(team, one.group) for each in one.presences
        )
        return sum(max(min(each.end, horizon) - max(each.start, 0), 0) for each in presences) / units.HOUR
    steps = (*head_count(scenario, name), (horizon, 0))
    return sum((end - start) * count for (start, count), (end, _) in pairwise(steps)) / units.HOUR


def stands_by(team: Team, group: str) -> bool:
    """Whether the people of a group are on call, and come only when they are needed (R18)."""
    return group in team.shifts and team.shifts[group].on_call is not None


def stays(team: Team, people: int) -> list[Stay]:
    """From which day and until which each person belongs to the team: the last ones join, the first ones leave.

    The later a date, the later the people in order whom it concerns; there must be enough of them.
    """
    joined, left = _by_person(team.joins, people), _by_person(team.leaves, people)
    before, after = [date.min] * (people - len(joined)), [date.max] * (people - len(left))
    return list(zip(before + joined, left + after, strict=True))


def _by_person(dates: dict[date, int | None], people: int) -> list[date]:
    """Each date as often as people join or leave then; a date without a number concerns everyone."""
    return [day for day, count in sorted(dates.items()) for _ in range(people if count is None else count)]


def period(day: date, name: str) -> date:
    """The first day of a day's calendar month, or of its week."""
    return day.replace(day=1) if name == "month" else day - timedelta(days=day.weekday())


def _days(clock: WallClock, team: Team) -> list[date]:
    """The local days of the horizon and the one before, as a night may have begun then; of the months (or weeks) in
    which everyone is coached once all days, so that the horizon does not decide whose turn it is when.
    """
    days = list(clock.days(team.time_zone))
    first, last = days[0] - A_DAY, days[-1]
    if coaching := team.away.coaching:
        first = period(first, coaching.period)
        while period(last + A_DAY, coaching.period) == period(last, coaching.period):
            last += A_DAY
    return [first + number * A_DAY for number in range((last - first).days + 1)]


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


def _presences(
    clock: WallClock, cycle: Sequence[weekly.WeekHours], zone: str, days: Sequence[date]
) -> tuple[Presence, ...]:
    """A person's presences that start on these days; those of a day that touch are one, and none overlap."""
    found: list[Presence] = []
    for day in days:
        week = cycle[clock.week_of(day) % len(cycle)]
        for start, end in clock.intervals_of_day(day, week.get(clock.day_name(day), ()), zone):
            if found and (found[-1].end, found[-1].day) == (start, day):
                found[-1] = Presence(found[-1].start, end, day)
                continue
            start = max(start, found[-1].end) if found else start  # a night of one week may run into the next
            if start < end:
                found.append(Presence(start, end, day))
    return tuple(found)
