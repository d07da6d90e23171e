"""The nouns that the reference engine moves about: issues, contacts and legs; agents and their crews; channels."""

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from simsupport.chance import Draw, Stream
from simsupport.engines.reference.clock import Moment
from simsupport.log import Kind, Outcome
from simsupport.scenario.intervals import Interval
from simsupport.scenario.models import Channel, Line, Team, Topic
from simsupport.scenario.presence import Pause

NEVER = -1


@dataclass(slots=True, eq=False)
class Issue:
    """One customer's problem, from its creation until it is solved for good or given up."""

    id: int
    line: Line
    stream: Stream  # of its line's random numbers
    k: int
    topic: Topic
    labels: tuple[str | None, ...]
    hard: bool
    amount: float
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
    key_tick: int | None = None  # its first queueing (R9)
    legs: int = 0
    talks: int = 0
    on_line: bool = False


@dataclass(eq=False)
class Leg:
    """One visit of a contact to a route; its fields are the columns of the log (R24)."""

    contact: Contact
    number: int
    kind: Kind
    route: "Route"
    ties: tuple[int, int, int]  # issue, contact, leg: what decides within one phase of a tick (R2)
    draws_as: int  # the leg whose random numbers it uses: its own, but for the rest of parked work
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
    weight: int = field(default=0, init=False)
    key: tuple[int, int, int, int] = field(default=(0, 0, 0, 0), init=False)
    queues: "tuple[Queue, ...]" = field(default=(), init=False)
    timer: Moment | None = field(default=None, init=False)  # of patience, or of a limit
    talk_since: int = field(default=NEVER, init=False)
    hold_since: int = field(default=NEVER, init=False)
    partner: "Leg | None" = field(default=None, init=False)  # whose agent stays on the line, or asks for approval


@dataclass(slots=True, eq=False)
class Agent:
    """A person with one id throughout."""

    id: int
    crew: "Crew"
    present: bool = False  # within [start, end) of presence, breaks included
    absent: bool = False
    breaks_due: list[Pause] = field(default_factory=list)  # from the planned start until over or lost
    on_break: bool = False  # the first of those due
    load: int = 0
    since: int = NEVER  # when the load last changed (R10)

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


@dataclass(slots=True, eq=False)
class Queue:
    """The legs of one category that wait for one place of a route, least key first."""

    crew: Crew
    place: int
    order: tuple[int, int, int]  # rank, then the crew's preference by channel and topic
    heap: list[tuple[tuple[int, int, int, int], Leg]] = field(default_factory=list)
    waiting: int = 0

    def join(self, leg: Leg) -> None:
        heappush(self.heap, (leg.key, leg))
        self.waiting += 1
        self.crew.queues[self] = None
        leg.queues += (self,)

    def leave(self) -> None:
        self.waiting -= 1
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
    upward: dict[str, Route] = field(default_factory=dict)  # of escalated legs, by the next team
