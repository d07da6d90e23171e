"""Interruptions: work that live work interrupts or that is put aside, and work for nobody (R17, R19, R20).

All go by the time at which they happen.
"""

import numpy as np

from simsupport.log import Outcome
from simsupport.measures.dimensions import INTERVALS, NAMES
from simsupport.measures.formula import Grouped, Source, View, amount, ratio
from simsupport.measures.legs import among, subset
from simsupport.measures.sources import Counted, Ticks, counted, pieces
from simsupport.units import HOUR


def _paused(view: View) -> Grouped[Counted]:
    """Legs that ended paused."""
    legs = view.facts.legs
    rows = np.flatnonzero(legs.outcome == Outcome.PAUSED)
    return counted(view, rows, legs.talk_ended[rows])


def _parked(view: View) -> Grouped[Counted]:
    """Legs that ended parked, and were gone on with."""
    legs = view.facts.legs
    before = legs.resumed_rows - 1
    rows = before[legs.outcome[before] == Outcome.PARKED]
    return counted(view, rows, legs.talk_ended[rows])


def _begun(view: View) -> Grouped[Counted]:
    """Talks on deferred channels."""
    legs = view.facts.legs
    deferred = [code for code, channel in enumerate(view.facts.scenario.channels.values()) if not channel.live]
    rows = np.flatnonzero(among(legs.names["channel"], deferred) & legs.manned & legs.human & ~legs.resumed)
    return counted(view, rows, legs.started[rows])


def _put_aside(view: View) -> Grouped[Ticks]:
    """The time between the pieces of a talk."""
    legs = view.facts.legs
    rows = legs.resumed_rows[~legs.dead[legs.resumed_rows]]
    return pieces(view, subset(legs.names, rows), legs.queued[rows], legs.waited_until[rows])


def _stale(view: View) -> Grouped[Ticks]:
    """Agents' time in dead work."""
    legs = view.facts.legs
    rows = legs.dead_rows[legs.manned[legs.dead_rows]]
    return pieces(view, subset(legs.names, rows), legs.started[rows], legs.freed(rows))


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
          _interruptions, begun.count(lambda b: b.ones, "no talk began on a deferred channel")),
    amount("parked_work", "talks", "talks on deferred channels put aside because a shift ended or a break fell due",
           parked.count(lambda p: p.ones)),
    amount("put_aside_hours", "h", "time for which begun work lay, parked or paused, until an agent went on with it",
           put_aside.sum(lambda p: p.ticks, lambda p: p.counts, HOUR)),
    amount("stale_work", "h", "time that agents put into contacts whose customers had given up unnoticed",
           stale.sum(lambda s: s.ticks, lambda s: s.counts, HOUR)),
)  # fmt: skip
