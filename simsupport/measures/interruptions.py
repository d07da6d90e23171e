"""Interruptions: work that live work interrupts or that is put aside, and work for nobody (R17, R19, R20).

All go by the time at which they happen.
"""

from dataclasses import dataclass

import numpy as np

from simsupport.log import Outcome
from simsupport.measures.dimensions import INTERVALS, NAMES
from simsupport.measures.formula import Array, Grouped, Source, View, amount, hours, ratio
from simsupport.measures.legs import subset


@dataclass(frozen=True, eq=False)
class Ended:
    """Legs by the tick at which their talk ends."""

    paused: Array
    parked: Array


@dataclass(frozen=True, eq=False)
class Begun:
    """Legs by the tick at which an agent takes them."""

    deferred_talk: Array


@dataclass(frozen=True, eq=False)
class Pieces:
    """Stretches of time, cut where intervals meet."""

    ticks: Array


def _ended(view: View) -> Grouped[Ended]:
    legs = view.facts.legs
    goes_on = legs.following(legs.resumed) == 1
    table = Ended(legs.outcome == Outcome.PAUSED, goes_on & (legs.outcome == Outcome.PARKED))
    return Grouped(table, view.grouping.at(legs.names, legs.talk_ended))


def _begun(view: View) -> Grouped[Begun]:
    legs = view.facts.legs
    deferred = np.array([not channel.live for channel in view.facts.scenario.channels.values()])
    talk = legs.manned & legs.human & ~legs.resumed & deferred[legs.names["channel"]]
    return Grouped(Begun(talk), view.grouping.at(legs.names, legs.started))


def _put_aside(view: View) -> Grouped[Pieces]:
    """The time between the pieces of a talk."""
    legs = view.facts.legs
    return _stretches(view, legs.resumed & ~legs.dead, legs.queued, legs.waited_until)


def _stale(view: View) -> Grouped[Pieces]:
    """Agents' time in dead work."""
    legs = view.facts.legs
    return _stretches(view, legs.dead & legs.manned, legs.started, legs.freed)


def _stretches(view: View, mask: Array, start: Array, end: Array) -> Grouped[Pieces]:
    rows = np.flatnonzero(mask)
    _, group, ticks = view.grouping.split(subset(view.facts.legs.names, rows), start[rows], end[rows])
    return Grouped(Pieces(ticks), group)


ended = Source((*NAMES, *INTERVALS), _ended)
begun = Source((*NAMES, *INTERVALS), _begun)
put_aside = Source((*NAMES, *INTERVALS), _put_aside)
stale = Source((*NAMES, *INTERVALS), _stale)

MEASURES = (
    amount("interruptions", "interruptions", "times that live work interrupted deferred work",
           ended(lambda e: e.paused)),
    ratio("interruptions_per_talk", "interruptions", "interruptions / talks on deferred channels begun in that time",
          ended(lambda e: e.paused), begun(lambda b: b.deferred_talk)),
    amount("parked_work", "talks", "talks on deferred channels put aside because a shift ended or a break fell due",
           ended(lambda e: e.parked)),
    amount("put_aside_hours", "h", "time for which begun work lay, parked or paused, until an agent went on with it",
           put_aside(lambda p: hours(p.ticks))),
    amount("stale_work", "h", "time that agents put into contacts whose customers had given up unnoticed",
           stale(lambda s: hours(s.ticks))),
)  # fmt: skip
