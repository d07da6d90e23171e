"""The roster as tables, with all that it and the calendar bring about, in the order in which it comes (R2, R18)."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from simsupport.engines.fast.lowering.rows import Numbered, of_columns
from simsupport.engines.fast.tables import (
    NONE,
    PAUSE,
    PHASES,
    TRAITS,
    TURNING,
    WHO,
    People,
    Phase,
    Table,
    Turning,
    table,
)  # fmt: skip
from simsupport.kept import once
from simsupport.log import State
from simsupport.roster import HeadCount, Person, Roster, plan, roster
from simsupport.scenario.models import OnCall, Scenario, Team
from simsupport.scenario.timeline.presence import PART_TIMERS, PEOPLE, Pause, Presence, head_count

Event = tuple[int, Turning, int, int]  # when, what, number, other
Shift = tuple[str, str]  # a team and a shift
Coming = tuple[Person, Presence]  # one of someone's presences

STATES = {"break": State.BREAK, "meeting": State.MEETING, "training": State.TRAINING}


def people(scenario: Scenario, seed: int, replication: int) -> tuple[People, list[str]]:
    """The people of a replication, and the team of each, by id."""
    found = roster(scenario, seed, replication)
    presences = [(person, each) for person in found.persons for each in person.presences]
    pauses = [pause for _, each in presences if not each.absent for pause in each.breaks]
    return People(_traits(found), _turnings(scenario, presences, pauses), _planned(pauses)), found.teams


def _traits(found: Roster) -> Table:
    return of_columns(
        TRAITS,
        speed=[each.speed for each in found.traits],
        resolves=[each.resolves for each in found.traits],
        newcomer=[each.new_since is not None for each in found.traits],
        new_since=[each.new_since or 0 for each in found.traits],
    )


def _planned(pauses: list[Pause]) -> Table:
    return of_columns(
        PAUSE,
        start=[pause.start for pause in pauses],
        end=[pause.end for pause in pauses],
        keeps_length=[pause.keeps_length for pause in pauses],
        state=[STATES[pause.kind] for pause in pauses],
    )


# Who there is, whoever comes


def groups(scenario: Scenario, name: str) -> dict[str, int]:
    """The people of each shift or rota group of a team, in the order of their ids; of a head count the most."""
    team = scenario.teams[name]
    if team.agents is not None:
        return {"": max((count for _, count in head_count(scenario, name)), default=0)}
    if team.shifts:
        return {shift: team.shifts[shift].agents for shift in sorted(team.shifts)}
    part_timers = {PART_TIMERS: team.part_timers.people} if team.part_timers else {}
    return {PEOPLE: team.people or 0, **part_timers}


def shifts_on_call(scenario: Scenario) -> list[tuple[Shift, OnCall]]:
    """The shifts that stand by, by team and name."""
    return [
        ((name, shift), on_call)
        for name in sorted(scenario.teams)
        for shift in sorted(scenario.teams[name].shifts)
        if (on_call := _on_call(scenario.teams[name], shift))
    ]


def _on_call(team: Team, group: str) -> OnCall | None:
    return team.shifts[group].on_call if group in team.shifts else None


# Turnings


def _turnings(scenario: Scenario, presences: list[Coming], pauses: list[Pause]) -> Table:
    """What happens before the horizon without anybody's chance, in order."""
    hours, counts = _of_desk(scenario)
    made = np.concatenate([hours, *([_weeks(scenario, presences, pauses)] if presences else []), counts])
    made = made[made["when"] < scenario.calendar.horizon * PHASES]
    if not len(made):
        return table(TURNING, 0)
    return made[np.lexsort((made["who"], made["when"]))].view(np.recarray)


@once
def _of_desk(scenario: Scenario) -> tuple[Table, Table]:
    """What is the same in all replications: when channels open and close, and how many are counted."""
    teams = Numbered(sorted(scenario.teams))
    hours = [(number, _hours(scenario, number, name)) for number, name in enumerate(sorted(scenario.channels))]
    counts = [(each.first_agent, _counts(each, teams.number(each.team))) for each in plan(scenario).head_counts]
    return _told(hours), _told(counts)


def _told(stories: list[tuple[int, Iterator[Event]]]) -> NDArray[np.void]:
    """Each one's events; one whose own turn within the tick has passed comes right after the one before it."""
    rows = [
        (when, who << WHO, what, number, other)
        for who, story in stories
        for when, what, number, other in accumulate(story, lambda one, event: (max(one[0], event[0]), *event[1:]))
    ]
    return np.array(rows, table(TURNING, 0).dtype)


def _at(tick: int, phase: Phase) -> int:
    return tick * PHASES + phase


def _hours(scenario: Scenario, number: int, name: str) -> Iterator[Event]:
    """A channel opens and closes by its weekly hours (R6)."""
    channel = scenario.channels[name]
    for opens, closes in scenario.wall_clock.opening(channel.open, channel.time_zone):
        yield _at(opens, Phase.OPEN), Turning.OPEN, number, NONE
        yield _at(closes, Phase.CLOSE), Turning.CLOSE, number, NONE


def _counts(heads: HeadCount, team: int) -> Iterator[Event]:
    """A team that is only counted: so many from each tick on (R18)."""
    before = 0
    for tick, count in heads.steps:
        yield _at(tick, Phase.LEAVE if count < before else Phase.COME), Turning.HEAD_COUNT, team, count
        before = count


def _weeks(scenario: Scenario, presences: list[Coming], pauses: list[Pause]) -> Table:
    """Someone comes, takes breaks, leaves; the pauses are numbered as they come (R18, R19).

    An event a row, presence by presence: at `first` the coming, at each `due` a pause that is due and after it the same
    missed, at `last` the leaving.
    """
    on_call = {shift for shift, _ in shifts_on_call(scenario)}
    absent = np.array([each.absent for _, each in presences])
    stands_by = np.array([(person.team, person.group) in on_call for person, _ in presences])
    breaks = np.array([0 if each.absent else len(each.breaks) for _, each in presences])
    first = np.cumsum(2 + 2 * breaks) - (2 + 2 * breaks)
    last = first + 1 + 2 * breaks
    due = np.repeat(first + 1 - 2 * (np.cumsum(breaks) - breaks), breaks) + 2 * np.arange(len(pauses))
    agents = np.repeat([person.agent for person, _ in presences], 2 + 2 * breaks)
    made = of_columns(TURNING, who=agents << WHO, number=agents, other=np.full(len(agents), NONE))
    made.when[first] = _ticks(each.start for _, each in presences) * PHASES + Phase.COME
    made.when[last] = _ticks(each.end for _, each in presences) * PHASES + Phase.LEAVE
    made.when[due] = _ticks(pause.start for pause in pauses) * PHASES + Phase.LEAVE
    made.when[due + 1] = _ticks(pause.end for pause in pauses) * PHASES + Phase.COME
    made.when = _one_after_the_other(made.when, agents)
    made.what[first] = np.select([absent, stands_by], [Turning.ABSENT, Turning.STAND_BY], Turning.COME)
    made.what[last] = np.where(absent, Turning.PRESENT_AGAIN, Turning.LEAVE)
    made.what[due], made.what[due + 1] = Turning.BREAK_DUE, Turning.BREAK_MISSED
    made.other[due] = made.other[due + 1] = np.arange(len(pauses))
    return made


def _ticks(ticks: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(ticks, np.int64)


def _one_after_the_other(when: NDArray[np.int64], agents: NDArray[np.int64]) -> NDArray[np.int64]:
    """An event whose own turn within the tick has passed comes right after the agent's one before it."""
    found, of_same = when.copy(), agents[1:] == agents[:-1]
    while len(passed := np.flatnonzero(of_same & (found[1:] < found[:-1]))):
        found[passed + 1] = found[passed]
    return found
