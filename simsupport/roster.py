"""The roster (R18): the agents of one replication, with their ids, what they are like, and who is absent or in
training when. Like the demand it is drawn before the simulation, by names (R3), so that no engine changes who comes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simsupport import units
from simsupport.chance import Purpose, inverse, normal_quantile, stream, uniform, uniforms_of
from simsupport.kept import once
from simsupport.scenario.distributions import Lognormal
from simsupport.scenario.initiatives import HoursAway
from simsupport.scenario.models import Scenario
from simsupport.scenario.timeline import in_force, pauses
from simsupport.scenario.timeline.in_force import Phasing
from simsupport.scenario.timeline.presence import A_DAY, Member, Pause, Presence, head_count, stands_by

AGENTS = "agents"  # the group of those who are only counted

Slot = tuple[int, int]  # an agent, and a presence's number among the agent's
Steps = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Person:
    """An agent with a schedule: the id throughout, the team, the shift or rota group, the number within it."""

    agent: int
    team: str
    group: str
    number: int
    presences: tuple[Presence, ...]


@dataclass(frozen=True)
class Traits:
    """How a person differs: a factor on the speed, one on the probability of solving, and since when they are new.

    `resolves` is below 0 for who is far below the mean of a wide spread; what it multiplies is clipped.
    """

    speed: float = 1.0
    resolves: float = 1.0
    new_since: int | None = None


USUAL = Traits()


@dataclass(frozen=True)
class HeadCount:
    """A team that is only counted: ids from `first_agent` on, the most that may come, and the count from each tick."""

    team: str
    first_agent: int
    most: int
    steps: Steps


@dataclass(frozen=True)
class Roster:
    """Who comes; `traits` by agent id."""

    persons: tuple[Person, ...]
    head_counts: tuple[HeadCount, ...]
    traits: tuple[Traits, ...]

    @property
    def teams(self) -> list[str]:
        """The team of each agent, by id."""
        teams = {person.agent: person.team for person in self.persons}
        for heads in self.head_counts:
            teams.update({heads.first_agent + number: heads.team for number in range(heads.most)})
        return [teams[agent] for agent in range(len(teams))]


def roster(scenario: Scenario, seed: int, replication: int) -> Roster:
    """Everyone's presence over the horizon of one replication; ids by (team, shift or rota group, number)."""
    planned, persons = plan(scenario), list[Person]()
    traits: list[Traits] = []
    for name, members in planned.members.items():
        lot = _Lot(scenario, name, seed, replication)
        traits += [lot.traits(AGENTS, number, None) for number in range(planned.counted(name))]
        for member in members:
            persons.append(Person(len(traits), name, member.group, member.number, lot.presences(member)))
            traits.append(lot.traits(member.group, member.number, member.joined))
    return Roster(_with_hours_away(scenario, persons), planned.head_counts, tuple(traits))


@dataclass(frozen=True)
class Plan:
    """Who there is, whoever comes: the members of each team, names sorted, and the teams that are only counted."""

    members: Mapping[str, tuple[Member, ...]]
    head_counts: tuple[HeadCount, ...]

    def counted(self, team: str) -> int:
        """The most that may come of a team that is only counted."""
        return sum(heads.most for heads in self.head_counts if heads.team == team)

    @property
    def agents(self) -> Iterator[tuple[int, str, str]]:
        """The id, team, and shift or rota group of each member."""
        agent = 0
        for name, members in self.members.items():
            agent += self.counted(name)
            yield from ((number, name, member.group) for number, member in enumerate(members, agent))
            agent += len(members)


@once
def plan(scenario: Scenario) -> Plan:
    """What all replications have of the roster."""
    members: dict[str, tuple[Member, ...]] = {}
    head_counts: list[HeadCount] = []
    agents = 0
    for name in sorted(scenario.teams):
        only_counted = scenario.teams[name].agents is not None
        members[name] = () if only_counted else pauses.members(scenario, name)
        agents += len(members[name])
        if only_counted:
            steps = head_count(scenario, name)
            most = max((count for _, count in steps), default=0)
            head_counts.append(HeadCount(name, agents, most, _with_some_away(scenario, name, steps)))
            agents += most
    return Plan(members, tuple(head_counts))


# Chance


@dataclass(frozen=True)
class _Lot:
    """What is drawn for the people of a team in one replication."""

    scenario: Scenario
    team: str
    seed: int
    replication: int

    def traits(self, group: str, number: int, joined: date | None) -> Traits:
        """How a person differs from the team (R18)."""
        team = self.scenario.teams[self.team]
        if not (team.spread.speed or team.spread.resolves or team.newcomers):
            return USUAL

        def drawn(purpose: Purpose) -> float:
            return uniform(stream(self.seed, self.replication, f"person {self.team}/{group}"), number, 0, 0, purpose)

        speed, resolves = team.spread.speed, team.spread.resolves
        since = None
        if team.newcomers and joined is not None:
            since = self.scenario.wall_clock.tick(joined, 0, team.time_zone)
        elif team.newcomers and drawn(Purpose.NEWCOMER) < team.newcomers.share:
            since = 0
        return Traits(
            inverse(Lognormal(1.0, speed))(drawn(Purpose.SPREAD_SPEED)) if speed else 1.0,
            1 + resolves * normal_quantile(drawn(Purpose.SPREAD_RESOLVES)) if resolves else 1.0,
            since,
        )

    def presences(self, member: Member) -> tuple[Presence, ...]:
        """A person's presences; on the days of an absence they do not come."""
        absent = self._absent(member)
        return tuple(
            replace(presence, absent=True) if presence.day in absent else presence for presence in member.presences
        )

    def _absent(self, member: Member) -> set[date]:
        """The local days on which a person is absent: each on its own, or in spells by a chain of two states (R18)."""
        absence = self.scenario.teams[self.team].absence
        if absence is None:
            return set()
        key = stream(self.seed, self.replication, f"absence {self.team}/{member.group}")
        days, shares = _shares(self.scenario, self.team)
        us = uniforms_of(key, member.number, _ordinals(self.scenario, self.team), Purpose.ABSENCE).tolist()
        found: set[date] = set()
        before: bool | None = None
        for day, share, u in zip(days, shares, us, strict=True):
            chance = share if absence.spell is None or before is None else _next(share, absence.spell, before)
            before = u < chance
            if before:
                found.add(day)
        return found


@once
def _shares(scenario: Scenario, name: str) -> tuple[tuple[date, ...], tuple[float, ...]]:
    """The local days, and the share of absence on each: what initiatives make of it at its midnight (R22)."""
    team, clock = scenario.teams[name], scenario.wall_clock
    effects = in_force.changes(scenario, "absent", team=name)
    days = list(clock.days(team.time_zone))
    days.insert(0, days[0] - A_DAY)  # a night may have begun the day before
    midnights = [max(clock.tick(day, 0, team.time_zone), 0) for day in days]
    share = team.absence.share if team.absence else 0.0
    return tuple(days), tuple(min(share * in_force.factor(effects, midnight), 1.0) for midnight in midnights)


@once
def _ordinals(scenario: Scenario, name: str) -> NDArray[np.int64]:
    """The numbers by which the days of absence draw."""
    days, _ = _shares(scenario, name)
    return np.array([day.toordinal() for day in days], np.int64)


def _next(share: float, spell: int, before: bool) -> float:
    """The probability of being absent on a day, given the day before: spells of a mean length that make up a share."""
    end = units.DAY / spell
    if before:
        return 1 - end
    return min(share / (1 - share) * end, 1.0) if share < 1 else 1.0


# The hours that initiatives take


def _with_some_away(scenario: Scenario, team: str, steps: Steps) -> Steps:
    """A team's head count, lower while hours go into initiatives (R22), by name."""
    for _, initiative in sorted(scenario.initiatives.items()):
        if initiative.away and initiative.away.team == team:
            holds = in_force.phasing(scenario, initiative)
            steps = _one_fewer(steps, holds, _ticks(initiative.away), scenario.calendar.horizon)
    return steps


def _with_hours_away(scenario: Scenario, persons: Sequence[Person]) -> tuple[Person, ...]:
    """The persons, of whom some come late while hours go into initiatives (R22), by name."""
    late: dict[Slot, int] = {}
    for _, initiative in sorted(scenario.initiatives.items()):
        if initiative.away is None:
            continue
        team, holds = initiative.away.team, in_force.phasing(scenario, initiative)
        at_work = [one for one in persons if one.team == team and not stands_by(scenario.teams[team], one.group)]
        late.update(_spent(at_work, holds, _ticks(initiative.away), late))
    concerned = {agent for agent, _ in late}
    return tuple(_in_training(person, late) if person.agent in concerned else person for person in persons)


def _ticks(away: HoursAway) -> int:
    return round(away.hours * units.HOUR)


def _spent(
    persons: Sequence[Person], holds: Phasing, ticks: int, late: Mapping[Slot, int]
) -> Iterator[tuple[Slot, int]]:
    """An hour at the start of each presence by (start, agent) until the time is used: which, and for how long."""
    coming = sorted(
        (presence.start, person.agent, number, presence.end)
        for person in persons
        for number, presence in enumerate(person.presences)
        if holds.start <= presence.start < holds.end and not presence.absent and (person.agent, number) not in late
    )
    for start, agent, number, end in coming:
        if ticks == 0:
            return
        length = min(units.HOUR, ticks, end - start)
        yield (agent, number), length
        ticks -= length


def _in_training(person: Person, late: Mapping[Slot, int]) -> Person:
    def trained(number: int, presence: Presence) -> Presence:
        length = late.get((person.agent, number))
        if length is None:
            return presence
        training = Pause(presence.start, presence.start + length, kind="training")
        return pauses.in_turn(presence, (training, *presence.breaks))

    return replace(person, presences=tuple(trained(*each) for each in enumerate(person.presences)))


def _one_fewer(steps: Steps, holds: Phasing, ticks: int, horizon: int) -> Steps:
    """A head count that is lower by one, wherever somebody is there, until the time is used."""
    changed: dict[int, int] = {}
    for (start, count), (end, _) in pairwise((*steps, (horizon, 0))):
        low, high = max(start, holds.start), min(end, holds.end)
        until = min(high, low + ticks) if count else low
        changed[start] = count
        if low < until:
            changed[low] = count - 1
            changed[until] = count
            ticks -= until - low
    found = [(tick, count) for tick, count in changed.items() if tick < horizon]
    return (*found[:1], *(step for before, step in pairwise(found) if step[1] != before[1]))
