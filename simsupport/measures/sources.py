"""What most figures are about: contacts by arrival, issues by creation, replies and chasers by their own tick, promises
by that of those to whom they are made.

And legs that count one by one, and times cut where intervals meet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from simsupport.measures.arrays import Array
from simsupport.measures.dimensions import INTERVALS, NAMES
from simsupport.measures.facts import Facts
from simsupport.measures.formula import Grouped, Source, View
from simsupport.measures.legs import subset


class Named(Protocol):
    """Rows with names."""

    @property
    def names(self) -> Mapping[str, Array]: ...


Rows = TypeVar("Rows", bound=Named)


def _source(rows: Callable[[Facts], Rows], ticks: Callable[[Rows], Array], *further: str) -> Source[Rows]:
    """Rows by a tick of each, and perhaps by further names."""

    def build(view: View) -> Grouped[Rows]:
        found = rows(view.facts)
        return Grouped(found, view.grouping.at(found.names, ticks(found)))

    return Source((*NAMES, *INTERVALS, *further), build)


contacts = _source(lambda facts: facts.contacts, lambda contacts: contacts.arrived)
issues = _source(lambda facts: facts.issues, lambda issues: issues.created)
replies = _source(lambda facts: facts.replies, lambda replies: replies.queued)
chasers = _source(lambda facts: facts.chasers, lambda chasers: chasers.arrived)
promised = _source(lambda facts: facts.promised, lambda kept: kept.ticks, "target")


@dataclass(frozen=True, eq=False)
class Counted:
    """What counts one by one."""

    ones: Array


def counted(view: View, legs: Array, ticks: Array) -> Grouped[Counted]:
    """Some legs, each by a tick."""
    groups = view.grouping.at(subset(view.facts.legs.names, legs), ticks)
    return Grouped(Counted(np.ones(len(legs), np.bool_)), groups)


@dataclass(frozen=True, eq=False)
class Ticks:
    """Times, where they count, and what a tick of each weighs."""

    ticks: Array
    counts: Array
    weight: Array | None = None

    @property
    def load(self) -> Array:
        return self.ticks if self.weight is None else self.ticks * self.weight


def pieces(
    view: View, names: Mapping[str, Array], start: Array, end: Array, among: Array | None = None
) -> Grouped[Ticks]:
    """What lasts from start to end, cut where intervals meet; of the rows for which a mask holds, if any."""
    _, groups, ticks = view.grouping.split(names, start, end, among)
    return Grouped(Ticks(ticks, groups.inside), groups)
