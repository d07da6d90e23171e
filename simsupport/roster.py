"""The roster (R18): the agents of one replication, with their ids, and who is absent. Like the demand it is drawn
before the simulation, by names (R3), so that no engine changes who comes.
"""

from dataclasses import dataclass, replace
from datetime import date

from simsupport.chance import Purpose, stream, uniform
from simsupport.scenario.models import Scenario
from simsupport.scenario.presence import Member, Presence, head_count, members


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
        if scenario.teams[name].agents is not None:
            head_counts.append(HeadCount(name, agent, head_count(scenario, name)))
            agent += head_counts[-1].most
            continue
        for member in members(scenario, name):
            presences = _with_absence(scenario, name, member, seed, replication)
            persons.append(Person(agent, name, member.group, member.number, presences))
            agent += 1
    return Roster(tuple(persons), tuple(head_counts))


def _with_absence(scenario: Scenario, team: str, member: Member, seed: int, replication: int) -> tuple[Presence, ...]:
    """A person's presences, some of them absent: drawn for each person and local day (R18)."""
    absence = scenario.teams[team].absence
    if absence is None:
        return member.presences
    key = stream(seed, replication, f"absence {team}/{member.group}")

    def absent(day: date) -> bool:
        return uniform(key, member.number, day.toordinal(), 0, Purpose.ABSENCE) < absence.share

    return tuple(replace(presence, absent=absent(presence.day)) for presence in member.presences)
