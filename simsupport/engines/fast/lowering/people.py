"""The roster as tables, with all that it and the calendar bring about, in the order in which it comes (R2, R18)."""

from collections.abc import Iterable, Iterator
from itertools import accumulate, chain

import numpy as np

from simsupport.engines.fast.lowering.rows import Numbered
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
from simsupport.log import State
from simsupport.roster import HeadCount, Person, Roster, roster
from simsupport.scenario.models import OnCall, Scenario, Team
from simsupport.scenario.timeline.presence import PART_TIMERS, PEOPLE, Pause, head_count

Event = tuple[int, Turning, int, int]  # when, what, number, other
Shift = tuple[str, str]  # a team and a shift

STATES = {"break": State.BREAK, "meeting": State.MEETING, "training": State.TRAINING}


def people(scenario: Scenario, seed: int, replication: int) -> tuple[People, list[str]]:
    """The people of a replication, and the team of each, by id."""
    found = roster(scenario, seed, replication)
    pauses: list[Pause] = []
    turnings = _turnings(scenario, found, pauses)
    planned = [(pause.start, pause.end, pause.keeps_length, STATES[pause.kind]) for pause in pauses]
    return People(_traits(scenario, found), turnings, table(PAUSE, planned)), found.teams


def _traits(scenario: Scenario, found: Roster) -> Table:
    return table(TRAITS, [
        (each.speed, each.resolves, each.new_since is not None, each.new_since or 0)
        for agent, each in enumerate(found.traits)
    ])  # fmt: skip


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


def _turnings(scenario: Scenario, found: Roster, pauses: list[Pause]) -> Table:
    """What happens before the horizon without anybody's chance, in order."""
    last, teams = scenario.calendar.horizon * PHASES, Numbered(sorted(scenario.teams))
    stories = chain(
        ((number, _hours(scenario, number, name)) for number, name in enumerate(sorted(scenario.channels))),
        ((each.agent, _weeks(scenario, each, pauses)) for each in found.persons),
        ((each.first_agent, _counts(each, teams.number(each.team))) for each in found.head_counts),
    )
    rows = [
        (when, who << WHO, what, number, other)
        for who, story in stories
        for when, what, number, other in _one_after_the_other(story)
        if when < last
    ]
    made = table(TURNING, rows)
    return made[np.lexsort((made.who, made.when))]


def _one_after_the_other(story: Iterable[Event]) -> Iterator[Event]:
    """An event whose own turn within the tick has passed comes right after the one before it."""
    return accumulate(story, lambda before, event: (max(before[0], event[0]), *event[1:]))


def _at(tick: int, phase: Phase) -> int:
    return tick * PHASES + phase


def _hours(scenario: Scenario, number: int, name: str) -> Iterator[Event]:
    """A channel opens and closes by its weekly hours (R6)."""
    channel = scenario.channels[name]
    for opens, closes in scenario.wall_clock.opening(channel.open, channel.time_zone):
        yield _at(opens, Phase.OPEN), Turning.OPEN, number, NONE
        yield _at(closes, Phase.CLOSE), Turning.CLOSE, number, NONE


def _weeks(scenario: Scenario, person: Person, pauses: list[Pause]) -> Iterator[Event]:
    """Someone comes, takes breaks, leaves; the pauses are numbered as they come (R18, R19)."""
    stands_by = _on_call(scenario.teams[person.team], person.group) is not None
    here = (Turning.STAND_BY if stands_by else Turning.COME), Turning.LEAVE
    for presence in person.presences:
        first, last = (Turning.ABSENT, Turning.PRESENT_AGAIN) if presence.absent else here
        yield _at(presence.start, Phase.COME), first, person.agent, NONE
        for pause in () if presence.absent else presence.breaks:
            yield _at(pause.start, Phase.LEAVE), Turning.BREAK_DUE, person.agent, len(pauses)
            yield _at(pause.end, Phase.COME), Turning.BREAK_MISSED, person.agent, len(pauses)
            pauses.append(pause)
        yield _at(presence.end, Phase.LEAVE), last, person.agent, NONE


def _counts(heads: HeadCount, team: int) -> Iterator[Event]:
    """A team that is only counted: so many from each tick on (R18)."""
    before = 0
    for tick, count in heads.steps:
        yield _at(tick, Phase.LEAVE if count < before else Phase.COME), Turning.HEAD_COUNT, team, count
        before = count
