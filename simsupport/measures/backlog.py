"""Backlog: customers' work that waits for the desk, sampled at the ends of hours (or of finer intervals asked for).

A leg is in the backlog from its contact's arrival (held outside a closed channel too; from its own queueing, if it is
a later leg) until an agent takes it or its customer gives up. What waits for the customer's reply or for a third party
is *pending*, no backlog. A sample at a tick sees the state just before it.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from simsupport import units
from simsupport.measures.arrays import Array, Pair
from simsupport.measures.dimensions import ALL, INTERVALS, NAMES, Grouping, boundaries
from simsupport.measures.facts import Facts
from simsupport.measures.formula import (
    Grouped,
    Measure,
    OfGrouping,
    Source,
    View,
    percentile,
    ratio,
)  # fmt: skip
from simsupport.measures.legs import ENTRY, among, subset
from simsupport.measures.samples import within_spans
from simsupport.measures.sources import Counted, counted


@dataclass(frozen=True, eq=False)
class Seen:
    """One row per waiting leg and sample that sees it."""

    facts: Facts
    leg: Array
    tick: Array

    @cached_property
    def ones(self) -> Array:
        return np.ones(len(self.leg), np.bool_)

    @property
    def age(self) -> Array:
        """Ticks since the contact's arrival."""
        return self.tick - self.facts.legs.arrived[self.leg]

    @property
    def work(self) -> Array:
        """Ticks of talk and wrap that the scenario states on average for the topic on the channel."""
        names = self.facts.legs.names
        work: Array = stated_work(self.facts)[names["topic"][self.leg], names["channel"][self.leg]]
        return work

    @cached_property
    def targeted(self) -> Array:
        """Whether the leg is its contact's first at the desk, on a channel with a target."""
        entered = among(self.facts.legs.kind[self.leg], ENTRY)
        return np.asarray(entered & (self.facts.targets_within[self._channel] > 0))

    @property
    def cycles(self) -> Array:
        """Whole target times since the contact came to the humans' door, on the target's clock."""
        waited = self.facts.on_target_clock(self._channel, self.facts.legs.waits_from[self.leg], self.tick)
        return np.asarray(waited // np.maximum(self.facts.targets_within[self._channel], 1))

    @property
    def _channel(self) -> Array:
        return self.facts.legs.names["channel"][self.leg]


def stated_work(facts: Facts) -> Array:
    """Mean talk + wrap in ticks, by topic and channel."""
    from simsupport.scenario.timeline.rates import stated

    scenario = facts.scenario
    return np.array(
        [[sum(stated(scenario, topic, channel)) for channel in scenario.channels] for topic in scenario.topics]
    )


def _backlog(view: View) -> Grouped[Seen]:
    leg, place = view.facts.waiting.seen(view.grouping.sample_step)
    after = place > 0
    leg, tick = leg[after], view.grouping.samples[place[after] - 1]
    return Grouped(Seen(view.facts, leg, tick), view.grouping.at(subset(view.facts.legs.names, leg), tick - 1))


def _pending(view: View) -> Grouped[Counted]:
    """Contacts that wait for their customer or a third party, once for each sample that sees them."""
    samples, stops = view.grouping.samples, view.facts.stops
    stop, place = within_spans(stops.start, stops.end, np.ones(len(stops.row), np.bool_), samples)
    return counted(view, stops.row[stop], samples[place] - 1)


def _clear_times(view: View) -> Pair:
    """Hours from each whole week's start until its backlog is normal, and the number of weeks."""
    facts, grouping = view.facts, view.grouping
    samples = boundaries(facts.clock, units.HOUR)
    levels = _levels(facts, grouping, samples)
    normal = np.median(levels, axis=1)
    took, weeks = np.zeros(grouping.size), np.zeros(grouping.size)
    for monday, following in _weeks(facts, samples):
        inside = levels[:, monday : following + 1] <= normal[:, None]
        last = np.full(len(levels), following - monday)
        place = np.where(inside.any(axis=1), inside.argmax(axis=1), last)
        time = int(grouping.grid.locate(samples[monday : monday + 1])[0])
        group = np.arange(len(levels)) * grouping.grid.size + time
        took[group] += (samples[monday + place] - samples[monday]) / units.HOUR
        weeks[group] += 1
    return took, weeks


def _levels(facts: Facts, grouping: Grouping, samples: Array) -> Array:
    """The backlog of each combination of names (rows) at each sample (columns)."""
    leg, place = facts.waiting.seen(units.HOUR)
    names = grouping.name_group(subset(facts.legs.names, leg), len(leg))
    kept = names >= 0
    flat = names[kept] * len(samples) + place[kept]
    return np.bincount(flat, minlength=grouping.name_size * len(samples)).reshape(grouping.name_size, len(samples))


def _weeks(facts: Facts, samples: Array) -> list[tuple[int, int]]:
    """The places of the samples at which whole local weeks (Monday to Monday) begin and end."""
    days, starts = facts.clock.day_starts()
    mondays = np.array([start for day, start in zip(days, starts, strict=True) if day.weekday() == 0], np.int64)
    if facts.clock.local(facts.horizon).strftime("%a %H:%M:%S.%f") == "Mon 00:00:00.000000":
        mondays = np.append(mondays, facts.horizon)
    places = np.searchsorted(samples, mondays[mondays >= facts.clock.warm_up]).tolist()
    return list(pairwise(places))


backlog = Source((*NAMES, *INTERVALS), _backlog)
pending = Source((*NAMES, *INTERVALS), _pending)
sampled = OfGrouping(ALL, lambda grouping: grouping.sample_counts, "no hour ended")

_ages = backlog.sum(lambda b: b.age, lambda b: b.ones, units.SECOND, "there was no backlog")
_targeted = backlog.count(lambda b: b.targeted, "no contact with a target was in the backlog")
_AT_ENDS = "at the ends of hours"

MEASURES = (
    ratio("backlog", "contacts", f"contacts that wait for an agent (held outside ones too), {_AT_ENDS}, on average",
          backlog.count(lambda b: b.ones), sampled),
    ratio("pending", "contacts",
          f"contacts that wait for the customer's reply or for a third party, {_AT_ENDS}, on average",
          pending.count(lambda p: p.ones), sampled),
    ratio("backlog_hours", "h", f"stated mean talk + wrap of the contacts in the backlog, {_AT_ENDS}, on average",
          backlog.sum(lambda b: b.work, lambda b: b.ones, units.HOUR), sampled),
    percentile("backlog_age_p50", "s", f"time since arrival that 50% of the backlog, {_AT_ENDS}, does not exceed",
               0.5, _ages),
    percentile("backlog_age_p90", "s", f"time since arrival that 90% of the backlog, {_AT_ENDS}, does not exceed",
               0.9, _ages),
    Measure("backlog_clear_time", "h",
            "from the start of a week (Monday 0:00) until the backlog is first at or below its median over all hours; "
            "a week that is never normal counts whole; mean of the whole weeks", "ratio", (*NAMES, "week", "month"),
            _clear_times, none="there was no whole week, Monday to Monday"),
    ratio("cycles_late", "cycles",
          f"whole target times that contacts in the backlog with a target for first response have waited, held outside "
          f"or not, on the target's clock, {_AT_ENDS}, on average",
          backlog.sum(lambda b: b.cycles, lambda b: b.targeted), _targeted),
)  # fmt: skip
