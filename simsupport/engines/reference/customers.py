"""Customers: how long they wait, and how they come back (R8 balking, R17)."""

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from simsupport.chance import Purpose
from simsupport.demand import FLAT, line_profile
from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import Contact, Duty, Leg
from simsupport.log import Kind, Outcome
from simsupport.scenario.models import Line, Scenario

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk


AFTER_ALL_LEGS = 2**16  # in what a chaser's turn within a tick goes by


class Customers:
    """What customers decide."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk

    # Waiting

    def wait(self, leg: Leg) -> None:
        """Nobody took the leg in the tick in which it queued: be called back, balk, or wait with patience."""
        contact, channel = leg.contact, leg.contact.channel.channel
        if contact.entered == self.desk.clock.now and channel.live and leg.duty == Duty.TALK and not contact.begun:
            if self.desk.callbacks.taken_up(leg):
                return
            if self.desk.chances.happens(leg, Purpose.BALK, channel.balks):
                self._give_up(leg, Outcome.BALKED)
                return
        if leg.partner is None:
            self.start_patience(leg)
        if self.desk.floor.stands_by:
            self.desk.floor.alarm(leg)

    def start_patience(self, leg: Leg) -> None:
        """Patience runs while a live leg queues, or a deferred one that no human has begun (R17)."""
        contact = leg.contact
        if leg.duty != Duty.TALK or contact.over or (contact.begun and not leg.category.channel.channel.live):
            return
        patience = self.desk.chances.patience(leg)
        if patience is not None:
            leg.timer = self.desk.clock.after(patience, Phase.PATIENCE, leg.ties, self._abandon, leg)

    def _abandon(self, leg: Leg) -> None:
        """Patience is over; the work may stay as if nothing had happened (R17)."""
        self.desk.queues.step_six()
        self._give_up(leg, Outcome.ABANDONED)
        silent, channel = leg.contact.issue.topic.gives_up_silently, leg.category.channel
        share = silent.shares.get(channel.name, 0.0 if channel.channel.live else 1.0)
        if silent.stale and self.desk.chances.happens(leg, Purpose.SILENT, share):
            stale = self.desk.leg(leg.contact, Kind.REST, leg.route, leg.category)
            stale.duty, stale.mistaken = Duty.FIND_STALE, leg.mistaken
            self.desk.queues.join(stale)

    def find_stale(self, leg: Leg) -> None:
        """An agent reaches work that nobody waits for any more."""

        def found(_: Leg) -> None:
            self.desk.talks.let_go(leg, Outcome.STALE, wraps=False)

        leg.talk_since = self.desk.clock.now
        self.desk.pace.start(leg, leg.contact.issue.topic.gives_up_silently.stale, found)

    def _give_up(self, leg: Leg, outcome: Outcome) -> None:
        self.desk.entrance.end(leg, outcome)
        self.not_served(leg)

    def may_chase(self, contact: Contact) -> None:
        """Who waits for an answer on a deferred channel may ask once where it is (R17)."""
        chases, chances = contact.issue.topic.chases, self.desk.chances
        if chases is None or contact.channel.channel.live or not contact.issue.comes_back:
            return
        if not chances.happens(contact, Purpose.CHASE, chases.probability):
            return
        delay = chances.delay(contact, Purpose.CHASE_DELAY, chases.after)
        ties = contact.issue.id, contact.number, AFTER_ALL_LEGS
        self.desk.clock.after(delay, Phase.ARRIVE, ties, self._chase, contact, chases.effort)

    def _chase(self, contact: Contact, effort: int) -> None:
        """If no human has begun: a contact of its own that adds effort to the one that waits."""
        if contact.begun or contact.over:
            return
        contact.chased += effort
        chaser = self.desk.entrance.contact(contact.issue, Kind.CHASER, contact.channel.name)
        leg = self.desk.leg(chaser, Kind.CHASER)
        leg.queued = self.desk.clock.now
        self.desk.entrance.end(leg, Outcome.TRANSFERRED)

    # Coming back

    def not_served(self, leg: Leg) -> None:
        """Who gave up, was blocked, cleared or rejected tries again, or is lost (R17)."""
        issue, chances = leg.contact.issue, self.desk.chances
        retries = issue.topic.retries
        if retries is None or issue.tries == retries.at_most or not issue.comes_back:
            return
        if not chances.happens(leg, Purpose.RETRY, retries.probability):
            return
        issue.tries += 1
        channel = chances.switched(leg, Purpose.RETRY_SWITCH, retries.switch)
        start: int | None = self.desk.clock.now
        if leg.outcome == Outcome.REJECTED:
            start = self.desk.entrance.next_opening(self.desk.channels[channel])
        delay = chances.delay(leg, Purpose.RETRY_DELAY, retries.after)
        self._come_back(leg.contact, Kind.RETRY, channel, None if start is None else start + delay)

    def not_solved(self, leg: Leg) -> None:
        """The customer finds out, or knows, that the answer did not hold (R17)."""
        returns = leg.contact.issue.topic.returns
        if returns and self.desk.chances.happens(leg, Purpose.RETURN, returns.probability):
            self.come_back(leg)

    def come_back(self, leg: Leg) -> None:
        """A repeat, after a while in which the line's customers are about (R17)."""
        issue, chances = leg.contact.issue, self.desk.chances
        returns = issue.topic.returns
        if returns is None or not issue.comes_back:
            return
        channel = chances.switched(leg, Purpose.RETURN_SWITCH, returns.switch)
        delay = chances.delay(leg, Purpose.RETURN_DELAY, returns.after)
        tick = self.desk.seasons[issue.line.name].later(self.desk.clock.now, delay)
        self._come_back(leg.contact, Kind.REPEAT, channel, tick)

    def _come_back(self, last: Contact, kind: Kind, channel: str, tick: int | None) -> None:
        """The issue's next contact; one that would come after the horizon is reported open (R23)."""
        if tick is None or tick >= self.desk.horizon:
            contact = self.desk.entrance.contact(last.issue, kind, channel)
            contact.arrived = -1
            self.desk.leg(contact, kind)
            return
        ties = last.issue.id, last.number + 1, 0
        self.desk.clock.at(tick, Phase.ARRIVE, ties, self.desk.entrance.come, last.issue, kind, channel)


class Season:
    """The time in which a demand line's profile is above zero: only then customers come back (R17)."""

    def __init__(self, scenario: Scenario, line: Line) -> None:
        self.scenario, self.line = scenario, line

    @cached_property
    def _intervals(self) -> tuple[list[int], list[int], list[int]]:
        """Where the profile is above zero: starts, ends, and the season's length before each start."""
        zone = self.scenario.channels[self.line.channel].time_zone
        profile = line_profile(self.scenario, self.line) or FLAT
        starts, numbers, _ = self.scenario.wall_clock.steps(profile, zone)
        bounds = [*starts.tolist(), self.scenario.calendar.horizon]
        begins, ends, before = [], [], []
        length = 0
        for start, end, number in zip(bounds, bounds[1:], numbers.tolist(), strict=False):
            if number > 0:
                begins.append(start)
                ends.append(end)
                before.append(length)
                length += end - start
        return begins, ends, before

    def later(self, tick: int, delay: int) -> int | None:
        """The first tick by which so much of the season has passed; None if not before the horizon."""
        begins, ends, before = self._intervals
        place = bisect_right(begins, tick) - 1
        passed = before[place] + min(tick, ends[place]) - begins[place] if place >= 0 else 0
        aim = passed + delay
        place = bisect_right(before, aim - 1) - 1
        if place < 0 or begins[place] + aim - before[place] > ends[place]:
            return None
        return begins[place] + aim - before[place]
