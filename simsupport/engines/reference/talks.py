"""Talks: from the moment an agent takes a leg to its outcome (R12–R14)."""

from typing import TYPE_CHECKING

from simsupport.chance import Purpose
from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import NEVER, Agent, Crew, Duty, Leg
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
        """The agent takes the leg: what comes first depends on what it is."""
        leg.started, leg.agent, leg.crew = self.desk.clock.now, agent, agent.crew
        self.desk.floor.take(agent, leg.weight)
        if leg.duty == Duty.APPROVE:
            self.desk.approvals.decide_on(leg)
            return
        if leg.duty == Duty.FIND_STALE:
            self.desk.customers.find_stale(leg)
            return
        leg.contact.begun = True
        if leg.duty == Duty.CALL and not self.desk.callbacks.answered(leg):
            self.desk.callbacks.ring(leg)
        elif leg.partner:
            self._brief(leg, leg.partner)
        elif leg.mistaken and not leg.category.route.includes(agent.crew):
            self._find_out(leg)
        else:
            self._talk(leg)

    # The talk

    def _talk(self, leg: Leg) -> None:
        """Talk takes its time (R12); what was parked or paused takes the rest of it (R19, R20)."""
        contact = leg.contact
        contact.issue.tries = 0
        leg.talk_since = self.desk.clock.now
        if leg.left:
            ticks = leg.category.channel.channel.resume_time + leg.left
        else:
            ticks = self.desk.chances.talk(leg) + contact.chased
            contact.chased = 0
        self.desk.pace.start(leg, ticks, self._end_of_talk, splits=not leg.category.channel.channel.live)

    def _end_of_talk(self, leg: Leg) -> None:
        """Authority first, then skill (R13)."""
        issue = leg.contact.issue
        leg.contact.talks += 1
        issue.explained = True
        if leg.duty == Duty.ADVISE:
            self.desk.turns.advised(leg)
            return
        leg.contact.owner = leg.agent
        if leg.duty == Duty.FOLLOW_UP:
            self.desk.turns.followed_up(leg)
            return
        if issue.amount and not issue.paid:
            if self.desk.chances.beyond_authority(leg, self.now):
                self._above_authority(leg)
                return
            issue.paid, leg.granted = True, issue.amount
        self.judge(leg)

    def judge(self, leg: Leg) -> None:
        """Solved; else to be asked about or on hold; known to be unsolved; or neither (R13)."""
        chances = self.desk.chances
        if chances.solves(leg):
            self._settle(leg, Outcome.SOLVED)
        elif self.desk.turns.goes_on(leg):
            return
        elif chances.happens(leg, Purpose.RECOGNISE, leg.contact.issue.topic.recognised):
            self.up(leg, for_skill=True)
        else:
            self._settle(leg, Outcome.CLOSED)

    def _settle(self, leg: Leg, outcome: Outcome) -> None:
        """The agent has done what there is to do, but for work that a live talk may leave (R16)."""
        if not self.desk.turns.leaves_work(leg, outcome):
            self.finish(leg, outcome)

    def finish(self, leg: Leg, outcome: Outcome) -> None:
        """The contact ends with this leg."""
        self.let_go(leg, outcome)
        self.desk.entrance.over(leg.contact)
        if outcome != Outcome.SOLVED:
            self.desk.customers.not_solved(leg)

    def let_go(self, leg: Leg, outcome: Outcome, wraps: bool = True) -> None:
        """The customer is free of the agent, or the text is sent; the agent wraps."""
        leg.outcome, leg.talk_ended = outcome, self.now
        if leg.hold_since != NEVER:
            leg.hold += self.now - leg.hold_since
            leg.hold_since = NEVER
        wrap = self.desk.chances.wrap(leg) if leg.agent and wraps else 0
        if wrap:
            self.desk.clock.after(wrap, Phase.END, leg.ties, self.release, leg)
        else:
            self.release(leg)

    def release(self, leg: Leg) -> None:
        leg.released = self.now
        self.desk.facts.ended(leg)
        if leg.agent:
            self.desk.floor.release(leg.agent, leg.weight)

    # Mistakes of triage

    def _find_out(self, leg: Leg) -> None:
        """It is another topic's than triage took it for: a short talk tells (R8)."""
        triage = self.desk.scenario.automation.triage
        assert triage is not None
        leg.contact.issue.tries = 0
        leg.talk_since = self.now
        ticks = self.desk.chances.delay(leg, Purpose.FIND_OUT, triage.finds_out_in)
        self.desk.pace.start(leg, ticks, self._transfer)

    def _transfer(self, leg: Leg) -> None:
        """To the teams that it should have gone to, without wrap; the key stays (R8, R9)."""
        leg.contact.talks += 1
        leg.contact.issue.explained = True
        following = self.desk.leg(leg.contact, Kind.TRANSFER)
        self.let_go(leg, Outcome.TRANSFERRED, wraps=False)
        self.desk.queues.join(following)

    # What is parked or paused

    def break_off(self, leg: Leg, outcome: Outcome) -> Leg:
        """Work on a text stops: its row ends, and what is left of it is a leg of its own (R19, R20)."""
        rest = self.desk.leg(leg.contact, Kind.REST, leg.own_route, leg.category)
        rest.duty, rest.before, rest.verdict = leg.duty, leg.before, leg.verdict
        rest.left = self.desk.pace.stop(leg)
        self.let_go(leg, outcome, wraps=False)
        return rest

    # Escalation

    def up(self, leg: Leg, for_skill: bool = False) -> None:
        """To the next team, if there is one that can serve it; else unresolved (R13, R14)."""
        category, team = leg.category, self.team(leg).team
        above = team.escalates_to
        able = above and self.desk.queues.able(above, category.topic, category.channel.name, category.labels)
        if not above or not able or leg.advised or leg.contact.talks >= MOST_TALKS:
            self.finish(leg, Outcome.UNRESOLVED)
        elif for_skill and team.hand_over.kind == "consult" and not category.channel.channel.live:
            self.desk.turns.consult(leg, self.desk.crews[above])
        else:
            self._escalate(leg, self.desk.crews[above])

    def _escalate(self, leg: Leg, crew: Crew) -> None:
        """A new leg at the next team, cold or warm (R14)."""
        route = self.desk.queues.to_team(leg.category, crew.name)
        following = self.desk.leg(leg.contact, Kind.ESCALATION, route, leg.category)
        hand_over = self.team(leg).team.hand_over
        if hand_over.kind == "warm" and leg.category.channel.channel.live and crew.on_shift and leg.agent:
            following.partner = leg
            self.hold(leg)
            self.desk.queues.join(following)
            if hand_over.waits_at_most is not None:
                limit = hand_over.waits_at_most
                following.timer = self.desk.clock.after(limit, Phase.LIMIT, following.ties, self._left_alone, following)
        else:
            self.let_go(leg, Outcome.ESCALATED)
            self.desk.queues.join(following)

    def hold(self, leg: Leg) -> None:
        if leg.hold_since == NEVER:
            leg.hold_since = self.now

    def _left_alone(self, leg: Leg) -> None:
        """Nobody answered the hand-over in time: the first agent wraps, the customer waits with patience (R14)."""
        self.desk.queues.step_six()
        first, leg.partner, leg.timer = leg.partner, None, None
        assert first is not None
        self.let_go(first, Outcome.ESCALATED)
        self.desk.customers.start_patience(leg)
        self.desk.entrance.watch(leg.category.channel)

    def _brief(self, leg: Leg, first: Leg) -> None:
        """Both agents hold through the briefing; then the talk goes on here and the first agent wraps (R14)."""
        briefing = self.team(first).team.hand_over.briefing
        leg.partner = None
        if briefing is None:
            self.let_go(first, Outcome.ESCALATED)
            self._talk(leg)
            return
        leg.hold_since = self.now
        ticks = self.desk.chances.delay(leg, Purpose.BRIEFING, briefing)
        self.desk.clock.after(ticks, Phase.END, leg.ties, self._briefed, leg, first)

    def _briefed(self, leg: Leg, first: Leg) -> None:
        self.let_go(first, Outcome.ESCALATED)
        leg.hold, leg.hold_since = self.now - leg.hold_since, NEVER
        self._talk(leg)

    # Authority

    def _above_authority(self, leg: Leg) -> None:
        """The amount is more than the team may grant: ask, or go up (R13)."""
        above = self.team(leg).team.above_authority
        if isinstance(above, Ask):
            self.desk.approvals.ask(leg, self.desk.crews[above.ask])
        else:
            self.up(leg)

    def team(self, leg: Leg) -> Crew:
        assert leg.crew is not None
        return leg.crew
