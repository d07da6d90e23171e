"""Intervals of confidence, over replications only (never over the contacts within one).

A figure is a ratio of sums over replications, R = Σn / Σd. Its interval is Student's t on the linearised residuals
(n − R·d) / mean(d): the delta method (Cochran, Sampling Techniques, 3rd ed. 1977, ch. 6; Law, Simulation Modeling and
Analysis, 5th ed. 2015, sec. 9.5). With the denominator 1 it is the usual t interval of a mean. The difference of two
scenarios under common random numbers is paired: the residuals of the same replication are subtracted first, so what
both share drops out. Replications without a denominator are left out; fewer than two give no interval (NaN).
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simsupport.errors import SimsupportError

if TYPE_CHECKING:
    from simsupport.measures.formula import Array


class Estimate(NamedTuple):
    """For each row: the mean, the bounds of its interval at a level, and the replications that it rests on."""

    mean: "Array"
    low: "Array"
    high: "Array"
    replications: "Array"
    level: float


def estimate(numerator: "Array", denominator: "Array", level: float = 0.95) -> Estimate:
    """Ratios of sums with their intervals; rows are figures, columns replications (NaN: not there)."""
    there = _there(denominator)
    mean, residual = _linearised(numerator, denominator, there)
    return _with_interval(mean, residual, there, level)


def difference(
    numerator: "Array", denominator: "Array", base_numerator: "Array", base_denominator: "Array", level: float = 0.95
) -> tuple[Estimate, "Array", "Array"]:
    """Paired differences of ratios of sums from a base, and both ratios, over the replications that both have."""
    there = _there(denominator) & _there(base_denominator)
    mean, residual = _linearised(numerator, denominator, there)
    base, base_residual = _linearised(base_numerator, base_denominator, there)
    return _with_interval(mean - base, residual - base_residual, there, level), mean, base


def check_level(level: float) -> float:
    if not 0 < level < 1:
        raise SimsupportError(f"a level of confidence lies between 0 and 1, such as 0.95: not {level}")
    return level


def _there(denominator: "Array") -> "Array":
    return np.asarray(~np.isnan(denominator) & (denominator != 0))


def _linearised(numerator: "Array", denominator: "Array", there: "Array") -> tuple["Array", "Array"]:
    """Each row's ratio of sums, and each replication's linearised deviation from it."""
    n, d = np.where(there, numerator, 0.0), np.where(there, denominator, 0.0)
    total, count = d.sum(axis=1), there.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = n.sum(axis=1) / total
        residual = (n - mean[:, None] * d) / (total / count)[:, None]
    return mean, residual


def _with_interval(mean: "Array", residual: "Array", there: "Array", level: float) -> Estimate:
    from scipy.special import stdtrit

    count = there.sum(axis=1)
    enough = count > 1
    squares = np.where(there, residual, 0.0)[enough] ** 2
    k = count[enough]
    half = np.full(len(mean), np.nan)
    half[enough] = stdtrit(k - 1, (1 + check_level(level)) / 2) * np.sqrt(squares.sum(axis=1) / (k - 1) / k)
    return Estimate(mean, mean - half, mean + half, count, level)
