"""The nouns that the reference engine moves about: issues, contacts and legs; agents and their crews; channels."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heapify, heappop, heappush
from typing import ClassVar

from simsupport.chance import Draw, Stream
from simsupport.engines.reference.clock import Moment
from simsupport.log import Kind, Outcome
from simsupport.roster import Traits
from simsupport.scenario.intervals import Interval
from simsupport.scenario.models import Channel, Line, Team, Topic
from simsupport.scenario.timeline.presence import Pause

NEVER = -1


class Duty(IntEnum):
    """What an agent does with a leg."""

    TALK = 0
    APPROVE = 1  # decide on a request (R15)
    CALL = 2  # call a customer back (R21)
    ADVISE = 3  # answer the team that consults (R14)
    FOLLOW_UP = 4  # finish what a live talk has left (R16)
    FIND_STALE = 5  # that the customer has gone (R17)


@dataclass(slots=True, eq=False)
class Issue:
    """One customer's problem, from its creation until it is solved for good or given up."""

    id: int
    line: Line
    stream: Stream  # of its line's random numbers
    k: int
    topic_name: str
    topic: Topic
    labels: tuple[str | None, ...]
    hard: bool
    amount: float
    talk: int = NEVER  # as recorded, of a replayed issue (R4)
    patience: int = NEVER
    pace: float = 1.0  # of talk, as forecast
    comes_back: bool = True  # a row of a replay without an issue's id brings its own repeats
    paid: bool = False  # an amount is conceded once (R15)
    contacts: int = 0
    tries: int = 0  # retries in a row (R17)
    explained: bool = False  # to a human, in an earlier contact (R12)


@dataclass(slots=True, eq=False)
class Contact:
    """One approach by the customer about an issue."""

    issue: Issue
    number: int
    kind: Kind
    channel: "ChannelState"
    category: "Category"
    arrived: int
    explains_again: bool
    early: int = 0  # a head start by initiatives (R22)
    key_tick: int | None = None  # its first queueing (R9)
    entered: int = NEVER  # when it came to the door, or back to it from the bot
    legs: int = 0
    talks: int = 0
    turn: int = 0
    on_line: bool = False
    begun: bool = False  # by a human
    over: bool = False
    context: float = 1.0  # what a bot has handed over: a factor on talk (R7)
    chased: int = 0  # ticks of effort that chasers add (R17)
    calls: int = 0  # callbacks in vain (R21)
    owner: "Agent | None" = None  # who talked last (R16)
    draws_as: ClassVar[int] = 0  # before it has a leg

    @property
    def contact(self) -> "Contact":
        return self


@dataclass(slots=True, eq=False)
class Work:
    """A talk that goes on: what is left of it advances the slower, the more there are at once (R11)."""

    ticks: int  # in all, at full speed
    left: int  # in units of 2⁻²⁰ ticks, at the tick `since`
    then: "Callable[[Leg], None]"
    splits: bool  # may be parked or paused
    speed: int
    since: int
    end: Moment | None = None


@dataclass(eq=False)
class Leg:
    """One visit of a contact to a route; its fields are the columns of the log (R24)."""

    contact: Contact
    number: int
    kind: Kind
    route: "Route"
    category: "Category"
    turn: int
    ties: tuple[int, int, int]  # issue, contact, leg: what decides within one phase of a tick (R2)
    draws_as: int  # the leg whose random numbers it uses: its own, but for what is left after an approval
    queued: int = field(default=NEVER, init=False)
    started: int = field(default=NEVER, init=False)
    talk_ended: int = field(default=NEVER, init=False)
    released: int = field(default=NEVER, init=False)
    effort: int = field(default=0, init=False)
    hold: int = field(default=0, init=False)
    granted: float = field(default=0.0, init=False)
    outcome: Outcome = field(default=Outcome.OPEN, init=False)
    agent: "Agent | None" = field(default=None, init=False)
    crew: "Crew | None" = field(default=None, init=False)
    waiting: bool = field(default=False, init=False)
    drains: bool = field(default=False, init=False)  # has waited too long (R20)
    weight: int = field(default=0, init=False)
    key: tuple[int, int, int, int] = field(default=(0, 0, 0, 0), init=False)
    queues: "tuple[Queue, ...]" = field(default=(), init=False)
    timer: Moment | None = field(default=None, init=False)  # of patience, or of a limit
    duty: Duty = field(default=Duty.TALK, init=False)
    work: Work | None = field(default=None, init=False)  # the talk while it goes on
    left: int = field(default=0, init=False)  # ticks that are left of a talk parked or paused before
    talk_since: int = field(default=NEVER, init=False)  # the start of the talk, or of what is like one
    others: int = field(default=0, init=False)  # that the agent talked with when it ended (R11)
    hold_since: int = field(default=NEVER, init=False)
    partner: "Leg | None" = field(default=None, init=False)  # whose agent stays on the line, or asks for approval
    before: "Leg | None" = field(default=None, init=False)  # who asks, advised, or left this work
    verdict: Outcome | None = field(default=None, init=False)  # that a follow-up carries (R16)
    mistaken: "Category | None" = field(default=None, init=False)  # what triage took it for (R8)

    @property
    def knower(self) -> "Leg":
        """The leg whose agent's skill decides: what an approval left, and a reply after advice, have another's."""
        leg = self
        while leg.before is not None and leg.duty == Duty.TALK:
            leg = leg.before
        return leg

    @property
    def own_route(self) -> "Route":
        """Where what follows goes: not where triage was mistaken (R8)."""
        return self.category.route if self.mistaken else self.route

    @property
    def advised(self) -> bool:
        """A reply with what the next team has answered (R14)."""
        return self.knower.duty == Duty.ADVISE


@dataclass(slots=True, eq=False)
class Agent:
    """A person with one id throughout."""

    id: int
    crew: "Crew"
    traits: Traits
    present: bool = False  # within [start, end) of presence, breaks included
    absent: bool = False
    breaks_due: list[Pause] = field(default_factory=list)  # from the planned start until over or lost
    on_break: bool = False  # the first of those due
    load: int = 0
    since: int = NEVER  # when the load last changed (R10)
    standby: bool = False  # on call and not on yet (R18)
    woken: Moment | None = None  # when an alarm will have had its effect
    talks: dict[Leg, None] = field(default_factory=dict)  # that go on: not wrap, not hold (R11)
    paused: list[Leg] = field(default_factory=list)  # what is left of interrupted work, the latest last (R20)

    @property
    def may_start(self) -> bool:
        """Whether the agent takes something new (R10, R19)."""
        return self.present and not self.breaks_due


@dataclass(slots=True, eq=False)
class Crew:
    """A team at work: who is there, and which queues it serves."""

    name: str
    team: Team
    agents: list[Agent] = field(default_factory=list)
    present: int = 0
    head_count: int | None = None  # None for a team with shifts or a rota
    ready: list[tuple[int, int, int, Agent]] = field(default_factory=list)  # heap by load, since, id; may be stale
    queues: "dict[Queue, None]" = field(default_factory=dict)  # those with someone waiting
    interruptible: dict[Leg, None] = field(default_factory=dict)  # talks that a live leg may interrupt (R20)
    pausing: dict[Agent, None] = field(default_factory=dict)  # agents with paused work
    draining: dict[Leg, None] = field(default_factory=dict)  # live legs that have waited too long (R20)
    on_call: dict[str, list[Agent]] = field(default_factory=dict)  # who stands by, by shift (R18)

    @property
    def on_shift(self) -> int:
        """Agents on shift: breaks included, not those above a fallen head count (R10)."""
        return self.present if self.head_count is None else min(self.present, self.head_count)

    @property
    def overstaffed(self) -> bool:
        """More are present than the count: the team starts nothing (R18)."""
        return self.head_count is not None and self.present > self.head_count

    def offer(self, agent: Agent, capacity: int) -> None:
        """The agent may be chosen, as long as its load stays what it is."""
        if agent.may_start and agent.load < capacity:
            if len(self.ready) > 4 * len(self.agents) + 64:  # mostly of the past
                self.ready = [(a.load, a.since, a.id, a) for a in self.agents if a.may_start and a.load < capacity]
                heapify(self.ready)
            heappush(self.ready, (agent.load, agent.since, agent.id, agent))

    def next_agent(self) -> Agent | None:
        """Who is next: by load, then longest since it changed, then id (R10)."""
        if self.overstaffed:
            return None
        while self.ready:
            load, since, _, agent = self.ready[0]
            if agent.load == load and agent.since == since and agent.may_start:
                return agent
            heappop(self.ready)
        return None

    def next_for_deferred(self, capacity: int) -> Agent | None:
        """Who is next for deferred work: nobody of a reserve, and nobody who has paused some (R20)."""
        reserve = self.team.reserve
        if reserve and sum(agent.may_start and agent.load == 0 for agent in self.agents) <= reserve:
            return None
        if not self.pausing or self.overstaffed:
            return self.next_agent()
        free = (a for a in self.agents if a.may_start and a.load < capacity and not a.paused)
        return min(free, key=lambda agent: (agent.load, agent.since, agent.id), default=None)

    @property
    def holds_back(self) -> bool:
        """Not everyone who is free takes deferred work (R20)."""
        return bool(self.team.reserve or self.pausing)

    @property
    def least_weight(self) -> int:
        """Nothing lighter than what has waited too long may start (R20)."""
        return max((leg.weight for leg in self.draining), default=0)

    def may_begin(self, leg: Leg) -> bool:
        """Whether what has waited too long leaves the leg its turn."""
        return not self.draining or leg.weight >= self.least_weight


@dataclass(frozen=True, slots=True)
class Place:
    """A team on a route: its place in the order, and how long a leg waits before the team may take it."""

    crew: Crew
    number: int = 0
    after: int = 0


@dataclass(eq=False, slots=True)
class Route:
    """The teams that may take a leg, in order (R10)."""

    places: tuple[Place, ...]
    queues: "list[Queue]"

    def includes(self, crew: Crew) -> bool:
        return any(place.crew is crew for place in self.places)


@dataclass(slots=True, eq=False)
class Queue:
    """The legs of one category that wait for one place of a route, least key first."""

    crew: Crew
    place: int
    order: tuple[int, int, int]  # rank, then the crew's preference by channel and topic
    deferred: bool = False  # work that a reserve does not start (R20)
    owner: Agent | None = None  # of a private queue (R16)
    heap: list[tuple[tuple[int, int, int, int], Leg]] = field(default_factory=list)
    waiting: int = 0

    def join(self, leg: Leg) -> None:
        heappush(self.heap, (leg.key, leg))
        self.waiting += 1
        self.crew.queues[self] = None
        leg.queues += (self,)
        if leg.drains:
            self.crew.draining[leg] = None

    def leave(self, leg: Leg) -> None:
        self.waiting -= 1
        self.crew.draining.pop(leg, None)
        if not self.waiting:
            self.heap.clear()
            del self.crew.queues[self]
        elif len(self.heap) > 2 * self.waiting + 64:  # mostly legs that others took
            self.heap = [entry for entry in self.heap if entry[1].waiting]
            heapify(self.heap)

    @property
    def head(self) -> Leg:
        while not self.heap[0][1].waiting:
            heappop(self.heap)
        return self.heap[0][1]

    def choice(self, free: Agent, for_deferred: Agent | None) -> Agent | None:
        """Who would take the head, of those whom the crew offers; a private queue's owner alone."""
        if self.owner is None:
            return for_deferred if self.deferred else free
        owner_free = self.owner.may_start and not self.owner.paused
        return self.owner if owner_free and for_deferred else None


@dataclass(slots=True, eq=False)
class ChannelState:
    """A channel at work: whether it is open, its lines, who waits."""

    name: str
    channel: Channel
    number: int
    opening: list[Interval]
    open: bool = False
    lines_used: int = 0
    held: list[Leg] = field(default_factory=list)  # outside, until it opens
    waiting: dict[Leg, None] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        return self.channel.lines is not None and self.lines_used >= self.channel.lines


@dataclass(slots=True, eq=False)
class Category:
    """What customers of one topic, channel and set of labels have in common (R9, R10)."""

    topic: str
    channel: ChannelState
    labels: dict[str, str]
    rank: int
    head_start: int
    weight: int
    talk: Draw | float | None
    wrap: Draw | float | None
    patience: Draw | float | None
    route: Route
    given: tuple[str | None, ...]  # the values of all labels, in order
    upward: dict[str, Route] = field(default_factory=dict)  # of escalated legs, by the next team
    others: "list[Category] | None" = None  # that triage may take it for (R8)
