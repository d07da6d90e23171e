"""The log: what happened, as facts (R24). One row per leg in canonical order, and each agent's time by state."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

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
