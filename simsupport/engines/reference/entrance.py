"""The entrance: opening hours and closing (R6), lines (R8), and the contacts that come in."""

from bisect import bisect_right
from collections.abc import Generator
from typing import TYPE_CHECKING

from simsupport.engines.reference.clock import Moment, Phase
from simsupport.engines.reference.nouns import ChannelState, Contact, Duty, Issue, Leg
from simsupport.log import Kind, Outcome
from simsupport.scenario.models import Convert

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk


class Entrance:
    """Where contacts arrive, channel by channel."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self._watched = -1  # the tick at which the closed channels are looked at next

    def hours(self, channel: ChannelState) -> Generator[Moment, None, None]:
        """A channel opens and closes by its weekly hours (R6)."""
        for opens, closes in channel.opening:
            yield self.desk.clock.moment(opens, Phase.OPEN, channel.number)
            self._open(channel)
            yield self.desk.clock.moment(closes, Phase.CLOSE, channel.number)
            self._close(channel)

    def next_opening(self, channel: ChannelState) -> int | None:
        """The tick from which the channel is open next, now if it is; None if not before the horizon."""
        now = self.desk.clock.now
        if channel.open:
            return now
        following = bisect_right(channel.opening, (now, now))
        return channel.opening[following][0] if following < len(channel.opening) else None

    # Arrival

    def contact(self, issue: Issue, kind: Kind, channel: str, key_tick: int | None = None) -> Contact:
        """The issue's next contact, on a channel."""
        category = self.desk.queues.category(issue.topic_name, channel, issue.labels)
        number, issue.contacts = issue.contacts, issue.contacts + 1
        now = self.desk.clock.now
        early = round(self.desk.chances.head_start(category, now))
        state = self.desk.channels[channel]
        return Contact(issue, number, kind, state, category, now, issue.explained, early, key_tick)

    def come(self, issue: Issue, kind: Kind, channel: str, key_tick: int | None = None) -> None:
        """The issue's next contact is there."""
        self.arrive(self.contact(issue, kind, channel, key_tick))

    def arrive(self, contact: Contact) -> None:
        """Lines, then the bot, then what comes before humans (R8)."""
        self.desk.customers.may_chase(contact)
        if contact.channel.full:
            self._turn_away(self.desk.leg(contact, contact.kind), Outcome.BLOCKED)
        elif self.desk.machines.engages(contact):
            self._take_line(contact)
            self.desk.machines.serve(contact)
        else:
            self.enter(self.desk.leg(contact, contact.kind))

    def enter(self, leg: Leg) -> None:
        """Hours, then the queue (R6, R8); who does not get in gives the line free."""
        contact, channel = leg.contact, leg.contact.channel
        contact.entered = self.desk.clock.now
        closed = channel.channel.when_closed
        if channel.open:
            self._admit(leg)
        elif closed == "queue":
            self.off_line(contact)
            channel.held.append(leg)
        elif closed == "reject":
            self._turn_away(leg, Outcome.REJECTED)
        else:
            self.end(leg, Outcome.CONVERTED)
            self._convert(contact, closed)

    def from_backlog(self, contact: Contact, created: int) -> None:
        """A ticket that was open before the start queues at once, or as the channel opens (R23)."""
        contact.arrived = contact.entered = created
        self.desk.customers.may_chase(contact)
        leg = self.desk.leg(contact, contact.kind)
        if contact.channel.open:
            contact.key_tick = created
            self.desk.queues.join(leg)
        else:
            contact.channel.held.append(leg)

    def _admit(self, leg: Leg) -> None:
        self._take_line(leg.contact)
        if leg.contact.entered >= 0:  # a ticket of the backlog has been sorted
            self.desk.machines.sort(leg)
        self.desk.queues.join(leg)

    def _take_line(self, contact: Contact) -> None:
        if contact.channel.channel.live and not contact.on_line:
            contact.channel.lines_used += 1
            contact.on_line = True

    def _turn_away(self, leg: Leg, outcome: Outcome) -> None:
        self.end(leg, outcome)
        self.desk.customers.not_served(leg)

    def end(self, leg: Leg, outcome: Outcome) -> None:
        """A leg that nobody took is over."""
        if leg.waiting:
            self.desk.queues.leave(leg)
        leg.outcome, leg.talk_ended = outcome, self.desk.clock.now
        self.desk.facts.ended(leg)
        self.over(leg.contact)

    def over(self, contact: Contact) -> None:
        """The contact is over."""
        contact.over = True
        self.off_line(contact)

    def off_line(self, contact: Contact) -> None:
        """The customer leaves; the line is free (R8)."""
        if contact.on_line:
            contact.on_line = False
            contact.channel.lines_used -= 1

    def _convert(self, contact: Contact, to: Convert) -> None:
        """In the same tick the issue's next contact starts on the other channel; only the key stays (R6)."""
        ties, given = (contact.issue.id, contact.number + 1, 0), (contact.issue, Kind.CONVERSION, to.convert)
        self.desk.clock.at(self.desk.clock.now, Phase.ARRIVE, ties, self.come, *given, contact.key_tick)

    # Opening and closing

    def _open(self, channel: ChannelState) -> None:
        """Who was held outside queues now, with the key of the arrival (R6)."""
        channel.open = True
        held, channel.held = sorted(channel.held, key=lambda leg: leg.ties), []
        for leg in held:
            if channel.full:
                self._turn_away(leg, Outcome.BLOCKED)
            else:
                if leg.contact.key_tick is None:
                    leg.contact.key_tick = leg.contact.entered
                self._admit(leg)

    def _close(self, channel: ChannelState) -> None:
        """Closing acts on each waiting live leg; hand-overs stay (R6)."""
        channel.open = False
        at_closing = channel.channel.at_closing
        if at_closing == "serve":
            self.watch(channel)
            return
        for leg in self._waiting(channel):
            if at_closing == "clear":
                self._turn_away(leg, Outcome.CLEARED)
            else:
                self.end(leg, Outcome.CONVERTED)
                self._convert(leg.contact, at_closing)

    def _waiting(self, channel: ChannelState) -> list[Leg]:
        """Those whom closing concerns: neither in a hand-over nor to be called back."""
        waiting = (leg for leg in channel.waiting if leg.partner is None and leg.duty != Duty.CALL)
        return sorted(waiting, key=lambda leg: leg.ties)

    def watch(self, channel: ChannelState) -> None:
        """A closed channel serves who waits as long as somebody on the route is on shift (R6)."""
        if channel.open or not channel.waiting or channel.channel.at_closing != "serve":
            return
        tick = self.desk.clock.now + self.desk.queues.late
        if tick > self._watched:
            self._watched = tick
            self.desk.clock.at(tick, Phase.CLEAR, (), self._clear)

    def watch_all(self) -> None:
        for channel in self.desk.channels.values():
            self.watch(channel)

    def _clear(self) -> None:
        """Those for whom nobody is on shift any more are cleared."""
        self._watched = -1
        for channel in self.desk.channels.values():
            if channel.open or channel.channel.at_closing != "serve":
                continue
            for leg in self._waiting(channel):
                if not any(place.crew.on_shift for place in leg.route.places):
                    self._turn_away(leg, Outcome.CLEARED)
