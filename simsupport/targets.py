"""Targets: what a scenario promises, and whether the figures of an experiment keep it.

Two questions, told apart: is the long-run figure on the right side of the promise (met, missed, or undecided as long as
its interval holds the promise; `confidence`), and how often is the promise kept in a single replication (`kept`: risk).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Literal

import numpy as np

from simsupport.errors import SimsupportError
from simsupport.measures.intervals import estimate, present
from simsupport.measures.promises import promises

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.experiment import Results
    from simsupport.measures.arrays import Array
    from simsupport.measures.intervals import Ratio
    from simsupport.scenario.models import Scenario, Target

    Stacks = dict[tuple[str, ...], tuple[pd.DataFrame, Array, Array]]

MEASURES = ("sla_compliance", "abandonment_rate")

Outcome = Literal["met", "missed", "undecided", ""]


@dataclass(frozen=True)
class Verdict:
    """A target beside its figure: a share to be reached, or (`at_most`) not to be passed.

    `kept` is the share of the replications in which it was kept; `confidence` the probability that the long-run figure
    keeps it, as far as the replications tell (Student's t; NaN for a single one).
    """

    scenario: str
    target: str
    promised: float
    at_most: bool
    mean: float
    low: float
    high: float
    kept: float
    confidence: float

    @property
    def measure(self) -> str:
        """The measure whose figure is judged."""
        return "abandonment_rate" if self.at_most else "sla_compliance"

    @property
    def missed(self) -> bool:
        """Whether the mean fails the target; one that is not there (nothing was due) does not."""
        if isnan(self.mean):
            return False
        return self.mean > self.promised if self.at_most else self.mean < self.promised

    @property
    def outcome(self) -> Outcome:
        """Met or missed by the whole interval, undecided if that holds the promise, or is not there; "" without mean.

        An interval of which only the bound is the promise is on its right side as far as it can be: met, or undecided.
        """
        if isnan(self.mean):
            return ""
        best, worst = (self.low, self.high) if self.at_most else (self.high, self.low)
        if not _fails(worst, self.promised, self.at_most):
            return "met" if not isnan(worst) else "undecided"
        return "missed" if _fails(best, self.promised, self.at_most) else "undecided"


def _fails(figure: float, promised: float, at_most: bool) -> bool:
    return figure > promised if at_most else figure < promised


@dataclass(frozen=True, eq=False)
class Aim:
    """A scenario's target with the figures that it judges: a numerator and a denominator for each replication."""

    scenario: str
    target: str
    promised: float
    at_most: bool
    numerator: "Array"
    denominator: "Array"

    def fails(self, figures: "Array") -> "Array":
        """Which figures fail the target; those that are not there (NaN) do not."""
        return np.asarray(figures > self.promised if self.at_most else figures < self.promised)

    def verdict(self, level: float, pilot: int | None) -> Verdict:
        found = estimate(self.numerator[None], self.denominator[None], level, pilot)
        mean, low, high = (float(bound[0]) for bound in (found.mean, found.low, found.high))
        there = present(self.denominator)
        figures = self.numerator[there] / self.denominator[there]
        kept = float(np.mean(~self.fails(figures))) if there.any() else np.nan
        degrees = min(int(there.sum()), pilot or len(there)) - 1
        confidence = self._confidence(mean, float(found.variance[0]), degrees)
        return Verdict(self.scenario, self.target, self.promised, self.at_most, mean, low, high, kept, confidence)

    def _confidence(self, mean: float, variance: float, degrees: int) -> float:
        from scipy.special import stdtr

        if isnan(variance):
            return np.nan
        margin = self.promised - mean if self.at_most else mean - self.promised
        return float(stdtr(degrees, margin / variance**0.5)) if variance else float(margin >= 0)


def breakdowns(scenarios: "Sequence[Scenario]") -> list[tuple[str, ...]]:
    """What an experiment is to be broken down by (`by` of `run`), so that verdicts can be given."""
    limits = [_dimensions(target) for scenario in scenarios for target in _limits(scenario)]
    return list(dict.fromkeys([("target",), *limits]))


def verdicts(results: "Results", level: float = 0.95) -> list[Verdict]:
    """One verdict for each target of each scenario; `results` must have the breakdowns that `breakdowns` names.

    Raises SimsupportError where sla_compliance or abandonment_rate, by which targets are judged, was not measured.
    """
    return [aim.verdict(level, results.pilot) for aim in aims(results)]


def aims(results: "Results") -> list[Aim]:
    """The targets of each scenario with their figures; `results` must have the breakdowns that `breakdowns` names."""
    by = {each: results.stacked(each) for each in breakdowns(results.scenarios)}
    return [
        Aim(scenario.name, name, promised, at_most, numerator, denominator)
        for scenario in results.scenarios
        for name, promised, at_most, (numerator, denominator) in (*_kept(by, scenario), *_within_limits(by, scenario))
    ]


def _kept(by: "Stacks", scenario: "Scenario") -> "Iterator[tuple[str, float, bool, Ratio]]":
    """Promises of a time: the share of cases in which they were kept (sla_compliance)."""
    for promise in promises(scenario):
        if promise.share is not None:
            row = _row(by, scenario, "sla_compliance", {"target": promise.name})
            yield promise.name, promise.share, False, row


def _within_limits(by: "Stacks", scenario: "Scenario") -> "Iterator[tuple[str, float, bool, Ratio]]":
    """Limits to abandonment."""
    for target in _limits(scenario):
        where = {_dimension(key): value for key, value in target.where.items()}
        yield target.name, target.abandonment or 0.0, True, _row(by, scenario, "abandonment_rate", where)


def _row(by: "Stacks", scenario: "Scenario", measure: str, where: dict[str, str]) -> "Ratio":
    """A figure of each replication."""
    keys, numerator, denominator = by[tuple(sorted(where))]
    mine = (keys["scenario"] == scenario.name) & (keys["measure"] == measure)
    for dimension, value in where.items():
        mine &= keys[dimension] == value
    rows = np.flatnonzero(mine)
    if not len(rows):
        raise SimsupportError(f"targets: the results have no {measure}: name it in `names` of run")
    return numerator[rows[0]], denominator[rows[0]]


def _limits(scenario: "Scenario") -> "list[Target]":
    return [target for target in scenario.targets if target.abandonment is not None]


def _dimensions(target: "Target") -> tuple[str, ...]:
    return tuple(sorted(_dimension(key) for key in target.where))


def _dimension(key: str) -> str:
    return key if key in ("channel", "topic", "team") else f"label.{key}"
