"""Waiting and dispatch: who waits in which order (R9), and who is paired with whom (R10)."""

from collections.abc import Callable
from math import lcm
from typing import TYPE_CHECKING

from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import Agent, Category, Crew, Duty, Leg, Place, Queue, Route
from simsupport.log import Kind
from simsupport.scenario.models import Channel, RouteRule, Topic

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk

UNRANKED = 1_000_001  # after every rank
APPROVALS_FIRST = (0, 0, 0)
OWN = -1  # the place of a private queue: before any other


class Queues:
    """All that waits at the desk."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        channels = desk.scenario.channels.values()
        self.capacity = lcm(*(channel.concurrency for channel in channels))  # so that weights are whole (R11)
        self._categories: dict[tuple[str, str, tuple[str | None, ...]], Category] = {}
        self._private: dict[tuple[Agent, tuple[int, int, int], int], Queue] = {}
        self._fresh: list[Leg] = []  # queued since the last dispatch
        self._dispatch_at = (-1, Phase.BOOKKEEPING)
        self._late = -1  # the tick whose step 6 (patience and limits, R2) has begun

    # Categories and routes

    def category(self, topic: str, channel: str, given: tuple[str | None, ...]) -> Category:
        """What customers of a topic, channel and set of labels have in common."""
        key = topic, channel, given
        found = self._categories.get(key)
        if found is None:
            found = self._categories[key] = self._make(topic, channel, given)
        return found

    def _make(self, topic: str, channel: str, given: tuple[str | None, ...]) -> Category:
        named = zip(self.desk.label_names, given, strict=True)
        labels = {label: value for label, value in named if value is not None}
        of_topic, of_channel = self.desk.scenario.topics[topic], self.desk.scenario.channels[channel]
        rank = min(rank_of(of_topic, labels), rank_of(of_channel, labels))
        head_start = head_start_of(of_topic, labels) + head_start_of(of_channel, labels)
        route = self._route(self._places(topic, channel, labels), topic, channel, rank)
        weight = self.capacity // of_channel.concurrency
        talk, wrap, patience = (
            self.desk.chances.draw(of_topic.on_channel(what, channel)) for what in ("talk", "wrap", "patience")
        )
        state = self.desk.channels[channel]
        return Category(topic, state, labels, rank, head_start, weight, talk, wrap, patience, route, given)

    def others(self, category: Category) -> list[Category]:
        """What triage may take a category for: other topics of the channel that somebody serves (R8)."""
        if category.others is None:
            channel = category.channel.name
            topics = (name for name in sorted(self.desk.scenario.topics) if name != category.topic)
            talked = (name for name in topics if self.desk.scenario.topics[name].on_channel("talk", channel))
            found = (self.category(name, channel, category.given) for name in talked)
            category.others = [other for other in found if other.route.places]
        return category.others

    def _places(self, topic: str, channel: str, labels: dict[str, str]) -> tuple[Place, ...]:
        """Who may take a category: by the rule that says most about it, else all able teams that come first."""
        able = [name for name in sorted(self.desk.crews) if self.able(name, topic, channel, labels)]
        rules = [rule for rule in self.desk.scenario.routing if _matches(rule, topic, channel, labels)]
        if rules:
            rule = max(rules, key=lambda rule: (len(rule.labels), rule.channel is not None, rule.topic is not None))
            entries = [entry for entry in rule.to if entry.team in able]
            return tuple(Place(self.desk.crews[e.team], number, e.after) for number, e in enumerate(entries))
        above = {self.desk.crews[name].team.escalates_to for name in able}
        return tuple(Place(self.desk.crews[name]) for name in able if name not in above)

    def able(self, name: str, topic: str, channel: str, labels: dict[str, str]) -> bool:
        """Whether a team has the skill, the channel and the labels (R10)."""
        team = self.desk.crews[name].team
        takes_labels = all(labels.get(label) in values for label, values in team.labels.items() if label in labels)
        return topic in team.skills and (not team.channels or channel in team.channels) and takes_labels

    def _route(self, places: tuple[Place, ...], topic: str, channel: str, rank: int) -> Route:
        deferred = not self.desk.scenario.channels[channel].live
        queues = [
            Queue(place.crew, place.number, (rank, *self._preference(place.crew, topic, channel)), deferred)
            for place in places
        ]
        return Route(places, queues)

    def _preference(self, crew: Crew, topic: str, channel: str) -> tuple[int, int]:
        """Channels that the team prefers, then live before deferred; then the order of its topics (R10)."""
        by_channel, by_topic = crew.team.prefers_channels, crew.team.prefers
        deferred = not self.desk.scenario.channels[channel].live
        return (
            by_channel.index(channel) if channel in by_channel else len(by_channel) + deferred,
            by_topic.index(topic) if topic in by_topic else len(by_topic),
        )

    def to_team(self, category: Category, name: str) -> Route:
        """The route of an escalated leg: the next team alone."""
        if name not in category.upward:
            places = (Place(self.desk.crews[name]),)
            category.upward[name] = self._route(places, category.topic, category.channel.name, category.rank)
        return category.upward[name]

    def to_approvers(self, name: str) -> Route:
        """Approvers take approvals before contacts (R15)."""
        crew = self.desk.crews[name]
        return Route((Place(crew),), [self.desk.approvals.queues.setdefault(name, Queue(crew, 0, APPROVALS_FIRST))])

    # Waiting

    def join(self, leg: Leg, owner: Agent | None = None) -> None:
        """The leg queues now, first for its owner if it has one (R16)."""
        leg.queued = self.desk.clock.now
        self.prepare(leg)
        self.wait(leg, owner)

    def prepare(self, leg: Leg) -> None:
        """A leg's weight and key: its contact's (R9), an approval's its own (R15)."""
        contact = leg.contact
        if leg.kind == Kind.APPROVAL:
            leg.weight, leg.key = self.capacity, (leg.queued, *leg.ties)
            return
        if contact.key_tick is None:
            contact.key_tick = leg.queued
        taken_for = leg.mistaken or leg.category
        leg.weight = leg.category.weight
        leg.key = (contact.key_tick - taken_for.head_start - contact.early, *leg.ties)

    def wait(self, leg: Leg, owner: Agent | None = None) -> None:
        """The leg waits for whoever may take it."""
        leg.waiting = True
        state = leg.category.channel
        if leg.kind != Kind.APPROVAL and leg.duty != Duty.FIND_STALE and state.channel.live:
            state.waiting[leg] = None
            if not state.open:
                self.desk.entrance.watch(state)
            self._drain(leg)
        if owner is not None:
            self._queue_of(owner, leg).join(leg)
            assert owner.crew.team.owner_within is not None
            self._later(leg, OWN, owner.crew.team.owner_within, self._to_all)
        else:
            self._to_all(leg)
        self._fresh.append(leg)
        self.wake()

    def _queue_of(self, owner: Agent, leg: Leg) -> Queue:
        """An agent's private queue of a category."""
        rank, crew = leg.category.rank, owner.crew
        order = rank, *self._preference(crew, leg.category.topic, leg.category.channel.name)
        return self._private.setdefault((owner, order, leg.weight), Queue(crew, OWN, order, owner=owner, deferred=True))

    def _to_all(self, leg: Leg) -> None:
        """The leg joins the queues of its route, each after its wait."""
        for place, queue in zip(leg.route.places, leg.route.queues, strict=True):
            wait = place.after - (self.desk.clock.now - leg.queued)
            if place.after and wait > 0:
                self._later(leg, place.number, wait, queue.join)
            else:
                queue.join(leg)

    def _later(self, leg: Leg, place: int, after: int, join: Callable[[Leg], None]) -> None:
        """If the leg still waits, the next team on its route, or the route itself, is there for it too."""
        self.desk.clock.after(after, Phase.ARRIVE, (*leg.ties, place), self._reach, leg, join)

    def _reach(self, leg: Leg, join: Callable[[Leg], None]) -> None:
        if leg.waiting:
            join(leg)
            self.wake()

    def _drain(self, leg: Leg) -> None:
        """After a while nothing lighter starts at the agents of the teams that the leg has reached (R20)."""
        limit = leg.category.channel.channel.drains_after
        if limit is not None and leg.duty != Duty.CALL:
            self.desk.clock.after(limit, Phase.ARRIVE, (*leg.ties, len(leg.route.places)), self._drains, leg)

    def _drains(self, leg: Leg) -> None:
        leg.drains = leg.waiting
        for queue in leg.queues:
            queue.crew.draining[leg] = None

    def leave(self, leg: Leg) -> None:
        """The leg waits no more."""
        leg.waiting = False
        if leg.drains:
            self.wake()  # for what it held up
        for queue in leg.queues:
            queue.leave(leg)
        leg.queues = ()
        leg.category.channel.waiting.pop(leg, None)
        if leg.timer:
            leg.timer.cancel()
            leg.timer = None

    def is_fresh(self, leg: Leg) -> bool:
        """Whether dispatch has not looked at it yet."""
        return leg in self._fresh

    # Dispatch

    @property
    def late(self) -> bool:
        """Patience and limits of this tick have begun: what they start is dispatched in step 7 (R2)."""
        return self._late == self.desk.clock.now

    def step_six(self) -> None:
        self._late = self.desk.clock.now

    def wake(self) -> None:
        """Something may be paired now."""
        clock = self.desk.clock
        at = clock.now, Phase.DISPATCH_AGAIN if self.late else Phase.DISPATCH
        if at != self._dispatch_at:
            self._dispatch_at = at
            clock.at(*at, (), self._dispatch)

    def _dispatch(self) -> None:
        """Pair while a pair may be made, the least first (R10), then interrupt, then resume (R20); then those who
        would have to wait are offered a callback, or balk (R8, R21).
        """
        blending = self.desk.blending
        while True:
            while pair := self.next_pair():
                self.take(*pair)
            if not (blending.possible and (blending.interrupt() or blending.resume())):
                break
        while self._fresh:  # who accepts a callback queues again
            fresh, self._fresh = sorted(self._fresh, key=lambda leg: leg.ties), []
            for leg in fresh:
                if leg.waiting:
                    self.desk.customers.wait(leg)

    def take(self, leg: Leg, agent: Agent) -> None:
        self.leave(leg)
        self.desk.talks.begin(leg, agent)

    def next_pair(self) -> tuple[Leg, Agent] | None:
        """The least of the pairs that may be made (R10)."""
        least, chosen = None, None
        for crew in self.desk.crews_at_work:
            if not crew.queues or (free := crew.next_agent()) is None:
                continue
            for_deferred = crew.next_for_deferred(self.capacity) if crew.holds_back else free
            for queue in crew.queues:
                leg = queue.head
                agent = free if free is for_deferred and queue.owner is None else queue.choice(free, for_deferred)
                if agent is None or not crew.may_begin(leg) or agent.load + leg.weight > self.capacity:
                    continue
                pair = queue.order, leg.key, queue.place, agent.load, agent.since, agent.id
                if least is None or pair < least:
                    least, chosen = pair, (leg, agent)
        return chosen


def rank_of(thing: Topic | Channel, labels: dict[str, str]) -> int:
    """The rank that a topic or channel gives; by label the least of those that match."""
    if thing.rank is None or isinstance(thing.rank, int):
        return UNRANKED if thing.rank is None else thing.rank
    ranks = [values[labels[label]] for label, values in thing.rank.items() if labels.get(label) in values]
    return min(ranks, default=UNRANKED)


def head_start_of(thing: Topic | Channel, labels: dict[str, str]) -> int:
    """The head start that a topic or channel gives, in ticks; by label all that match add up."""
    if isinstance(thing.head_start, int):
        return thing.head_start
    return sum(values[labels[label]] for label, values in thing.head_start.items() if labels.get(label) in values)


def _matches(rule: RouteRule, topic: str, channel: str, labels: dict[str, str]) -> bool:
    named = all(labels.get(label) == value for label, value in rule.labels.items())
    return named and rule.topic in (None, topic) and rule.channel in (None, channel)
