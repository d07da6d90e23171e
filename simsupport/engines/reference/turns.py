"""Turns (R16): contacts that wait for the customer, a third party or another team, and work that a talk leaves."""

from typing import TYPE_CHECKING

from simsupport.chance import Purpose
from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import Agent, Crew, Duty, Leg
from simsupport.engines.reference.talks import MOST_TALKS
from simsupport.log import Kind, Outcome
from simsupport.scenario.models import Asks

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk


class Turns:
    """What follows a talk in the same contact, after a while."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk

    # Waiting for the customer or a third party

    def goes_on(self, leg: Leg) -> bool:
        """Of the talks that did not solve, some end with a question, others wait for a third party (R13)."""
        topic, channel, chances = leg.contact.issue.topic, leg.category.channel.name, self.desk.chances
        if leg.contact.talks >= MOST_TALKS or leg.advised:
            return False
        asks, on_hold = topic.asks.get(channel), topic.on_hold.get(channel)
        if asks and chances.happens(leg, Purpose.ASK, asks.share):
            self._ask(leg, asks)
            return True
        if on_hold and chances.happens(leg, Purpose.HOLD, on_hold.share):
            self.desk.talks.let_go(leg, Outcome.ON_HOLD)
            self._reply(leg, chances.delay(leg, Purpose.HOLD_DELAY, on_hold.for_))
            return True
        return False

    def _ask(self, leg: Leg, asks: Asks) -> None:
        """The customer replies, or the contact is closed after a while."""
        self.desk.talks.let_go(leg, Outcome.ASKED)
        chances = self.desk.chances
        replies = chances.happens(leg, Purpose.REPLY, asks.replies)
        delay = chances.delay(leg, Purpose.REPLY_DELAY, asks.reply_after) if replies else None
        if delay is not None and (asks.closes_after is None or delay <= asks.closes_after):
            self._reply(leg, delay)
            return
        reply = self._next_turn(leg)
        if asks.closes_after is not None:
            end = self.desk.entrance.end
            self.desk.clock.after(asks.closes_after, Phase.ARRIVE, reply.ties, end, reply, Outcome.GONE_QUIET)

    def _next_turn(self, leg: Leg) -> Leg:
        """The contact's next turn, on the route of the talk before; it is there, though it does not queue yet."""
        leg.contact.turn += 1
        return self.desk.leg(leg.contact, Kind.REPLY, leg.own_route, leg.category)

    def _reply(self, leg: Leg, delay: int) -> None:
        """After a delay the next turn queues, with a key of its own."""
        reply = self._next_turn(leg)
        self.desk.clock.after(delay, Phase.ARRIVE, reply.ties, self._queue, reply)

    def _queue(self, leg: Leg) -> None:
        """First for the agent who talked last, if the team says so and the agent is on shift."""
        contact, owner = leg.contact, leg.contact.owner
        contact.key_tick = None
        self.desk.queues.join(leg, owner if owner and self._owned(leg, owner) else None)

    def _owned(self, leg: Leg, owner: Agent) -> bool:
        """Whether the agent is on shift, keeps what is the team's own, and may take it."""
        category, crew = leg.category, owner.crew
        able = self.desk.queues.able(crew.name, category.topic, category.channel.name, category.labels)
        return owner.present and crew.team.owner_within is not None and able

    # Work that a live talk leaves

    def leaves_work(self, leg: Leg, outcome: Outcome) -> bool:
        """A share of live talks that ended well, as far as is known, leaves work on a deferred channel."""
        follow_up = leg.contact.issue.topic.follow_up.get(leg.category.channel.name)
        if follow_up is None or not self.desk.chances.happens(leg, Purpose.FOLLOW_UP, follow_up.share):
            return False
        contact, category = leg.contact, leg.category
        self.desk.talks.let_go(leg, Outcome.PARKED)
        self.desk.entrance.off_line(contact)
        contact.turn += 1
        work = self.desk.queues.category(category.topic, follow_up.channel, category.given)
        following = self.desk.leg(contact, Kind.FOLLOW_UP, work.route, work)
        following.duty, following.before, following.verdict = Duty.FOLLOW_UP, leg, outcome
        self._queue(following)
        return True

    def followed_up(self, leg: Leg) -> None:
        """The work is done: it carries the outcome of the talk that left it."""
        assert leg.verdict is not None
        self.desk.talks.finish(leg, leg.verdict)

    # Consulting

    def consult(self, leg: Leg, crew: Crew) -> None:
        """The next team answers internally while the ticket is on hold (R14)."""
        self.desk.talks.let_go(leg, Outcome.ON_HOLD)
        route = self.desk.queues.to_team(leg.category, crew.name)
        advice = self.desk.leg(leg.contact, Kind.ESCALATION, route, leg.category)
        advice.duty, advice.before = Duty.ADVISE, leg
        self.desk.queues.join(advice)

    def advised(self, advice: Leg) -> None:
        """The answer goes to the ticket's owner, who replies in another turn with what the next team knows."""
        asking = advice.before
        assert asking is not None
        if advice.contact.talks >= MOST_TALKS:
            self.desk.talks.finish(advice, Outcome.UNRESOLVED)
            return
        self.desk.talks.let_go(advice, Outcome.HANDED_OVER)
        reply = self._next_turn(asking)
        reply.before = advice
        self.desk.clock.at(self.desk.clock.now, Phase.ARRIVE, reply.ties, self._queue, reply)
