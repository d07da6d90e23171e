"""Agents' time by state as arrays: who is there, who is paid, and who stands by."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.kept import once
from simsupport.log import STATES, State
from simsupport.measures.legs import among, codes

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts
    from simsupport.scenario.models import OnCall, Scenario

PRESENT = (State.ON, State.BREAK, State.MEETING, State.TRAINING, State.OVERRUN, State.OVERTIME)
AWAY = (State.BREAK, State.MEETING, State.TRAINING, State.ABSENT)


class AgentTime:
    """One row per agent and state of presence, [start, end) in ticks, by agent and time."""

    def __init__(self, facts: "Facts", table: "pd.DataFrame", on_call: "Mapping[int, OnCall]") -> None:
        order = np.lexsort((table["start"].to_numpy(), table["agent"].to_numpy()))
        self.agent = table["agent"].to_numpy(np.int64)[order]
        self.start = table["start"].to_numpy(np.int64)[order]
        self.end = table["end"].to_numpy(np.int64)[order]
        self.state = codes(table["state"], STATES)[order]
        self.names = {"team": codes(table["team"], facts.values["team"])[order]}
        self.own = np.array([not team.cost.outsourced for team in facts.scenario.teams.values()])[self.names["team"]]
        absences = [team.absence for team in facts.scenario.teams.values()]
        self._absence_paid = np.array([bool(absence is None or absence.paid) for absence in absences])
        self._shifts = on_call
        self._horizon = facts.horizon

    @cached_property
    def paid(self) -> "Array":
        """All time present, breaks and overtime included, and absence where the team pays it; standby is apart."""
        return np.asarray(among(self.state, PRESENT) | (self._paid_absence & ~self.on_call))

    @cached_property
    def on_call(self) -> "Array":
        """Whether the agent is of a shift that stands by (R18)."""
        return np.isin(self.agent, list(self._shifts))

    @cached_property
    def away(self) -> "Array":
        """Breaks, meetings, training and absence; absence from standby takes nothing of the scheduled time."""
        return np.asarray(among(self.state, AWAY) & ~((self.state == State.ABSENT) & self.on_call))

    @cached_property
    def standby(self) -> "Array":
        """The share of the wage that is paid for standing by, or for being absent from it."""
        stands_by = (self.state == State.STANDBY) | (self._paid_absence & self.on_call)
        shares = {agent: shift.standby for agent, shift in self._shifts.items()}
        return np.where(stands_by, _of(self.agent, shares), 0.0)

    @cached_property
    def call_outs(self) -> "CallOuts":
        """The stretches of work for which those who stood by were woken."""
        rows = np.flatnonzero(self.on_call & among(self.state, PRESENT))
        agent, start, end = self.agent[rows], self.start[rows], self.end[rows]
        first = np.flatnonzero(_begins(agent, start, end))
        worked = np.add.reduceat(end - start, first) if len(first) else first
        least = _of(agent[first], {agent: shift.at_least for agent, shift in self._shifts.items()})
        due = np.minimum(least, self._horizon - start[first])
        return CallOuts(self.names["team"][rows[first]], start[first], worked, due)

    @property
    def _paid_absence(self) -> "Array":
        return np.asarray((self.state == State.ABSENT) & self._absence_paid[self.names["team"]])


def _begins(agent: "Array", start: "Array", end: "Array") -> "Array":
    """Whether each span is not the continuation of the one before."""
    begins = np.ones(len(agent), np.bool_)
    begins[1:] = (agent[1:] != agent[:-1]) | (end[:-1] != start[1:])
    return begins


@dataclass(frozen=True, eq=False)
class CallOuts:
    """One row per time that somebody was woken: when, and the ticks worked and at least due."""

    team: "Array"
    start: "Array"
    worked: "Array"
    due: "Array"


def _of(agents: "Array", values: Mapping[int, float]) -> "Array":
    """The value of each row's agent; 0 for who has none."""
    table = np.zeros(max(int(agents.max(initial=0)), *values, 0) + 1)
    table[list(values)] = list(values.values())
    return table[agents]


@once
def on_call(scenario: "Scenario") -> "dict[int, OnCall]":
    """The agents whose shift stands by, and its terms."""
    teams = scenario.teams
    if not any(shift.on_call for team in teams.values() for shift in team.shifts.values()):
        return {}
    from simsupport.roster import plan

    shifts = {agent: teams[team].shifts.get(group) for agent, team, group in plan(scenario).agents}
    return {agent: shift.on_call for agent, shift in shifts.items() if shift and shift.on_call}
