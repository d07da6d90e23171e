"""The scenario and the roster as flat tables: what the kernel sees are numbers, never names, units or text.

Every table is a record array; a row's number stands for the name at that place in sorted order. Columns that hold a
row number of another table are called like that table's noun (`team`, `category`, `route`); −1 is none. Times are
ticks. Ranges in another table are `first_…` and `…_count`. Distributions are places in the table of
`simsupport.chance`.
"""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Columns = list[tuple[str, str]]
Table = Any  # a record array: its fields are attributes, which NumPy's types do not know

NONE = -1


class Phase(IntEnum):
    """What happens in which order within a tick (R2)."""

    END = 1
    LEAVE = 2
    CLOSE = 3
    COME = 4
    OPEN = 5
    CLEAR = 6
    ARRIVE = 7
    DISPATCH = 8
    PATIENCE = 9
    LIMIT = 10
    DISPATCH_AGAIN = 11


PHASES = 16  # when = tick · PHASES + phase
WHO = 32  # bits: who = issue << WHO | contact, or agent, channel or team << WHO


class WhenClosed(IntEnum):
    """What becomes of who comes to a closed channel (R6)."""

    REJECT = 0
    QUEUE = 1
    CONVERT = 2


class AtClosing(IntEnum):
    """What becomes of who waits as a channel closes (R6)."""

    SERVE = 0
    CLEAR = 1
    CONVERT = 2


class HandOver(IntEnum):
    """How an escalation passes on (R14)."""

    COLD = 0
    WARM = 1
    CONSULT = 2


class Effect(IntEnum):
    """What initiatives change while the engine runs (R22)."""

    TALK = 0
    WRAP = 1
    UNSOLVED = 2
    SPREAD = 3
    NEWCOMERS = 4
    AUTHORITY = 5
    HEAD_START = 6
    MISROUTED = 7
    ENGAGES = 8
    UNCONTAINED = 9
    UNDEFLECTED = 10


class Turning(IntEnum):
    """What the calendar and the roster bring about, without anybody's chance."""

    OPEN = 0  # number: channel
    CLOSE = 1
    COME = 2  # number: agent
    LEAVE = 3
    STAND_BY = 4
    ABSENT = 5
    PRESENT_AGAIN = 6  # an absence is over
    BREAK_DUE = 7  # other: pause
    BREAK_MISSED = 8
    HEAD_COUNT = 9  # number: team; other: count


CHANNEL = [
    ("live", "?"), ("first_opening", "i4"), ("opening_count", "i4"),  # in `intervals`
    ("when_closed", "i1"), ("converts_to", "i2"), ("at_closing", "i1"), ("closing_converts_to", "i2"),
    ("lines", "i8"),  # −1: no limit
    ("balks", "f8"),
    ("calls_back", "?"), ("callback_above", "i8"), ("callback_accepted", "f8"), ("callback_answered", "f8"),
    ("callback_again_after", "i8"), ("callback_attempts", "i8"), ("callback_rings", "i8"),
    ("drains_after", "i8"),  # −1: never
    ("weight", "i8"), ("slowdown", "f8"), ("further_chat", "f8"), ("interruptible", "?"), ("resume_time", "i8"),
    ("bot", "?"), ("bot_machine", "i4"), ("bot_takes", "i4"), ("bot_engages", "f8"), ("bot_wrongly", "f8"),
    ("bot_context", "f8"),  # the factor on talk after its hand-over
]  # fmt: skip

TOPIC = [
    ("hard", "?"), ("hard_share", "f8"), ("hard_talk", "f8"), ("hard_resolves", "f8"),  # as the scenario states them
    ("recognised", "f8"),
    ("retries", "?"), ("retry", "f8"), ("retry_after", "i4"), ("retry_at_most", "i8"),  # −1: no limit
    ("first_retry_switch", "i4"), ("retry_switch_count", "i4"),  # in `shares`
    ("returns", "?"), ("return_", "f8"), ("return_after", "i4"), ("explains_again", "f8"),
    ("first_return_switch", "i4"), ("return_switch_count", "i4"),
    ("stale", "i8"),  # ticks; 0: nobody leaves dead work
    ("chases", "?"), ("chase", "f8"), ("chase_after", "i4"), ("chase_effort", "i8"),
    ("self_service", "?"), ("deflects", "f8"), ("wrongly", "f8"), ("machine", "i4"),
]  # fmt: skip

WAY = [  # of a topic on a channel, at topic · channels + channel
    ("asks", "?"), ("ask", "f8"), ("reply_after", "i4"), ("replies", "f8"), ("closes_after", "i8"),  # −1: never
    ("on_hold", "?"), ("hold", "f8"), ("hold_for", "i4"),
    ("follows_up", "?"), ("follow_up", "f8"), ("follow_up_channel", "i2"),
    ("silent", "f8"),  # who gives up without a sign: the given share, else all on deferred channels
    ("bot_knows", "?"), ("bot_contains", "f8"),
    ("handling", "f8"),  # stated mean talk and wrap
]  # fmt: skip

TEAM = [
    ("escalates_to", "i2"), ("hand_over", "i1"), ("briefing", "i4"), ("waits_at_most", "i8"),  # −1: no limit
    ("limited", "?"), ("authority", "f8"),  # what it may concede by itself; not limited: everything
    ("asks", "i2"),  # whom for what is above; −1: it goes up
    ("approval_takes", "i4"), ("grants", "f8"), ("within", "i8"), ("approval_route", "i4"),
    ("grace", "i8"), ("reserve", "i8"), ("owner_within", "i8"),  # −1: none
    ("newcomer_talk", "f8"), ("newcomer_ramp", "i8"),
    ("counted", "?"), ("first_agent", "i4"), ("agent_count", "i4"),
    ("first_on_call", "i4"), ("on_call_count", "i4"),  # in `on_call`
]  # fmt: skip

SKILL = [("speed", "f8"), ("resolves", "f8")]  # at team · topics + topic; only those that a team has are read

CATEGORY = [  # of a topic, a set of labels and a channel: at kind · channels + channel
    ("topic", "i2"), ("channel", "i2"), ("rank", "i8"), ("head_start", "i8"), ("weight", "i8"),
    ("talk", "i4"), ("wrap", "i4"), ("patience", "i4"), ("route", "i4"),
    ("first_other", "i4"), ("other_count", "i4"),  # in `others`: what triage may take it for, topics by name
]  # fmt: skip

ABILITY = [  # of a team for a category, at category · teams + team
    ("able", "?"),
    ("upward", "i4"),  # the route to this team alone; −1 if nobody escalates to it or it is not able
    ("own", "i4"),  # the class of its agents' private queues for it; −1 where there are none
]  # fmt: skip

ROUTE = [("first_place", "i4"), ("place_count", "i4")]  # in `places`
PLACE = [("team", "i2"), ("after", "i8"), ("queue", "i4")]

QUEUE_CLASS = [  # legs that wait for one team at one place of a route, alike in rank, preference and weight
    ("team", "i2"), ("place", "i2"), ("rank", "i8"), ("by_channel", "i4"), ("by_topic", "i4"), ("weight", "i8"),
    ("deferred", "?"),  # a reserve does not start it
]  # fmt: skip

LINE = [("first_season", "i4"), ("season_count", "i4")]  # in `seasons`
SEASON = [("start", "i8"), ("end", "i8"), ("before", "i8")]  # a time of demand, and the length of those before
INTERVAL = [("start", "i8"), ("end", "i8")]
MACHINE = [("first_hour", "i4"), ("hour_count", "i4"), ("start", "i8"), ("ramp", "i8")]  # hours in `intervals`
CHANGE = [("start", "i8"), ("end", "i8"), ("ramp", "i8"), ("full", "f8")]  # by one initiative
RANGE = [("first", "i4"), ("count", "i4")]
SHARE = [("channel", "i2"), ("share", "f8")]  # of those who switch channel, by its name
ON_CALL = [  # a shift that stands by; it wakes for the listed topics or ranks, for anything if it lists none
    ("first_agent", "i4"), ("agent_count", "i4"), ("after", "i8"),
    ("first_topic", "i4"), ("topic_count", "i4"), ("first_rank", "i4"), ("rank_count", "i4"),  # in `listed`
]  # fmt: skip

TRAITS = [("speed", "f8"), ("resolves", "f8"), ("newcomer", "?"), ("new_since", "i8")]
# `when` and `who` say where R2 puts it
TURNING = [
    ("when", "i8"),
    ("who", "i8"),
    ("what", "i1"),
    ("number", "i4"),
    ("other", "i8"),
]
PAUSE = [("start", "i8"), ("end", "i8"), ("keeps_length", "?"), ("state", "i1")]


class Desk(NamedTuple):
    """A scenario in tables: the same for all replications."""

    rules: Table  # one row of RULES
    channels: Table
    topics: Table
    ways: Table
    teams: Table
    skills: Table
    categories: Table
    abilities: Table
    routes: Table
    places: Table
    queue_classes: Table  # of routes, approvals and then of private queues
    others: NDArray[np.int32]
    lines: Table
    seasons: Table
    intervals: Table
    machines: Table
    changes: Table
    effects: Table  # RANGE in `changes`, at (effect · categories + category) · (teams + 1) + team; last: no team
    shares: Table
    on_call: Table
    listed: NDArray[np.int64]
    distributions: Table
    values: NDArray[np.float64]


RULES = [
    ("horizon", "i8"), ("capacity", "i8"), ("initiatives", "?"), ("blends", "?"),  # some channel is interruptible
    ("stands_by", "?"), ("triage", "?"), ("accuracy", "f8"), ("finds_out_in", "i4"),
    ("channels", "i4"), ("topics", "i4"), ("teams", "i4"), ("categories", "i4"), ("most_places", "i4"),
    ("own_classes", "i4"), ("first_own_class", "i4"),  # of private queues, in `queue_classes`
]  # fmt: skip


class Issues(NamedTuple):
    """The demand: one entry an issue, in the order of ids."""

    line: NDArray[np.int32]
    kind: NDArray[np.int32]  # topic and labels: its category on a channel is kind · channels + channel
    k: NDArray[np.int64]
    created: NDArray[np.int64]
    hard: NDArray[np.bool_]
    amount: NDArray[np.float64]
    channel: NDArray[np.int16]
    talk: NDArray[np.int64]
    patience: NDArray[np.int64]
    pace: NDArray[np.float64]
    comes_back: NDArray[np.bool_]
    keys: NDArray[np.uint64]  # lines × 10: of each line's stream


class People(NamedTuple):
    """The roster of a replication, and when channels open and close: what comes without anybody's chance, in order."""

    traits: Table
    turnings: Table
    planned_pauses: Table


def table(columns: Columns, rows: int | list[tuple[Any, ...]]) -> Table:
    """A record array with the given rows, or so many of zeros; never of length zero, so that its address exists."""
    made = np.zeros(max(1, rows if isinstance(rows, int) else len(rows)), np.dtype(columns, align=True))
    if not isinstance(rows, int) and rows:
        made[:] = rows
    return made.view(np.recarray)
