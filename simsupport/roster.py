"""The roster (R18, R19): who is scheduled when, with their breaks, and who is absent. Like the demand it is drawn
before the simulation, by names (R3), so that no engine changes who comes.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from simsupport.chance import Purpose, stream, uniform
from simsupport.scenario import weekly
from simsupport.scenario.models import Break, Scenario, Team
from simsupport.scenario.wall_clock import Interval, WallClock

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
class Person:
    """An agent with a schedule: the id throughout, the team, the shift or rota group, the number within it."""

    agent: int
    team: str
    group: str
    number: int
    presences: tuple[Presence, ...]


@dataclass(frozen=True)
class HeadCount:
    """A team that is only counted: ids from `first_agent` on, and the count from each tick on."""

    team: str
    first_agent: int
    steps: tuple[tuple[int, int], ...]

    @property
    def most(self) -> int:
        return max((count for _, count in self.steps), default=0)


@dataclass(frozen=True)
class Roster:
    persons: tuple[Person, ...]
    head_counts: tuple[HeadCount, ...]

    @property
    def teams(self) -> list[str]:
        """The team of each agent, by id."""
        teams = {person.agent: person.team for person in self.persons}
        for heads in self.head_counts:
            teams.update({heads.first_agent + number: heads.team for number in range(heads.most)})
        return [teams[agent] for agent in range(len(teams))]


def roster(scenario: Scenario, seed: int, replication: int) -> Roster:
    """Everyone's presence over the horizon of one replication; ids by (team, shift or rota group, number)."""
    persons: list[Person] = []
    head_counts: list[HeadCount] = []
    agent = 0
    for name in sorted(scenario.teams):
        team = scenario.teams[name]
        if team.agents is not None:
            head_counts.append(HeadCount(name, agent, _steps(scenario, team)))
            agent += head_counts[-1].most
        else:
            planned = _planned(scenario, name, agent)
            persons += _with_absence(scenario, planned, seed, replication)
            agent += len(planned)
    return Roster(tuple(persons), tuple(head_counts))


def _steps(scenario: Scenario, team: Team) -> tuple[tuple[int, int], ...]:
    """The ticks at which a head count changes, with the new count."""
    if isinstance(team.agents, int):
        return ((0, team.agents),)
    assert team.agents is not None
    starts, counts, _ = scenario.wall_clock.steps(team.agents, team.time_zone)
    steps: list[tuple[int, int]] = []
    for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
        if not steps or steps[-1][1] != int(count):
            steps.append((start, int(count)))
    return tuple(steps)


def _planned(scenario: Scenario, name: str, first_agent: int) -> list[Person]:
    """Everyone of a team with shifts or a rota, with presences and breaks, in the order of their ids."""
    clock, team = scenario.wall_clock, scenario.teams[name]
    members = [(group, number, cycle) for group, cycles in _groups(team) for number, cycle in enumerate(cycles)]
    persons = [
        Person(first_agent + place, name, group, number, _presences(clock, cycle, team.time_zone))
        for place, (group, number, cycle) in enumerate(members)
    ]
    for rule in team.breaks:
        persons = _with_break(clock, rule, persons, team.time_zone)
    for shift_name, shift in team.shifts.items():
        for rule in shift.breaks:
            on_shift = _with_break(clock, rule, [p for p in persons if p.group == shift_name], team.time_zone)
            persons = sorted([p for p in persons if p.group != shift_name] + on_shift, key=lambda p: p.agent)
    return persons


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


def _presences(clock: WallClock, cycle: list[weekly.WeekHours], zone: str) -> tuple[Presence, ...]:
    """A person's presences within the horizon; those of a day that touch are one."""
    first = next(clock.days(zone)) - timedelta(days=1)  # a night may have begun the day before
    found: list[Presence] = []
    for day in (first, *clock.days(zone)):
        week = cycle[clock.week_of(day) % len(cycle)]
        for start, end in clock.intervals_of_day(day, week.get(clock.day_name(day), ()), zone):
            start, end = max(start, 0), min(end, clock.horizon)
            if start >= end:
                continue
            if found and (found[-1].end, found[-1].day) == (start, day):
                found[-1] = replace(found[-1], end=end)
            else:
                found.append(Presence(start, end, day))
    return tuple(found)


def _with_break(clock: WallClock, rule: Break, persons: list[Person], zone: str) -> list[Person]:
    """The persons with one more break in each presence that holds its window (R19)."""
    ((opens, closes),) = weekly.parse_spans(rule.at or rule.between)
    length = rule.length or closes - opens
    slots = {  # where the window lies in a presence: (agent, presence) -> the window's day and interval
        (person.agent, place): window
        for person in persons
        for place, presence in enumerate(person.presences)
        if (window := _window(clock, presence, opens, closes, zone))
    }
    crowd = Counter(day for day, _ in slots.values())
    turn: Counter[date] = Counter()
    pauses: dict[tuple[int, int], Pause] = {}
    for slot, (day, (start, end)) in slots.items():
        offset = (end - start - length) * turn[day] // max(crowd[day] - 1, 1)
        pauses[slot] = Pause(start + offset, start + offset + length, rule.keeps_length)
        turn[day] += 1
    return [_with_pauses(person, pauses) for person in persons]


def _window(clock: WallClock, presence: Presence, opens: int, closes: int, zone: str) -> tuple[date, Interval] | None:
    """The day and the interval of a break's window that lies within a presence, on its day or the next."""
    for day in (presence.day, presence.day + timedelta(days=1)):
        for start, end in clock.intervals_of_day(day, ((opens, closes),), zone):
            if presence.start <= start and end <= presence.end:
                return day, (start, end)
    return None


def _with_pauses(person: Person, pauses: Mapping[tuple[int, int], Pause]) -> Person:
    presences = [
        replace(presence, breaks=tuple(sorted((*presence.breaks, pauses[person.agent, place]), key=lambda b: b.start)))
        if (person.agent, place) in pauses
        else presence
        for place, presence in enumerate(person.presences)
    ]
    return replace(person, presences=tuple(presences))


def _with_absence(scenario: Scenario, persons: list[Person], seed: int, replication: int) -> list[Person]:
    """The persons with the days on which they do not come, drawn for each person and local day (R18)."""
    if not persons or not (absence := scenario.teams[persons[0].team].absence):
        return persons
    start = scenario.calendar.start

    def absent(person: Person, day: date) -> bool:
        key = stream(seed, replication, f"absence {person.team}/{person.group}")
        return uniform(key, person.number, (day - start).days + 1, 0, Purpose.ABSENCE) < absence.share

    return [replace(p, presences=tuple(replace(x, absent=absent(p, x.day)) for x in p.presences)) for p in persons]
