"""Waiting and dispatch: who waits in which order (R9), and who is paired with whom (R10)."""

from math import lcm
from typing import TYPE_CHECKING

from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import Agent, Category, Crew, Issue, Leg, Place, Queue, Route
from simsupport.log import Kind
from simsupport.scenario.models import Channel, RouteRule, Topic

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk

UNRANKED = 1_000_001  # after every rank
APPROVALS_FIRST = (0, 0, 0)


class Queues:
    """All that waits at the desk."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        channels = desk.scenario.channels.values()
        self.capacity = lcm(*(channel.concurrency for channel in channels))  # so that weights are whole (R11)
        self._categories: dict[tuple[str, str, tuple[str | None, ...]], Category] = {}
        self._fresh: list[Leg] = []  # queued since the last dispatch
        self._dispatch_at = (-1, Phase.BOOKKEEPING)
        self._late = -1  # the tick whose limits (R2, step 6) have begun

    # Categories and routes

    def category(self, issue: Issue, channel: str) -> Category:
        """What the issue's customer has in common with others on that channel."""
        key = issue.line.topic, channel, issue.labels
        found = self._categories.get(key)
        if found is None:
            given = zip(self.desk.label_names, issue.labels, strict=True)
            labels = {label: value for label, value in given if value is not None}
            found = self._categories[key] = self._make(issue.line.topic, channel, labels)
        return found

    def _make(self, topic: str, channel: str, labels: dict[str, str]) -> Category:
        of_topic, of_channel = self.desk.scenario.topics[topic], self.desk.scenario.channels[channel]
        rank = min(rank_of(of_topic, labels), rank_of(of_channel, labels))
        head_start = head_start_of(of_topic, labels) + head_start_of(of_channel, labels)
        route = self._route(self._places(topic, channel, labels), topic, channel, rank)
        weight = self.capacity // of_channel.concurrency
        talk, wrap, patience = (
            self.desk.chances.draw(of_topic.on_channel(what, channel)) for what in ("talk", "wrap", "patience")
        )
        state = self.desk.channels[channel]
        return Category(topic, state, labels, rank, head_start, weight, talk, wrap, patience, route)

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
        queues = [
            Queue(place.crew, place.number, (rank, *self._preference(place.crew, topic, channel))) for place in places
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
        return Route((Place(crew),), [self.desk.approvals.setdefault(name, Queue(crew, 0, APPROVALS_FIRST))])

    # Waiting

    def join(self, leg: Leg) -> None:
        """The leg queues now; its key is its contact's (R9), an approval's its own (R15)."""
        now, contact = self.desk.clock.now, leg.contact
        leg.queued, leg.waiting = now, True
        if leg.kind == Kind.APPROVAL:
            leg.weight, leg.key = self.capacity, (now, *leg.ties)
        else:
            if contact.key_tick is None:
                contact.key_tick = now
            category = contact.category
            leg.weight, leg.key = category.weight, (contact.key_tick - category.head_start, *leg.ties)
            if contact.channel.channel.live:
                contact.channel.waiting[leg] = None
                if not contact.channel.open:
                    self.desk.entrance.watch(contact.channel)
        for place, queue in zip(leg.route.places, leg.route.queues, strict=True):
            if place.after:
                self._overflow(leg, queue, place.after)
            else:
                queue.join(leg)
        self._fresh.append(leg)
        self.wake()

    def _overflow(self, leg: Leg, queue: Queue, after: int) -> None:
        """The leg has waited long enough for the next team on its route."""

        def reach(_: object) -> None:
            if leg.waiting:
                queue.join(leg)
                self.wake()

        self.desk.clock.at(self.desk.clock.now + after, Phase.ARRIVE, (*leg.ties, queue.place), reach)

    def leave(self, leg: Leg) -> None:
        """The leg waits no more."""
        leg.waiting = False
        for queue in leg.queues:
            queue.leave()
        leg.queues = ()
        leg.contact.channel.waiting.pop(leg, None)
        if leg.timer:
            leg.timer.cancel()
            leg.timer = None

    # Dispatch

    @property
    def late(self) -> bool:
        """Limits of this tick have begun: what they start is dispatched in step 7 (R2)."""
        return self._late == self.desk.clock.now

    def limits_begin(self) -> None:
        self._late = self.desk.clock.now

    def wake(self) -> None:
        """Something may be paired now."""
        clock = self.desk.clock
        at = clock.now, Phase.DISPATCH_AGAIN if self.late else Phase.DISPATCH
        if at != self._dispatch_at:
            self._dispatch_at = at
            clock.at(*at, (), self._dispatch)

    def _dispatch(self, _: object) -> None:
        """Pair while a pair may be made, the least first (R10); then those who would have to wait balk (R8)."""
        while pair := self._least_pair():
            leg, agent = pair
            self.leave(leg)
            self.desk.talks.begin(leg, agent)
        fresh, self._fresh = self._fresh, []
        for leg in fresh:
            if leg.waiting:
                self.desk.customers.wait(leg)

    def _least_pair(self) -> tuple[Leg, Agent] | None:
        least, chosen = None, None
        for crew in self.desk.crews_at_work:
            if not crew.queues or (agent := crew.next_agent()) is None:
                continue
            for queue in crew.queues:
                leg = queue.head
                if agent.load + leg.weight > self.capacity:
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
