"""Targets: what a scenario promises, and whether the figures of an experiment keep it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from simsupport.measures.promises import promises

if TYPE_CHECKING:
    from simsupport.experiment import Results
    from simsupport.scenario.models import Scenario, Target

MEASURES = ("sla_compliance", "abandonment_rate")


@dataclass(frozen=True)
class Verdict:
    """A target beside its figure: a share to be reached, or (`at_most`) not to be passed."""

    scenario: str
    target: str
    promised: float
    at_most: bool
    mean: float
    low: float
    high: float

    @property
    def missed(self) -> bool:
        """Whether the figure fails the target; one that is not there (nothing was due) does not."""
        if isnan(self.mean):
            return False
        return self.mean > self.promised if self.at_most else self.mean < self.promised


def breakdowns(scenarios: "Sequence[Scenario]") -> list[tuple[str, ...]]:
    """What an experiment is to be broken down by (`by` of `run`), so that verdicts can be given."""
    limits = [_dimensions(target) for scenario in scenarios for target in _limits(scenario)]
    return list(dict.fromkeys([("target",), *limits]))


def verdicts(results: "Results", level: float = 0.95) -> list[Verdict]:
    """One verdict for each target of each scenario; `results` must have the breakdowns that `breakdowns` names."""
    return [
        verdict
        for scenario in results.scenarios
        for verdict in (*_kept(results, scenario, level), *_within_limits(results, scenario, level))
    ]


def _kept(results: "Results", scenario: "Scenario", level: float) -> Iterator[Verdict]:
    """Promises of a time: the share of cases in which they were kept (sla_compliance)."""
    table = results.summary(["target"], level)
    table = table[(table["scenario"] == scenario.name) & (table["measure"] == "sla_compliance")]
    rows = table.set_index("target")[["mean", "low", "high"]]
    shares = {promise.name: promise.share for promise in promises(scenario) if promise.share is not None}
    for name, share in shares.items():
        yield Verdict(scenario.name, name, share, False, *map(float, rows.loc[name]))


def _within_limits(results: "Results", scenario: "Scenario", level: float) -> Iterator[Verdict]:
    """Limits to abandonment."""
    for target in _limits(scenario):
        table = results.summary(_dimensions(target), level)
        rows = table[(table["scenario"] == scenario.name) & (table["measure"] == "abandonment_rate")]
        for key, value in target.where.items():
            rows = rows[rows[_dimension(key)] == value]
        limit = target.abandonment or 0.0
        yield Verdict(scenario.name, target.name, limit, True, *map(float, rows[["mean", "low", "high"]].iloc[0]))


def _limits(scenario: "Scenario") -> "list[Target]":
    return [target for target in scenario.targets if target.abandonment is not None]


def _dimensions(target: "Target") -> tuple[str, ...]:
    return tuple(sorted(_dimension(key) for key in target.where))


def _dimension(key: str) -> str:
    return key if key in ("channel", "topic", "team") else f"label.{key}"
