"""Approval (R15): asking for an amount above one's authority, and what becomes of it."""

from typing import TYPE_CHECKING

from simsupport.chance import Purpose
from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import NEVER, Crew, Duty, Leg, Queue
from simsupport.log import Kind, Outcome

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk


class Approvals:
    """Requests and those who decide on them."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self.queues: dict[str, Queue] = {}  # by the team that approves

    @property
    def now(self) -> int:
        return self.desk.clock.now

    def ask(self, leg: Leg, crew: Crew) -> None:
        """A request for approval: live the customer holds, deferred work is parked."""
        assert crew.team.approves is not None
        talks, live, within = self.desk.talks, leg.category.channel.channel.live, crew.team.approves.within
        if live and not crew.on_shift:
            talks.up(leg)
            return
        request = self.desk.leg(leg.contact, Kind.APPROVAL, self.desk.queues.to_approvers(crew.name), leg.category)
        request.duty, request.partner = Duty.APPROVE, leg
        if live:
            talks.hold(leg)
        else:
            talks.let_go(leg, Outcome.PARKED)
        self.desk.queues.join(request)
        if live and within is not None:
            request.timer = self.desk.clock.after(within, Phase.LIMIT, request.ties, self._too_late, request)

    def decide_on(self, request: Leg) -> None:
        """An approver has taken the request."""
        approves = self.desk.talks.team(request).team.approves
        assert approves is not None
        request.talk_since = self.now
        ticks = self.desk.chances.delay(request, Purpose.APPROVAL, approves.takes)
        self.desk.clock.after(ticks, Phase.END, request.ties, self._decide, request)

    def _decide(self, request: Leg) -> None:
        approves, asking = self.desk.talks.team(request).team.approves, request.partner
        assert approves is not None
        assert asking is not None
        granted = self.desk.chances.happens(request, Purpose.GRANT, approves.grants)
        request.effort, request.talk_since = self.now - request.talk_since, NEVER
        if granted:
            request.contact.issue.paid, request.granted = True, request.contact.issue.amount
        self.desk.talks.let_go(request, Outcome.APPROVED if granted else Outcome.REFUSED, wraps=False)
        going_on = self._rest(asking) if asking.outcome == Outcome.PARKED else asking
        if granted:
            self.desk.talks.judge(going_on)
        else:
            self.desk.talks.up(going_on)

    def _rest(self, parked: Leg) -> Leg:
        """What is left of parked work: no further touch, only the outcome."""
        rest = self.desk.leg(parked.contact, Kind.REST, parked.own_route, parked.category)
        rest.crew, rest.draws_as, rest.before = parked.crew, parked.number, parked
        rest.queued = rest.started = self.now
        return rest

    def _too_late(self, request: Leg) -> None:
        """No approver started in time: up, else unresolved."""
        self.desk.queues.step_six()
        asking, request.timer = request.partner, None
        assert asking is not None
        self.desk.queues.leave(request)
        request.outcome, request.talk_ended = Outcome.REFUSED, self.now
        self.desk.facts.ended(request)
        self.desk.talks.up(asking)
