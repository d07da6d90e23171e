"""Facts (R24): what the reference engine writes down, and the log that comes of it."""

from array import array

import numpy as np
from numpy.typing import NDArray

from simsupport.demand import Demand
from simsupport.engines.reference.nouns import NEVER, Agent, Leg
from simsupport.engines.reference.pace import left
from simsupport.log import HUNDREDTHS, WRITTEN, Log, Outcome, State, agent_table, leg_table


class Facts:
    """One row per leg that has ended, and per agent and state."""

    def __init__(self, demand: Demand, teams: list[str]) -> None:
        self.demand = demand
        self.horizon = demand.scenario.calendar.horizon
        self.open: dict[Leg, None] = {}
        self._team_code = {name: code for code, name in enumerate(teams)}
        self._legs = array("q")  # all columns of WRITTEN, row after row: 8 bytes each
        self._agents = array("q")
        self._states: dict[int, tuple[State, int]] = {}

    def opens(self, leg: Leg) -> None:
        self.open[leg] = None

    def ended(self, leg: Leg) -> None:
        """The leg is over, its agent free of it: its facts no longer change."""
        del self.open[leg]
        self._write(leg)

    def _write(self, leg: Leg) -> None:
        contact = leg.contact
        crew = leg.crew or leg.route.places[0].crew
        self._legs.extend((
            contact.issue.id, contact.number, leg.number, leg.turn, leg.kind, leg.category.channel.number,
            self._team_code[crew.name], leg.agent.id if leg.agent else NEVER, contact.arrived, leg.queued, leg.started,
            leg.talk_ended, leg.released, leg.effort, leg.hold, round(leg.granted * HUNDREDTHS), leg.outcome,
        ))  # fmt: skip

    def state(self, agent: Agent, state: State, now: int) -> None:
        """The agent's presence changes to a state."""
        before, since = self._states.get(agent.id, (State.OFF, 0))
        if before != state:
            self._span(agent.id, before, since, now)
            self._states[agent.id] = (state, now)

    def _span(self, agent: int, state: State, start: int, end: int) -> None:
        if end > start:
            self._agents.extend((agent, state, start, end))

    def log(self, agents: list[str]) -> Log:
        """The log, with what is open at the horizon reported open (R23); `agents` holds each agent's team."""
        for leg in self.open:
            self._stop(leg)
            self._write(leg)
        self.open.clear()
        for agent in range(len(agents)):
            state, since = self._states.get(agent, (State.OFF, 0))
            self._span(agent, state, since, self.horizon)
        demand = self.demand
        spans = np.frombuffer(self._agents, np.int64).reshape(-1, 4)
        tables = leg_table(demand, self._written()), agent_table(demand.scenario, spans, agents)
        return Log(*tables, demand.scenario, demand.seed, demand.replication, "reference")

    def _stop(self, leg: Leg) -> None:
        """Work and hold count as far as they went; what is still to come has no time."""
        if leg.talk_ended != NEVER or leg.started == NEVER:
            return
        leg.outcome = Outcome.OPEN
        if leg.hold_since != NEVER:
            leg.hold += self.horizon - leg.hold_since
        elif leg.work:
            leg.effort = leg.work.ticks - left(leg.work, self.horizon)
        elif leg.talk_since != NEVER:
            leg.effort = self.horizon - leg.talk_since

    def _written(self) -> dict[str, NDArray[np.int64]]:
        """The columns of what was written, in canonical order."""
        rows = np.frombuffer(self._legs, np.int64).reshape(-1, len(WRITTEN))
        issue, contact, leg = rows[:, :3].T
        order = np.lexsort((leg, contact, issue)).astype(np.int32)
        return {name: rows[order, place] for place, name in enumerate(WRITTEN)}
