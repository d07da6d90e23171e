"""Talks: from the moment an agent takes a leg to its outcome (R12–R15)."""

from typing import TYPE_CHECKING

from simsupport.chance import Purpose
from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import NEVER, Agent, Crew, Leg
from simsupport.log import Kind, Outcome
from simsupport.scenario.models import Ask

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk

MOST_TALKS = 8  # human talk legs in a contact (R14)


class Talks:
    """What agents do with the legs that they take."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk

    @property
    def now(self) -> int:
        return self.desk.clock.now

    def begin(self, leg: Leg, agent: Agent) -> None:
        """The agent takes the leg: an approval, a briefing that comes first, or the talk."""
        leg.started, leg.agent, leg.crew = self.desk.clock.now, agent, agent.crew
        self.desk.floor.take(agent, leg.weight)
        if leg.kind == Kind.APPROVAL:
            self._approve(leg)
        elif leg.partner:
            self._brief(leg, leg.partner)
        else:
            self._talk(leg)

    # The talk

    def _talk(self, leg: Leg) -> None:
        """Talk takes its time (R12)."""
        leg.contact.issue.tries = 0
        leg.talk_since = now = self.desk.clock.now
        ticks = self.desk.chances.talk(leg)
        self.desk.clock.at(now + ticks, Phase.END, leg.ties, lambda _: self._end_of_talk(leg))

    def _end_of_talk(self, leg: Leg) -> None:
        """Authority first, then skill (R13)."""
        leg.effort, leg.talk_since = self.now - leg.talk_since, NEVER
        issue, team = leg.contact.issue, self._team(leg).team
        leg.contact.talks += 1
        issue.explained = True
        if issue.amount and not issue.paid:
            if team.authority is not None and issue.amount > team.authority:
                self._above_authority(leg)
                return
            issue.paid, leg.granted = True, issue.amount
        self._judge(leg)

    def _judge(self, leg: Leg) -> None:
        """Solved, known to be unsolved, or neither (R13)."""
        chances = self.desk.chances
        if chances.solves(leg):
            self._finish(leg, Outcome.SOLVED)
        elif chances.happens(leg, Purpose.RECOGNISE, leg.contact.issue.topic.recognised):
            self._up(leg)
        else:
            self._finish(leg, Outcome.CLOSED)

    def _finish(self, leg: Leg, outcome: Outcome) -> None:
        """The contact ends with this leg."""
        leg.outcome = outcome
        self._let_go(leg)
        self.desk.entrance.over(leg.contact)
        if outcome != Outcome.SOLVED:
            self.desk.customers.not_solved(leg)

    def _let_go(self, leg: Leg) -> None:
        """The customer is free of the agent, or the text is sent; the agent wraps."""
        leg.talk_ended = now = self.now
        if leg.hold_since != NEVER:
            leg.hold += now - leg.hold_since
            leg.hold_since = NEVER
        wrap = self.desk.chances.wrap(leg) if leg.agent else 0
        if wrap:
            self.desk.clock.at(now + wrap, Phase.END, leg.ties, lambda _: self._release(leg))
        else:
            self._release(leg)

    def _release(self, leg: Leg) -> None:
        leg.released = self.now
        self.desk.facts.ended(leg)
        if leg.agent:
            self.desk.floor.release(leg.agent, leg.weight)

    # Escalation

    def _up(self, leg: Leg) -> None:
        """To the next team, if there is one that can serve it; else unresolved (R13, R14)."""
        category, above = leg.contact.category, self._team(leg).team.escalates_to
        able = above and self.desk.queues.able(above, category.topic, category.channel.name, category.labels)
        if above and able and leg.contact.talks < MOST_TALKS:
            self._escalate(leg, self.desk.crews[above])
        else:
            self._finish(leg, Outcome.UNRESOLVED)

    def _escalate(self, leg: Leg, crew: Crew) -> None:
        """A new leg at the next team, cold or warm (R14)."""
        leg.outcome = Outcome.ESCALATED
        route = self.desk.queues.to_team(leg.contact.category, crew.name)
        following = self.desk.leg(leg.contact, Kind.ESCALATION, route)
        hand_over = self._team(leg).team.hand_over
        if hand_over.kind == "warm" and leg.contact.channel.channel.live and crew.on_shift and leg.agent:
            following.partner = leg
            self._hold(leg)
            self.desk.queues.join(following)
            if hand_over.waits_at_most is not None:
                tick = self.now + max(1, hand_over.waits_at_most)
                following.timer = self.desk.clock.at(
                    tick, Phase.LIMIT, following.ties, lambda _: self._left_alone(following)
                )
        else:
            self._let_go(leg)
            self.desk.queues.join(following)

    def _hold(self, leg: Leg) -> None:
        if leg.hold_since == NEVER:
            leg.hold_since = self.now

    def _left_alone(self, leg: Leg) -> None:
        """Nobody answered the hand-over in time: the first agent wraps, the customer waits with patience (R14)."""
        self.desk.queues.limits_begin()
        first, leg.partner, leg.timer = leg.partner, None, None
        assert first is not None
        self._let_go(first)
        self.desk.customers.start_patience(leg)
        self.desk.entrance.watch(leg.contact.channel)

    def _brief(self, leg: Leg, first: Leg) -> None:
        """Both agents hold through the briefing; then the talk goes on here and the first agent wraps (R14)."""
        briefing = self._team(first).team.hand_over.briefing
        leg.partner = None
        if briefing is None:
            self._let_go(first)
            self._talk(leg)
            return
        leg.hold_since = self.now
        ticks = self.desk.chances.delay(leg, Purpose.BRIEFING, briefing)

        def briefed(_: object) -> None:
            self._let_go(first)
            leg.hold, leg.hold_since = ticks, NEVER
            self._talk(leg)

        self.desk.clock.at(self.now + ticks, Phase.END, leg.ties, briefed)

    # Approval

    def _above_authority(self, leg: Leg) -> None:
        """The amount is more than the team may grant: ask, or go up (R13)."""
        above = self._team(leg).team.above_authority
        if isinstance(above, Ask):
            self._ask(leg, self.desk.crews[above.ask])
        else:
            self._up(leg)

    def _ask(self, leg: Leg, crew: Crew) -> None:
        """A request for approval: live the customer holds, deferred work is parked (R15)."""
        assert crew.team.approves is not None
        live, within = leg.contact.channel.channel.live, crew.team.approves.within
        if live and not crew.on_shift:
            self._up(leg)
            return
        request = self.desk.leg(leg.contact, Kind.APPROVAL, self.desk.queues.to_approvers(crew.name))
        request.partner = leg
        if live:
            self._hold(leg)
        else:
            leg.outcome = Outcome.PARKED
            self._let_go(leg)
        self.desk.queues.join(request)
        if live and within is not None:
            tick = self.now + max(1, within)
            request.timer = self.desk.clock.at(tick, Phase.LIMIT, request.ties, lambda _: self._too_late(request))

    def _approve(self, request: Leg) -> None:
        approves = self._team(request).team.approves
        assert approves is not None
        request.talk_since = self.now
        ticks = self.desk.chances.delay(request, Purpose.APPROVAL, approves.takes)
        self.desk.clock.at(self.now + ticks, Phase.END, request.ties, lambda _: self._decide(request))

    def _decide(self, request: Leg) -> None:
        approves, asking = self._team(request).team.approves, request.partner
        assert approves is not None
        assert asking is not None
        granted = self.desk.chances.happens(request, Purpose.GRANT, approves.grants)
        request.effort, request.talk_since = self.now - request.talk_since, NEVER
        request.outcome = Outcome.APPROVED if granted else Outcome.REFUSED
        request.talk_ended = self.now
        if granted:
            request.contact.issue.paid, request.granted = True, request.contact.issue.amount
        self._release(request)
        going_on = self._rest(asking) if asking.outcome == Outcome.PARKED else asking
        if granted:
            self._judge(going_on)
        else:
            self._up(going_on)

    def _rest(self, parked: Leg) -> Leg:
        """What is left of parked work: no further touch, only the outcome (R15)."""
        rest = self.desk.leg(parked.contact, Kind.REST, parked.route)
        rest.crew, rest.draws_as = parked.crew, parked.number
        rest.queued = rest.started = self.now
        return rest

    def _too_late(self, request: Leg) -> None:
        """No approver started in time: up, else unresolved (R15)."""
        self.desk.queues.limits_begin()
        asking, request.timer = request.partner, None
        assert asking is not None
        self.desk.queues.leave(request)
        request.outcome, request.talk_ended = Outcome.REFUSED, self.now
        self.desk.facts.ended(request)
        self._up(asking)

    def _team(self, leg: Leg) -> Crew:
        assert leg.crew is not None
        return leg.crew
