"""The legs of a log as arrays, and what they are to the customer.

A leg may be *resumed* work (it goes on with a talk that was parked or paused), a try to call back that found nobody
(*in vain*), or *dead*: nobody waits for it any more. Names are codes: places in `Facts.values`, −1 for none. Times are
ticks, −1 for what did not happen.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.log import KINDS, OUTCOMES, Kind, Outcome

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.measures.facts import Facts
    from simsupport.measures.formula import Array

NEVER = -1
LATE = np.iinfo(np.int64).max  # later than anything

ENTRY = (Kind.FIRST, Kind.RETRY, Kind.REPEAT, Kind.CONVERSION)  # with which a contact comes to the desk
INTERNAL = (Kind.BOT, Kind.APPROVAL, Kind.REST, Kind.DEFLECTED)  # legs that are no talk of a human with the customer
PUT_ASIDE = (Outcome.PARKED, Outcome.PAUSED)
STOOD_STILL = (Outcome.ASKED, Outcome.ON_HOLD)


class Legs:
    """One row per leg, in canonical order (issue, contact, leg)."""

    def __init__(self, facts: "Facts", table: "pd.DataFrame") -> None:
        self.facts = facts
        for name in _NUMBERS:
            setattr(self, name, table[name].to_numpy(np.int64))
        self.granted = table["granted"].to_numpy(np.float64)
        self.kind = codes(table["kind"], KINDS)
        self.outcome = codes(table["outcome"], OUTCOMES)
        names = (name for name in facts.values if name in table.columns)
        self.names = {name: codes(table[name], facts.values[name]) for name in names}

    issue: "Array"
    contact: "Array"
    leg: "Array"
    turn: "Array"
    agent: "Array"
    created: "Array"
    arrived: "Array"
    queued: "Array"
    started: "Array"
    talk_ended: "Array"
    released: "Array"
    effort: "Array"
    hold: "Array"

    @cached_property
    def starts(self) -> "Array":
        """The rows at which contacts begin."""
        return starts((np.diff(self.issue) != 0) | (np.diff(self.contact) != 0), len(self.issue))

    @cached_property
    def place(self) -> "Array":
        """The place of each leg's contact among the contacts."""
        first = np.zeros(len(self.issue), np.int64)
        first[self.starts] = 1
        return np.cumsum(first) - 1

    def before(self, values: "Array") -> "Array":
        """The value of the leg before in the same contact; −1 for the first."""
        found = np.full(len(values), NEVER, np.int64)
        found[1:] = values[:-1]
        found[self.starts] = NEVER
        return found

    def following(self, values: "Array") -> "Array":
        """The value of the next leg in the same contact; −1 for the last."""
        found = np.full(len(values), NEVER, np.int64)
        found[:-1] = values[1:]
        found[self.starts[1:] - 1] = NEVER
        return found

    @cached_property
    def dead(self) -> "Array":
        """Whether the customer had given up before the leg began: it is stale work (R17)."""
        abandoned = (self.outcome == Outcome.ABANDONED).astype(np.int64)
        so_far = np.cumsum(abandoned) - abandoned
        return np.asarray(so_far > so_far[self.starts][self.place])

    @cached_property
    def resumed(self) -> "Array":
        """Whether the leg goes on with work that was parked or paused (R19, R20)."""
        return np.equal(self.kind, Kind.REST) & among(self.before(self.outcome), PUT_ASIDE)

    @cached_property
    def human(self) -> "Array":
        """Whether the leg is the customer's with a human: not the bot's, no approval or what follows it, not dead."""
        return np.asarray((~among(self.kind, INTERNAL) | self.resumed) & ~self.dead)

    @cached_property
    def in_vain(self) -> "Array":
        """Whether the customer was called back and did not answer (R21)."""
        return np.asarray((self.started != NEVER) & among(self.outcome, (Outcome.CALLBACK, Outcome.GONE_QUIET)))

    @cached_property
    def taken(self) -> "Array":
        """Whether a human took the leg, and so answers the customer."""
        return np.asarray(self.human & (self.started != NEVER) & ~self.in_vain)

    @cached_property
    def manned(self) -> "Array":
        """Whether the leg takes an agent's time."""
        return np.asarray((self.agent != NEVER) & (self.started != NEVER))

    @cached_property
    def waits_from(self) -> "Array":
        """The tick from which the leg waits for the desk, queued or held outside; −1 if it does not."""
        came = np.where(self.leg == 0, self.arrived, self.before(self.talk_ended))
        return np.where(among(self.kind, ENTRY), came, self.queued)

    @cached_property
    def waited_until(self) -> "Array":
        """The tick at which waiting ends: taken, given up, or the horizon."""
        given_up = np.where(self.talk_ended != NEVER, self.talk_ended, self.facts.horizon)
        return np.where(self.started != NEVER, self.started, given_up)

    @cached_property
    def freed(self) -> "Array":
        """The tick at which the agent is free again; the horizon for who is still at work."""
        return np.where(self.released != NEVER, self.released, self.facts.horizon)


_NUMBERS = (
    "issue", "contact", "leg", "turn", "agent", "created", "arrived", "queued", "started", "talk_ended", "released",
    "effort", "hold",
)  # fmt: skip


def among(values: "Array", wanted: Sequence[int]) -> "Array":
    """Where a value is one of a few."""
    found = np.zeros(len(values), np.bool_)
    for value in wanted:
        found |= values == int(value)
    return found


def starts(changed: "Array", size: int) -> "Array":
    """The rows at which a new run of equal keys begins."""
    return np.concatenate([[0], np.flatnonzero(changed) + 1]) if size else np.empty(0, np.int64)


def codes(column: "pd.Series[Any]", names: Sequence[str]) -> "Array":
    """The place of each value among names, −1 for none; whole numbers are places already."""
    import pandas as pd

    if pd.api.types.is_integer_dtype(column.dtype):
        return column.to_numpy(np.int64)
    return pd.Categorical(column, categories=list(names)).codes.astype(np.int64)


def subset(names: Mapping[str, "Array"], rows: "Array") -> dict[str, "Array"]:
    """The names of some rows."""
    return {name: codes[rows] for name, codes in names.items()}
