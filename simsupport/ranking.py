"""Which scenario is best: how sure that is of the long-run figures, and how often it is so in a replication (risk).

What the replications leave open of the long-run figures is drawn from a multivariate t distribution: around the ratios
of sums, with the covariance of their linearised residuals and the replications' degrees of freedom. Of each figure, and
of each difference of two, it is the distribution from which their intervals come (the posterior under a flat prior: Box
and Tiao, Bayesian Inference in Statistical Analysis, 1973, ch. 2 and 8); what the same chance does to all scenarios
alike is in the covariance. Risk needs no model: it is counted over the replications.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simsupport.errors import SimsupportError
from simsupport.experiment import Results, units_of
from simsupport.measures.catalogue import chosen
from simsupport.measures.goals import Goal, goal_of
from simsupport.measures.intervals import estimate, linearised, present
from simsupport.targets import aims

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.measures.arrays import Array
    from simsupport.measures.intervals import Ratio
    from simsupport.targets import Aim

DRAWS, SEED = 20_000, 1  # the standard error of a probability is at most 0.4 points
SAME = 1e-9  # figures that differ by less than that share are rounded, not better


def rank(
    results: Results, measure: str = "cost", goal: str | None = None, targets: bool = True, level: float = 0.95
) -> "pd.DataFrame":
    """The scenarios, the likeliest best one first: it misses the fewest targets, and then its measure is the best.

    Without `targets` the measure alone decides; with them `results` must have the breakdowns that
    `simsupport.targets.breakdowns` names. `goal` is "highest" or "lowest" (known for most measures).

    Columns: scenario, measure, unit, mean, low, high (its interval at the level); targets (how many it has), missed
    (those that its means miss); of the long-run figures, as far as the replications tell: meets_all (the probability
    that all targets are met), best_figure (that no other scenario's measure is better) and best (that it is the best
    one); of the replications: kept_all (the share in which all targets were kept), wins (the share in which it was the
    best one) and replications; reason (why there is no probability). Scenarios that are equally good share alike.

    Raises SimsupportError for an unknown measure or one that was not run, and where a goal is needed.
    """
    import pandas as pd

    goal = goal_of(measure, goal)
    aimed = aims(results) if targets else []
    ratio, values = _figures(results, measure)
    found = estimate(*ratio, level, results.pilot)
    long_run, counted = _drawn(ratio, aimed, results, goal), _counted(values, aimed, results, goal)
    table = pd.DataFrame(
        {
            "scenario": [scenario.name for scenario in results.scenarios],
            "measure": measure,
            "mean": found.mean,
            "low": found.low,
            "high": found.high,
            "targets": [sum(aim.scenario == scenario.name for aim in aimed) for scenario in results.scenarios],
            "missed": _failures(aimed, [_mean(aim) for aim in aimed], results, 1)[:, 0],
            "meets_all": long_run.meets_all(),
            "best_figure": long_run.best(failures=False),
            "best": long_run.best(),
            "kept_all": counted.meets_all(),
            "wins": counted.best(),
            "replications": found.replications,
            "reason": _reason(found.replications),
        }
    )
    table.insert(2, "unit", units_of(table["measure"]))
    return table.sort_values("best", ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True, eq=False)
class Cases:
    """What scenarios may turn out as: rows are scenarios, columns cases. A figure that is not there is NaN."""

    figures: "Array"
    failures: "Array"  # how many targets are missed
    goal: Goal

    def meets_all(self) -> "Array":
        """For each scenario the share of its cases in which no target is missed."""
        return _share(self.failures == 0, ~np.isnan(self.figures))

    def best(self, failures: bool = True) -> "Array":
        """The share of the cases in which each scenario is the best one, by its figure alone or `failures` first."""
        there = ~np.isnan(self.figures)
        some = there.any(axis=1)
        missed = self.failures if failures else np.zeros_like(self.failures)
        fewest = missed == np.min(missed, axis=0, where=there, initial=np.inf)
        loss = np.where(there & fewest, self.figures if self.goal == "lowest" else -self.figures, np.inf)
        winners = there & fewest & np.isclose(loss, loss.min(axis=0), rtol=SAME, atol=0)
        shared = winners / np.maximum(winners.sum(axis=0), 1)
        return np.where(some, _share(shared, np.broadcast_to(there[some].all(axis=0), there.shape)), np.nan)


def _share(each: "Array", among: "Array") -> "Array":
    """The mean of each row over some columns; NaN over none."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(among, each, 0).sum(axis=1) / among.sum(axis=1))


def _figures(results: Results, measure: str) -> "tuple[Ratio, Array]":
    """A measure over all of each scenario: numerators and denominators, and the values of the replications."""
    table = _rows(results, measure)
    names = [scenario.name for scenario in results.scenarios]
    keys, numerator, denominator = results.stacked()
    row = {key: place for place, key in enumerate(zip(keys["scenario"], keys["measure"], strict=True))}
    order = [row[name, measure] for name in names]
    values = table.pivot(index="scenario", columns="replication", values="value").reindex(names).to_numpy()
    return (numerator[order], denominator[order]), values


def _rows(results: Results, measure: str) -> "pd.DataFrame":
    """The figures of a measure over all, replication by replication."""
    (known,) = chosen(measure)
    table = results.table()
    rows = table[table["measure"] == known.name]
    lacking = [scenario.name for scenario in results.scenarios if scenario.name not in set(rows["scenario"])]
    if lacking:
        raise SimsupportError(f"there is no {known.name} of '{lacking[0]}': give run that measure in `names`")
    return rows


def _drawn(ratio: "Ratio", aimed: "Sequence[Aim]", results: Results, goal: Goal) -> Cases:
    """What the long-run figures may be."""
    scenarios = len(results.scenarios)
    numerator = np.vstack([ratio[0], *(aim.numerator for aim in aimed)])
    denominator = np.vstack([ratio[1], *(aim.denominator for aim in aimed)])
    drawn = draws(numerator, denominator, results.pilot)
    figures = np.where(present(ratio[1]).sum(axis=1)[:, None] > 1, drawn[:scenarios], np.nan)
    return Cases(figures, _failures(aimed, drawn[scenarios:], results, DRAWS), goal)


def _counted(values: "Array", aimed: "Sequence[Aim]", results: Results, goal: Goal) -> Cases:
    """What the replications were."""
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = [aim.numerator / aim.denominator for aim in aimed]
    return Cases(values, _failures(aimed, kept, results, values.shape[1]), goal)


def _failures(aimed: "Sequence[Aim]", figures: "Sequence[Array] | Array", results: Results, cases: int) -> "Array":
    """How many targets each scenario misses in each case, by the figures that they judge."""
    missed = np.zeros((len(results.scenarios), cases))
    place = {scenario.name: row for row, scenario in enumerate(results.scenarios)}
    for aim, figure in zip(aimed, figures, strict=True):
        missed[place[aim.scenario]] += aim.fails(figure)
    return missed


def _mean(aim: "Aim") -> "Array":
    return estimate(aim.numerator[None], aim.denominator[None]).mean


def draws(numerator: "Array", denominator: "Array", pilot: int | None = None) -> "Array":
    """Draws of the long-run figures, given replications: rows are figures, columns `DRAWS` draws, always the same.

    A figure that a single replication has is always that; where no figure has more than one, there are none (NaN).
    """
    there = present(denominator)
    (mean,), residual = linearised([(numerator, denominator)], there)
    count = there.sum(axis=1)
    if count.max() < 2:
        return np.full((len(mean), DRAWS), np.nan)
    degrees = min(count[count > 1].min(), pilot or count.max()) - 1
    scaled = np.where(there, residual, 0.0) / np.sqrt(np.maximum(count * (count - 1), 1))[:, None]
    scaled *= np.sqrt(_wider(numerator, denominator, pilot, (scaled**2).sum(axis=1)))[:, None]
    factor = np.transpose(np.linalg.qr(scaled.T, mode="r"))  # factor · factorᵀ is the covariance of the means
    chance = np.random.default_rng(SEED)
    spread = np.sqrt(chance.chisquare(degrees, DRAWS) / degrees)
    return np.asarray(mean[:, None] + factor @ chance.standard_normal((factor.shape[1], DRAWS)) / spread)


def _wider(numerator: "Array", denominator: "Array", pilot: int | None, variance: "Array") -> "Array":
    """How many times the variance that of a figure's interval is: that of a pilot may be wider."""
    of_interval = estimate(numerator, denominator, pilot=pilot).variance
    found = np.divide(of_interval, variance, out=np.ones_like(variance), where=variance > 0)
    return np.fmax(found, 1.0)


def _reason(replications: "Array") -> "Array":
    texts = ["no replication has the figure", "a single replication leaves everything open"]
    return np.select([replications == 0, replications == 1], texts, "")
