"""The legs of a log as arrays, and what they are to the customer.

A leg may be *resumed* work (it goes on with a talk that was parked or paused), a try to call back that found nobody
(*in vain*), or *dead*: nobody waits for it any more. Names are codes: places in `Facts.values`, −1 for none. Times are
ticks, −1 for what did not happen. Columns are taken from the log when they are first needed, of the types that they
have there; what is rare is looked for by its rows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.frames import named
from simsupport.log import KINDS, OUTCOMES, Kind, Outcome
from simsupport.measures.ranges import ranges
from simsupport.measures.runs import NEVER, Runs

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.measures.arrays import Array, Rows
    from simsupport.measures.facts import Facts

ENTRY = (Kind.FIRST, Kind.RETRY, Kind.REPEAT, Kind.CONVERSION)  # with which a contact comes to the desk
INTERNAL = (Kind.BOT, Kind.APPROVAL, Kind.REST, Kind.DEFLECTED)  # legs that are no talk of a human with the customer
PUT_ASIDE = (Outcome.PARKED, Outcome.PAUSED)
STOOD_STILL = (Outcome.ASKED, Outcome.ON_HOLD)
_NUMBERS = (
    "issue", "contact", "leg", "turn", "agent", "created", "arrived", "queued", "started", "talk_ended", "released",
    "effort", "hold", "granted",
)  # fmt: skip


class Names(Mapping[str, "Array"]):
    """The names of rows by dimension, each looked up when it is first needed, and kept.

    What looks up must not know whose names they are: such a circle would keep both in memory.
    """

    def __init__(self, dimensions: Sequence[str], look_up: "Callable[[str], Array]") -> None:
        self._dimensions = dimensions
        self._look_up = look_up
        self._found: dict[str, Array] = {}

    def __getitem__(self, dimension: str) -> "Array":
        if dimension not in self._found:
            self._found[dimension] = self._look_up(dimension)
        return self._found[dimension]

    def __contains__(self, dimension: object) -> bool:
        return dimension in self._dimensions

    def __iter__(self) -> Iterator[str]:
        return iter(self._dimensions)

    def __len__(self) -> int:
        return len(self._dimensions)


def subset(names: Mapping[str, "Array"], rows: "Rows", **others: "Array") -> Names:
    """The names of some rows; others take the place of what is called the same."""
    dimensions = dict.fromkeys([*names, *others])
    return Names(list(dimensions), lambda name: others[name] if name in others else names[name][rows])


class Legs:
    """One row per leg, in canonical order (issue, contact, leg)."""

    def __init__(self, facts: "Facts", table: "pd.DataFrame", rows: "Rows" = slice(None)) -> None:
        self.facts = facts
        self._table = table
        self._rows = rows

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
    granted: "Array"

    def __getattr__(self, name: str) -> "Array":
        """A column of numbers, when it is first asked for."""
        if name not in _NUMBERS:
            raise AttributeError(f"legs have no '{name}'")
        column: Array = self._table[name].to_numpy()[self._rows]
        setattr(self, name, column)
        return column

    @cached_property
    def names(self) -> Names:
        table, rows, values = self._table, self._rows, self.facts.values
        dimensions = [name for name in values if name in table.columns]
        return Names(dimensions, lambda name: codes(table[name], values[name])[rows])

    @cached_property
    def kind(self) -> "Array":
        return codes(self._table["kind"], KINDS)[self._rows]

    @cached_property
    def outcome(self) -> "Array":
        return codes(self._table["outcome"], OUTCOMES)[self._rows]

    @cached_property
    def contacts(self) -> Runs:
        """The legs of each contact."""
        return Runs.of(self.issue, self.contact)

    @cached_property
    def begun(self) -> "Array":
        return np.asarray(self.started != NEVER)

    @cached_property
    def ended(self) -> "Array":
        return np.asarray(self.talk_ended != NEVER)

    @cached_property
    def over(self) -> "Array":
        """Whether the agent is free again."""
        return np.asarray(self.released != NEVER)

    @cached_property
    def abandoned(self) -> "Array":
        return np.asarray(self.outcome == Outcome.ABANDONED)

    @cached_property
    def conceding_rows(self) -> "Array":
        """The legs on which something was granted."""
        return np.flatnonzero(self.granted > 0)

    @cached_property
    def bot_rows(self) -> "Array":
        """The legs with a bot."""
        return np.flatnonzero((self.kind == Kind.BOT) & self.begun)

    @cached_property
    def dead_rows(self) -> "Array":
        """The legs that began when the customer had given up: stale work (R17)."""
        again = np.flatnonzero(self.abandoned[:-1] & ~self.contacts.begins[1:])
        if not len(again):
            return again
        last = self.contacts.last_row[self.contacts.at(again)]
        return np.unique(ranges(again, again + 1, last + 1)[1])

    @cached_property
    def dead(self) -> "Array":
        return self._marked(self.dead_rows)

    @cached_property
    def resumed_rows(self) -> "Array":
        """The legs that go on with work that was parked or paused (R19, R20)."""
        rests = self._later(np.flatnonzero(self.kind == Kind.REST))
        return rests[among(self.outcome[rests - 1], PUT_ASIDE)]

    @cached_property
    def resumed(self) -> "Array":
        return self._marked(self.resumed_rows)

    @cached_property
    def answers(self) -> "Array":
        """The legs that go on with a contact after it had stood still."""
        replies = self._later(np.flatnonzero(self.kind == Kind.REPLY))
        return replies[among(self.outcome[replies - 1], STOOD_STILL)]

    def _later(self, rows: "Array") -> "Array":
        """Those of some legs that are not their contact's first."""
        return rows[~self.contacts.begins[rows]]

    def _marked(self, rows: "Array") -> "Array":
        found = np.zeros(len(self.outcome), np.bool_)
        found[rows] = True
        return found

    @cached_property
    def human(self) -> "Array":
        """Whether the leg is the customer's with a human: not the bot's, no approval or what follows it, not dead."""
        found = ~among(self.kind, INTERNAL)
        found[self.resumed_rows] = True
        found[self.dead_rows] = False
        return found

    @cached_property
    def in_vain(self) -> "Array":
        """Whether the customer was called back and did not answer (R21)."""
        return self.begun & among(self.outcome, (Outcome.CALLBACK, Outcome.GONE_QUIET))

    @cached_property
    def taken(self) -> "Array":
        """Whether a human took the leg, and so answers the customer."""
        return np.asarray(self.human & self.begun & ~self.in_vain)

    @cached_property
    def manned(self) -> "Array":
        """Whether the leg takes an agent's time."""
        return np.asarray((self.agent != NEVER) & self.begun)

    @cached_property
    def waits(self) -> "Array":
        """Whether the leg is a customer's who queues for a human."""
        return np.asarray(self.human & (self.queued != NEVER))

    @cached_property
    def waits_from(self) -> "Array":
        """The tick from which the leg waits for the desk, queued or held outside; −1 if it does not."""
        entry = among(self.kind, ENTRY)
        at_once = entry & (self.leg == 0)
        if at_once.all():
            return self.arrived
        found = self.queued.copy()
        np.copyto(found, self.arrived, where=at_once)
        rows = np.flatnonzero(entry & ~at_once)
        found[rows] = np.where(self.contacts.begins[rows], NEVER, self.talk_ended[rows - 1])
        return found

    @cached_property
    def waited_until(self) -> "Array":
        """The tick at which waiting ends: taken, given up, or the horizon."""
        found = self.started.copy()
        rows = np.flatnonzero(~self.begun)
        found[rows] = np.where(self.ended[rows], self.talk_ended[rows], self.facts.horizon)
        return found

    def freed(self, rows: "Rows" = slice(None)) -> "Array":
        """The tick at which the agent is free again; the horizon for who is still at work."""
        return np.where(self.over[rows], self.released[rows], self.facts.horizon)


def among(values: "Array", wanted: Sequence[int]) -> "Array":
    """Where a value is one of a few."""
    found = np.zeros(len(values), np.bool_)
    for value in wanted:
        found |= values == int(value)
    return found


def codes(column: "pd.Series[Any]", names: Sequence[str]) -> "Array":
    """The place of each value among names, −1 for none; whole numbers are places already."""
    import pandas as pd

    if pd.api.types.is_integer_dtype(column.dtype):
        return column.to_numpy()
    known = categorical(column)
    if known.dtype is named(tuple(names)):
        return np.asarray(known.codes)
    place = {name: code for code, name in enumerate(names)}
    table = np.array(
        [place.get(name, NEVER) for name in (*known.categories, None)], np.min_scalar_type(-len(names) - 1)
    )
    found: Array = table[known.codes]
    return found


def categorical(column: "pd.Series[Any]") -> "pd.Categorical[Any]":
    """A column as places among its own names."""
    import pandas as pd

    return column.array if isinstance(column.array, pd.Categorical) else pd.Categorical(column)
