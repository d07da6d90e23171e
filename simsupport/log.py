"""The log: what happened, as facts (R24). One row per leg in canonical order, and each agent's time by state.

Engines write numbers, here they become tables: `leg_table` and `agent_table`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simsupport.frames import categories

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.demand import Demand
    from simsupport.scenario.models import Scenario


class Kind(IntEnum):
    """Why a leg exists."""

    FIRST = 0
    RETRY = 1
    REPEAT = 2
    CONVERSION = 3
    CHASER = 4
    REPLY = 5
    FOLLOW_UP = 6
    BOT = 7
    APPROVAL = 8
    TRANSFER = 9
    ESCALATION = 10
    REST = 11
    DEFLECTED = 12


class Outcome(IntEnum):
    """How a leg ended."""

    OPEN = 0
    SOLVED = 1
    CLOSED = 2
    UNRESOLVED = 3
    ESCALATED = 4
    TRANSFERRED = 5
    ASKED = 6
    ON_HOLD = 7
    GONE_QUIET = 8
    PARKED = 9
    PAUSED = 10
    APPROVED = 11
    REFUSED = 12
    CONTAINED = 13
    HANDED_OVER = 14
    ABANDONED = 15
    BALKED = 16
    BLOCKED = 17
    REJECTED = 18
    CLEARED = 19
    CONVERTED = 20
    CALLBACK = 21
    STALE = 22


class State(IntEnum):
    """What an agent's presence is at a time; busy and idle follow from the legs."""

    OFF = 0
    ON = 1
    BREAK = 2
    MEETING = 3
    TRAINING = 4
    OVERRUN = 5
    OVERTIME = 6
    ABSENT = 7
    STANDBY = 8


KINDS = tuple(kind.name.lower() for kind in Kind)
OUTCOMES = tuple(outcome.name.lower() for outcome in Outcome)
STATES = tuple(state.name.lower() for state in State)

LEG_COLUMNS = (
    "issue", "contact", "leg", "turn", "kind", "topic", "channel", "team", "agent", "created", "arrived", "queued",
    "started", "talk_ended", "released", "effort", "hold", "granted", "outcome",
)  # fmt: skip
AGENT_COLUMNS = ("agent", "team", "state", "start", "end")
WRITTEN: Mapping[str, type[np.signedinteger[Any]]] = MappingProxyType({
    "issue": np.int32, "contact": np.int32, "leg": np.int32, "turn": np.int16, "kind": np.int8, "channel": np.int8,
    "team": np.int8, "agent": np.int32, "arrived": np.int64, "queued": np.int64, "started": np.int64,
    "talk_ended": np.int64, "released": np.int64, "effort": np.int64, "hold": np.int64, "granted": np.int64,
    "outcome": np.int8,
})  # fmt: skip
"""What an engine writes of each leg, and as what it is kept; all else is known of the issue.

More than 127 channels or teams take an int16.
"""
HUNDREDTHS = 100


@dataclass(frozen=True)
class Log:
    """The facts of one replication, with where they come from.

    `legs` has the columns of LEG_COLUMNS, with a column `label.NAME` for each label after `channel`; times are
    int64 ticks since the scenario's start and −1 for what did not happen; names are categories. `agents` has
    AGENT_COLUMNS and tiles the time from 0 to the horizon for each agent.
    """

    legs: "pd.DataFrame"
    agents: "pd.DataFrame"
    scenario: "Scenario"
    seed: int
    replication: int
    engine: str

    def __repr__(self) -> str:
        chance = f"seed: {self.seed}, replication: {self.replication}"
        return f"<Log of {self.scenario.name}; legs: {len(self.legs)}, {chance}, engine: {self.engine}>"


def leg_table(demand: "Demand", written: Mapping[str, NDArray[Any]]) -> "pd.DataFrame":
    """The table of legs of what an engine wrote: the columns of WRITTEN, a row per leg, in canonical order.

    Kinds and outcomes are the numbers of their enums; channel and team are places among the scenario's sorted names;
    `granted` counts hundredths, all times are ticks. Columns of the types of WRITTEN are taken over as they are, not
    copied (but for `granted`, a float in the table), and must not be written to afterwards.
    """
    import pandas as pd

    scenario, issue = demand.scenario, written["issue"]
    topics = sorted(scenario.topics)
    named = {
        "kind": categories(written["kind"], KINDS),
        "topic": categories(_topic_of_issue(demand, topics)[issue], topics),
        "channel": categories(written["channel"], sorted(scenario.channels)),
        "team": categories(written["team"], sorted(scenario.teams)),
        "outcome": categories(written["outcome"], OUTCOMES),
    }
    labels = {
        f"label.{label}": categories(demand.labels[label][issue], values)
        for label, values in demand.label_values.items()
    }
    numbers = {name: written[name].astype(kept, copy=False) for name, kept in WRITTEN.items() if name not in named}
    of_leg = {"created": demand.created[issue], "granted": written["granted"] / HUNDREDTHS}
    place = LEG_COLUMNS.index("channel") + 1
    names = (*LEG_COLUMNS[:place], *labels, *LEG_COLUMNS[place:])
    columns: dict[str, Any] = {**numbers, **of_leg, **named, **labels}
    return pd.DataFrame({name: columns[name] for name in names}, copy=False)


def _topic_of_issue(demand: "Demand", topics: list[str]) -> NDArray[np.int16]:
    """The place of each issue's topic."""
    of_line = {line.name: topics.index(line.topic) for line in demand.scenario.lines}
    return np.array([of_line[name] for name in demand.line_names], np.int16)[demand.line]


def agent_table(scenario: "Scenario", spans: NDArray[np.int64], teams: Sequence[str]) -> "pd.DataFrame":
    """The table of agents' time of what an engine wrote: agent, state, start and end, a row per span, in any order.

    States are the numbers of the enum, start and end ticks, `teams` is each agent's team. Spans of the same agent and
    state that touch become one, as when a shift ends and the next begins.
    """
    import pandas as pd

    names = sorted(scenario.teams)
    team_of_agent = np.array([names.index(team) for team in teams] or [0], np.int16)
    agent, start = spans[:, 0], spans[:, 2]
    spans = _joined(spans[np.lexsort((start, agent))])
    columns = {
        "agent": spans[:, 0].astype(np.int32),
        "team": categories(team_of_agent[spans[:, 0]], names),
        "state": categories(spans[:, 1], STATES),
        "start": spans[:, 2].copy(),
        "end": spans[:, 3].copy(),
    }
    return pd.DataFrame({name: columns[name] for name in AGENT_COLUMNS}, copy=False)


def _joined(spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """Spans by agent and time, those of the same agent and state that touch made one."""
    before, after = spans[:-1], spans[1:]
    touch = (before[:, 0] == after[:, 0]) & (before[:, 1] == after[:, 1]) & (before[:, 3] == after[:, 2])
    outer = np.ones(min(len(spans), 1), np.bool_)
    joined: NDArray[np.int64] = spans[np.concatenate([outer, ~touch])]
    joined[:, 3] = spans[np.concatenate([~touch, outer]), 3]
    return joined
