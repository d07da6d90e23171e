"""What initiatives do at a tick (R22): from when they hold, how far they have ramped in, and what they change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.scenario.fields import Moment
from simsupport.scenario.models import Initiative, Scenario, Scope

FOREVER = 2**62


@dataclass(frozen=True)
class Phasing:
    """When something holds: nothing before its start and from its end on, and a linear ramp from the start."""

    start: int = 0
    end: int = FOREVER
    ramp: int = 0

    def level(self, tick: float) -> float:
        """How much of its full effect it has at a tick, from 0 to 1."""
        if not self.start <= tick < self.end:
            return 0.0
        return min(1.0, (tick - self.start) / self.ramp) if self.ramp else 1.0

    def levels(self, ticks: NDArray[Any]) -> NDArray[np.float64]:
        """`level` at many ticks."""
        ramped = np.minimum(1.0, (ticks - self.start) / self.ramp) if self.ramp else np.ones(len(ticks))
        return np.where((ticks >= self.start) & (ticks < self.end), ramped, 0.0)


@dataclass(frozen=True)
class Change:
    """What one initiative does to one quantity: a factor or an amount at full level."""

    phasing: Phasing
    full: float

    def factor(self, tick: float) -> float:
        return 1 + self.phasing.level(tick) * (self.full - 1)

    def factors(self, ticks: NDArray[Any]) -> NDArray[np.float64]:
        """`factor` at many ticks."""
        return 1 + self.phasing.levels(ticks) * (self.full - 1)

    def amount(self, tick: float) -> float:
        return self.phasing.level(tick) * self.full


Changes = tuple[Change, ...]


def factor(changes: Changes, tick: float) -> float:
    """The product of all factors at a tick."""
    product = 1.0
    for change in changes:
        product *= change.factor(tick)
    return product


def amount(changes: Changes, tick: float) -> float:
    """The sum of all amounts at a tick."""
    return sum(change.amount(tick) for change in changes)


def tick_of(scenario: Scenario, moment: Moment | None) -> int:
    """The tick of a moment that a scenario names; without one the first."""
    if moment is None:
        return 0
    if moment.day is None:
        return scenario.calendar.warm_up + moment.ticks
    return scenario.wall_clock.tick(moment.day, moment.ticks)


def phasing(scenario: Scenario, initiative: Initiative) -> Phasing:
    """When an initiative holds."""
    end = FOREVER if initiative.ends is None else tick_of(scenario, initiative.ends)
    return Phasing(tick_of(scenario, initiative.starts), end, initiative.ramp)


NEUTRAL = {"authority": 0.0, "head_start": 0, "manner": 0.0}  # amounts; all else are factors


def changes(
    scenario: Scenario,
    what: str,
    topic: str | None = None,
    channel: str | None = None,
    team: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Changes:
    """What the initiatives, by name, do to a quantity of these: its factors or amounts, in order."""
    found = []
    for name in sorted(scenario.initiatives):
        initiative = scenario.initiatives[name]
        full = getattr(initiative.effects, what)
        if full != NEUTRAL.get(what, 1.0) and concerns(initiative.for_, topic, channel, team, labels or {}):
            found.append(Change(phasing(scenario, initiative), full))
    return tuple(found)


def concerns(scope: Scope, topic: str | None, channel: str | None, team: str | None, labels: Mapping[str, str]) -> bool:
    """Whether a scope holds something; a limit on what it does not have leaves it out."""
    return (
        (not scope.topics or topic in scope.topics)
        and (not scope.channels or channel in scope.channels)
        and (not scope.teams or team in scope.teams)
        and all(labels.get(label) in values for label, values in scope.labels.items())
    )
