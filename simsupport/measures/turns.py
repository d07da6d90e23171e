"""Turns: how fast replies are answered, and how long contacts stand still meanwhile (R16).

A reply's clock begins when the reply queues: the customer's, a third party's, or the answer of a team that was
consulted. A contact that waits for its customer (*pending*) or for a third party (*on hold*) stands still; one that
waits for a colleague does not.
"""

from typing import TYPE_CHECKING

import numpy as np

from simsupport.log import Kind
from simsupport.measures.legs import Legs, subset
from simsupport.measures.runs import NEVER

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts


class Replies:
    """One row per reply that has come: when it queued, and when a human answered (else the horizon)."""

    def __init__(self, facts: "Facts", legs: Legs) -> None:
        self.facts = facts
        self.row = np.flatnonzero((legs.kind == Kind.REPLY) & (legs.queued != NEVER))
        self.names = subset(legs.names, self.row)
        self.queued = legs.queued[self.row]
        self.answered: Array = legs.taken[self.row]
        self.until = legs.waited_until[self.row]

    @property
    def wait(self) -> "Array":
        """Ticks from the reply to the answer; so far, if there is none yet."""
        return self.until - self.queued

    @property
    def wait_on_business_clock(self) -> "Array":
        return self.facts.on_business_clock(self.names["channel"], self.queued, self.until)


class Stops:
    """One row per stretch in which a contact stood still: its leg, the outcome that says why, start and end."""

    def __init__(self, facts: "Facts", legs: Legs) -> None:
        self.row = legs.answers - 1
        self.issue = legs.issue[self.row]
        self.why = legs.outcome[self.row]
        self.start = legs.talk_ended[self.row]
        reply = legs.answers
        quiet = np.where(legs.talk_ended[reply] != NEVER, legs.talk_ended[reply], facts.horizon)
        self.end = np.where(legs.queued[reply] != NEVER, legs.queued[reply], quiet)
