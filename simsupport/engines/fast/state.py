"""What changes while the kernel runs: issues, contacts, legs, agents, queues and events, in record arrays.

Legs, contacts, events and the nodes of queues live in pools: a slot is used again when what it held is over, so that
the memory at work is that of what is open, not of all that ever was.
"""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simsupport.engines.fast.tables import NONE, Desk, Issues, People, Table, table

NO_KEY = -(2**62)
NEVER = -1
FULL = 2**20  # the speed of a talk alone (R11)
PLACES = 12  # bits: nth = leg << PLACES | what else there is of it at that tick


class Duty(IntEnum):
    """What an agent does with a leg."""

    TALK = 0
    APPROVE = 1
    CALL = 2
    ADVISE = 3
    FOLLOW_UP = 4
    FIND_STALE = 5


class Ending(IntEnum):
    """What the end of a talk leads to."""

    JUDGE = 0
    STALE = 1
    TRANSFER = 2


class What(IntEnum):
    """What happens at an event; its a, b, c and d say to whom."""

    TALK_ENDS = 0  # a: leg
    RELEASE = 1
    BRIEFED = 2  # b: the leg of the first agent
    RINGS_OUT = 3
    DECIDE = 4
    BOT_ENDS = 5  # b: whether it contains
    BREAK_ENDS = 6  # a: agent, b: pause
    WAKE = 7  # a: agent
    CLEAR = 8
    REACH = 9  # a: leg, b: its serial, c: place on the route; NONE for all of it
    DRAIN = 10  # a: leg, b: its serial
    CHASE = 11  # a: contact, b: its serial
    COME = 12  # a: issue, b: kind, c: channel, d: key
    ENTER = 13  # a: leg
    REPLY = 14
    CALL_AGAIN = 15
    GONE_QUIET = 16
    ABANDON = 17
    TOO_LATE = 18
    LEFT_ALONE = 19


ISSUE = [("contacts", "i4"), ("tries", "i4"), ("paid", "?"), ("explained", "?"), ("talk_used", "?")]

# What every contact, leg and agent needs comes first, so that a few cache lines hold it; then what some need

CONTACT = [
    ("issue", "i4"), ("number", "i4"), ("category", "i4"), ("pins", "i4"), ("arrived", "i8"), ("entered", "i8"),
    ("legs", "i4"), ("talks", "i4"), ("owner", "i4"), ("next", "i4"), ("channel", "i2"), ("kind", "i1"),
    ("explains_again", "?"), ("begun", "?"), ("over", "?"), ("on_line", "?"),
    ("key", "i8"), ("serial", "i8"), ("early", "i8"), ("context", "f8"), ("chased", "i8"), ("calls", "i8"),
    ("turn", "i4"),
]  # fmt: skip

LEG = [
    ("contact", "i4"), ("issue", "i4"), ("number", "i4"), ("category", "i4"), ("route", "i4"), ("agent", "i4"),
    ("draws_as", "i4"), ("pins", "i4"), ("queued", "i8"), ("started", "i8"), ("talk_ended", "i8"), ("released", "i8"),
    ("talk_since", "i8"), ("effort", "i8"), ("ticks", "i8"), ("granted", "f8"), ("serial", "i8"), ("next", "i4"),
    ("team", "i2"), ("kind", "i1"), ("outcome", "i1"), ("waiting", "?"), ("fresh", "?"), ("working", "?"),
    ("splits", "?"), ("in_limbo", "?"), ("open", "?"),
    ("end", "i4"), ("left", "i8"), ("speed", "i8"), ("since", "i8"),  # the talk that goes on, and the event of its end
    ("who", "i8"), ("key", "i8"), ("first_node", "i4"), ("timer", "i4"), ("weight", "i8"), ("hold", "i8"),
    ("hold_since", "i8"), ("rest", "i8"), ("turn", "i4"), ("others", "i4"), ("partner", "i4"), ("before", "i4"),
    ("mistaken", "i4"), ("next_paused", "i4"), ("duty", "i1"), ("ending", "i1"), ("verdict", "i1"), ("drains", "?"),
]  # fmt: skip

AGENT = [
    ("load", "i8"), ("since", "i8"), ("talks", "i4"), ("breaks_due", "i4"), ("team", "i2"), ("present", "?"),
    ("on_break", "?"), ("idle", "?"), ("state", "i1"), ("state_since", "i8"),
    ("first_pause", "i4"), ("end_pause", "i4"),  # those that may be due
    ("woken", "i4"), ("interruptible", "i4"), ("paused", "i4"), ("absent", "?"), ("standby", "?"), ("listed", "?"),
]  # fmt: skip

READY = [("load", "i8"), ("since", "i8"), ("agent", "i4")]  # as of the agent, beside each other for the heap

CREW = [
    ("present", "i4"), ("head_count", "i4"), ("ready", "i4"), ("idle", "i4"), ("draining", "i4"), ("touched", "?"),
    ("next_touched", "i4"),
]  # fmt: skip

CHANNEL_STATE = [("open", "?"), ("lines_used", "i8"), ("first_held", "i4"), ("waiting", "i4")]

QUEUE = [("class_", "i4"), ("owner", "i4"), ("root", "i4"), ("legs", "i4")]

NODE = [
    ("leg", "i4"), ("queue", "i4"), ("key", "i8"), ("who", "i8"), ("nth", "i4"), ("child", "i4"), ("next", "i4"),
    ("previous", "i4"), ("next_of_leg", "i4"),
]  # fmt: skip

ENTRY = [("when", "i8"), ("who", "i8"), ("nth", "i4"), ("event", "i4")]
EVENT = [("what", "i1"), ("next", "i4"), ("a", "i8"), ("b", "i8"), ("c", "i8"), ("d", "i8")]
SPAN = [("agent", "i4"), ("state", "i1"), ("start", "i8"), ("end", "i8")]
POOL = [("used", "i8"), ("free", "i4"), ("spare", "i8")]  # slots so far; the first free one, and how many are free
HEAD = [("first", "i4")]  # of a list
LINK = [("previous", "i4"), ("next", "i4")]  # in it

NOW = [
    ("tick", "i8"), ("dispatch_at", "i8"), ("dispatch_due", "?"),
    ("late", "i8"), ("watched", "i8"), ("arrival", "i8"), ("turning", "i8"),
    ("entries", "i8"), ("rows", "i8"), ("spans", "i8"), ("fresh", "i8"), ("open", "i8"), ("agents", "i8"),
    ("paused", "i8"), ("live_waiting", "i8"), ("held", "i8"), ("first_touched", "i4"), ("queues", "i8"),
    ("limbo", "i4"),
]  # fmt: skip


class Pool(IntEnum):
    """What lives in slots."""

    LEGS = 0
    CONTACTS = 1
    NODES = 2
    EVENTS = 3


class Time(IntEnum):
    """The columns of the log that count ticks, and the amount in cents."""

    ARRIVED = 0
    QUEUED = 1
    STARTED = 2
    TALK_ENDED = 3
    RELEASED = 4
    EFFORT = 5
    HOLD = 6
    GRANTED = 7


class Number(IntEnum):
    """The other columns of the log."""

    ISSUE = 0
    CONTACT = 1
    LEG = 2
    AGENT = 3


class Code(IntEnum):
    """Those that are small."""

    TURN = 0
    KIND = 1
    CHANNEL = 2
    TEAM = 3
    OUTCOME = 4


class State(NamedTuple):
    """All that changes."""

    now: Table  # one row of NOW
    pools: Table
    issues: Table
    contacts: Table
    legs: Table
    agents: Table
    crews: Table
    channel_states: Table
    queues: Table
    private: NDArray[np.int32]  # the queue of an agent and a class, NONE until it is needed
    nodes: Table
    heap: Table
    events: Table
    entry_places: NDArray[np.int32]  # of each event in the heap
    talks: Table  # the list of talks that go on, of each agent
    talk_links: Table
    waiting: Table  # of legs that wait on each channel
    waiting_links: Table
    busy: Table  # of each team's queues with somebody in
    busy_links: Table
    pieces: Table  # of each team's agents with work that may be interrupted
    piece_links: Table
    pausing: Table  # of each team's agents with work that they have paused
    pausing_links: Table
    ready: Table  # for each team from its first agent on: a heap of those who may start something
    ready_places: NDArray[np.int32]  # of each agent in it, from its team's first on; NONE who may not
    draining: NDArray[np.int32]  # legs that have waited too long, at team · channels + channel
    fresh: NDArray[np.int32]  # legs that have queued since the last dispatch
    scratch: NDArray[np.int32]
    pause_states: NDArray[np.int8]  # whether each pause is still to come, due, or over
    times: NDArray[np.int64]  # the rows of the log, zero until written: a column for each of Time
    numbers: NDArray[np.int32]
    codes: NDArray[np.int16]
    spans: Table


def fresh_state(desk: Desk, issues: Issues, people: People, agents: int) -> State:
    """The desk before anything has happened."""
    count, teams, channels = len(issues.created), int(desk.rules.teams[0]), int(desk.rules.channels[0])
    rows, queues = 2 * count + 1024, len(desk.queue_classes) + 256  # what stays zero takes no memory
    some = 1024 + 2 * agents + count // 16
    made = State(
        now=table(NOW, 1),
        pools=table(POOL, len(Pool)),
        issues=table(ISSUE, count),
        contacts=table(CONTACT, some),
        legs=table(LEG, some),
        agents=table(AGENT, agents),
        crews=table(CREW, teams),
        channel_states=table(CHANNEL_STATE, channels),
        queues=table(QUEUE, queues),
        private=np.full(max(1, agents * int(desk.rules.own_classes[0])), NONE, np.int32),
        nodes=table(NODE, 2 * some),
        heap=table(ENTRY, 2 * some),
        events=table(EVENT, 2 * some),
        entry_places=np.zeros(2 * some, np.int32),
        talks=table(HEAD, agents),
        talk_links=table(LINK, some),
        waiting=table(HEAD, channels),
        waiting_links=table(LINK, some),
        busy=table(HEAD, teams),
        busy_links=table(LINK, queues),
        pieces=table(HEAD, teams),
        piece_links=table(LINK, agents),
        pausing=table(HEAD, teams),
        pausing_links=table(LINK, agents),
        ready=table(READY, agents),
        ready_places=np.full(max(1, agents), NONE, np.int32),
        draining=np.zeros(teams * channels, np.int32),
        fresh=np.zeros(1024, np.int32),
        scratch=np.zeros(1024, np.int32),
        pause_states=np.zeros(len(people.planned_pauses), np.int8),
        times=np.zeros((len(Time), rows), np.int64),
        numbers=np.zeros((len(Number), rows), np.int32),
        codes=np.zeros((len(Code), rows), np.int16),
        spans=table(SPAN, 4 * agents + 2 * len(people.turnings) + 1024),
    )
    _prepare(made, desk, count, agents)
    return made


def _prepare(state: State, desk: Desk, issues: int, agents: int) -> None:
    """Whatever is none is −1, not 0; each agent has a team, each class of queues that routes lead to a queue, and each
    issue a row of the log, for its first leg.
    """
    now, own = state.now, int(desk.rules.first_own_class[0])
    now.agents, now.queues, now.rows = agents, own, issues
    state.numbers[Number.ISSUE, :issues] = np.arange(issues)
    for name in ("dispatch_at", "late", "watched"):
        now[name] = NEVER
    _set_none(now, "first_touched", "limbo")
    _set_none(state.pools, "free")
    _set_none(state.agents, "woken", "paused")
    _set_none(state.crews, "next_touched")
    _set_none(state.channel_states, "first_held")
    _set_none(state.queues, "owner", "root")
    for heads in (state.talks, state.waiting, state.busy, state.pieces, state.pausing):
        _set_none(heads, "first")
    state.queues.class_[:own] = np.arange(own)
    for team in range(int(desk.rules.teams[0])):
        first = desk.teams.first_agent[team]
        state.agents.team[first : first + desk.teams.agent_count[team]] = team


def _set_none(rows: Table, *columns: str) -> None:
    for name in columns:
        rows[name] = NONE


def grown(array: Any) -> Any:
    """Twice the room along the last axis, with what is there."""
    more = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    more[..., : array.shape[-1]] = array
    return more.view(type(array))
