"""Callbacks (R21): who would wait too long is offered to be called back, and keeps the place."""

from math import inf
from typing import TYPE_CHECKING

from simsupport.chance import Purpose
from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import Duty, Leg
from simsupport.log import Kind, Outcome
from simsupport.scenario.models import Callback

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk


class Callbacks:
    """The offer, and the calls out."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk

    def taken_up(self, leg: Leg) -> bool:
        """Whether the customer is offered a callback, and accepts it."""
        callback = leg.category.channel.channel.callback
        if callback is None or self.expected_wait(leg) <= callback.when_wait_exceeds:
            return False
        if not self.desk.chances.happens(leg, Purpose.CALLBACK, callback.accepted):
            return False
        self.desk.queues.leave(leg)
        leg.outcome, leg.talk_ended = Outcome.CALLBACK, self.desk.clock.now
        self.desk.facts.ended(leg)
        self.desk.entrance.off_line(leg.contact)
        self.desk.queues.join(self._call(leg))
        return True

    def expected_wait(self, leg: Leg) -> float:
        """Waiting on the channel × stated mean talk and wrap / agents on shift on the route; in ticks."""
        category = leg.category
        parts = (leg.contact.issue.topic.on_channel(what, category.channel.name) for what in ("talk", "wrap"))
        handling = sum(part.mean for part in parts if part)
        agents = sum({place.crew.name: place.crew.on_shift for place in leg.route.places}.values())
        return len(category.channel.waiting) * handling / agents if agents else inf

    def _call(self, leg: Leg) -> Leg:
        call = self.desk.leg(leg.contact, Kind.FOLLOW_UP, leg.route, leg.category)
        call.duty, call.mistaken = Duty.CALL, leg.mistaken
        return call

    # The call out

    def answered(self, leg: Leg) -> bool:
        return self.desk.chances.happens(leg, Purpose.ANSWERED, self._callback(leg).answered)

    def ring(self, leg: Leg) -> None:
        """Nobody answers: it rings for a while."""
        leg.talk_since = self.desk.clock.now
        self.desk.clock.after(self._callback(leg).rings, Phase.END, leg.ties, self._in_vain, leg)

    def _in_vain(self, leg: Leg) -> None:
        """Tried again after a while, a limited number of times."""
        contact, callback = leg.contact, self._callback(leg)
        leg.effort = self.desk.clock.now - leg.talk_since
        contact.calls += 1
        again = contact.calls < callback.attempts
        if again:
            call = self._call(leg)
            self.desk.clock.after(callback.again_after, Phase.ARRIVE, call.ties, self.desk.queues.join, call)
        else:
            self.desk.entrance.over(contact)
        self.desk.talks.let_go(leg, Outcome.CALLBACK if again else Outcome.GONE_QUIET, wraps=False)

    def _callback(self, leg: Leg) -> Callback:
        callback = leg.category.channel.channel.callback
        assert callback is not None
        return callback
