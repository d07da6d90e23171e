"""Contacts and issues as arrays, with what figures ask of them.

A contact is one approach of a customer. Those settled before it came to the desk, by the bot or by self-service, are
rows too; a chaser is none (see `Chasers`). What no human saw and nobody came back about is settled for good.
"""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.log import Kind, Outcome
from simsupport.measures.legs import LATE, NEVER, Legs, among, starts

if TYPE_CHECKING:
    from simsupport.measures.facts import Facts
    from simsupport.measures.formula import Array

GAVE_UP = (Outcome.ABANDONED, Outcome.BALKED, Outcome.CLEARED)
LOST = (*GAVE_UP, Outcome.BLOCKED, Outcome.REJECTED)
HANDED_ON = (Outcome.ESCALATED, Outcome.TRANSFERRED)
NOT_OFFERED = (Outcome.REJECTED, Outcome.CONVERTED)


class Contacts:
    """One row per contact, those still to come included (arrived −1)."""

    def __init__(self, facts: "Facts", legs: Legs) -> None:
        self.facts = facts
        self.legs = legs
        self.start = legs.starts
        self.issue = legs.issue[self.start]
        self.contact = legs.contact[self.start]
        self.arrived = legs.arrived[self.start]
        self.created = legs.created[self.start]

    @cached_property
    def last(self) -> "Array":
        """The row of the customer's last leg: what nobody waits for any more comes after it."""
        return self._greatest(np.where(self.legs.dead, NEVER, np.arange(len(self.legs.dead))))

    @cached_property
    def names(self) -> dict[str, "Array"]:
        """Names by dimension; the team is that of the first leg that a human took, else of the first that waited."""
        rows = np.arange(len(self.legs.human))
        taken = self._least(np.where(self.legs.taken, rows, LATE))
        waited = self._least(np.where(self.legs.human, rows, LATE))
        first = np.where(taken < LATE, taken, np.where(waited < LATE, waited, self.start))
        return {name: codes[first] for name, codes in self.legs.names.items()}

    # Before the desk

    @cached_property
    def kind(self) -> "Array":
        """Why the customer came; not known of who met only the bot."""
        return self.legs.kind[np.where(self.engaged, np.minimum(self.start + 1, self.last), self.start)]

    @cached_property
    def deflected(self) -> "Array":
        """Whether self-service settled the issue: no contact came of it."""
        return np.equal(self.legs.kind[self.start], Kind.DEFLECTED)

    @cached_property
    def engaged(self) -> "Array":
        """Whether the contact met the bot."""
        return np.equal(self.legs.kind[self.start], Kind.BOT)

    @cached_property
    def left_the_bot(self) -> "Array":
        """Whether the bot is done with the contact: contained or handed over."""
        return np.asarray(self.engaged & (self.legs.talk_ended[self.start] != NEVER))

    @cached_property
    def contained(self) -> "Array":
        """Whether the bot settled the contact, rightly or not."""
        return np.asarray(self.engaged & (self.legs.outcome[self.start] == Outcome.CONTAINED))

    @cached_property
    def came_back(self) -> "Array":
        """Whether the issue has a further contact, be it still to come."""
        return np.append(self.contact[1:], 0)[: len(self.contact)] > 0

    @cached_property
    def settled_alone(self) -> "Array":
        """Deflected or contained for good."""
        return (self.deflected | self.contained) & ~self.came_back

    @cached_property
    def at_the_desk(self) -> "Array":
        """Whether the contact came to the desk: neither deflected nor contained, nor with the bot at the horizon."""
        return ~among(self.legs.kind[self.last], (Kind.BOT, Kind.DEFLECTED))

    # Waiting

    @cached_property
    def first_started(self) -> "Array":
        """The tick at which a human first answers; LATE if none did."""
        return self._least(np.where(self.legs.taken, self.legs.started, LATE))

    @cached_property
    def first_reply(self) -> "Array":
        """The tick at which a human or the bot first answers; LATE if none did."""
        return np.where(self.engaged, self.legs.started[self.start], self.first_started)

    @cached_property
    def queued(self) -> "Array":
        """The tick of the first queueing for a human; LATE if it never queued."""
        return self._least(np.where(self.legs.human & (self.legs.queued != NEVER), self.legs.queued, LATE))

    @cached_property
    def answered(self) -> "Array":
        return self.first_started < LATE

    @cached_property
    def end(self) -> "Array":
        """How a contact that nobody answered ended; −1 for one that was answered."""
        return np.where(self.answered, NEVER, self.legs.outcome[self.last])

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
    def waited_from(self) -> "Array":
        return np.where(self.queued < LATE, self.queued, 0)

    @cached_property
    def waited_until(self) -> "Array":
        """First answered, given up, or the horizon; the same as `waited_from` for who never queued."""
        until = np.where(self.answered, self.first_started, self.legs.waited_until[self.last])
        return np.where(self.queued < LATE, until, 0)

    @cached_property
    def wait(self) -> "Array":
        """W, in ticks: first queueing to first human answer; to giving up; to the horizon for who still waits."""
        return self.waited_until - self.waited_from

    @cached_property
    def short(self) -> "Array":
        """Gave up within the channel's limit for short abandons."""
        limit = np.array([channel.short_abandon for channel in self.facts.scenario.channels.values()])[self.channel]
        return self.gave_up & (limit > 0) & (self.wait <= limit)

    @cached_property
    def channel(self) -> "Array":
        return self.names["channel"]

    @cached_property
    def target(self) -> "Array":
        """T, in ticks: the first response that the channel's target promises; −1 without a target."""
        targets = [channel.target for channel in self.facts.scenario.channels.values()]
        return np.array([target.within if target else NEVER for target in targets])[self.channel]

    @cached_property
    def wait_on_target_clock(self) -> "Array":
        return self.facts.on_target_clock(self.channel, self.waited_from, self.waited_until)

    @cached_property
    def in_time(self) -> "Array":
        """Whether W ≤ T, for contacts with a target; one still waiting has not passed it yet."""
        return self.wait_on_target_clock <= self.target

    @cached_property
    def due(self) -> "Array":
        """Offered, with a target, and decided: answered, given up, blocked, or open and overdue."""
        waits = self.ended(Outcome.OPEN)
        return self.offered & (self.target >= 0) & ~(waits & self.in_time)

    @cached_property
    def called_back(self) -> "Array":
        """The tick at which the customer accepted to be called back (R21); −1 if not."""
        return self._greatest(np.where(self._accepts, self.legs.talk_ended, NEVER))

    @property
    def _accepts(self) -> "Array":
        return np.asarray((self.legs.outcome == Outcome.CALLBACK) & (self.legs.started == NEVER))

    @cached_property
    def chased(self) -> "Array":
        """Whether the customer asked where the answer is (R17): a chaser comes after the contact that it is about."""
        chasers = self.facts.chasers
        step = 1 + max(self.contact.max(initial=0), chasers.contact.max(initial=0))
        place = np.searchsorted(self.issue * step + self.contact, chasers.issue * step + chasers.contact) - 1
        return np.bincount(place, minlength=len(self.issue)) > 0

    # At work

    @cached_property
    def handed_on(self) -> "Array":
        """Escalated or transferred at least once."""
        return self._any(among(self.legs.outcome, HANDED_ON))

    @cached_property
    def misrouted(self) -> "Array":
        """Sent to those who can't help at first (R8)."""
        return self._any(self.legs.outcome == Outcome.TRANSFERRED)

    @cached_property
    def escalated(self) -> "Array":
        return self._any(self.legs.outcome == Outcome.ESCALATED)

    @cached_property
    def asked_approval(self) -> "Array":
        return self._any(self.legs.kind == Kind.APPROVAL)

    @cached_property
    def turns(self) -> "Array":
        """How many turns there were: each reply and each follow-up work begins another (R16)."""
        came = self.legs.human & (self.legs.queued != NEVER)
        return self._greatest(np.where(came, self.legs.turn, 0)) + 1

    @cached_property
    def gone_quiet(self) -> "Array":
        """Answered, then asked, and never heard of again (R16)."""
        return np.asarray(self.answered & (self.legs.outcome[self.last] == Outcome.GONE_QUIET))

    @cached_property
    def solved(self) -> "Array":
        """The tick at which the issue was solved in this contact; −1 if it was not."""
        solved = self._greatest(np.where(self.legs.outcome == Outcome.SOLVED, self.legs.talk_ended, NEVER))
        return np.where(self.settled_alone, self.legs.talk_ended[self.last], solved)

    def _least(self, values: "Array") -> "Array":
        return np.minimum.reduceat(values, self.start) if len(self.start) else values

    def _greatest(self, values: "Array") -> "Array":
        return np.maximum.reduceat(values, self.start) if len(self.start) else values

    def _any(self, mask: "Array") -> "Array":
        return np.logical_or.reduceat(mask, self.start) if len(self.start) else mask


class Issues:
    """One row per issue; its names are those of its first contact."""

    def __init__(self, facts: "Facts", contacts: Contacts) -> None:
        self.facts = facts
        self.contacts = contacts
        self.start = starts(np.diff(contacts.issue) != 0, len(contacts.issue))
        self.last = np.append(self.start[1:], len(contacts.issue))[: len(self.start)] - 1
        self.issue = contacts.issue[self.start]
        self.created = contacts.created[self.start]
        self.names = {name: codes[self.start] for name, codes in contacts.names.items()}

    @cached_property
    def count(self) -> "Array":
        """How many contacts there were so far."""
        arrived = ((self.contacts.arrived != NEVER) & ~self.contacts.deflected).astype(np.int64)
        return np.add.reduceat(arrived, self.start) if len(self.start) else self.start

    @cached_property
    def came_again(self) -> "Array":
        """The tick of the second contact; LATE if there was none."""
        further = (self.contacts.contact > 0) & (self.contacts.arrived != NEVER)
        return self._least(np.where(further, self.contacts.arrived, LATE))

    @cached_property
    def deflectable(self) -> "Array":
        """Whether there is self-service for the topic (R7)."""
        scenario = self.facts.scenario
        return np.array([topic in scenario.automation.self_service for topic in scenario.topics])[self.names["topic"]]

    @cached_property
    def deflected(self) -> "Array":
        return np.asarray(self.contacts.deflected[self.start])

    @cached_property
    def came_back(self) -> "Array":
        """Whether there is a second contact, be it still to come."""
        return np.asarray(self.last > self.start)

    @cached_property
    def answered(self) -> "Array":
        return self.first_answer < LATE

    @cached_property
    def first_answer(self) -> "Array":
        """The tick at which a human first answered any contact of the issue; LATE if none did."""
        return self._least(self.contacts.first_started)

    @cached_property
    def first_reply(self) -> "Array":
        """The tick at which a human or the bot first answered any contact of the issue; LATE if none did."""
        return self._least(self.contacts.first_reply)

    @cached_property
    def replied(self) -> "Array":
        return self.first_reply < LATE

    @cached_property
    def solved_at(self) -> "Array":
        """The tick at which the issue was last solved; −1 if it was not."""
        return np.maximum.reduceat(self.contacts.solved, self.start) if len(self.start) else self.start

    @cached_property
    def solved(self) -> "Array":
        return np.asarray(self.solved_at != NEVER)

    @cached_property
    def solved_at_once(self) -> "Array":
        """Solved for good in the first contact."""
        return np.asarray(self.contacts.solved[self.start] != NEVER)

    @cached_property
    def handed_on_at_once(self) -> "Array":
        """Escalated or transferred in the first contact."""
        return np.asarray(self.contacts.handed_on[self.start])

    @cached_property
    def last_leg(self) -> "Array":
        """The row of the customer's last leg."""
        return np.asarray(self.contacts.last[self.last])

    @cached_property
    def lost(self) -> "Array":
        """Rejected, blocked, given up, or called back in vain, with no further contact to come."""
        legs, unreached = self.contacts.legs, self.contacts.ended(Outcome.GONE_QUIET)[self.last]
        return np.asarray(~self.solved & (among(legs.outcome[self.last_leg], LOST) | unreached))

    @cached_property
    def gone_quiet(self) -> "Array":
        """Unsolved, and closed as the customer was asked and never heard of again (R16)."""
        return np.asarray(self.contacts.gone_quiet[self.last])

    def since_created(self, ticks: "Array") -> "Array":
        return ticks - self.created

    def since_created_on_business_clock(self, ticks: "Array") -> "Array":
        """Ticks from creation at which the channel of the first contact is open."""
        return self.facts.on_business_clock(self.names["channel"], self.created, np.clip(ticks, 0, self.facts.horizon))

    def _least(self, values: "Array") -> "Array":
        return np.minimum.reduceat(values, self.start) if len(self.start) else values
