"""What customers went through: how often they came, how long they waited, who had their issue, how it ended.

Models of satisfaction, effort and loyalty take nothing else of the log (docs/people.md).
"""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.log import Kind, Outcome
from simsupport.measures.contacts import HANDED_ON
from simsupport.measures.legs import among
from simsupport.measures.runs import NEVER, Runs

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts


class Journeys:
    """One row per issue, as in `Issues`."""

    def __init__(self, facts: "Facts") -> None:
        self.facts = facts
        self.issues = facts.issues
        self._contacts = facts.contacts

    @cached_property
    def counts(self) -> "Array":
        """Whether the issue is over; or nobody has answered, and its customer waits longer than expected."""
        issues = self.issues
        ended = self.facts.legs.outcome[issues.last_leg] != Outcome.OPEN
        overdue = ~issues.answered & (issues.runs.last(self._waits) > 1)
        return np.asarray(issues.solved | ended | overdue)

    @property
    def solved(self) -> "Array":
        return self.issues.solved

    @cached_property
    def further(self) -> "Array":
        """How often the customer came again; a conversion is the same approach on another channel."""
        converted = self.issues.runs.total((self._came & (self._contacts.kind == Kind.CONVERSION)).astype(np.int16))
        found: Array = np.maximum(self.issues.count - converted - 1, 0)
        return found

    @cached_property
    def impatience(self) -> "Array":
        """ln(1 + W / expected): of the contact that waited longest, by what is expected of its channel."""
        return np.log1p(self.issues.runs.greatest(self._waits))

    @cached_property
    def _waits(self) -> "Array":
        """How long each contact waited on the calendar's clock, closing hours included, in times of the expected."""
        contacts, legs = self._contacts, self.facts.legs
        start = contacts.runs.earliest(legs.waits_from)
        end = np.where(contacts.answered, contacts.first_started, contacts.at_last(legs.waited_until))
        waited = np.where(start == NEVER, 0, np.maximum(end - start, 0))
        return waited / self._expected[contacts.channel]

    @property
    def _expected(self) -> "Array":
        """The ticks that customers expect to wait, for each channel."""
        scenario = self.facts.scenario
        usual = scenario.experience.expected
        return np.array([
            channel.expected or (usual.live if channel.live else usual.deferred)
            for channel in scenario.channels.values()
        ])  # fmt: skip

    # From hand to hand

    @cached_property
    def transfers(self) -> "Array":
        """How often the issue was handed on."""
        return self._of_legs(np.flatnonzero(among(self.facts.legs.outcome, HANDED_ON)))

    @cached_property
    def warm(self) -> "Array":
        """How often it was handed on warm: answered while the first agent was still with the customer (R14)."""
        return self._of_legs(self._warm_rows)

    @property
    def _warm_rows(self) -> "Array":
        """The legs to which a customer came without a wait alone."""
        legs, scenario = self.facts.legs, self.facts.scenario
        live = np.array([channel.live for channel in scenario.channels.values()])
        warmly = np.array([team.hand_over.kind == "warm" for team in scenario.teams.values()])
        rows = np.flatnonzero((legs.kind == Kind.ESCALATION) & legs.begun)
        before = _latest(legs.outcome == Outcome.ESCALATED)[rows - 1]
        same = (before != NEVER) & (legs.contacts.at(before) == legs.contacts.at(rows))  # else it was a consulted one
        rows, before = rows[same], before[same]
        may = warmly[legs.names["team"][before]] & live[legs.names["channel"][before]]
        warm: Array = rows[may & (legs.started[rows] <= legs.talk_ended[before])]
        return warm

    @cached_property
    def switches(self) -> "Array":
        """How often the customer came on another channel than before."""
        contacts = self._contacts
        switched = self._came & ~self.issues.runs.begins
        switched[1:] &= (contacts.channel[1:] != contacts.channel[:-1]) & ~contacts.deflected[:-1]
        return self.issues.runs.total(switched.astype(np.int16))

    @cached_property
    def repeating(self) -> "Array":
        """How often the customer had to say it all again: to agents without context, or after a bot that kept it."""
        scenario, contacts = self.facts.scenario, self._contacts
        lost = [bool(topic.returns and topic.returns.explains_again > 1) for topic in scenario.topics.values()]
        again = self._came & (contacts.kind == Kind.REPEAT) & np.array(lost)[contacts.names["topic"]]
        bots = scenario.automation.bot
        mute = [name in bots and not bots[name].hand_over.context for name in scenario.channels]
        handed = contacts.left_the_bot & ~contacts.contained & np.array(mute)[contacts.channel]
        return self.issues.runs.total(again.astype(np.int16) + handed)

    @cached_property
    def complaint(self) -> "Array":
        """Whether the issue's topic is a complaint."""
        scenario = self.facts.scenario
        complaints = [topic in scenario.experience.complaints for topic in scenario.topics]
        return np.array(complaints)[self.issues.names["topic"]]

    @cached_property
    def quality(self) -> "Array":
        """The mean quality of the issue's talks, less that of a team without a manner; 0 without a talk."""
        talks = self.facts.talks
        issue, size = self.issues.runs.at(talks.contact), len(self.solved)
        total, count = np.bincount(issue, talks.offset, size), np.bincount(issue, minlength=size)
        return np.asarray(total / np.maximum(count, 1))

    @cached_property
    def of_leg(self) -> "Array":
        """The issue of each leg, by its place."""
        runs = Runs.of(self.facts.legs.issue)
        return runs.at(np.arange(len(self.facts.legs.issue)))

    def _of_legs(self, rows: "Array") -> "Array":
        """How many of some legs each issue has."""
        return np.bincount(self.of_leg[rows], minlength=len(self.solved))

    @property
    def _came(self) -> "Array":
        """The contacts that have come, and did not end with self-service."""
        return np.asarray((self._contacts.arrived != NEVER) & ~self._contacts.deflected)


def _latest(mask: "Array") -> "Array":
    """For each row the last row so far for which the mask holds; −1 for none."""
    return np.maximum.accumulate(np.where(mask, np.arange(len(mask)), NEVER))
