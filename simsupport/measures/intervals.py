"""Intervals of confidence, over replications only (never over the contacts within one).

A figure is a ratio of sums over replications, R = Σn / Σd. Its interval is Student's t on the linearised residuals
(n − R·d) / mean(d): the delta method (Cochran, Sampling Techniques, 3rd ed. 1977, ch. 6; Law, Simulation Modeling and
Analysis, 5th ed. 2015, sec. 9.5). With the denominator 1 it is the usual t interval of a mean. The difference of two
scenarios under common random numbers is paired: the residuals of the same replication are subtracted first, so what
both share drops out. Replications without a denominator are left out; fewer than two give no interval (NaN). A
percentile of the contacts of all replications comes here as such a ratio, too (see `pooling`).

Where replications were added until an interval was narrow enough, a pilot of fixed size has the last word on how wide
it is: the spread is never less than that of the pilot, and t has the pilot's degrees of freedom (after Stein, Annals of
Mathematical Statistics 16, 1945), so that what came out narrow by luck is not believed (docs/many-runs.md).
"""

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simsupport.errors import SimsupportError

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array


Ratio = tuple["Array", "Array"]  # numerators and denominators: rows are figures, columns replications


class Estimate(NamedTuple):
    """For each row: the mean, the bounds of its interval at a level, and the replications that it rests on.

    `variance` is that of the mean: the square of its standard error.
    """

    mean: "Array"
    low: "Array"
    high: "Array"
    replications: "Array"
    level: float
    variance: "Array"


def estimate(numerator: "Array", denominator: "Array", level: float = 0.95, pilot: int | None = None) -> Estimate:
    """Ratios of sums with their intervals; rows are figures, columns replications (NaN: not there).

    `pilot` is the number of first replications after which others were added as the intervals asked for.
    """
    return _with_interval([(numerator, denominator)], level, pilot)[0]


def difference(
    numerator: "Array", denominator: "Array", base_numerator: "Array", base_denominator: "Array", level: float = 0.95,
    pilot: int | None = None,
) -> tuple[Estimate, "Array", "Array"]:  # fmt: skip
    """Paired differences of ratios of sums from a base, and both ratios, over the replications that both have."""
    both = [(numerator, denominator), (base_numerator, base_denominator)]
    found, (mean, base) = _with_interval(both, level, pilot)
    return found, mean, base


def contrast(signed: "Sequence[tuple[int, Ratio]]", level: float = 0.95, pilot: int | None = None) -> Estimate:
    """Paired sums of ratios of sums, each with its sign (+1 for the first), as in a difference of differences."""
    (_, first), *others = signed
    subtracted = [(-sign * numerator, denominator) for sign, (numerator, denominator) in others]
    return _with_interval([first, *subtracted], level, pilot)[0]


def check_level(level: float) -> float:
    if not 0 < level < 1:
        raise SimsupportError(f"a level of confidence lies between 0 and 1, such as 0.95: not {level}")
    return level


def _with_interval(ratios: Sequence[Ratio], level: float, pilot: int | None) -> tuple[Estimate, "list[Array]"]:
    """A ratio, or a first one less a second, over the replications that have all; and the mean of each."""
    from scipy.special import stdtrit

    there = np.logical_and.reduce([present(denominator) for _, denominator in ratios])
    means, residual = linearised(ratios, there)
    variance, degrees = _variance(residual, there)
    if pilot is not None:
        first = there & (np.arange(there.shape[1]) < pilot)
        of_pilot, degrees = _variance(linearised(ratios, first)[1], first)
        variance = np.maximum(variance, of_pilot)
    mean, count, enough = reduce(np.subtract, means), there.sum(axis=1), degrees > 0
    half = np.full(len(mean), np.nan)
    of_mean = variance / np.maximum(count, 1)
    half[enough] = stdtrit(degrees[enough], (1 + check_level(level)) / 2) * np.sqrt(of_mean[enough])
    return Estimate(mean, mean - half, mean + half, count, level, of_mean), means


def present(denominator: "Array") -> "Array":
    return np.asarray(~np.isnan(denominator) & (denominator != 0))


def linearised(ratios: Sequence[Ratio], there: "Array") -> tuple["list[Array]", "Array"]:
    """Each ratio of sums, and each replication's linearised deviation from the first, less that from the second."""
    means, residuals = [], []
    for numerator, denominator in ratios:
        n, d = np.where(there, numerator, 0.0), np.where(there, denominator, 0.0)
        total, count = d.sum(axis=1), there.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            means.append(n.sum(axis=1) / total)
            residuals.append((n - means[-1][:, None] * d) / (total / count)[:, None])
    return means, reduce(np.subtract, residuals)


def _variance(residual: "Array", there: "Array") -> "tuple[Array, Array]":
    """Each row's variance of one replication, and its degrees of freedom; NaN where there are none."""
    degrees = there.sum(axis=1) - 1
    squares = np.where(there, residual, 0.0) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(degrees > 0, squares.sum(axis=1) / degrees, np.nan), degrees
