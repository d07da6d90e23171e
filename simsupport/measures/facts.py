"""The log's facts as arrays: legs, contacts, issues and agents' time.

Names are codes: places in `Facts.values`, −1 for none. Times are ticks, −1 for what did not happen; those of a backlog
lie before the start.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.log import KINDS, Kind, Log
from simsupport.measures.agents import AgentTime, on_call
from simsupport.measures.contacts import Contacts, Issues
from simsupport.measures.days import Days
from simsupport.measures.dimensions import Grouping, grouping
from simsupport.measures.handled import Handled
from simsupport.measures.journeys import Journeys
from simsupport.measures.legs import Legs, categorical, codes
from simsupport.measures.lots import Lots
from simsupport.measures.opening import opening_clocks
from simsupport.measures.opinions import Opinions
from simsupport.measures.promises import Kept, kept, promises
from simsupport.measures.runs import NEVER
from simsupport.measures.samples import Waiting
from simsupport.measures.talks import Talks
from simsupport.measures.turns import Replies, Stops

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.measures.arrays import Array
    from simsupport.scenario.models import ResponseTarget


class Facts:
    """The tables of one log, each built when it is first needed."""

    def __init__(self, log: Log, window: int) -> None:
        self.scenario = log.scenario
        self.clock = log.scenario.wall_clock
        self.horizon = log.scenario.calendar.horizon
        self.window: int = window
        self.seed = log.seed
        self.replication = log.replication
        self._log = log

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """The names of each dimension: channels, topics and teams of the scenario, the log's labels, the targets."""
        scenario, legs = self.scenario, self._log.legs
        labels = {name: _names(legs[name]) for name in legs.columns if str(name).startswith("label.")}
        return {
            "channel": list(scenario.channels),
            "topic": list(scenario.topics),
            "team": list(scenario.teams),
            **{str(name): values for name, values in labels.items()},
            "target": list(dict.fromkeys(promise.name for promise in promises(scenario))),
        }

    def grouping(self, by: tuple[str, ...]) -> Grouping:
        """The groups of a breakdown."""
        return grouping(self.scenario, by, tuple((name, tuple(values)) for name, values in self.values.items()))

    @cached_property
    def legs(self) -> Legs:
        """All legs but chasers."""
        chases = self._chases
        return Legs(self, self._log.legs, np.flatnonzero(~chases) if chases.any() else slice(None))

    @cached_property
    def chasers(self) -> Legs:
        """Customers who ask where the answer is: contacts of no work of their own (R17)."""
        return Legs(self, self._log.legs, np.flatnonzero(self._chases))

    @cached_property
    def _chases(self) -> "Array":
        return np.equal(codes(self._log.legs["kind"], KINDS), Kind.CHASER)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self, self.legs)

    @cached_property
    def issues(self) -> Issues:
        return Issues(self, self.contacts)

    @cached_property
    def talks(self) -> Talks:
        return Talks(self)

    @cached_property
    def journeys(self) -> Journeys:
        return Journeys(self)

    @cached_property
    def opinions(self) -> Opinions:
        return Opinions(self)

    @cached_property
    def lots(self) -> Lots:
        """What is drawn for figures."""
        return Lots(self)

    @cached_property
    def handled(self) -> Handled:
        return Handled(self)

    @cached_property
    def promised(self) -> Kept:
        return kept(self)

    @cached_property
    def replies(self) -> Replies:
        return Replies(self, self.legs)

    @cached_property
    def stops(self) -> Stops:
        return Stops(self, self.legs)

    @cached_property
    def waiting(self) -> Waiting:
        return Waiting(self.legs, self.clock)

    @cached_property
    def agents(self) -> AgentTime:
        return AgentTime(self, self._log.agents, on_call(self.scenario))

    @cached_property
    def days(self) -> Days:
        return Days(self)

    @cached_property
    def always_open(self) -> bool:
        return opening_clocks(self.scenario).always(self.horizon)

    def on_business_clock(self, channel: "Array", start: "Array", end: "Array") -> "Array":
        """The ticks from start to end at which each row's channel is open."""
        return opening_clocks(self.scenario).elapsed(channel, start, end)

    @cached_property
    def business_targets(self) -> "Array":
        """Whether each channel's target goes by opening hours."""
        return np.array([bool(target and target.clock == "business") for target in self._targets])

    @cached_property
    def targets_within(self) -> "Array":
        """The ticks in which each channel's target promises a first response; −1 without a target."""
        return np.array([target.within if target else NEVER for target in self._targets])

    @property
    def _targets(self) -> "list[ResponseTarget | None]":
        return [channel.target for channel in self.scenario.channels.values()]

    def on_target_clock(self, channel: "Array", start: "Array", end: "Array") -> "Array":
        """The ticks from start to end on the clock of each row's channel's target."""
        elapsed = end - start
        if self.business_targets.any():
            rows = np.flatnonzero(self.business_targets[channel])
            elapsed[rows] = self.on_business_clock(channel[rows], start[rows], end[rows])
        return elapsed


def _names(column: "pd.Series[Any]") -> list[str]:
    return [str(name) for name in categorical(column).categories]
