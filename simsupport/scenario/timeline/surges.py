"""What initiatives do to the demand of a line (R22): more or fewer issues, perhaps only those of some labels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from simsupport.scenario.models import Line, Scenario, Scope
from simsupport.scenario.timeline.in_force import Change, concerns, phasing

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Surges:
    """The factor on a line's rate at each of some ticks, and what it makes of the shares of labels.

    Where an initiative is for some values of a label, only issues with these become more or fewer. `shares` are the
    joint shares of the values of `labels` (names sorted, values sorted), by state; `state` is that of each tick.
    """

    factor: Numbers
    labels: tuple[str, ...]
    shares: Numbers
    state: NDArray[np.int64]

    @cached_property
    def bounds(self) -> tuple[Numbers, ...]:
        """For each label the sums of the shares of its values, one by one, by state and the values of those before."""
        states, *sizes = self.shares.shape
        given = (self.shares.sum(axis=tuple(range(place + 2, 1 + len(sizes)))) for place in range(len(sizes)))
        return tuple(np.cumsum(each.reshape(states, -1, size), axis=2) for each, size in zip(given, sizes, strict=True))


def surges(scenario: Scenario, line: Line, ticks: Numbers) -> Surges:
    """What becomes of a line's demand at some ticks: its rate times 1 + Σ share · (factor − 1) over the labels."""
    found = list(_changes(scenario, line))
    labels = tuple(sorted({label for _, values in found for label in values}))
    joint = reduce(np.multiply.outer, (_shares(line, label) for label in labels), np.ones(()))
    factors = np.array([change.factors(ticks) for change, _ in found]).reshape(len(found), len(ticks))
    states, state = np.unique(factors, axis=1, return_inverse=True)
    weights = np.ones((states.shape[1], *joint.shape))
    for (_, values), factor in zip(found, states, strict=True):
        concerned = _concerned(line, labels, values)
        weights *= 1 + np.multiply.outer(factor - 1, concerned)
    places = tuple(range(1, weights.ndim))
    total = 1 + (joint * (weights - 1)).sum(axis=places)
    shares = joint * weights / np.where(total > 0, total, 1).reshape(-1, *[1] * joint.ndim)
    return Surges(total[state], labels, shares, state.reshape(-1))


def _changes(scenario: Scenario, line: Line) -> Iterator[tuple[Change, Mapping[str, tuple[str, ...]]]]:
    """The factors on the demand of a line in order of their initiatives, each with the values that it is for."""
    for name in sorted(scenario.initiatives):
        initiative = scenario.initiatives[name]
        if initiative.effects.demand != 1.0 and concerns_line(initiative.for_, line):
            yield Change(phasing(scenario, initiative), initiative.effects.demand), initiative.for_.labels


def concerns_line(scope: Scope, line: Line) -> bool:
    """Whether a scope holds issues of a line, if perhaps only those of some labels."""
    without = scope.model_copy(update={"labels": {}})
    return concerns(without, line.topic, line.channel, None, {}) and scope.labels.keys() <= line.labels.keys()


def _shares(line: Line, label: str) -> Numbers:
    shares = line.labels[label]
    return np.array([shares[value] for value in sorted(shares)])


def _concerned(line: Line, labels: tuple[str, ...], values: Mapping[str, tuple[str, ...]]) -> Numbers:
    """1 for each combination of labels' values that an initiative is for, else 0."""
    sides = (
        np.array([label not in values or value in values[label] for value in sorted(line.labels[label])], float)
        for label in labels
    )
    return reduce(np.multiply.outer, sides, np.ones(()))
