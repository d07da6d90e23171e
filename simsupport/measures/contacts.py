"""Contacts and issues as arrays, with what figures ask of them.

A contact is one approach of a customer. Those settled before it came to the desk, by the bot or by self-service, are
rows too; a chaser is none (see `Chasers`). What no human saw and nobody came back about is settled for good.
"""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.log import Kind, Outcome
from simsupport.measures.legs import Legs, Names, among, subset
from simsupport.measures.runs import NEVER, Runs

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts

GAVE_UP = (Outcome.ABANDONED, Outcome.BALKED, Outcome.CLEARED)
LOST = (*GAVE_UP, Outcome.BLOCKED, Outcome.REJECTED)
HANDED_ON = (Outcome.ESCALATED, Outcome.TRANSFERRED)
NOT_OFFERED = (Outcome.REJECTED, Outcome.CONVERTED)


class Contacts:
    """One row per contact, those still to come included (arrived −1)."""

    def __init__(self, facts: "Facts", legs: Legs) -> None:
        self.facts = facts
        self.legs = legs
        self.runs = legs.contacts
        self.issue = self.runs.first(legs.issue)
        self.contact = self.runs.first(legs.contact)
        self.arrived = self.runs.first(legs.arrived)
        self.created = self.runs.first(legs.created)

    @cached_property
    def names(self) -> Names:
        """Names by dimension; the team is that of the first leg that a human took, else of the first that waited."""
        return subset(self.legs.names, slice(None) if self.runs.single else self._first)

    @cached_property
    def last(self) -> "Array":
        """The row of the customer's last leg: what nobody waits for any more comes after it."""
        last, dead = self.runs.last_row.copy(), self.legs.dead_rows
        last[self.runs.at(dead[::-1])] = dead[::-1] - 1  # the first dead leg is written last, and stays
        return last

    def at_last(self, values: "Array") -> "Array":
        """The value of the customer's last leg."""
        return values if self.runs.single else values[self.last]

    @cached_property
    def _first(self) -> "Array":
        waited = self.runs.first_where(self.legs.human, self.runs.first_row)
        return self.runs.first_where(self.legs.taken, waited)

    # Before the desk

    @cached_property
    def kind(self) -> "Array":
        """Why the customer came; not known of who met only the bot."""
        kind = self.runs.first(self.legs.kind).copy()
        rows = np.flatnonzero(self.engaged)
        if len(rows):
            last = self.last[rows]
            kind[rows] = self.legs.kind[np.where(self.runs.begins[last], last, self.runs.first_row[rows] + 1)]
        return kind

    @cached_property
    def deflected(self) -> "Array":
        """Whether self-service settled the issue: no contact came of it."""
        return np.equal(self.runs.first(self.legs.kind), Kind.DEFLECTED)

    @cached_property
    def engaged(self) -> "Array":
        """Whether the contact met the bot."""
        return np.equal(self.runs.first(self.legs.kind), Kind.BOT)

    @cached_property
    def left_the_bot(self) -> "Array":
        """Whether the bot is done with the contact: contained or handed over."""
        return self.engaged & self.runs.first(self.legs.ended)

    @cached_property
    def contained(self) -> "Array":
        """Whether the bot settled the contact, rightly or not."""
        return np.asarray(self.engaged & (self.runs.first(self.legs.outcome) == Outcome.CONTAINED))

    @cached_property
    def came_back(self) -> "Array":
        """Whether the issue has a further contact, be it still to come."""
        found = np.zeros(len(self.contact), np.bool_)
        np.greater(self.contact[1:], 0, out=found[:-1])
        return found

    @cached_property
    def settled_alone(self) -> "Array":
        """Deflected or contained for good."""
        return (self.deflected | self.contained) & ~self.came_back

    @cached_property
    def at_the_desk(self) -> "Array":
        """Whether the contact came to the desk: neither deflected nor contained, nor with the bot at the horizon."""
        return ~among(self.at_last(self.legs.kind), (Kind.BOT, Kind.DEFLECTED))

    # Waiting

    @cached_property
    def first_started(self) -> "Array":
        """The tick at which a human first answers; −1 if none did."""
        legs = self.legs
        by_a_human = np.array_equal(legs.taken, legs.begun)
        return self.runs.earliest(legs.started if by_a_human else np.where(legs.taken, legs.started, NEVER))

    @cached_property
    def first_reply(self) -> "Array":
        """The tick at which a human or the bot first answered; −1 if none did."""
        if not self.engaged.any():
            return self.first_started
        return np.where(self.engaged, self.runs.first(self.legs.started), self.first_started)

    @cached_property
    def queued(self) -> "Array":
        """The tick of the first queueing for a human; −1 if it never queued."""
        legs = self.legs
        return self.runs.earliest(legs.queued if legs.human.all() else np.where(legs.human, legs.queued, NEVER))

    @cached_property
    def answered(self) -> "Array":
        return np.asarray(self.first_started != NEVER)

    @cached_property
    def end(self) -> "Array":
        """How a contact that nobody answered ended; −1 for one that was answered."""
        return np.where(self.answered, np.int8(NEVER), self.at_last(self.legs.outcome))

    @cached_property
    def offered(self) -> "Array":
        """A: all contacts at the desk but those rejected or converted, which are counted apart."""
        return self.at_the_desk & ~among(self.end, NOT_OFFERED)

    @cached_property
    def gave_up(self) -> "Array":
        """L: abandoned, cleared or balked before any human answered."""
        return among(self.end, GAVE_UP)

    def ended(self, outcome: Outcome) -> "Array":
        return np.equal(self.end, outcome)

    @cached_property
    def wait(self) -> "Array":
        """W, in ticks: first queueing to first human answer; to giving up; to the horizon for who still waits."""
        return self._waited(self.queued)

    @cached_property
    def came(self) -> "Array":
        """The tick at which the contact came to the humans' door (R8), even if it was held outside; −1 if never."""
        legs = self.legs
        return self.runs.earliest(legs.waits_from if legs.human.all() else np.where(legs.human, legs.waits_from, NEVER))

    @cached_property
    def response(self) -> "Array":
        """As W, but from the coming to the door."""
        if np.array_equal(self.came, self.queued):
            return self.wait
        return self._waited(self.came)

    def _waited(self, since: "Array") -> "Array":
        """The ticks from another to the end of waiting; 0 for who never waited."""
        found = self.first_started - since
        waits = since != NEVER
        found[~waits] = 0
        rows = np.flatnonzero(waits & ~self.answered)
        last = rows if self.runs.single else self.last[rows]
        found[rows] = self.legs.waited_until[last] - since[rows]
        return found

    @cached_property
    def short(self) -> "Array":
        """Gave up within the channel's limit for short abandons."""
        limits = [channel.short_abandon for channel in self.facts.scenario.channels.values()]
        short = np.zeros(len(self.issue), np.bool_)
        rows = np.flatnonzero(self.gave_up) if any(limits) else np.empty(0, np.int64)
        limit = np.array(limits)[self.channel[rows]]
        short[rows] = (limit > 0) & (self.wait[rows] <= limit)
        return short

    @property
    def channel(self) -> "Array":
        return self.names["channel"]

    @cached_property
    def target(self) -> "Array":
        """T, in ticks: the first response that the channel's target promises; −1 without a target.

        A single one where all channels have the same.
        """
        within = self.facts.targets_within
        return np.array(within[0]) if (within == within[0]).all() else within[self.channel]

    @cached_property
    def promised(self) -> "Array":
        """Whether the channel has a target."""
        return np.asarray(self.target >= 0)

    @cached_property
    def wait_on_target_clock(self) -> "Array":
        """W on the clock of the target; the wait itself where no target goes by opening hours."""
        if not self.facts.business_targets.any():
            return self.wait
        found = self.wait.copy()
        rows = np.flatnonzero(self.facts.business_targets[self.channel])
        start = self.queued[rows]
        found[rows] = self.facts.on_business_clock(self.channel[rows], start, start + self.wait[rows])
        return found

    @cached_property
    def response_in_opening_hours(self) -> "Array":
        """As the response, in opening hours of the channel."""
        return self.facts.on_business_clock(self.channel, self.came, self.came + self.response)

    @cached_property
    def in_time(self) -> "Array":
        """Whether W ≤ T, for contacts with a target; one still waiting has not passed it yet."""
        return np.asarray(self.wait_on_target_clock <= self.target)

    @cached_property
    def due(self) -> "Array":
        """Offered, with a target, and decided: answered, given up, blocked, or open and overdue."""
        waits = self.ended(Outcome.OPEN)
        return self.offered & self.promised & ~(waits & self.in_time)

    @cached_property
    def _accepts(self) -> "Array":
        return np.flatnonzero((self.legs.outcome == Outcome.CALLBACK) & ~self.legs.begun & self.legs.ended)

    @cached_property
    def accepts(self) -> "Array":
        """Whether the customer accepted to be called back (R21)."""
        return self.runs.marked(self._accepts)

    @cached_property
    def accepted(self) -> tuple["Array", "Array"]:
        """The contacts that accepted to be called back and were reached, and when they accepted for the last time."""
        contact, ticks = self.runs.at(self._accepts), self.legs.talk_ended[self._accepts]
        last = np.append(contact[1:] != contact[:-1], np.ones(min(len(contact), 1), np.bool_))
        reached = last & self.answered[contact]
        return contact[reached], ticks[reached]

    @cached_property
    def chased(self) -> "Array":
        """Whether the customer asked where the answer is (R17): a chaser comes after the contact that it is about."""
        chasers, found = self.facts.chasers, np.zeros(len(self.issue), np.bool_)
        if len(chasers.issue):
            step = np.int64(1 + max(self.contact.max(initial=0), chasers.contact.max(initial=0)))
            asked = np.searchsorted(self.issue * step + self.contact, chasers.issue * step + chasers.contact) - 1
            found[asked] = True
        return found

    # At work

    @cached_property
    def handed_on(self) -> "Array":
        """Escalated or transferred at least once."""
        return self.runs.any(among(self.legs.outcome, HANDED_ON))

    @cached_property
    def misrouted(self) -> "Array":
        """Sent to those who can't help at first (R8)."""
        return self.runs.any(self.legs.outcome == Outcome.TRANSFERRED)

    @cached_property
    def escalated(self) -> "Array":
        return self.runs.any(self.legs.outcome == Outcome.ESCALATED)

    @cached_property
    def asked_approval(self) -> "Array":
        return self.runs.any(self.legs.kind == Kind.APPROVAL)

    @cached_property
    def turns(self) -> "Array":
        """How many turns there were: each reply and each follow-up work begins another (R16)."""
        if not self.legs.turn.any():
            return np.ones(len(self.issue), np.int16)
        return self.runs.greatest(self.legs.turn * self.legs.waits) + np.int16(1)

    @cached_property
    def gone_quiet(self) -> "Array":
        """Answered, then asked, and never heard of again (R16)."""
        return np.asarray(self.answered & (self.at_last(self.legs.outcome) == Outcome.GONE_QUIET))

    @cached_property
    def solved(self) -> "Array":
        """Whether the issue was solved in this contact."""
        return self.runs.any((self.legs.outcome == Outcome.SOLVED) & self.legs.ended) | (
            self.settled_alone & self.at_last(self.legs.ended)
        )

    @cached_property
    def solved_at(self) -> "Array":
        """The tick at which the issue was solved in this contact; no matter where it was not."""
        if self.runs.single:
            return self.legs.talk_ended
        at = np.zeros(len(self.issue), np.int64)
        rows = np.append(np.flatnonzero(self.legs.outcome == Outcome.SOLVED), self.last[self.settled_alone])
        at[self.runs.at(rows)] = self.legs.talk_ended[rows]
        return at


class Issues:
    """One row per issue; its names are those of its first contact."""

    def __init__(self, facts: "Facts", contacts: Contacts) -> None:
        self.facts = facts
        self.contacts = contacts
        self.runs = Runs.of(contacts.issue)
        self.issue = self.runs.first(contacts.issue)
        self.created = self.runs.first(contacts.created)
        self.names = subset(contacts.names, self.runs.start)

    @cached_property
    def count(self) -> "Array":
        """How many contacts there were so far."""
        arrived = (self.contacts.arrived != NEVER) & ~self.contacts.deflected
        return self.runs.total(arrived.astype(np.int16))

    def came_again_within(self, window: int) -> "Array":
        """Whether the second contact came within a time from the issue's creation."""
        contacts = self.contacts
        further = np.flatnonzero((contacts.contact > 0) & (contacts.arrived != NEVER))
        soon = contacts.arrived[further] <= contacts.created[further] + window
        return self.runs.marked(further[soon])

    @cached_property
    def deflectable(self) -> "Array":
        """Whether there is self-service for the topic (R7)."""
        scenario = self.facts.scenario
        served = [topic in scenario.automation.self_service for topic in scenario.topics]
        if not any(served):
            return np.zeros(len(self.issue), np.bool_)
        return np.array(served)[self.names["topic"]]

    @cached_property
    def deflected(self) -> "Array":
        return self.runs.first(self.contacts.deflected)

    @cached_property
    def came_back(self) -> "Array":
        """Whether there is a second contact, be it still to come."""
        return self.runs.first(self.contacts.came_back)

    @cached_property
    def answered(self) -> "Array":
        return self.runs.any(self.contacts.answered)

    @cached_property
    def first_answer(self) -> "Array":
        """The tick at which a human first answered any contact of the issue; −1 if none did."""
        return self.runs.earliest(self.contacts.first_started)

    @cached_property
    def first_reply(self) -> "Array":
        """The tick at which a human or the bot first answered any contact of the issue; −1 if none did."""
        if self.contacts.first_reply is self.contacts.first_started:
            return self.first_answer
        return self.runs.earliest(self.contacts.first_reply)

    @cached_property
    def replied(self) -> "Array":
        return self.answered if self.first_reply is self.first_answer else self.first_reply != NEVER

    @cached_property
    def solved(self) -> "Array":
        return self.runs.any(self.contacts.solved)

    @cached_property
    def solved_at(self) -> "Array":
        """The tick at which the issue was last solved; no matter where it was not."""
        return self.runs.greatest(self.contacts.solved_at)

    @cached_property
    def solved_at_once(self) -> "Array":
        """Solved for good in the first contact."""
        return self.runs.first(self.contacts.solved)

    @cached_property
    def handed_on_at_once(self) -> "Array":
        """Escalated or transferred in the first contact."""
        return self.runs.first(self.contacts.handed_on)

    @cached_property
    def last_leg(self) -> "Array":
        """The row of the customer's last leg."""
        return self.runs.last(self.contacts.last)

    @cached_property
    def lost(self) -> "Array":
        """Rejected, blocked, given up, or called back in vain, with no further contact to come."""
        lost = among(self.contacts.at_last(self.contacts.legs.outcome), LOST)
        return ~self.solved & self.runs.last(lost | self.contacts.ended(Outcome.GONE_QUIET))

    @cached_property
    def gone_quiet(self) -> "Array":
        """Unsolved, and closed as the customer was asked and never heard of again (R16)."""
        return self.runs.last(self.contacts.gone_quiet)

    # Times from creation, in ticks; no matter where there is none

    @cached_property
    def response(self) -> "Array":
        return self.first_answer - self.created

    @cached_property
    def reply(self) -> "Array":
        return self.response if self.first_reply is self.first_answer else self.first_reply - self.created

    @cached_property
    def resolution(self) -> "Array":
        return self.solved_at - self.created

    def in_opening_hours(self, taken: "Array", until: "Array") -> "Array":
        """As much of the time taken from creation as the channel of the first contact is open."""
        if self.facts.always_open and self.created.min(initial=0) >= 0:
            return taken
        return self.facts.on_business_clock(self.names["channel"], self.created, np.clip(until, 0, self.facts.horizon))
