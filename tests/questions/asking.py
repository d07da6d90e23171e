"""How the ten questions are asked: a base and its variants under the same chance, measured as a planner would.

All intervals are at 99.9%, over replications; seeds are fixed. Differences are paired: the same customers with the same
traits come to both desks (R3), so a difference that chance makes is much smaller than that of two weeks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

import simsupport as ss

FOLDER = Path(__file__).parent
LEVEL = 0.999
Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Interval:
    """A mean with the bounds of its interval."""

    mean: float
    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def narrow(self, widest: float) -> bool:
        """Whether the interval says something: its half-width is at most so much."""
        return self.high - self.low <= 2 * widest


def load(question: str, name: str, changes: Changes) -> ss.Scenario:
    """A variant of the question's desk."""
    return ss.load(FOLDER / f"{question}.yaml", changes={"name": name, **changes})


@dataclass(frozen=True)
class Answers:
    """What is measured of the variants, the first of which is the base."""

    results: Any

    def mean(self, variant: str, measure: str, **where: Any) -> Interval:
        """A figure of one variant, of one channel, week and so on if named."""
        row = self._row(self.results.summary(list(where), level=LEVEL), variant, measure, where)
        return Interval(row["mean"], row["low"], row["high"])

    def gain(self, variant: str, measure: str, base: str | None = None, **where: Any) -> Interval:
        """By how much a variant exceeds the base."""
        table = ss.compare(self.results, base, list(where), level=LEVEL)
        row = self._row(table, variant, measure, where)
        return Interval(row["difference"], row["low"], row["high"])

    @staticmethod
    def _row(table: Any, variant: str, measure: str, where: Mapping[str, Any]) -> Any:
        for column, value in {"scenario": variant, "measure": measure, **where}.items():
            table = table[table[column] == value]
        (row,) = table.to_dict("records")
        return row


def ask(
    question: str,
    variants: Mapping[str, Changes],
    replications: int,
    names: Sequence[str],
    by: Sequence[str] | Sequence[Sequence[str]] = (),
    seed: int = 1,
) -> Answers:
    """Run all variants of a question's desk."""
    scenarios = [load(question, name, changes) for name, changes in variants.items()]
    return Answers(ss.run(scenarios, replications, seed, by, workers=1, progress=False, names=names))


def logs(question: str, changes: Changes, replications: int, seed: int = 1) -> list[ss.Log]:
    """The logs of a variant, where the question is about single customers."""
    scenario = load(question, "variant", changes)
    return [ss.simulate(scenario, ss.sample_demand(scenario, seed, replication)) for replication in range(replications)]


def erlang_c(rate: float, talk: float, agents: int, target: float = 0.0) -> dict[str, float]:
    """P(wait), mean wait and service level of M/M/n; one unit of time throughout."""
    load, blocked = rate * talk, 1.0
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    waits = blocked / (1 - load / agents * (1 - blocked))
    spare = agents / talk - rate
    return {"P(wait)": waits, "mean wait": waits / spare, "service level": 1 - waits * exp(-spare * target)}


def interval_of(values: Any) -> Interval:
    """The mean of independent numbers, such as one for each customer."""
    from scipy import stats

    sample = stats.ttest_1samp(values, 0).confidence_interval(LEVEL)
    return Interval(float(values.mean()), float(sample.low), float(sample.high))
