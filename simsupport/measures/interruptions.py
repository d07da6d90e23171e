"""Interruptions: work that live work interrupts or that is put aside, and work for nobody (R17, R19, R20).

All go by the time at which they happen.
"""

from dataclasses import dataclass

import numpy as np

from simsupport.log import Outcome
from simsupport.measures.dimensions import INTERVALS, NAMES
from simsupport.measures.formula import Array, Grouped, Source, View, amount, ratio
from simsupport.measures.legs import among, subset
from simsupport.units import HOUR


@dataclass(frozen=True, eq=False)
class Counted:
    """Legs that count by the tick of something."""

    ones: Array


@dataclass(frozen=True, eq=False)
class Pieces:
    """Stretches of time, cut where intervals meet."""

    ticks: Array
    ones: Array


def _counted(view: View, rows: Array, ticks: Array) -> Grouped[Counted]:
    groups = view.grouping.at(subset(view.facts.legs.names, rows), ticks[rows])
    return Grouped(Counted(np.ones(len(rows), np.bool_)), groups)


def _paused(view: View) -> Grouped[Counted]:
    """Legs that ended paused."""
    legs = view.facts.legs
    return _counted(view, np.flatnonzero(legs.outcome == Outcome.PAUSED), legs.talk_ended)


def _parked(view: View) -> Grouped[Counted]:
    """Legs that ended parked, and were gone on with."""
    legs = view.facts.legs
    before = legs.resumed_rows - 1
    return _counted(view, before[legs.outcome[before] == Outcome.PARKED], legs.talk_ended)


def _begun(view: View) -> Grouped[Counted]:
    """Talks on deferred channels."""
    legs = view.facts.legs
    deferred = [code for code, channel in enumerate(view.facts.scenario.channels.values()) if not channel.live]
    talk = among(legs.names["channel"], deferred) & legs.manned & legs.human & ~legs.resumed
    return _counted(view, np.flatnonzero(talk), legs.started)


def _put_aside(view: View) -> Grouped[Pieces]:
    """The time between the pieces of a talk."""
    legs = view.facts.legs
    rows = legs.resumed_rows[~legs.dead[legs.resumed_rows]]
    return _stretches(view, rows, legs.queued[rows], legs.waited_until[rows])


def _stale(view: View) -> Grouped[Pieces]:
    """Agents' time in dead work."""
    legs = view.facts.legs
    rows = legs.dead_rows[legs.manned[legs.dead_rows]]
    return _stretches(view, rows, legs.started[rows], legs.freed(rows))


def _stretches(view: View, rows: Array, start: Array, end: Array) -> Grouped[Pieces]:
    _, groups, ticks = view.grouping.split(subset(view.facts.legs.names, rows), start, end)
    return Grouped(Pieces(ticks, groups.inside), groups)


paused = Source((*NAMES, *INTERVALS), _paused)
parked = Source((*NAMES, *INTERVALS), _parked)
begun = Source((*NAMES, *INTERVALS), _begun)
put_aside = Source((*NAMES, *INTERVALS), _put_aside)
stale = Source((*NAMES, *INTERVALS), _stale)

_interruptions = paused.count(lambda p: p.ones)

MEASURES = (
    amount("interruptions", "interruptions", "times that live work interrupted deferred work",
           _interruptions),
    ratio("interruptions_per_talk", "interruptions", "interruptions / talks on deferred channels begun in that time",
          _interruptions, begun.count(lambda b: b.ones)),
    amount("parked_work", "talks", "talks on deferred channels put aside because a shift ended or a break fell due",
           parked.count(lambda p: p.ones)),
    amount("put_aside_hours", "h", "time for which begun work lay, parked or paused, until an agent went on with it",
           put_aside.sum(lambda p: p.ticks, lambda p: p.ones, HOUR)),
    amount("stale_work", "h", "time that agents put into contacts whose customers had given up unnoticed",
           stale.sum(lambda s: s.ticks, lambda s: s.ones, HOUR)),
)  # fmt: skip
