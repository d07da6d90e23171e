"""Facts (R24): what the reference engine writes down, and the log that comes of it."""

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.demand import Demand
from simsupport.engines.reference.nouns import NEVER, Agent, Leg
from simsupport.engines.reference.pace import left
from simsupport.frames import categories
from simsupport.log import AGENT_COLUMNS, KINDS, LEG_COLUMNS, OUTCOMES, STATES, Log, Outcome, State

if TYPE_CHECKING:
    import pandas as pd

_WRITTEN = (
    "issue", "contact", "leg", "turn", "kind", "channel", "team", "agent", "arrived", "queued", "started", "talk_ended",
    "released", "effort", "hold", "granted", "outcome",
)  # fmt: skip
_TICKS = ("arrived", "queued", "started", "talk_ended", "released", "effort", "hold")
_CENT = 100


class Facts:
    """One row per leg that has ended, and per agent and state."""

    def __init__(self, demand: Demand, channels: list[str], teams: list[str]) -> None:
        self.demand = demand
        self.horizon = demand.scenario.calendar.horizon
        self.channels = channels
        self.teams = teams
        self.open: dict[Leg, None] = {}
        self._team_code = {name: code for code, name in enumerate(teams)}
        self._legs = array("q")  # all columns of _WRITTEN, row after row: 8 bytes each
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
            leg.talk_ended, leg.released, leg.effort, leg.hold, round(leg.granted * _CENT), leg.outcome,
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
        legs, spans = self._leg_table(), self._agent_table(agents)
        return Log(legs, spans, demand.scenario, demand.seed, demand.replication, "reference")

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

    def _leg_table(self) -> "pd.DataFrame":
        import pandas as pd

        rows = np.frombuffer(self._legs, np.int64).reshape(-1, len(_WRITTEN))
        order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0])).astype(np.int32)
        written = {name: rows[order, place] for place, name in enumerate(_WRITTEN) if name not in _TICKS}
        issue = written["issue"]
        demand = self.demand
        topics = sorted(demand.scenario.topics)
        line_topic = {line.name: topics.index(line.topic) for line in demand.scenario.lines}
        topic_of_line = np.array([line_topic[name] for name in demand.line_names])
        columns: dict[str, Any] = {
            "turn": written["turn"].astype(np.int16),
            "kind": categories(written["kind"], KINDS),
            "topic": categories(topic_of_line[demand.line[issue]], topics),
            "channel": categories(written["channel"], self.channels),
            "team": categories(written["team"], self.teams),
            "created": demand.created[issue],
            "granted": written["granted"] / _CENT,
            "outcome": categories(written["outcome"], OUTCOMES),
        }
        columns |= {name: written[name].astype(np.int32) for name in ("issue", "contact", "leg", "agent")}
        columns |= {name: rows[order, _WRITTEN.index(name)] for name in _TICKS}
        labels = {
            f"label.{label}": categories(demand.labels[label][issue], values)
            for label, values in demand.label_values.items()
        }
        place = LEG_COLUMNS.index("channel") + 1
        names = (*LEG_COLUMNS[:place], *labels, *LEG_COLUMNS[place:])
        return pd.DataFrame({name: (columns | labels)[name] for name in names}, copy=False)

    def _agent_table(self, agents: list[str]) -> "pd.DataFrame":
        import pandas as pd

        rows = np.frombuffer(self._agents, np.int64).reshape(-1, 4)
        rows = _joined(rows[np.lexsort((rows[:, 2], rows[:, 0]))])
        codes = np.array([self._team_code[name] for name in agents] or [0])
        columns = {
            "agent": rows[:, 0].astype(np.int32),
            "team": categories(codes[rows[:, 0]], self.teams),
            "state": categories(rows[:, 1], STATES),
            "start": rows[:, 2].copy(),
            "end": rows[:, 3].copy(),
        }
        return pd.DataFrame({name: columns[name] for name in AGENT_COLUMNS}, copy=False)


def _joined(spans: Any) -> Any:
    """Spans of the same agent and state that touch are one: a shift that ends as the next begins."""
    before, after = spans[:-1], spans[1:]
    touch = (before[:, 0] == after[:, 0]) & (before[:, 1] == after[:, 1]) & (before[:, 3] == after[:, 2])
    joined = spans[np.concatenate([np.ones(min(len(spans), 1), bool), ~touch])].copy()
    joined[:, 3] = spans[np.concatenate([~touch, np.ones(min(len(spans), 1), bool)]), 3]
    return joined
